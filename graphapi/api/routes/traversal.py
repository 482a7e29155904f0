"""The whole traversal language in bodies: neighborhoods, paths, patterns, connections, likes and rings."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from graphapi.api.bodies import (
    ConnectBody,
    NeighborhoodBody,
    NodesBody,
    PathsBody,
    PatternBody,
)
from graphapi.api.departure import GoneDep
from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.envelope import JSON, document_response, graph_response
from graphapi.api.guard import JSON_LINES
from graphapi.api.negotiation import preferred
from graphapi.api.params import CyclesParams, NodeId, SimilarParams
from graphapi.api.problems import declared
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.errors import BudgetExceeded, DocumentGone, NodeMoved, NodeNotFound
from graphapi.model.steps import Step
from graphapi.queries.connect import ConnectRequest, connect
from graphapi.queries.cycles import CyclesRequest, cycles
from graphapi.queries.estimate import estimate
from graphapi.queries.lookup import known_node
from graphapi.queries.neighborhood import NeighborhoodRequest, chosen_starts, neighborhood
from graphapi.queries.paths import PathMode, PathRequest, check_ends, paths, stream_paths
from graphapi.queries.patterns import TEMPLATES, patterns
from graphapi.queries.rels import known_kinds, parse_rels
from graphapi.queries.similar import SimilarRequest, similar

router = APIRouter()
_ERRORS = declared(NodeNotFound, NodeMoved, DocumentGone, BudgetExceeded)
_READ = declared(NodeNotFound, NodeMoved, DocumentGone)


@router.post("/neighborhood", responses=_ERRORS)
async def post_neighborhood(
    body: NeighborhoodBody, view: ViewDep, settings: SettingsDep, request: Request, gone: GoneDep
) -> Response:
    """What steps reach from up to 200 nodes: kinds, directions, conditions and repeats for each hop.

    `end_at`, or steps that demand more than one hop, keep only the walks that end well. `estimate` predicts the work.
    """
    barrier = body.barrier()
    starts = await _chosen(view, body.start, "start")
    wanted = NeighborhoodRequest(
        starts=starts, steps=body.all_steps(body.steps, barrier, alone=(1, body.depth)),
        kinds=known_kinds(body.kind), stop_at=body.stop_at.filter("/stop_at") if body.stop_at else None,
        end_at=body.end_at.filter("/end_at") if body.end_at else None, exact=body.exact_hops, induced=body.induced,
        counted=body.count_only, strict=body.on_budget == "error", budget=body.held(settings),
    )  # fmt: skip
    if body.estimate:
        return await _estimated(view, starts, wanted.steps, wanted.budget, request)
    query = body.understood(wanted.budget, start=starts)
    answer = await neighborhood(view, wanted, query=query, meter=Meter(wanted.budget, gone=gone))
    return await graph_response(view, answer, request, provenance=body.provenance)


@router.post("/paths", responses=_ERRORS)
async def post_paths(
    body: PathsBody, view: ViewDep, settings: SettingsDep, request: Request, gone: GoneDep
) -> Response:
    """Paths between sets of up to 200 nodes: shortest, all shortest, k shortest, simple or best vouched for.

    Filters hold before the search. `Accept: application/jsonl` streams the paths of mode `simple`, one a line, the
    last line telling the completeness. `mode=widest` answers the paths whose weakest basis is as strong as can be.
    """
    sources, targets = await _chosen(view, body.source, "from"), await _chosen(view, body.target, "to")
    barrier = body.barrier()
    if body.stop_at is not None:
        barrier = replace(barrier, filters=(body.stop_at.filter("/stop_at"),))
    wanted = PathRequest(
        sources=sources, targets=targets, mode=body.mode, max_hops=body.max_hops,
        steps=body.all_steps(body.steps, barrier, alone=(1, body.max_hops)), cost=body.cost, via=tuple(body.via),
        via_ordered=body.via_order == "given", diverse=body.diverse, each_pair=body.pairs == "each",
        strict=body.on_budget == "error", budget=body.held(settings),
    )  # fmt: skip
    if body.estimate:
        return await _estimated(view, sources, wanted.steps, wanted.budget, request)
    meter = Meter(wanted.budget, gone=gone)
    if body.mode is PathMode.SIMPLE and preferred(request.scope["headers"], (JSON, JSON_LINES)) == JSON_LINES:
        await check_ends(view, wanted)
        return StreamingResponse(_lines(view, wanted, meter), media_type=JSON_LINES)
    answer = await paths(view, wanted, query=body.understood(wanted.budget, from_=sources, to=targets), meter=meter)
    return await graph_response(view, answer, request, provenance=body.provenance)


@router.get("/patterns", responses=declared())
async def get_patterns(view: ViewDep, request: Request) -> Response:
    """Named path templates with titles in both languages."""
    rows = [
        {"name": one.name, "pattern": one.pattern, "title": {"en": one.title.en, "zh": one.title.zh}}
        for one in TEMPLATES.values()
    ]
    return document_response(view, {"patterns": rows}, request)


@router.post("/patterns", responses=_ERRORS)
async def post_patterns(
    body: PatternBody, view: ViewDep, settings: SettingsDep, request: Request, gone: GoneDep
) -> Response:
    """Matches of a path template such as `park -hosts-> segment <-active_in- company`, distinct, counted or grouped."""
    wanted = body.request(settings)
    if body.estimate:
        first = await chosen_starts(view, wanted.nodes[0], parameter="pattern")
        return await _estimated(view, first, wanted.steps, wanted.budget, request)
    query = body.understood(wanted.budget)
    answer = await patterns(view, wanted, query=query, meter=Meter(wanted.budget, gone=gone))
    return await graph_response(view, answer, request, provenance=body.provenance)


@router.post("/connect", responses=_ERRORS)
async def post_connect(
    body: ConnectBody, view: ViewDep, settings: SettingsDep, request: Request, gone: GoneDep
) -> Response:
    """A small subgraph that links 2 to 50 nodes; `meta.method` states how, and how far from the smallest it can be."""
    step = body.all_steps(body.steps, body.barrier(), alone=(1, 1))[0]
    wanted = ConnectRequest(tuple(body.ids), step, body.max_hops, body.held(settings))
    if body.estimate:
        return await _estimated(view, body.ids, (step,) * body.max_hops, wanted.budget, request)
    query = body.understood(wanted.budget)
    answer = await connect(view, wanted, query=query, meter=Meter(wanted.budget, gone=gone))
    return await graph_response(view, answer, request, provenance=body.provenance)


@router.get("/nodes/{node_id}/similar", responses=_READ)
async def get_similar(
    node_id: NodeId, params: Annotated[SimilarParams, Query()], view: ViewDep, settings: SettingsDep,
    request: Request, gone: GoneDep,
) -> Response:  # fmt: skip
    """Nodes of the same kind that share neighbours over a relation, with the shared nodes as reasons."""
    limits = ceiling(settings, results=params.limit)
    wanted = SimilarRequest(node_id, parse_rels(params.rel), params.metric, limits)
    answer = await similar(view, wanted, meter=Meter(limits, gone=gone))
    return await graph_response(view, answer, request, provenance=params.provenance)


@router.get("/nodes/{node_id}/cycles", responses=_READ)
async def get_cycles(
    node_id: NodeId, params: Annotated[CyclesParams, Query()], view: ViewDep, settings: SettingsDep,
    request: Request, gone: GoneDep,
) -> Response:  # fmt: skip
    """Rings through a node, shortest first: along `feeds>` they are the recycling loops of the chain."""
    limits = ceiling(settings, results=params.limit)
    wanted = CyclesRequest(node_id, parse_rels(params.rel), params.max_hops, limits)
    answer = await cycles(view, wanted, meter=Meter(limits, gone=gone))
    return await graph_response(view, answer, request, provenance=params.provenance)


async def _chosen(view: GraphView, wanted: list[str] | NodesBody | str, name: str) -> tuple[str, ...]:
    """Ids as given, each once, or the nodes that pass a filter."""
    if isinstance(wanted, NodesBody):
        return await chosen_starts(view, wanted.filter(f"/{name}"), parameter=name)
    return tuple(dict.fromkeys([wanted] if isinstance(wanted, str) else wanted))


async def _estimated(
    view: GraphView, starts: Sequence[str], steps: Sequence[Step], held: Budget, request: Request
) -> Response:
    for start in starts:
        await known_node(view, start, parameter="start")
    return document_response(view, {"estimate": await estimate(view, starts, steps, held)}, request)


async def _lines(view: GraphView, wanted: PathRequest, meter: Meter) -> AsyncIterator[bytes]:
    async for line in stream_paths(view, wanted, meter):
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
