"""Questions about companies: where they are, where two of them meet, how concentrated a segment is."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import document_response, graph_response, list_response
from graphapi.api.params import (
    BASIS,
    NodeId,
    PageParams,
    Params,
    ProvenanceParams,
    known_statuses,
    known_words,
)
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.companies import CompaniesList, Concentration, FootprintEnvelope, OverlapEnvelope
from graphapi.api.tabular import as_table, wants_table
from graphapi.companies.companies import CompaniesRequest, companies, companies_table
from graphapi.companies.concentration import By, ConcentrationRequest, Weight, concentration, concentration_table
from graphapi.companies.footprint import FootprintRequest, footprint
from graphapi.companies.overlap import overlap
from graphapi.companies.ownership import LEVELS, MAX_LEVELS, RELATIONS
from graphapi.model.kinds import STATUSES, Basis

routes = Routes("companies")
_RELATION = f"Ownership to follow, by commas: any of {', '.join(RELATIONS)}; all, stated or not, where not given."
_STATUS = f"Any of {', '.join(STATUSES)}, joined by commas."


class OwnershipParams(Params):
    """What counts as a plant and as a subsidiary."""

    relation: str | None = Field(None, max_length=200, description=_RELATION)
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: str | None = Field(None, max_length=200, description=f"Status of plants. {_STATUS}")

    def relations(self) -> frozenset[str]:
        """Relations of ownership, each known."""
        return known_words(self.relation, "relation", RELATIONS)

    def statuses(self) -> frozenset[str]:
        """Statuses, each known."""
        return known_statuses(self.status)


class FootprintParams(OwnershipParams, ProvenanceParams):
    """How far subsidiaries are rolled up, and what counts."""

    depth: int = Field(LEVELS, ge=0, le=MAX_LEVELS, description="Most levels of ownership; 0: the company alone.")

    def request(self, company: str) -> FootprintRequest:
        """The footprint asked for."""
        return FootprintRequest(company, self.depth, self.relations(), self.basis, self.statuses())


class OverlapParams(FootprintParams):
    """The other company."""

    other: str = Field(alias="with", max_length=200, description="Id of the other company.", examples=["company:byd"])


class CompaniesParams(PageParams):
    """Filters of the list of companies."""

    listed: bool | None = Field(None, description="With (true) or without (false) a listing.")
    province: str | None = Field(None, max_length=200, description="Id of the province of the head office.")
    segment: str | None = Field(None, max_length=200, description="Id of a segment that the company is active in.")
    park: str | None = Field(None, max_length=200, description="Id of a park that the company itself operates in.")
    exchange: str | None = Field(
        None, max_length=10, description="Market identifier code (ISO 10383) of a listing.", examples=["XSHE"]
    )
    q: str | None = Field(None, min_length=1, max_length=200, description="Words of names and aliases, zh or en.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)


class ConcentrationParams(OwnershipParams):
    """What is divided, and among whom."""

    segment: str = Field(max_length=200, description="Id of a segment.", examples=["segment:power-battery-cells"])
    by: By = Field(By.PROVINCE, description="Among provinces, parks or companies.")
    weight: Weight = Field(Weight.COUNT, description="Hosting parks or plants, or the capacity of the plants.")
    owners: bool = Field(False, description="With `by=company`: roll companies up to their ultimate parents.")


@routes.get("/companies", answer=CompaniesList, errors=NODE_ERRORS, table=pending)
async def get_companies(params: Annotated[CompaniesParams, Query()], view: ViewDep, request: Request) -> Response:
    """Companies with listings, owners, head office, parks and segments, by id, with counts of what they share.

    Filters are joined by *and*. Parks and segments are the company's own; `/footprint` rolls subsidiaries up. A
    listing that no source showed is told as `verified: false`.
    """
    page = await companies(view, CompaniesRequest(**params.model_dump()))
    if wants_table(request):
        return as_table(request, await companies_table(view, page.items), page.completeness)
    return await list_response(view, page, request, items=[orjson.dumps(row.to_json()) for row in page.items])


@routes.get(
    "/companies/{node_id}/footprint", answer=FootprintEnvelope, errors=NODE_ERRORS, example={"node_id": "company:catl"}
)
async def get_footprint(
    node_id: NodeId, params: Annotated[FootprintParams, Query()], view: ViewDep, request: Request
) -> Response:
    """A company with its subsidiaries: parks, provinces, segments, stages, statuses and tickers, each with evidence.

    `through` tells what the company touches itself, through subsidiaries, or both; `ownership` names the `owned_by`
    edges in between. `subsidiaries` and `parents` show the owners by level; rings of owners end where they meet, and
    `deeper` counts companies just beyond `depth`. The documents of all edges stand in `graph`.
    """
    answer = await footprint(view, params.request(node_id))
    return await graph_response(view, answer, request, provenance=params.provenance)


@routes.get(
    "/companies/{node_id}/overlap",
    answer=OverlapEnvelope,
    errors=NODE_ERRORS,
    example={"node_id": "company:catl", "with": "company:byd"},
)
async def get_overlap(
    node_id: NodeId, params: Annotated[OverlapParams, Query()], view: ViewDep, request: Request
) -> Response:
    """Parks, provinces and segments that two companies share, subsidiaries rolled up, with the evidence of both sides.

    `measures` gives for each the sizes of both sets, of what is shared and of the union, and the Jaccard index
    |A ∩ B| / |A ∪ B|. `companies` are those that belong to both groups, such as joint ventures.
    """
    answer = await overlap(view, params.request(node_id), params.other)
    return await graph_response(view, answer, request, provenance=params.provenance)


@routes.get(
    "/concentration",
    answer=Concentration,
    errors=NODE_ERRORS,
    table=pending,
    example={"segment": "segment:power-battery-cells"},
)
async def get_concentration(
    params: Annotated[ConcentrationParams, Query()], view: ViewDep, request: Request
) -> Response:
    """How concentrated a segment is: Herfindahl-Hirschman index, the sum of squared shares, and the shares.

    `hhi` lies between 1/n and 1, `hhi_10000` is the same times 10,000, `equal_holders` is 1/hhi. Counted are hosting
    parks by province, else plants (`operates_in` edges with the segment among their products). With
    `weight=capacity`, plants whose capacity is known in the unit that most of them state; `capacity` tells how many
    those are. `owners=true` divides a plant equally among the ultimate parents of its company.
    """
    asked = ConcentrationRequest(
        params.segment, params.by, params.weight, params.owners, params.relations(), params.basis, params.statuses()
    )
    told, completeness = await concentration(view, asked)
    if wants_table(request):
        return as_table(request, await concentration_table(view, asked, told), completeness)
    return document_response(view, told, request, query=asked.normalised(), completeness=completeness)
