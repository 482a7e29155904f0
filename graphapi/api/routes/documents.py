"""Nodes, edges and sources by id and as lists."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.envelopes import EdgeAnswer, EdgeList, NodeAnswer, NodeList, SourceAnswer, SourceList
from graphapi.answers.tables import Table
from graphapi.api.dependencies import EdgeId, NodeId, ProvenanceParams, SourceId, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.documents.listing import EdgeListRequest, NodeListRequest, list_edges, list_nodes
from graphapi.documents.lookup import known_edge, known_node
from graphapi.documents.overview import SourceListRequest, list_sources, source_answer
from graphapi.documents.pages import meta_of
from graphapi.evidence.provenance import documents
from graphapi.export.flatten import edges_table, nodes_table, sources_table
from graphapi.graph.base import GraphView
from graphapi.model.errors import DocumentGone, EdgeNotFound, SourceNotFound

routes = Routes("documents")


class NodeListParams(NodeListRequest, ProvenanceParams):
    """Filters of the list of nodes, and how much evidence they carry."""


class EdgeListParams(EdgeListRequest, ProvenanceParams):
    """Filters of the edges at a node, and how much evidence they carry."""


async def _nodes_table(view: GraphView, found: NodeList) -> Table:
    return nodes_table(list((await view.nodes(found.items)).values()))


async def _edges_table(view: GraphView, found: EdgeList) -> Table:
    return edges_table(list((await view.edges(found.items)).values()))


async def _sources_table(view: GraphView, found: SourceList) -> Table:
    return sources_table((await view.sources(found.items)).values())


@routes.get("/nodes", answer=NodeList, errors=NODE_ERRORS, table=_nodes_table)
async def get_nodes(params: Annotated[NodeListParams, Query()], view: ViewDep, request: Request) -> Response:
    """Nodes by kind, place, list, stage, chain, basis, year or name, with facet counts.

    Filters are joined by *and*, the kinds by *or*. Order: kind as in `/v1/schema`, then id.
    """
    return await respond(request, view, await list_nodes(view, params), provenance=params.provenance)


@routes.get("/nodes/{node_id}", answer=NodeAnswer, errors=NODE_ERRORS, example={"node_id": "park:ordos-mengsu"})
async def get_node(
    node_id: NodeId, params: Annotated[ProvenanceParams, Query()], view: ViewDep, request: Request
) -> Response:
    """One node with its names, attributes and sources; `provenance=inline` adds every statement made about it.

    The old id of a merged node redirects (308); a deleted id returns 410.
    """
    node = await known_node(view, node_id)
    (document,) = await documents(view, [node.id], params.provenance)
    found = NodeAnswer(node=document, degree=await view.degree(node.id), meta=meta_of(view))
    return await respond(request, view, found)


@routes.get(
    "/nodes/{node_id}/edges",
    answer=EdgeList,
    errors=NODE_ERRORS,
    table=_edges_table,
    example={"node_id": "park:ordos-mengsu"},
)
async def get_node_edges(
    node_id: NodeId, params: Annotated[EdgeListParams, Query()], view: ViewDep, request: Request
) -> Response:
    """The edges at a node, by kind, outgoing before incoming, then by the other end."""
    return await respond(request, view, await list_edges(view, node_id, params), provenance=params.provenance)


@routes.get(
    "/edges/{edge_id}",
    answer=EdgeAnswer,
    errors=(EdgeNotFound, DocumentGone),
    example={"edge_id": "operates_in:aef37ae34b20"},
)
async def get_edge(
    edge_id: EdgeId, params: Annotated[ProvenanceParams, Query()], view: ViewDep, request: Request
) -> Response:
    """One edge with its ends, attributes, period, caveat and sources."""
    edge = await known_edge(view, edge_id)
    document, *ends = await documents(view, [edge.id, edge.tail, edge.head], params.provenance)
    return await respond(request, view, EdgeAnswer(edge=document, ends=ends, meta=meta_of(view)))


@routes.get("/sources", answer=SourceList, table=_sources_table)
async def get_sources(params: Annotated[SourceListRequest, Query()], view: ViewDep, request: Request) -> Response:
    """The pages and documents that the graph is based on."""
    return await respond(request, view, await list_sources(view, params))


@routes.get(
    "/sources/{source_id}",
    answer=SourceAnswer,
    errors=(SourceNotFound, DocumentGone),
    example={"source_id": "source:e81a1fdc05d3"},
)
async def get_source(source_id: SourceId, view: ViewDep, request: Request) -> Response:
    """One source and the ids of the nodes, edges and statements that it supports."""
    return await respond(request, view, await source_answer(view, source_id))
