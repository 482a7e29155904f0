"""The whole traversal language in bodies: neighborhoods, paths, patterns, connections, similar nodes and cycles."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from graphapi.answers.documents import Name
from graphapi.answers.encoding import encode
from graphapi.answers.graphs import (
    Connection,
    Cycles,
    EstimateAnswer,
    Neighborhood,
    Path,
    Paths,
    PatternMatches,
    PatternTemplate,
    PatternTemplates,
    SimilarNodes,
    StreamEnd,
)
from graphapi.api.dependencies import LimitsDep, NodeId, ProvenanceParams, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.negotiation import preferred, weight
from graphapi.api.operations import JSON, JSON_LINES
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.documents.pages import meta_of
from graphapi.model.errors import BudgetExceeded, UnknownFormat
from graphapi.traversal.connect import ConnectRequest, connect
from graphapi.traversal.cycles import CyclesRequest, cycles
from graphapi.traversal.estimate import estimate
from graphapi.traversal.neighborhood import NeighborhoodRequest, neighborhood
from graphapi.traversal.paths import PathPlan, PathRequest, paths, stream_paths
from graphapi.traversal.patterns import PatternRequest, outlook, patterns
from graphapi.traversal.requests import REL
from graphapi.traversal.similar import SimilarRequest, similar

routes = Routes("graph")
_ERRORS = (*NODE_ERRORS, BudgetExceeded)

TEMPLATES: Mapping[str, PatternTemplate] = {
    name: PatternTemplate(name=name, pattern=pattern, title=Name(en=en, zh=zh))
    for name, pattern, en, zh in (
        (
            "segment-meeting",
            "park -hosts-> segment <-active_in- company",
            "Parks and companies that meet in a segment",
            "在同一环节相遇的园区与企业",
        ),
        (
            "neighbours-in-park",
            "company -operates_in-> park <-operates_in- company",
            "Companies in the same park",
            "同一园区内的企业",
        ),
        (
            "parent-presence",
            "company <-owned_by- company -operates_in-> park",
            "Parks that a parent reaches through its subsidiaries",
            "母公司通过子公司进入的园区",
        ),
        (
            "supply-between-parks",
            "park -hosts-> segment -feeds-> segment <-hosts- park",
            "Parks whose segments feed segments of other parks",
            "环节之间存在供给关系的园区",
        ),
        (
            "suppliers-of-park",
            "park -hosts-> segment <-feeds- segment <-active_in- company",
            "Companies active one link upstream of a park",
            "园区上游一环的企业",
        ),
        (
            "company-chain-step",
            "company -active_in-> segment -feeds-> segment <-active_in- company",
            "Companies one link apart in the chain",
            "产业链上相邻一环的企业",
        ),
        (
            "province-peers",
            "park -located_in-> province <-located_in- park",
            "Parks of the same province",
            "同一省份的园区",
        ),
    )
}


class SimilarQuery(SimilarRequest, ProvenanceParams):
    """How similar nodes are found, and how much evidence the documents carry."""


class CyclesQuery(CyclesRequest, ProvenanceParams):
    """Bounds of cycles, and how much evidence the documents carry; along the chain by default."""

    rel: str = Field("feeds>", max_length=500, description=REL)


@routes.post(
    "/neighborhood", answer=(Neighborhood, EstimateAnswer), errors=_ERRORS, example={"start": ["park:ordos-mengsu"]}
)
async def post_neighborhood(body: NeighborhoodRequest, view: ViewDep, limits: LimitsDep, request: Request) -> Response:
    """What steps reach from up to 200 nodes: kinds, directions, conditions and repeats for each hop.

    `end_at`, or steps that require more than one hop, keep only complete walks. `estimate` predicts the work.
    """
    plan = await body.checked(view, limits.ceiling)
    if body.estimate:
        return await respond(request, view, await estimate(view, plan.starts, plan.steps, plan.budget))
    answer = await neighborhood(view, plan, meter=limits.meter(plan.budget))
    return await respond(request, view, answer, provenance=body.provenance)


@routes.post(
    "/paths",
    answer=(Paths, EstimateAnswer),
    errors=_ERRORS,
    example={"from": "company:byd", "to": "park:yichun-etdz"},
    streamed=JSON_LINES,
)
async def post_paths(body: PathRequest, view: ViewDep, limits: LimitsDep, request: Request) -> Response:
    """Paths between sets of up to 200 nodes: shortest, all shortest, k shortest, simple or best supported.

    Filters apply during the search. `Accept: application/jsonl` streams the paths of mode `simple`, one per line; the
    last line has the completeness. `mode=widest` returns the paths whose weakest basis is as strong as possible.
    """
    plan = await body.checked(view, limits.ceiling)
    if body.estimate:
        return await respond(request, view, await estimate(view, plan.sources, plan.steps, plan.budget))
    meter = limits.meter(plan.budget)
    if _streamed(plan, request):
        return StreamingResponse(_lines(await stream_paths(view, plan, meter)), media_type=JSON_LINES)
    return await respond(request, view, await paths(view, plan, meter=meter), provenance=body.provenance)


@routes.get("/patterns", answer=PatternTemplates)
async def get_patterns(view: ViewDep, request: Request) -> Response:
    """Named path templates with titles in both languages."""
    return await respond(request, view, PatternTemplates(patterns=list(TEMPLATES.values()), meta=meta_of(view)))


@routes.post(
    "/patterns",
    answer=(PatternMatches, EstimateAnswer),
    errors=_ERRORS,
    example={"pattern": "park -hosts-> segment <-active_in- company", "budget": {"results": 5}},
)
async def post_patterns(body: PatternRequest, view: ViewDep, limits: LimitsDep, request: Request) -> Response:
    """Matches of a path template such as `park -hosts-> segment <-active_in- company`, distinct, counted or grouped."""
    plan = await body.checked(view, limits.ceiling, TEMPLATES)
    if body.estimate:
        starts, steps = await outlook(view, plan)
        return await respond(request, view, await estimate(view, starts, steps, plan.budget))
    answer = await patterns(view, plan, meter=limits.meter(plan.budget))
    return await respond(request, view, answer, provenance=body.provenance)


@routes.post(
    "/connect",
    answer=(Connection, EstimateAnswer),
    errors=_ERRORS,
    example={"ids": ["company:catl", "company:byd", "park:ordos-mengsu"]},
)
async def post_connect(body: ConnectRequest, view: ViewDep, limits: LimitsDep, request: Request) -> Response:
    """A small subgraph that connects 2 to 50 nodes; `meta.method` says how, and how far from the smallest it can be."""
    plan = await body.checked(view, limits.ceiling)
    if body.estimate:
        steps = (plan.step,) * plan.max_hops
        return await respond(request, view, await estimate(view, plan.terminals, steps, plan.budget))
    answer = await connect(view, plan, meter=limits.meter(plan.budget))
    return await respond(request, view, answer, provenance=body.provenance)


@routes.get(
    "/nodes/{node_id}/similar",
    answer=SimilarNodes,
    errors=NODE_ERRORS,
    example={"node_id": "park:yichun-etdz", "rel": "hosts>"},
)
async def get_similar(
    node_id: NodeId, params: Annotated[SimilarQuery, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """Nodes of the same kind that share neighbours over a relation, with the shared nodes as reasons."""
    answer = await similar(view, node_id, params, meter=limits.meter_of(results=params.limit))
    return await respond(request, view, answer, provenance=params.provenance)


@routes.get(
    "/nodes/{node_id}/cycles",
    answer=Cycles,
    errors=NODE_ERRORS,
    example={"node_id": "segment:battery-recycling", "max_hops": "4"},
)
async def get_cycles(
    node_id: NodeId, params: Annotated[CyclesQuery, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """Cycles through a node, shortest first: along `feeds>` they are the recycling loops of the chain."""
    answer = await cycles(view, node_id, params, meter=limits.meter_of(results=params.limit))
    return await respond(request, view, answer, provenance=params.provenance)


def _streamed(plan: PathPlan, request: Request) -> bool:
    """Whether the answer is JSON Lines: the client prefers them, and paths come one by one.

    Raises:
        UnknownFormat: the client takes nothing else, and the answer has to be made whole.
    """
    headers = request.scope["headers"]
    if preferred(headers, (JSON, JSON_LINES)) != JSON_LINES:
        return False
    if plan.one_by_one:
        return True
    if weight(headers, JSON) > 0:
        return False
    raise UnknownFormat(
        "paths are streamed in mode simple only, without diverse, pairs=each and on_budget=error",
        parameter="Accept",
        suggestion=f"Accept: {JSON}",
    )


async def _lines(found: AsyncIterator[Path | StreamEnd]) -> AsyncIterator[bytes]:
    async for line in found:
        yield encode({"path": line} if isinstance(line, Path) else line) + b"\n"
