"""How much of a chain parks and provinces host, what they lack, and who is nearest."""

from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.bodies import Body, NodesBody, Status, Word
from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.envelope import graph_response, list_response
from graphapi.api.params import BASIS, NodeId, PageParams, Params, ProvenanceParams, known_statuses
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.coverage import CoverageEnvelope, CoverageRanking
from graphapi.api.tabular import as_table, wants_table
from graphapi.chain.coverage_answer import (
    MAX_NEAREST,
    MAX_PARKS,
    CoverageRequest,
    coverage,
    known_parks,
    parks_of_province,
)
from graphapi.chain.coverage_ranking import RankingRequest, parks_that_count, ranking
from graphapi.chain.coverage_tables import coverage_table, ranking_table
from graphapi.chain.flow import SLUGS, known_chain
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.evidence.provenance import Provenance
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.model.kinds import STATUSES, Basis
from graphapi.traversal.neighborhood import chosen_starts

routes = Routes("chain")
Chain = Annotated[str, Field(min_length=1, max_length=100, description=f"Any of {', '.join(SLUGS)}.")]


class _ChainParams(Params):
    chain: Chain = "lithium-battery"
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: str | None = Field(None, max_length=200, description=f"Any of {', '.join(STATUSES)}, joined by commas.")


class CoverageParams(_ChainParams, ProvenanceParams):
    """The chain, the evidence that counts, and how many nearest parks to name."""

    nearest: int = Field(3, ge=0, le=MAX_NEAREST, description="Most parks of each order for each gap.")


class ProvinceRankingParams(_ChainParams, PageParams):
    """The chain, and the parks that count."""

    list: str | None = Field(None, max_length=200, description="Id of a list: only its parks count.")


class ParkRankingParams(ProvinceRankingParams):
    """The chain, and the parks to rank."""

    province: str | None = Field(None, max_length=200, description="Id of a province: only its parks.")


class CoverageBody(Body):
    """A set of parks, the chain, and the evidence that counts."""

    parks: list[Word] | NodesBody = Field(description=f"Ids, or a filter of parks; at most {MAX_PARKS}.")
    chain: Chain = "lithium-battery"
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: list[Status] = Field(default_factory=list, description="Status of hosting and plants.")
    nearest: int = Field(3, ge=0, le=MAX_NEAREST, description="Most parks of each order for each gap.")
    provenance: Provenance = Provenance.IDS
    list: Word | None = Field(None, description="Id of a list: only its parks count.")


@routes.get(
    "/parks/{node_id}/coverage",
    answer=CoverageEnvelope,
    errors=NODE_ERRORS,
    table=pending,
    example={"node_id": "park:ordos-mengsu"},
)
async def get_park_coverage(
    node_id: NodeId,
    params: Annotated[CoverageParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """Which links of a chain a park hosts, which lie one supplier hop away, which are absent; who is nearest for gaps.

    `direct`: a source says that the park hosts it; `derived`: it follows from a plant there; `one_hop`: a segment that
    feeds it is hosted; else `absent`, which says that no source of ours names it. The score is the mean credit of the
    links: 1 direct, 0.75 derived, halved if known for the city or province only, halved if only signed or planned,
    and at least a quarter of the best credit of a segment that feeds it. See `docs/questions/coverage.md`.
    """
    await node_of_kind(view, node_id, "park")
    meter = Meter(ceiling(settings), cancelled=gone)
    return await _answer(view, _wanted((node_id,), params, {"park": node_id}), meter, request, params.provenance)


@routes.get(
    "/provinces/{node_id}/coverage",
    answer=CoverageEnvelope,
    errors=NODE_ERRORS,
    table=pending,
    example={"node_id": "province:nm"},
)
async def get_province_coverage(
    node_id: NodeId,
    params: Annotated[CoverageParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """Which links of a chain the parks of a province host together, what is missing, and who is nearest for it.

    States and score as for one park; a link counts as hosted when any park of the province hosts it.
    """
    parks = await parks_of_province(view, node_id)
    meter = Meter(ceiling(settings), cancelled=gone)
    return await _answer(view, _wanted(parks, params, {"province": node_id}), meter, request, params.provenance)


@routes.post(
    "/coverage",
    answer=CoverageEnvelope,
    errors=NODE_ERRORS,
    table=pending,
    example={"parks": ["park:ordos-mengsu", "park:yichun-etdz"]},
)
async def post_coverage(
    body: CoverageBody, view: ViewDep, settings: SettingsDep, request: Request, gone: DisconnectedDep
) -> Response:
    """Which links of a chain any set of parks hosts together, by ids or by a filter, what is missing, who is nearest.

    States and score as for one park.
    """
    parks = await _chosen(view, body)
    of = {"parks": list(parks), "list": body.list}
    wanted = CoverageRequest(parks, known_chain(body.chain), body.basis, frozenset(body.status), body.nearest, of)
    return await _answer(view, wanted, Meter(ceiling(settings), cancelled=gone), request, body.provenance)


@routes.get("/coverage/parks", answer=CoverageRanking, errors=NODE_ERRORS, table=pending)
async def get_parks_by_coverage(
    params: Annotated[ParkRankingParams, Query()], view: ViewDep, request: Request
) -> Response:
    """Parks by the score of `/v1/parks/{id}/coverage`, best first; equal scores share a rank."""
    return await _ranked(view, params, "park", params.province, request)


@routes.get("/coverage/provinces", answer=CoverageRanking, errors=NODE_ERRORS, table=pending)
async def get_provinces_by_coverage(
    params: Annotated[ProvinceRankingParams, Query()], view: ViewDep, request: Request
) -> Response:
    """Provinces by the score of `/v1/provinces/{id}/coverage`, best first, those without parks that count left out."""
    return await _ranked(view, params, "province", None, request)


def _wanted(parks: tuple[str, ...], params: CoverageParams, of: dict[str, Any]) -> CoverageRequest:
    statuses = known_statuses(params.status)
    return CoverageRequest(parks, known_chain(params.chain), params.basis, statuses, params.nearest, of)


async def _answer(
    view: GraphView, wanted: CoverageRequest, meter: Meter, request: Request, provenance: Provenance
) -> Response:
    answer = await coverage(view, wanted, meter=meter)
    if wants_table(request):
        return as_table(request, await coverage_table(view, answer), answer.completeness)
    return await graph_response(view, answer, request, provenance=provenance)


async def _ranked(
    view: GraphView, params: ProvinceRankingParams, kind: str, province: str | None, request: Request
) -> Response:
    page = await ranking(
        view,
        RankingRequest(
            kind,
            known_chain(params.chain),
            params.list,
            province,
            params.basis,
            known_statuses(params.status),
            params.limit,
            params.cursor,
        ),
    )
    if wants_table(request):
        return as_table(request, await ranking_table(view, page.items), page.completeness)
    return await list_response(view, page, request)


async def _chosen(view: GraphView, body: CoverageBody) -> tuple[str, ...]:
    if isinstance(body.parks, NodesBody):
        found = await chosen_starts(view, body.parks.filter("/parks"), parameter="parks")
    else:
        found = tuple(body.parks)
    if body.list is not None:
        listed = await parks_that_count(EdgeReader(view), body.list, None)
        found = tuple(park for park in found if park in set(listed))
    return await known_parks(view, found, parameter="parks")
