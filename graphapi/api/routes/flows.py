"""Questions about chains: what feeds what, layer by layer, and where it is at home."""

from typing import Annotated

from fastapi import Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.envelope import graph_response, list_response
from graphapi.api.params import BASIS, NodeId, PageParams, ProvenanceParams
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.flows import ChainEnvelope, ChainList, FlowEnvelope
from graphapi.api.tabular import as_table, wants_table
from graphapi.chain.flow import chain_flow, known_chain, list_chains
from graphapi.chain.segment_chain import MAX_DEPTH, ChainDirection, ChainRequest, segment_chain
from graphapi.graph.meter import Meter
from graphapi.model.kinds import Basis

routes = Routes("chain")
ChainName = Annotated[
    str, Path(description="Name of a chain, its words joined by hyphens.", examples=["lithium-battery"], max_length=200)
]


class ChainParams(ProvenanceParams):
    """Bounds of the chain of a segment."""

    direction: ChainDirection = Field(ChainDirection.BOTH, description="`up` to resources, `down` to uses, or `both`.")
    depth: int = Field(MAX_DEPTH, ge=1, le=MAX_DEPTH, description="Most hops in each direction.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    max_edges: int | None = Field(None, ge=1, description="Most `feeds` edges looked at; the server has a ceiling.")


class ChainListParams(PageParams):
    """Filters of the list of chains."""

    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)


class FlowParams(ProvenanceParams):
    """Filters of a whole chain."""

    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)


@routes.get(
    "/segments/{node_id}/chain",
    answer=ChainEnvelope,
    errors=NODE_ERRORS,
    table=pending,
    example={"node_id": "segment:lfp-cathode"},
)
async def get_segment_chain(
    node_id: NodeId,
    params: Annotated[ChainParams, Query()],
    view: ViewDep,
    settings: SettingsDep,
    request: Request,
    gone: DisconnectedDep,
) -> Response:
    """What feeds a segment and what it feeds, in stage order, with the parks, companies and provinces of each segment.

    `layers` holds the segments by signed distance in hops: below zero upstream, above zero downstream; of a segment
    that lies both ways (loops of recycling) the nearer side counts, upstream of equals. A park is `direct` when an
    edge states that it hosts the segment, `derived` when that follows from a plant alone; a company likewise.
    """
    wanted = ChainRequest(node_id, params.direction, params.depth, params.basis)
    meter = Meter(ceiling(settings, edges=params.max_edges), cancelled=gone)
    chain = await segment_chain(view, wanted, meter)
    if wants_table(request):
        return as_table(request, chain.table, chain.answer.completeness)
    return await graph_response(view, chain.answer, request, provenance=params.provenance)


@routes.get("/chains", answer=ChainList)
async def get_chains(params: Annotated[ChainListParams, Query()], view: ViewDep, request: Request) -> Response:
    """The chains with counts of segments, links, parks, companies and provinces, direct told apart from derived.

    A park counts once for a chain. `cross` and `other` hold segments that serve several chains or none.
    """
    page = await list_chains(view, params.basis, limit=params.limit, cursor=params.cursor)
    return await list_response(view, page, request)


@routes.get("/chains/{chain}", answer=FlowEnvelope, table=pending, example={"chain": "lithium-battery"})
async def get_chain(
    chain: ChainName, params: Annotated[FlowParams, Query()], view: ViewDep, request: Request
) -> Response:
    """A whole chain as a flow for a Sankey: segments in columns, `feeds` links, and links to other chains so marked.

    `layer` is the longest way that leads to a segment, each loop taken as one; links that lead `back` close a loop, and
    without them `column` orders the flow from left to right. `value` is 1, since how much flows is not known.
    """
    flow = await chain_flow(view, known_chain(chain), params.basis)
    if wants_table(request):
        return as_table(request, flow.table, flow.answer.completeness)
    return await graph_response(view, flow.answer, request, provenance=params.provenance)
