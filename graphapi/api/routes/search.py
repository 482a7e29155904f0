"""Nodes by any name."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.names import Matches, ResolvedNodes, SearchList, Suggestions
from graphapi.api.dependencies import NamesDep, ProvenanceParams, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.documents.pages import meta_of
from graphapi.model.errors import DocumentGone, IdentifierNotFound, NamesNotReady, NodeMoved, NodeNotFound
from graphapi.names.match import MatchRequest, match
from graphapi.names.search import ResolveRequest, SearchRequest, SuggestRequest, resolve, search, suggest

routes = Routes("search")


class SearchParams(SearchRequest, ProvenanceParams):
    """What to look for, and how much evidence the nodes carry."""


class ResolveParams(ResolveRequest, ProvenanceParams):
    """An identifier, whose it is, and how much evidence the nodes carry."""


@routes.get("/search", answer=SearchList, errors=(*NODE_ERRORS, NamesNotReady), example={"q": "ndsd"})
async def get_search(
    params: Annotated[SearchParams, Query()], view: ViewDep, names: NamesDep, request: Request
) -> Response:
    """Nodes by any name: simplified or traditional Chinese, English, pinyin, initials, tickers, other codes, typos.

    A query is plain words, without a syntax: one name must contain all of them, in any order; the whole name ranks
    before its beginning, and that before words inside. Fuzzy matching is used only if nothing else matches. Each item
    says in `match` which name matched and why. Order: score; then kind as in `/v1/schema`, the shorter name, id.
    """
    return await respond(request, view, await search(view, names, params, provenance=params.provenance))


@routes.get("/suggest", answer=Suggestions, errors=(NamesNotReady,), example={"q": "300750.SZ"})
async def get_suggest(
    params: Annotated[SuggestRequest, Query()], view: ViewDep, names: NamesDep, request: Request
) -> Response:
    """Autocomplete: at most ten nodes with their names only, found and ordered as by `/v1/search`."""
    return await respond(request, view, await suggest(view, names, params))


@routes.get(
    "/resolve",
    answer=ResolvedNodes,
    errors=(IdentifierNotFound, NodeNotFound, NodeMoved, DocumentGone, NamesNotReady),
    example={"scheme": "ticker", "id": "XSHE:300750"},
)
async def get_resolve(
    params: Annotated[ResolveParams, Query()], view: ViewDep, names: NamesDep, request: Request
) -> Response:
    """The node with an identifier from another register: a listing, a place code, a number on a list.

    `ticker` takes `MIC:code` (ISO 10383) and the forms that `/v1/search` accepts; `list_number` takes the id of a list,
    a colon and the number. An identifier that no node has returns 404.
    """
    return await respond(request, view, await resolve(view, names, params, provenance=params.provenance))


@routes.post(
    "/match",
    answer=Matches,
    errors=(*NODE_ERRORS, NamesNotReady),
    example={
        "queries": {
            "row 1": {"names": ["寧德時代", "CATL"], "kind": ["company"]},
            "row 2": {"names": ["大同经开区"], "province": "山西", "limit": 1},
            "row 3": {"names": ["苏州工业园区"], "kind": ["park"], "least": 0.7},
        }
    },
)
async def post_match(body: MatchRequest, view: ViewDep, names: NamesDep, request: Request) -> Response:
    """Which node each of up to 100 rows refers to, how certain that is, and why.

    `match` is the one best hit, from a score of 0.9, that nothing contradicts and no other comes near; all else from
    0.5 is a `candidate` to be reviewed. The feature `name` gives the relation of the two names, `ticker` and
    `province` whether they agree. Subsidiaries without a node of their own are candidates of the firm whose name they
    carry.
    """
    results = await match(view, names, body.queries)
    return await respond(request, view, Matches(results=results, meta=meta_of(view)))
