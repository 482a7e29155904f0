"""How much of a chain parks and provinces host, what is missing, and which parks are nearest."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.coverage import Coverage, CoverageRanking
from graphapi.api.dependencies import LimitsDep, NodeId, ProvenanceParams, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.chain.coverage_report import (
    CoverageBody,
    CoverageRequest,
    ParkRankingRequest,
    ProvinceRankingRequest,
    StatusWords,
    chosen_parks,
    coverage,
    coverage_table,
    one_park,
    parks_of_province,
    rank_parks,
    rank_provinces,
    ranking_table,
)

routes = Routes("chain")


class CoverageParams(CoverageRequest, ProvenanceParams):
    """The chain, the evidence that counts, and how many nearest parks to return."""

    status: StatusWords = None


@routes.get(
    "/parks/{node_id}/coverage",
    answer=Coverage,
    errors=NODE_ERRORS,
    table=coverage_table,
    example={"node_id": "park:ordos-mengsu"},
)
async def get_park_coverage(
    node_id: NodeId, params: Annotated[CoverageParams, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """Which links of a chain a park hosts, which are one supplier hop away or absent, and the nearest parks for gaps.

    `direct`: a source says that the park hosts it; `derived`: it follows from a plant there; `one_hop`: a segment that
    feeds it is hosted; else `absent`: none of our sources names it. The score is the mean credit of the links: 1
    direct, 0.75 derived, halved if known for the city or province only, halved if only signed or planned, and at least
    a quarter of the best credit of a segment that feeds it. See `docs/questions/coverage.md`.
    """
    answer = await coverage(view, await one_park(view, node_id), params, meter=limits.meter_of())
    return await respond(request, view, answer, provenance=params.provenance)


@routes.get(
    "/provinces/{node_id}/coverage",
    answer=Coverage,
    errors=NODE_ERRORS,
    table=coverage_table,
    example={"node_id": "province:nm"},
)
async def get_province_coverage(
    node_id: NodeId, params: Annotated[CoverageParams, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """Which links of a chain the parks of a province host together, what is missing, and the nearest parks for gaps.

    States and score as for one park; a link counts as hosted if any park of the province hosts it.
    """
    answer = await coverage(view, await parks_of_province(view, node_id), params, meter=limits.meter_of())
    return await respond(request, view, answer, provenance=params.provenance)


@routes.post(
    "/coverage",
    answer=Coverage,
    errors=NODE_ERRORS,
    table=coverage_table,
    example={"parks": ["park:ordos-mengsu", "park:yichun-etdz"]},
)
async def post_coverage(body: CoverageBody, view: ViewDep, limits: LimitsDep, request: Request) -> Response:
    """Which links of a chain a set of parks (ids or a filter) hosts together, what is missing, and the nearest parks.

    States and score as for one park.
    """
    answer = await coverage(view, await chosen_parks(view, body), body, meter=limits.meter_of())
    return await respond(request, view, answer, provenance=body.provenance)


@routes.get("/coverage/parks", answer=CoverageRanking, errors=NODE_ERRORS, table=ranking_table)
async def get_parks_by_coverage(
    params: Annotated[ParkRankingRequest, Query()], view: ViewDep, request: Request
) -> Response:
    """Parks by the score of `/v1/parks/{id}/coverage`, best first; equal scores share a rank."""
    return await respond(request, view, await rank_parks(view, params))


@routes.get("/coverage/provinces", answer=CoverageRanking, errors=NODE_ERRORS, table=ranking_table)
async def get_provinces_by_coverage(
    params: Annotated[ProvinceRankingRequest, Query()], view: ViewDep, request: Request
) -> Response:
    """Provinces by the score of `/v1/provinces/{id}/coverage`, best first; provinces without parks are left out."""
    return await respond(request, view, await rank_provinces(view, params))
