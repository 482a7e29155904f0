"""Nodes, edges and sources by id and as lists."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import document_response, list_response
from graphapi.api.params import (
    EdgeId,
    EdgeListParams,
    NodeId,
    NodeListParams,
    ProvenanceParams,
    SourceId,
    SourceListParams,
    words,
)
from graphapi.api.problems import declared
from graphapi.api.tabular import as_table, wants_table
from graphapi.documents.listing import NodeListRequest, list_edges, list_nodes
from graphapi.documents.lookup import known_edge, known_node
from graphapi.documents.overview import list_sources, source_profile
from graphapi.evidence.provenance import documents
from graphapi.export.document_tables import edges_table, nodes_table, sources_table
from graphapi.model.errors import DocumentGone, EdgeNotFound, NodeMoved, NodeNotFound, SourceNotFound
from graphapi.traversal.rels import known_edge_kind, known_kinds

router = APIRouter()
_NODE = declared(NodeNotFound, NodeMoved, DocumentGone)


@router.get("/nodes", responses=_NODE)
async def get_nodes(params: Annotated[NodeListParams, Query()], view: ViewDep, request: Request) -> Response:
    """Nodes by kind, place, list, stage, chain, basis, year or name, with counts of what they share.

    Filters are joined by *and*, the kinds by *or*. Order: kind as in `/v1/schema`, then id.
    """
    page = await list_nodes(
        view,
        NodeListRequest(
            kinds=known_kinds(words(params.kind, "kind")),
            province=params.province,
            on_list=params.list,
            stage=params.stage,
            chain=params.chain,
            basis=params.basis,
            ready_by=params.ready_by,
            listed=params.listed,
            q=params.q,
            limit=params.limit,
            cursor=params.cursor,
        ),
    )
    if wants_table(request):
        table = nodes_table(list((await view.nodes(page.items)).values()))
        return as_table(request, table, page.completeness)
    items = await documents(view, page.items, params.provenance)
    return await list_response(view, page, request, items=items)


@router.get("/nodes/{node_id}", responses=_NODE)
async def get_node(
    node_id: NodeId, params: Annotated[ProvenanceParams, Query()], view: ViewDep, request: Request
) -> Response:
    """One node with its names, attributes and sources; `provenance=inline` adds every statement made about it.

    The id of a node that was merged answers 308 with the new address; a deleted one 410.
    """
    node = await known_node(view, node_id)
    document = orjson.loads((await documents(view, [node.id], params.provenance))[0])
    return document_response(view, {"node": document, "degree": await view.degree(node.id)}, request)


@router.get("/nodes/{node_id}/edges", responses=_NODE)
async def get_node_edges(
    node_id: NodeId, params: Annotated[EdgeListParams, Query()], view: ViewDep, request: Request
) -> Response:
    """The edges at a node, by kind, along the edge before against it, then by the other end."""
    kind = known_edge_kind(params.kind) if params.kind is not None else None
    page = await list_edges(
        view, node_id, kind=kind, direction=params.direction, limit=params.limit, cursor=params.cursor
    )
    if wants_table(request):
        table = edges_table(list((await view.edges(page.items)).values()))
        return as_table(request, table, page.completeness)
    items = await documents(view, page.items, params.provenance)
    return await list_response(view, page, request, items=items)


@router.get("/edges/{edge_id}", responses=declared(EdgeNotFound, DocumentGone))
async def get_edge(
    edge_id: EdgeId, params: Annotated[ProvenanceParams, Query()], view: ViewDep, request: Request
) -> Response:
    """One edge with its ends, attributes, period, caveat and sources."""
    edge = await known_edge(view, edge_id)
    ends = await documents(view, [edge.tail, edge.head], params.provenance)
    document = orjson.loads((await documents(view, [edge.id], params.provenance))[0])
    return document_response(view, {"edge": document, "ends": [orjson.loads(end) for end in ends]}, request)


@router.get("/sources", responses=declared())
async def get_sources(params: Annotated[SourceListParams, Query()], view: ViewDep, request: Request) -> Response:
    """The pages and documents that the graph rests on."""
    page = await list_sources(view, q=params.q, limit=params.limit, cursor=params.cursor)
    if wants_table(request):
        table = sources_table((await view.sources(page.items)).values())
        return as_table(request, table, page.completeness)
    items = await view.documents(page.items)
    return await list_response(view, page, request, items=items)


@router.get("/sources/{source_id}", responses=declared(SourceNotFound, DocumentGone))
async def get_source(source_id: SourceId, view: ViewDep, request: Request) -> Response:
    """One source and what rests on it: ids of nodes, edges and statements."""
    return document_response(view, await source_profile(view, source_id), request)
