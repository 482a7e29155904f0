"""Questions about chains: what feeds what, layer by layer, and where it is present."""

from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from graphapi.answers.chain import ChainFlow, ChainList, SegmentChain
from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.envelope import respond
from graphapi.api.params import NodeId, ProvenanceParams
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.chain.flow import ChainListRequest, FlowRequest, chain_flow, list_chains
from graphapi.chain.segment_chain import ChainRequest, segment_chain
from graphapi.chain.tables import chain_table, flow_table
from graphapi.graph.meter import Meter

routes = Routes("chain")
ChainSlug = Annotated[
    str, Path(description="Name of a chain, its words joined by hyphens.", examples=["lithium-battery"], max_length=200)
]


class ChainParams(ChainRequest, ProvenanceParams):
    """Bounds of the chain of a segment, and how much evidence its documents carry."""


class FlowParams(FlowRequest, ProvenanceParams):
    """Filters of a whole chain, and how much evidence its documents carry."""


@routes.get(
    "/segments/{node_id}/chain",
    answer=SegmentChain,
    errors=NODE_ERRORS,
    table=chain_table,
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
    meter = Meter(ceiling(settings, edges=params.max_edges), cancelled=gone)
    chain = await segment_chain(view, node_id, params, meter)
    return await respond(request, view, chain, provenance=params.provenance)


@routes.get("/chains", answer=ChainList)
async def get_chains(params: Annotated[ChainListRequest, Query()], view: ViewDep, request: Request) -> Response:
    """The chains with counts of segments, links, parks, companies and provinces, direct told apart from derived.

    A park counts once for a chain. `cross` and `other` hold segments that serve several chains or none.
    """
    return await respond(request, view, await list_chains(view, params))


@routes.get("/chains/{chain}", answer=ChainFlow, table=flow_table, example={"chain": "lithium-battery"})
async def get_chain(
    chain: ChainSlug, params: Annotated[FlowParams, Query()], view: ViewDep, request: Request
) -> Response:
    """A whole chain as a flow for a Sankey: segments in columns, `feeds` links, and links to other chains so marked.

    `layer` is the longest path to a segment, each loop taken as one; links that lead `back` close a loop, and without
    them `column` orders the flow from left to right. `value` is 1, since how much flows is not known.
    """
    return await respond(request, view, await chain_flow(view, chain, params), provenance=params.provenance)
