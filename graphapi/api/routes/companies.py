"""Questions about companies: where they are, where two of them overlap, how concentrated a segment is."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.companies import CompaniesList, Concentration, FootprintAnswer, OverlapAnswer
from graphapi.api.dependencies import NodeId, ProvenanceParams, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.companies.companies import CompaniesRequest, companies, companies_table
from graphapi.companies.company_activity import FootprintRequest, OverlapRequest, footprint, overlap
from graphapi.companies.concentration import ConcentrationRequest, concentration, concentration_table

routes = Routes("companies")


class FootprintParams(FootprintRequest, ProvenanceParams):
    """How far subsidiaries are rolled up, what counts, and how much evidence the documents carry."""


class OverlapParams(OverlapRequest, ProvenanceParams):
    """The other company, what counts, and how much evidence the documents carry."""


@routes.get("/companies", answer=CompaniesList, errors=NODE_ERRORS, table=companies_table)
async def get_companies(params: Annotated[CompaniesRequest, Query()], view: ViewDep, request: Request) -> Response:
    """Companies with listings, owners, head office, parks and segments, by id, with facet counts.

    Filters are joined by *and*. Parks and segments are the company's own; `/footprint` rolls subsidiaries up. A listing
    that no source shows is marked `verified: false`.
    """
    return await respond(request, view, await companies(view, params))


@routes.get(
    "/companies/{node_id}/footprint", answer=FootprintAnswer, errors=NODE_ERRORS, example={"node_id": "company:catl"}
)
async def get_footprint(
    node_id: NodeId, params: Annotated[FootprintParams, Query()], view: ViewDep, request: Request
) -> Response:
    """A company with its subsidiaries: parks, provinces, segments, stages, statuses and tickers, each with evidence.

    `through` says whether the company is connected to an entry itself, through subsidiaries, or both; `ownership` names
    the `owned_by` edges in between. `subsidiaries` and `parents` list the companies by level; cycles of owners are
    followed once, and `deeper` counts companies just beyond `depth`. The documents of all edges are in `graph`.
    """
    return await respond(request, view, await footprint(view, node_id, params), provenance=params.provenance)


@routes.get(
    "/companies/{node_id}/overlap",
    answer=OverlapAnswer,
    errors=NODE_ERRORS,
    example={"node_id": "company:catl", "with": "company:byd"},
)
async def get_overlap(
    node_id: NodeId, params: Annotated[OverlapParams, Query()], view: ViewDep, request: Request
) -> Response:
    """Parks, provinces and segments that two companies share, subsidiaries rolled up, with the evidence of both sides.

    `measures` gives for each the sizes of both sets, of their intersection and union, and the Jaccard index
    |A ∩ B| / |A ∪ B|. `companies` are those that belong to both groups, such as joint ventures.
    """
    return await respond(request, view, await overlap(view, node_id, params), provenance=params.provenance)


@routes.get(
    "/concentration",
    answer=Concentration,
    errors=NODE_ERRORS,
    table=concentration_table,
    example={"segment": "segment:power-battery-cells"},
)
async def get_concentration(
    params: Annotated[ConcentrationRequest, Query()], view: ViewDep, request: Request
) -> Response:
    """How concentrated a segment is: Herfindahl-Hirschman index, the sum of squared shares, and the shares.

    `hhi` lies between 1/n and 1, `hhi_10000` is the same times 10,000, `equal_holders` is 1/hhi. Provinces count
    hosting parks, otherwise plants are counted (`operates_in` edges with the segment among their products). With
    `weight=capacity`, plants whose capacity is known in the most common unit; `capacity` says how many those are.
    `owners=true` divides a plant equally among the ultimate parents of its company.
    """
    return await respond(request, view, await concentration(view, params))
