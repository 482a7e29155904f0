"""Neighborhoods and paths by URL, and the whole graph."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.graphs import Neighborhood, Paths
from graphapi.api.dependencies import LimitsDep, NodeId, ProvenanceParams, SettingsDep, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.formats import wants_file
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.model.errors import BudgetExceeded
from graphapi.traversal.answer import everything
from graphapi.traversal.neighborhood import NeighborhoodParams, neighborhood
from graphapi.traversal.paths import PathParams, paths

routes = Routes("graph")


class NeighborhoodQuery(NeighborhoodParams, ProvenanceParams):
    """Bounds and filters of a neighborhood, and how much evidence its documents carry."""


class PathsQuery(PathParams, ProvenanceParams):
    """Bounds and filters of paths, and how much evidence their documents carry."""


@routes.get(
    "/nodes/{node_id}/neighborhood",
    answer=Neighborhood,
    errors=NODE_ERRORS,
    example={"node_id": "park:ordos-mengsu"},
)
async def get_neighborhood(
    node_id: NodeId, params: Annotated[NeighborhoodQuery, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """What lies within a few hops of a park, a company or a segment, with sources.

    Nodes are ordered by hop, then kind, then id; `meta.hops` counts them per hop. Lists, policies and indicators link
    most nodes together and are followed only if `rel` names their edges.
    """
    plan = await params.checked(node_id, view, limits.ceiling)
    answer = await neighborhood(view, plan, meter=limits.meter(plan.budget))
    return await respond(request, view, answer, provenance=params.provenance)


@routes.get(
    "/paths", answer=Paths, errors=NODE_ERRORS, example={"from": "company:catl", "to": "park:yibin-lingang-east"}
)
async def get_paths(
    params: Annotated[PathsQuery, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """Shortest paths between two nodes, each hop with its edge, its sources and a sentence in both languages.

    If there is no path, `paths` is empty and `meta.no_path` says how far the search got from both ends, and which
    single constraint, if relaxed, would connect them. `POST /v1/paths` has every mode.
    """
    plan = await params.checked(view, limits.ceiling)
    answer = await paths(view, plan, meter=limits.meter(plan.budget))
    return await respond(request, view, answer, provenance=params.provenance)


@routes.get("/graph", answer=Neighborhood, errors=(BudgetExceeded,))
async def get_graph(view: ViewDep, settings: SettingsDep, request: Request) -> Response:
    """The whole graph: as JSON up to the limit on nodes per answer, as a file (`/v1/graph.gexf`) all of it."""
    most = None if wants_file(request) else settings.max_results
    return await respond(request, view, await everything(view, most=most))
