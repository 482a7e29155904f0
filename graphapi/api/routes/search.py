"""Nodes by any name."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.dependencies import NamesDep, ViewDep
from graphapi.api.envelope import document_response, list_response
from graphapi.api.match_bodies import MatchBody
from graphapi.api.params import PageParams, Params, ProvenanceParams, words
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.api.schemas.search import Matches, ResolvedNodes, SearchList, Suggestions
from graphapi.documents.kinds import known_kinds
from graphapi.evidence.provenance import documents
from graphapi.model.errors import DocumentGone, IdentifierNotFound, NamesNotReady, NodeMoved, NodeNotFound
from graphapi.names.base import Scope
from graphapi.names.match import Decision, match
from graphapi.names.resolve import Scheme, resolve
from graphapi.names.search import MAX_SUGGESTED, SearchRequest, search, suggest
from graphapi.names.spelling import LONGEST

routes = Routes("search")

Words = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST,
        examples=["ndsd", "寧德時代", "300750.SZ"],
        description="A name in Chinese or English, pinyin, initials, a ticker or another code.",
    ),
]
Kinds = Annotated[str | None, Field(max_length=200, description="Node kinds, joined by commas.", examples=["park"])]


class SearchParams(PageParams, ProvenanceParams):
    """What is looked for, and among which nodes."""

    q: Words
    kind: Kinds = None
    province: str | None = Field(None, max_length=200, description="Id of a province.", examples=["province:nm"])
    list: str | None = Field(None, max_length=200, description="Id of a list.", examples=["list:national-batch-1"])


class SuggestParams(Params):
    """What has been typed so far."""

    q: Words
    kind: Kinds = None
    limit: int = Field(MAX_SUGGESTED, ge=1, le=MAX_SUGGESTED, description="Most suggestions.")


class ResolveParams(ProvenanceParams):
    """An identifier, and whose it is."""

    scheme: Scheme = Field(description="ticker, lei, wikidata, gbt_2260, iso_3166_2 or list_number.")
    id: str = Field(
        min_length=1,
        max_length=LONGEST,
        description="The identifier.",
        examples=["XSHE:300750", "CN-NM", "list:national-batch-1:15"],
    )


@routes.get("/search", answer=SearchList, errors=(*NODE_ERRORS, NamesNotReady), example={"q": "ndsd"})
async def get_search(
    params: Annotated[SearchParams, Query()], view: ViewDep, names: NamesDep, request: Request
) -> Response:
    """Nodes by any name: Chinese in either script, English, pinyin, initials, tickers and other codes, misspelled too.

    A query is words, not a language: all of them must stand in one name, in any order; the whole name comes before
    its beginning, that before words inside. Names alike are looked for when nothing else is found. Each item tells in
    `match` which name fits and why. Order: score; then kind as in `/v1/schema`, the shorter name, id.
    """
    asked = SearchRequest(
        params.q,
        Scope(known_kinds(words(params.kind, "kind")), params.province, params.list),
        limit=params.limit,
        cursor=params.cursor,
    )
    page = await search(view, names, asked)
    nodes = await documents(view, [hit.node for hit in page.items], params.provenance)
    items = [
        b'{"node":' + node + b',"match":' + orjson.dumps(hit.match()) + b"}"
        for node, hit in zip(nodes, page.items, strict=True)
    ]
    return await list_response(view, page, request, items=items)


@routes.get("/suggest", answer=Suggestions, errors=(NamesNotReady,), example={"q": "300750.SZ"})
async def get_suggest(
    params: Annotated[SuggestParams, Query()], view: ViewDep, names: NamesDep, request: Request
) -> Response:
    """At most ten nodes for what somebody is typing, by their names alone; found and ordered as `/v1/search` does."""
    asked = SearchRequest(params.q, Scope(known_kinds(words(params.kind, "kind"))), limit=params.limit)
    items = [
        {"id": node.id, "kind": node.kind, "name": node.to_json()["name"], "match": hit.match()}
        for node, hit in await suggest(view, names, asked)
    ]
    query = asked.normalised() | {"limit": params.limit}
    return document_response(view, {"items": items}, request, query=query)


@routes.get(
    "/resolve",
    answer=ResolvedNodes,
    errors=(IdentifierNotFound, NodeNotFound, NodeMoved, DocumentGone, NamesNotReady),
    example={"scheme": "ticker", "id": "XSHE:300750"},
)
async def get_resolve(
    params: Annotated[ResolveParams, Query()], view: ViewDep, names: NamesDep, request: Request
) -> Response:
    """The node behind an identifier that others gave: a listing, a code of a place, a number on a list.

    `ticker` takes `MIC:code` (ISO 10383) and the ways in which `/v1/search` finds one; `list_number` takes the id of a
    list, a colon and the number. What no node has answers 404, which says nothing of the thing itself.
    """
    found = await resolve(view, names, params.scheme, params.id)
    nodes = await documents(view, [node.id for node in found], params.provenance)
    query = {"scheme": params.scheme, "id": params.id}
    return document_response(view, {"nodes": [orjson.loads(node) for node in nodes]}, request, query=query)


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
async def post_match(body: MatchBody, view: ViewDep, names: NamesDep, request: Request) -> Response:
    """Which node each of up to 100 rows means, how sure that is, and what made it so.

    `match` is the one best hit, from a score of 0.9, that nothing contradicts and no other comes near; all else from
    0.5 is a `candidate` to be looked at. The feature `name` tells by which relation of names, `ticker` and `province`
    whether they agree. Subsidiaries without a node of their own are candidates of the firm whose name they carry.
    """
    found = await match(view, names, body.examples())
    results = {
        key: {
            "decision": hits[0].decision if hits else Decision.NONE,
            "hits": [
                {
                    "node": hit.node.to_json(),
                    "score": hit.score,
                    "decision": hit.decision,
                    "features": {name: one.to_json() for name, one in hit.features.items()},
                }
                for hit in hits
            ],
        }
        for key, hits in found.items()
    }
    return document_response(view, {"results": results}, request)
