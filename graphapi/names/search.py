"""Search by any name: candidates of the name index, ranked, one hit a node."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView
from graphapi.model.answers import COMPLETE, Completeness, Shortfall
from graphapi.model.documents import Node
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import NODE_KINDS
from graphapi.names.base import EVERYWHERE, NameIndex, Scope, Strategy
from graphapi.names.compare import Fit, fit, fuzzy_fit, highlight
from graphapi.names.spelling import Spelled

MAX_SUGGESTED = 10
_CANDIDATES = 200
"""Names that are looked at for one way of finding; a search that meets this bound says so."""

_SUGGESTED_FROM = 40
_ALL = 1_000_000
_ALIKE = 60
"""Names alike that are compared letter by letter."""

_STRICT = (Strategy.EXACT, Strategy.PREFIX, Strategy.WORDS)
_KIND_ORDER = {kind: place for place, kind in enumerate(NODE_KINDS)}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is looked for, and among which nodes."""

    q: str
    scope: Scope = EVERYWHERE
    limit: int = 50
    cursor: str | None = None

    def normalised(self) -> dict[str, Any]:
        """The request as understood, what was not given left out."""
        scope = self.scope
        fields = {"q": self.q, "kind": sorted(scope.kinds) or None, "province": scope.province, "list": scope.on_list}
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Hit:
    """A node, and the name of it that fits best."""

    node: str
    fit: Fit
    highlight: Sequence[Sequence[int]]

    def match(self) -> dict[str, Any]:
        """Why it was found, as served."""
        return {
            "name": self.fit.entry.name,
            "field": self.fit.field,
            "how": self.fit.how,
            "highlight": self.highlight,
            "score": self.fit.score,
        }


async def search(view: GraphView, names: NameIndex, request: SearchRequest) -> Page[Hit]:
    """Nodes by name, best first.

    Order: score; then kind as in the kinds table, the shorter name, the id. Names alike are looked for when nothing
    else was found. Where more names fit than are looked at, the shortest are, and the page says so.

    Raises:
        NodeNotFound, InvalidIdentifier: about the province or the list.
        InvalidCursor: about the cursor.
    """
    await check_scope(view, request.scope)
    found, whole = ranked(names, request.q, request.scope, candidates=_CANDIDATES)
    page = paged(view, found, request.normalised(), limit=request.limit, cursor=request.cursor, completeness=whole)
    hits = highlighted(request.q, page.items)
    return Page(hits, page.next, page.total, page.query, None, page.completeness)


async def suggest(view: GraphView, names: NameIndex, request: SearchRequest) -> Sequence[tuple[Node, Hit]]:
    """The first few nodes, at most ten, for somebody who is typing; in the order of `search`."""
    found, _ = ranked(names, request.q, request.scope, candidates=_SUGGESTED_FROM, enough=request.limit)
    hits = highlighted(request.q, found[: min(request.limit, MAX_SUGGESTED)])
    nodes = await view.nodes([hit.node for hit in hits])
    return [(nodes[hit.node], hit) for hit in hits]


async def check_scope(view: GraphView, scope: Scope) -> None:
    """See that the province and the list are there.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    if scope.province is not None:
        await node_of_kind(view, scope.province, "province", parameter="province")
    if scope.on_list is not None:
        await node_of_kind(view, scope.on_list, "list", parameter="list")


def ranked(
    names: NameIndex, text: str, scope: Scope, *, candidates: int, enough: int | None = None
) -> tuple[Sequence[Fit], Completeness]:
    """The best fit of each node, best first.

    Looser ways, whose fits rank behind, are left out once `enough` nodes are found or a way has met its bound.
    """
    query, best, whole = Spelled.of(text), dict[str, Fit](), COMPLETE
    for strategy in (*_STRICT, Strategy.ALIKE):
        if not whole.complete or len(best) >= (1 if strategy is Strategy.ALIKE else enough or _ALL):
            break
        alike = strategy is Strategy.ALIKE
        entries = names.find(query, strategy, scope, limit=_ALIKE if alike else candidates)
        if len(entries) == candidates and not alike:
            whole = Completeness(complete=False, reason=Shortfall.RESULT_LIMIT)
        for entry in entries:
            found = fuzzy_fit(query, entry) if alike else fit(query, entry)
            if found is not None and (entry.node not in best or found.order < best[entry.node].order):
                best[entry.node] = found
    return sorted(best.values(), key=_order), whole


def highlighted(text: str, found: Sequence[Fit]) -> Sequence[Hit]:
    """The hits with the letters that are meant."""
    query = Spelled.of(text)
    return [Hit(one.entry.node, one, highlight(query, one)) for one in found]


def _order(found: Fit) -> tuple[float, int, int, str]:
    node = found.entry.node
    return -found.score, _KIND_ORDER[kind_of(node)], len(found.entry.name), node
