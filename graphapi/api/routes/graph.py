"""Neighborhoods, paths and the graph as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.envelope import graph_response
from graphapi.api.params import (
    ExportNeighborhoodParams,
    ExportParams,
    NeighborhoodParams,
    NodeId,
    PathParams,
    words,
)
from graphapi.api.problems import declared
from graphapi.export.registry import Imprint, LabelLanguage, exporter_for_suffix
from graphapi.graph.base import GraphView
from graphapi.model.answers import Subgraph
from graphapi.model.errors import DocumentGone, NodeMoved, NodeNotFound
from graphapi.queries.answer import subgraph, whole_graph
from graphapi.queries.neighborhood import NeighborhoodRequest, neighborhood
from graphapi.queries.paths import PathRequest, paths
from graphapi.queries.rels import known_kinds, parse_rels
from graphapi.settings import Settings

router = APIRouter()
_ERRORS = declared(NodeNotFound, NodeMoved, DocumentGone)


@router.get("/nodes/{node_id}/neighborhood", responses=_ERRORS)
async def get_neighborhood(
    node_id: NodeId,
    params: Annotated[NeighborhoodParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
) -> Response:
    """What lies within a few hops of a park, a company or a segment, with sources.

    Nodes come by hop, then kind, then id; `meta.hops` counts them per hop. Lists, policies and indicators connect
    everything with everything and are followed only when `rel` names their edges.
    """
    answer = await neighborhood(view, _neighborhood(node_id, params, settings))
    return await graph_response(view, answer, request, provenance=params.provenance)


@router.get("/nodes/{node_id}/neighborhood.gexf", responses=_ERRORS)
async def get_neighborhood_gexf(
    node_id: NodeId, params: Annotated[ExportNeighborhoodParams, Query()], view: ViewDep, settings: SettingsDep
) -> Response:
    """The same neighborhood as GEXF 1.3 for Gephi: typed columns, colours, sizes and places."""
    answer = await neighborhood(view, _neighborhood(node_id, params, settings))
    return _file(view, await subgraph(view, answer), ".gexf", f"Neighborhood of {node_id}", params.label)


@router.get("/paths", responses=_ERRORS)
async def get_paths(
    params: Annotated[PathParams, Query()], view: ViewDep, settings: SettingsDep, request: Request
) -> Response:
    """How two nodes hang together: shortest paths, each hop with its edge, sources and a sentence in both languages.

    No path is an answer too: `paths` is empty and `meta.no_path` says how far the search came from both ends.
    """
    answer = await paths(view, PathRequest(
        source=params.source, target=params.target, mode=params.mode, max_hops=params.max_hops,
        rels=parse_rels(params.rel), avoid=words(params.avoid, "avoid"), basis=params.basis, valid_on=params.valid_on,
        budget=ceiling(settings, edges=params.max_edges, results=params.limit),
    ))  # fmt: skip
    return await graph_response(view, answer, request, provenance=params.provenance)


@router.get("/graph.gexf", responses=declared())
async def get_graph_gexf(params: Annotated[ExportParams, Query()], view: ViewDep) -> Response:
    """The whole graph as GEXF 1.3 for Gephi."""
    return _file(view, await whole_graph(view), ".gexf", "Zero-carbon park graph", params.label)


def _neighborhood(node_id: str, params: NeighborhoodParams, settings: Settings) -> NeighborhoodRequest:
    return NeighborhoodRequest(
        start=node_id, depth=params.depth, rels=parse_rels(params.rel), kinds=known_kinds(words(params.kind, "kind")),
        basis=params.basis, valid_on=params.valid_on,
        budget=ceiling(settings, edges=params.max_edges, results=params.limit),
    )  # fmt: skip


def _file(view: GraphView, graph: Subgraph, suffix: str, title: str, label: LabelLanguage) -> Response:
    exporter = exporter_for_suffix(suffix)
    chunks = exporter.write(graph, imprint=Imprint.of(view.revision, title), label=label)
    return StreamingResponse(chunks, media_type=exporter.media_type)
