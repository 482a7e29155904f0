"""The whole traversal language in bodies: neighborhoods, paths, patterns, connections, likes and rings."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, TypeVar

import orjson
from fastapi import Query, Request
from starlette.responses import Response, StreamingResponse

from graphapi.answers.graphs import Neighborhood
from graphapi.api.bodies import (
    ConnectBody,
    NeighborhoodBody,
    NodesBody,
    PathsBody,
    PatternBody,
    TraversalBody,
)
from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.envelope import document_response, graph_response, respond
from graphapi.api.negotiation import preferred, weight
from graphapi.api.operations import JSON, JSON_LINES
from graphapi.api.params import CyclesParams, NodeId, SimilarParams
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.api.schemas.graphs import PathEnvelope
from graphapi.api.schemas.shapes import (
    ConnectEnvelope,
    CyclesEnvelope,
    EstimateAnswer,
    PatternEnvelope,
    SimilarEnvelope,
    Templates,
)
from graphapi.documents.kinds import known_kinds
from graphapi.documents.lookup import known_node, node_of_kind
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.answers import Shortfall
from graphapi.model.errors import (
    BudgetExceeded,
    InvalidRequest,
    UnknownFormat,
)
from graphapi.model.steps import Barrier, Step
from graphapi.traversal.answer import GraphAnswer
from graphapi.traversal.connect import ConnectRequest, connect
from graphapi.traversal.cycles import CyclesRequest, cycles
from graphapi.traversal.estimate import estimate
from graphapi.traversal.neighborhood import NeighborhoodRequest, chosen_starts, neighborhood
from graphapi.traversal.paths import PathMode, PathRequest, check_ends, paths, stream_paths
from graphapi.traversal.patterns import TEMPLATES, outlook, patterns
from graphapi.traversal.rels import parse_rels
from graphapi.traversal.similar import SimilarRequest, similar

routes = Routes("graph")
A = TypeVar("A", GraphAnswer, Neighborhood)


@routes.post(
    "/neighborhood",
    answer=(Neighborhood, EstimateAnswer),
    errors=(*NODE_ERRORS, BudgetExceeded),
    example={"start": ["park:ordos-mengsu"]},
)
async def post_neighborhood(
    body: NeighborhoodBody, view: ViewDep, settings: SettingsDep, request: Request, gone: DisconnectedDep
) -> Response:
    """What steps reach from up to 200 nodes: kinds, directions, conditions and repeats for each hop.

    `end_at`, or steps that demand more than one hop, keep only the walks that end well. `estimate` predicts the work.
    """
    barrier = await _barrier(view, body, stopping=False)
    starts = await _chosen(view, body.start, "start")
    wanted = NeighborhoodRequest(
        starts=starts,
        steps=body.all_steps(body.steps, barrier, alone=(1, body.depth)),
        kinds=known_kinds(body.kind),
        stop_at=body.stop_at.filter("/stop_at") if body.stop_at else None,
        end_at=body.end_at.filter("/end_at") if body.end_at else None,
        exact=body.exact_hops,
        induced=body.induced,
        counted=body.count_only,
        strict=body.on_budget == "error",
        budget=body.held(settings),
    )
    if body.estimate:
        return await _estimated(view, starts, wanted.steps, wanted.budget, request)
    query = body.understood(wanted.budget, start=starts)
    answer = await neighborhood(view, wanted, query=query, meter=Meter(wanted.budget, cancelled=gone))
    return await respond(request, view, _whole(body, answer), provenance=body.provenance)


@routes.post(
    "/paths",
    answer=(PathEnvelope, EstimateAnswer),
    errors=(*NODE_ERRORS, BudgetExceeded),
    example={"from": "company:byd", "to": "park:yichun-etdz"},
    streamed=JSON_LINES,
)
async def post_paths(
    body: PathsBody, view: ViewDep, settings: SettingsDep, request: Request, gone: DisconnectedDep
) -> Response:
    """Paths between sets of up to 200 nodes: shortest, all shortest, k shortest, simple or best vouched for.

    Filters hold before the search. `Accept: application/jsonl` streams the paths of mode `simple`, one a line, the
    last line telling the completeness. `mode=widest` answers the paths whose weakest basis is as strong as can be.
    """
    sources, targets = await _chosen(view, body.source, "from"), await _chosen(view, body.target, "to")
    steps, most = body.bounded(await _barrier(view, body))
    wanted = PathRequest(
        sources=sources,
        targets=targets,
        mode=body.mode,
        max_hops=most,
        steps=steps,
        cost=body.cost,
        via=tuple(dict.fromkeys(body.via)),
        via_ordered=body.via_order == "given",
        diverse=body.diverse,
        each_pair=body.pairs == "each",
        strict=body.on_budget == "error",
        budget=body.held(settings),
    )
    if body.estimate:
        return await _estimated(view, sources, wanted.steps, wanted.budget, request)
    meter = Meter(wanted.budget, cancelled=gone)
    if _streamed(wanted, request):
        await check_ends(view, wanted)
        return StreamingResponse(_lines(view, wanted, meter), media_type=JSON_LINES)
    query = body.understood(wanted.budget, from_=sources, to=targets) | {"max_hops": most}
    answer = await paths(view, wanted, query=query, meter=meter)
    return await graph_response(view, _whole(body, answer), request, provenance=body.provenance)


@routes.get("/patterns", answer=Templates)
async def get_patterns(view: ViewDep, request: Request) -> Response:
    """Named path templates with titles in both languages."""
    rows = [
        {"name": one.name, "pattern": one.pattern, "title": {"en": one.title.en, "zh": one.title.zh}}
        for one in TEMPLATES.values()
    ]
    return document_response(view, {"patterns": rows}, request)


@routes.post(
    "/patterns",
    answer=(PatternEnvelope, EstimateAnswer),
    errors=(*NODE_ERRORS, BudgetExceeded),
    example={"pattern": "park -hosts-> segment <-active_in- company", "budget": {"results": 5}},
)
async def post_patterns(
    body: PatternBody, view: ViewDep, settings: SettingsDep, request: Request, gone: DisconnectedDep
) -> Response:
    """Matches of a path template such as `park -hosts-> segment <-active_in- company`, distinct, counted or grouped."""
    wanted = body.request(settings)
    await _barrier(view, body)
    if body.estimate:
        first, steps = await outlook(view, wanted)
        return await _estimated(view, first, steps, wanted.budget, request)
    query = body.understood(wanted.budget)
    answer = await patterns(view, wanted, query=query, meter=Meter(wanted.budget, cancelled=gone))
    return await graph_response(view, _whole(body, answer), request, provenance=body.provenance)


@routes.post(
    "/connect",
    answer=(ConnectEnvelope, EstimateAnswer),
    errors=(*NODE_ERRORS, BudgetExceeded),
    example={"ids": ["company:catl", "company:byd", "park:ordos-mengsu"]},
)
async def post_connect(
    body: ConnectBody, view: ViewDep, settings: SettingsDep, request: Request, gone: DisconnectedDep
) -> Response:
    """A small subgraph that links 2 to 50 nodes; `meta.method` states how, and how far from the smallest it can be."""
    if body.steps[0].repeat is not None:
        raise InvalidRequest("max_hops bounds the step of connect, not repeat", parameter="/steps/0/repeat")
    step = body.step(body.steps[0], "/steps/0", await _barrier(view, body), (1, 1))
    wanted = ConnectRequest(tuple(body.ids), step, body.max_hops, body.held(settings))
    if body.estimate:
        return await _estimated(view, body.ids, (step,) * body.max_hops, wanted.budget, request)
    query = body.understood(wanted.budget)
    answer = await connect(view, wanted, query=query, meter=Meter(wanted.budget, cancelled=gone))
    return await graph_response(view, _whole(body, answer), request, provenance=body.provenance)


@routes.get(
    "/nodes/{node_id}/similar",
    answer=SimilarEnvelope,
    errors=NODE_ERRORS,
    example={"node_id": "park:yichun-etdz", "rel": "hosts>"},
)
async def get_similar(
    node_id: NodeId,
    params: Annotated[SimilarParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """Nodes of the same kind that share neighbours over a relation, with the shared nodes as reasons."""
    limits = ceiling(settings, results=params.limit)
    wanted = SimilarRequest(node_id, parse_rels(params.rel), params.metric, limits)
    answer = await similar(view, wanted, meter=Meter(limits, cancelled=gone))
    return await graph_response(view, answer, request, provenance=params.provenance)


@routes.get(
    "/nodes/{node_id}/cycles",
    answer=CyclesEnvelope,
    errors=NODE_ERRORS,
    example={"node_id": "segment:battery-recycling", "max_hops": "4"},
)
async def get_cycles(
    node_id: NodeId,
    params: Annotated[CyclesParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """Rings through a node, shortest first: along `feeds>` they are the recycling loops of the chain."""
    limits = ceiling(settings, results=params.limit)
    wanted = CyclesRequest(node_id, parse_rels(params.rel), params.max_hops, limits)
    answer = await cycles(view, wanted, meter=Meter(limits, cancelled=gone))
    return await graph_response(view, answer, request, provenance=params.provenance)


async def _chosen(view: GraphView, wanted: list[str] | NodesBody | str, name: str) -> tuple[str, ...]:
    """Ids as given, each once, or the nodes that pass a filter."""
    if isinstance(wanted, NodesBody):
        return await chosen_starts(view, wanted.filter(f"/{name}"), parameter=name)
    return tuple(dict.fromkeys([wanted] if isinstance(wanted, str) else wanted))


async def _barrier(view: GraphView, body: TraversalBody, *, stopping: bool = True) -> Barrier:
    """What may not be entered, every node to avoid being there."""
    for node in body.avoid.ids:
        await known_node(view, node, parameter="/avoid/ids")
    for province in body.avoid.provinces:
        await node_of_kind(view, province, "province", parameter="/avoid/provinces")
    return body.barrier(stopping=stopping)


def _whole(body: TraversalBody, answer: A) -> A:
    """The answer, unless a budget cut it and the caller wants all or nothing."""
    completeness = answer.completeness if isinstance(answer, GraphAnswer) else answer.meta.completeness
    reason = completeness.reason
    if body.on_budget == "error" and reason not in {None, Shortfall.HUB_LIMIT}:
        raise BudgetExceeded(
            f"the answer stopped at its {reason}",
            value=reason,
            parameter="/budget",
            suggestion="narrow the query or use on_budget=partial",
        )
    return answer


def _streamed(wanted: PathRequest, request: Request) -> bool:
    """Whether the answer is JSON Lines: the client prefers them, and paths come one by one.

    Raises:
        UnknownFormat: the client takes nothing else, and the answer has to be made whole.
    """
    headers = request.scope["headers"]
    if preferred(headers, (JSON, JSON_LINES)) != JSON_LINES:
        return False
    if wanted.mode is PathMode.SIMPLE and not (wanted.diverse or wanted.each_pair or wanted.strict):
        return True
    if weight(headers, JSON) > 0:
        return False
    raise UnknownFormat(
        "paths are streamed in mode simple only, without diverse, pairs=each and on_budget=error",
        parameter="Accept",
        suggestion=f"Accept: {JSON}",
    )


async def _estimated(
    view: GraphView, starts: Sequence[str], steps: Sequence[Step], held: Budget, request: Request
) -> Response:
    for start in starts:
        await known_node(view, start, parameter="start")
    return document_response(view, {"estimate": await estimate(view, starts, steps, held)}, request)


async def _lines(view: GraphView, wanted: PathRequest, meter: Meter) -> AsyncIterator[bytes]:
    async for line in stream_paths(view, wanted, meter):
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
