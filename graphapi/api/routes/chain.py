"""Questions about parks and segments."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import document_response, list_response
from graphapi.api.params import HostsParams, NodeId, words
from graphapi.api.problems import declared
from graphapi.model.errors import DocumentGone, InvalidRequest, NodeMoved, NodeNotFound
from graphapi.model.kinds import STATUSES
from graphapi.model.nearest import did_you_mean
from graphapi.queries.hosts import HostsRequest, hosts
from graphapi.queries.profile import park_profile

router = APIRouter()
_ERRORS = declared(NodeNotFound, NodeMoved, DocumentGone)


@router.get("/segments/{node_id}/hosts", responses=_ERRORS)
async def get_hosts(
    node_id: NodeId, params: Annotated[HostsParams, Query()], view: ViewDep, request: Request
) -> Response:
    """The parks that host a segment, those that a source says so first, with the companies and sources behind each."""
    page = await hosts(view, HostsRequest(
        segment=node_id, province=params.province, on_list=params.list, basis=params.basis,
        statuses=_statuses(params.status), limit=params.limit, cursor=params.cursor,
    ))  # fmt: skip
    return await list_response(view, page, request)


@router.get("/parks/{node_id}", responses=_ERRORS)
async def get_park(node_id: NodeId, view: ViewDep, request: Request) -> Response:
    """A park on one page: place, lists, period, companies, segments, energy, values against thresholds, sources.

    Listed is not accepted: `park.attributes.status` says `listed_for_construction` until a source says otherwise.
    """
    return document_response(view, await park_profile(view, node_id), request)


def _statuses(text: str | None) -> frozenset[str]:
    found = frozenset(words(text, "status"))
    for word in sorted(found):
        if word not in STATUSES:
            raise InvalidRequest(
                f"{word!r} is no status; there are {', '.join(STATUSES)}",
                value=word, parameter="status", suggestion=did_you_mean(word, STATUSES),
            )  # fmt: skip
    return found
