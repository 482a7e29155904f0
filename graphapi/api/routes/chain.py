"""Questions about parks and segments."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.chain import HostsList
from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import respond
from graphapi.api.params import NodeId
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.chain.hosts import HostsRequest, hosts
from graphapi.chain.tables import hosts_table

routes = Routes("chain")


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
    """The parks that host a segment, what feeds it or what it feeds: ranked, with companies and sources behind each.

    Each factor is 0 to 1, or unknown; score = sum of weight x value over the known factors / sum of all weights.
    `direct`: 1 when a source says so of the park itself, 0 when it follows from a plant. `status`: the best of
    operating 1, under construction 3/4, signed 1/2, planned 1/4. `scope`: said of the park 1, of its city 1/2, of its
    province 1/4. `companies`: p/(p+3), p the sum over companies of 1, 1 more for an anchor, 1 more for a listing (1/2
    where only a direct owner has one). `capacity`: the known capacity as a share of the largest of any park for the
    segment and unit. `publishers`: n/(n+2) for n independent publishers. `basis`: official 1, reported 2/3, derived
    1/3, unverified 0. Along the chain `distance`: 1/hops. Weights unless given: direct and distance 6, the others 1.

    Order: score, then park id; so by default what is said of the park itself comes first. `sensitivity` gives, for
    each factor, the weight at which the first three change places while the other weights stay. `rollup` returns
    groups of parks instead. `basis` binds every edge, those of the chain and of ownership included.
    """
    return await respond(request, view, await hosts(view, node_id, params))
