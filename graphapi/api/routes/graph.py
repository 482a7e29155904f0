"""Neighborhoods and paths by URL, and the whole graph."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.graphs import Neighborhood
from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.envelope import graph_response, respond
from graphapi.api.formats import wants_file
from graphapi.api.params import (
    NeighborhoodParams,
    NodeId,
    PathParams,
    words,
)
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.api.schemas.graphs import PathEnvelope
from graphapi.documents.kinds import known_kinds
from graphapi.graph.meter import Meter
from graphapi.model.errors import BudgetExceeded
from graphapi.model.steps import EdgeFilter, Step
from graphapi.settings import Settings
from graphapi.traversal.answer import everything
from graphapi.traversal.neighborhood import NeighborhoodRequest, neighborhood
from graphapi.traversal.paths import PathRequest, avoided, paths
from graphapi.traversal.rels import parse_rels

routes = Routes("graph")


@routes.get(
    "/nodes/{node_id}/neighborhood",
    answer=Neighborhood,
    errors=NODE_ERRORS,
    example={"node_id": "park:ordos-mengsu"},
)
async def get_neighborhood(
    node_id: NodeId,
    params: Annotated[NeighborhoodParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """What lies within a few hops of a park, a company or a segment, with sources.

    Nodes come by hop, then kind, then id; `meta.hops` counts them per hop. Lists, policies and indicators connect
    everything with everything and are followed only when `rel` names their edges.
    """
    wanted, query = _neighborhood(node_id, params, settings)
    answer = await neighborhood(view, wanted, query=query, meter=Meter(wanted.budget, cancelled=gone))
    return await respond(request, view, answer, provenance=params.provenance)


@routes.get(
    "/paths", answer=PathEnvelope, errors=NODE_ERRORS, example={"from": "company:catl", "to": "park:yibin-lingang-east"}
)
async def get_paths(
    params: Annotated[PathParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """How two nodes hang together: shortest paths, each hop with its edge, sources and a sentence in both languages.

    No path is an answer too: `paths` is empty and `meta.no_path` says how far the search came from both ends, and
    which one constraint, relaxed, would connect them. `POST /v1/paths` knows every mode.
    """
    step = Step(
        rels=parse_rels(params.rel), edge=EdgeFilter(params.basis, params.valid_on), repeat=(1, params.max_hops)
    )
    wanted = PathRequest(
        sources=(params.source,),
        targets=(params.target,),
        mode=params.mode,
        max_hops=params.max_hops,
        steps=(step,),
        cost=params.cost,
        budget=ceiling(settings, edges=params.max_edges, results=params.limit),
    )
    barred = await avoided(view, words(params.avoid, "avoid"))
    wanted = replace(wanted, steps=(replace(step, barrier=barred),))
    query = params.model_dump(by_alias=True, exclude={"provenance", "limit", "max_edges"}) | _bounds(wanted)
    query |= {"rel": [str(rel) for rel in step.rels], "avoid": words(params.avoid, "avoid")}
    answer = await paths(view, wanted, query=query, meter=Meter(wanted.budget, cancelled=gone))
    return await graph_response(view, answer, request, provenance=params.provenance)


@routes.get("/graph", answer=Neighborhood, errors=(BudgetExceeded,))
async def get_graph(view: ViewDep, settings: SettingsDep, request: Request) -> Response:
    """The whole graph; as JSON at most as many nodes as one answer may hold, as a file (`/v1/graph.gexf`) all of it."""
    most = None if wants_file(request) else settings.max_results
    return await respond(request, view, await everything(view, most=most))


def _neighborhood(
    node_id: str, params: NeighborhoodParams, settings: Settings
) -> tuple[NeighborhoodRequest, dict[str, Any]]:
    rels = parse_rels(params.rel)
    step = Step(rels=rels, edge=EdgeFilter(params.basis, params.valid_on), repeat=(1, params.depth))
    wanted = NeighborhoodRequest(
        starts=(node_id,),
        steps=(step,),
        kinds=known_kinds(words(params.kind, "kind")),
        budget=ceiling(settings, edges=params.max_edges, results=params.limit),
    )
    query = {
        "start": node_id,
        "depth": params.depth,
        "rel": [str(rel) for rel in rels],
        "kind": sorted(wanted.kinds),
        "basis": params.basis,
        "valid_on": params.valid_on,
        **_bounds(wanted),
    }
    return wanted, query


def _bounds(wanted: NeighborhoodRequest | PathRequest) -> dict[str, int]:
    return {"limit": wanted.budget.results, "max_edges": wanted.budget.edges}
