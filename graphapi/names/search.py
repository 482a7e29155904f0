"""Search by any name: candidates of the name index, ranked, one hit a node; and nodes by identifiers of others."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from graphapi.answers.documents import Name
from graphapi.answers.names import NameMatch, ResolvedNodes, SearchHit, SearchList, Suggestion, Suggestions
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_kinds, node_of_kind
from graphapi.documents.pages import meta_of, paged
from graphapi.documents.requests import PageRequest, Request, words
from graphapi.evidence.provenance import Provenance, documents
from graphapi.graph.base import GraphView
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.errors import IdentifierNotFound, InvalidRequest
from graphapi.model.steps import Direction, Rel
from graphapi.names.base import EVERYWHERE, NameIndex, Scope, Strategy, kind_order
from graphapi.names.compare import Fit, fit, fuzzy_fit, highlight
from graphapi.names.spelling import LONGEST, Spelled

MAX_SUGGESTED = 10
_CANDIDATES = 200
"""Names examined for one strategy; a search that meets this bound says so."""

_SUGGESTED_FROM = 40
_ALL = 1_000_000
_ALIKE = 60
"""Similar names that are compared character by character."""

_RESOLVED = 50
_STRICT = (Strategy.EXACT, Strategy.PREFIX, Strategy.WORDS)

Words = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST,
        examples=["ndsd", "寧德時代", "300750.SZ"],
        description="A name in Chinese or English, pinyin, initials, a ticker or another code.",
    ),
]
Kinds = Annotated[str | None, Field(max_length=200, description="Node kinds, separated by commas.", examples=["park"])]


class SuggestRequest(Request):
    """What has been typed so far."""

    q: Words
    kind: Kinds = None
    limit: int = Field(MAX_SUGGESTED, ge=1, le=MAX_SUGGESTED, description="Maximum number of suggestions.")

    @property
    def scope(self) -> Scope:
        """The nodes that count.

        Raises:
            UnknownKind: a kind is not in the kinds table.
            InvalidRequest: a word is empty.
        """
        return Scope(known_kinds(words(self.kind, "kind")))

    def normalised(self) -> dict[str, object]:
        kinds = {"kind": sorted(self.scope.kinds)} if self.kind else {}
        return super().normalised() | kinds | {"limit": self.limit}


class SearchRequest(PageRequest):
    """What to look for, and among which nodes."""

    q: Words
    kind: Kinds = None
    province: str | None = Field(None, max_length=200, description="Id of a province.", examples=["province:nm"])
    list: str | None = Field(None, max_length=200, description="Id of a list.", examples=["list:national-batch-1"])

    @property
    def scope(self) -> Scope:
        """The nodes that count; raises like that of `SuggestRequest`."""
        return Scope(known_kinds(words(self.kind, "kind")), self.province, self.list)

    def normalised(self) -> dict[str, object]:
        return super().normalised() | ({"kind": sorted(self.scope.kinds)} if self.kind else {})


class Scheme(StrEnum):
    """Whose identifier it is: all but the last are attributes of the kinds table."""

    TICKER = "ticker"
    LEI = "lei"
    WIKIDATA = "wikidata"
    GBT_2260 = "gbt_2260"
    ISO_3166_2 = "iso_3166_2"
    LIST_NUMBER = "list_number"


class ResolveRequest(Request):
    """An identifier, and whose it is."""

    scheme: Scheme = Field(description="ticker, lei, wikidata, gbt_2260, iso_3166_2 or list_number.")
    id: str = Field(
        min_length=1,
        max_length=LONGEST,
        description="The identifier.",
        examples=["XSHE:300750", "CN-NM", "list:national-batch-1:15"],
    )


async def search(
    view: GraphView, names: NameIndex, request: SearchRequest, *, provenance: Provenance = Provenance.IDS
) -> SearchList:
    """Nodes by name, best first.

    Order: score; then kind as in the kinds table, the shorter name, the id. Similar names are looked for when nothing
    else was found. Where more names fit than are examined, the shortest are, and the list says so.

    Raises:
        UnknownKind, InvalidRequest: about the kinds.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the province or the list.
        InvalidCursor: about the cursor.
    """
    scope = request.scope
    if scope.province is not None:
        await node_of_kind(view, scope.province, "province", parameter="province")
    if scope.on_list is not None:
        await node_of_kind(view, scope.on_list, "list", parameter="list")
    found, whole = ranked(names, request.q, scope, candidates=_CANDIDATES)
    page = paged(view, found, request.normalised(), request, completeness=whole)
    nodes = await documents(view, [hit.entry.node for hit in page.items], provenance)
    matches = name_matches(request.q, page.items)
    hits = [SearchHit(node=node, match=match) for node, match in zip(nodes, matches, strict=True)]
    return page.answer(SearchList, hits)


async def suggest(view: GraphView, names: NameIndex, request: SuggestRequest) -> Suggestions:
    """The first few nodes for somebody who is typing; in the order of `search`.

    Raises:
        UnknownKind, InvalidRequest: about the kinds.
    """
    found, _ = ranked(names, request.q, request.scope, candidates=_SUGGESTED_FROM, enough=request.limit)
    nodes = await view.nodes([hit.entry.node for hit in found[: request.limit]])
    matches = name_matches(request.q, found[: request.limit])
    items = [
        Suggestion(id=node.id, kind=node.kind, name=Name(en=node.name_en, zh=node.name_zh), match=match)
        for node, match in zip(nodes.values(), matches, strict=True)
    ]
    return Suggestions(items=items, meta=meta_of(view, query=request.normalised()))


def ranked(
    names: NameIndex, text: str, scope: Scope, *, candidates: int, enough: int | None = None
) -> tuple[Sequence[Fit], Completeness]:
    """The best fit of each node, best first.

    Looser strategies, whose fits rank behind, are left out once `enough` nodes are found or one has met its bound.
    """
    query, best, whole = Spelled.of(text), dict[str, Fit](), COMPLETE
    for strategy in (*_STRICT, Strategy.SIMILAR):
        if not whole.complete or len(best) >= (1 if strategy is Strategy.SIMILAR else enough or _ALL):
            break
        alike = strategy is Strategy.SIMILAR
        entries = names.find(query, strategy, scope, limit=_ALIKE if alike else candidates)
        if len(entries) == candidates and not alike:
            whole = Completeness(complete=False, reason=Shortfall.RESULT_LIMIT)
        for entry in entries:
            found = fuzzy_fit(query, entry) if alike else fit(query, entry)
            if found is not None and (entry.node not in best or found.order < best[entry.node].order):
                best[entry.node] = found
    return sorted(best.values(), key=_order), whole


def name_matches(text: str, found: Sequence[Fit]) -> Sequence[NameMatch]:
    """Why names were found, with the matching characters."""
    query = Spelled.of(text)
    return [
        NameMatch(name=hit.entry.name, field=hit.field, how=hit.how, highlight=highlight(query, hit), score=hit.score)
        for hit in found
    ]


async def resolve(
    view: GraphView, names: NameIndex, request: ResolveRequest, *, provenance: Provenance = Provenance.IDS
) -> ResolvedNodes:
    """The nodes that have an identifier, by id; almost always one.

    Raises:
        IdentifierNotFound: none has it.
        InvalidRequest: a list number without its list.
        NodeNotFound, InvalidIdentifier: about the list.
    """
    scheme, identifier = request.scheme, request.id
    if scheme is Scheme.LIST_NUMBER:
        found = await _numbered(view, identifier)
    else:
        entries = names.find(Spelled.of(identifier), Strategy.EXACT, EVERYWHERE, limit=_RESOLVED)
        found = sorted({entry.node for entry in entries if entry.field == scheme})
    if not found:
        raise IdentifierNotFound(
            f"no node of this revision has the {scheme} {identifier[:80]!r}", value=identifier[:80], parameter="id"
        )
    nodes = await documents(view, found, provenance)
    return ResolvedNodes(nodes=nodes, meta=meta_of(view, query=request.normalised()))


async def _numbered(view: GraphView, identifier: str) -> Sequence[str]:
    on_list, _, number = identifier.rpartition(":")
    if not on_list or not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise InvalidRequest(
            f"{identifier[:80]!r} is not a number on a list; give the list and the number, "
            "such as 'list:national-batch-1:15'",
            value=identifier[:80],
            parameter="id",
        )
    await node_of_kind(view, on_list, "list", parameter="id")
    hops = await EdgeReader(view).hops([on_list], [Rel("listed_in", Direction.IN)])
    edges = (await view.edges([hop.edge for hop in hops])).values()
    return sorted(edge.tail for edge in edges if edge.attributes.get("number") == int(number))


def _order(found: Fit) -> tuple[float, int, int, str]:
    node = found.entry.node
    return -found.score, kind_order(node), len(found.entry.name), node
