"""Questions about chains: which parks host a segment, what feeds it and what it feeds, and chains as a whole."""

from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from graphapi.answers.chain import ChainFlow, ChainList, HostsList, SegmentChain
from graphapi.api.dependencies import LimitsDep, NodeId, ProvenanceParams, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.chain.flow import ChainListRequest, FlowRequest, chain_flow, flow_table, list_chains
from graphapi.chain.hosts import HostsRequest, hosts, hosts_table
from graphapi.chain.segment_chain import ChainRequest, chain_table, segment_chain

routes = Routes("chain")
ChainSlug = Annotated[
    str, Path(description="Name of a chain, in lower case with hyphens.", examples=["lithium-battery"], max_length=200)
]


class ChainParams(ChainRequest, ProvenanceParams):
    """Bounds of the chain of a segment, and how much evidence its documents carry."""


class FlowParams(FlowRequest, ProvenanceParams):
    """Filters of a whole chain, and how much evidence its documents carry."""


@routes.get(
    "/segments/{node_id}/hosts",
    answer=HostsList,
    errors=NODE_ERRORS,
    table=hosts_table,
    example={"node_id": "segment:power-battery-cells"},
)
async def get_hosts(
    node_id: NodeId, params: Annotated[HostsRequest, Query()], view: ViewDep, request: Request
) -> Response:
    """Parks that host a segment, its inputs or its outputs: ranked, each with its companies and sources.

    Each factor is 0 to 1, or unknown; score = sum of weight x value over the known factors / sum of all weights.
    `direct`: 1 if a source says so about the park itself, 0 if it follows from a plant. `status`: the best of operating
    1, under construction 3/4, signed 1/2, planned 1/4. `scope`: known for the park 1, for its city 1/2, for its
    province 1/4. `companies`: p/(p+3), p the sum over companies of 1, plus 1 for an anchor, plus 1 for a listing (1/2
    if only a direct owner has one). `capacity`: the known capacity as a share of the largest of any park for the
    segment and unit. `publishers`: n/(n+2) for n independent publishers. `basis`: official 1, reported 2/3, derived
    1/3, unverified 0. Along the chain `distance`: 1/hops. Default weights: direct and distance 6, the others 1.

    Order: score, then park id; so by default parks named by a source come first. `sensitivity` gives, for each factor,
    the weight at which the order of the top three changes, other weights being equal. `rollup` returns groups of parks
    instead. `basis` applies to every edge, including those of the chain and of ownership.
    """
    return await respond(request, view, await hosts(view, node_id, params))


@routes.get(
    "/segments/{node_id}/chain",
    answer=SegmentChain,
    errors=NODE_ERRORS,
    table=chain_table,
    example={"node_id": "segment:lfp-cathode"},
)
async def get_segment_chain(
    node_id: NodeId, params: Annotated[ChainParams, Query()], view: ViewDep, limits: LimitsDep, request: Request
) -> Response:
    """What feeds a segment and what it feeds, in stage order, with the parks, companies and provinces of each segment.

    `layers` has the segments by signed distance in hops: negative upstream, positive downstream; a segment reachable
    both ways (recycling loops) counts on the nearer side, or upstream if equal. A park is `direct` if an edge states
    that it hosts the segment, `derived` if that only follows from a plant; likewise a company.
    """
    chain = await segment_chain(view, node_id, params, limits.meter_of(edges=params.max_edges))
    return await respond(request, view, chain, provenance=params.provenance)


@routes.get("/chains", answer=ChainList)
async def get_chains(params: Annotated[ChainListRequest, Query()], view: ViewDep, request: Request) -> Response:
    """The chains with counts of segments, links, parks, companies and provinces, direct and derived.

    A park counts once per chain. `cross` and `other` have the segments that serve several chains or none.
    """
    return await respond(request, view, await list_chains(view, params))


@routes.get("/chains/{chain}", answer=ChainFlow, table=flow_table, example={"chain": "lithium-battery"})
async def get_chain(
    chain: ChainSlug, params: Annotated[FlowParams, Query()], view: ViewDep, request: Request
) -> Response:
    """A whole chain as a flow for a Sankey diagram: segments in columns, `feeds` links, links to other chains marked.

    `layer` is the longest path to a segment, with each loop treated as one; links marked `back` close a loop, and
    without them `column` orders the flow from left to right. `value` is 1, since quantities are not known.
    """
    return await respond(request, view, await chain_flow(view, chain, params), provenance=params.provenance)
