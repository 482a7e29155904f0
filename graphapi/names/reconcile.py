"""Reconciliation: rows of a client's table to nodes, by the words of the W3C Entity Reconciliation API 0.2."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.kinds import NODE_KINDS
from graphapi.names.base import NameIndex, Scope
from graphapi.names.folding import fold
from graphapi.names.match import MAX_HITS, Decision, Example, Matched, match
from graphapi.names.properties import PropertyValue, known_property, values_of
from graphapi.names.search import ranked

DEFAULT_KINDS = ("park", "company")
"""Types that are offered first."""

_NAMES = ("name_zh", "name_en", "aliases")
_TICKERS = ("ticker", "listings")
_SUGGESTED_FROM = 100


@dataclass(frozen=True, slots=True)
class RowQuery:
    """A cell, and what other cells of the row say: texts by property."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    properties: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int = 5

    def example(self) -> Example | None:
        """The question to `match`; nothing when no name or ticker has a letter."""
        given = self.properties
        names = [self.text, *(text for one in _NAMES for text in given.get(one, ()))]
        tickers = [text for one in _TICKERS for text in given.get(one, ())]
        written = [name for name in names if fold(name).compact]
        ticker = next((text for text in tickers if fold(text).compact), None)
        if not written and ticker is None:
            return None
        return Example(tuple(written), self.kinds, None, ticker, min(self.limit, MAX_HITS))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A node that a row may mean; `agrees` says of each further property of the row whether the node has its value."""

    matched: Matched
    agrees: Mapping[str, bool]

    @property
    def match(self) -> bool:
        """Whether the names decide so and no property contradicts."""
        return self.matched.decision is Decision.MATCH and all(self.agrees.values())


async def reconcile(
    view: GraphView, names: NameIndex, rows: Mapping[str, RowQuery]
) -> Mapping[str, Sequence[Proposal]]:
    """Proposals for each row, best first; none for a row without a letter.

    A property that the node has with another value bars a match; one that it does not have says nothing.

    Raises:
        UnknownField: a row has a property that no kind of node has.
        BudgetExceeded: a node has more than a thousand values of such a property.
    """
    for key, row in rows.items():
        for one in row.properties:
            known_property(one, parameter=f"queries.{key}.properties")
    examples = {key: example for key, row in rows.items() if (example := row.example()) is not None}
    hits = await match(view, names, examples)
    return {key: [await _proposal(view, hit, row) for hit in hits.get(key, ())] for key, row in rows.items()}


async def suggested(
    view: GraphView, names: NameIndex, prefix: str, kinds: frozenset[str], *, skip: int, limit: int
) -> Sequence[Node]:
    """Nodes for what somebody is typing, in the order of `/v1/search`."""
    found, _ = ranked(names, prefix, Scope(kinds), candidates=_SUGGESTED_FROM)
    nodes = await view.nodes([one.entry.node for one in found[skip : skip + limit]])
    return list(nodes.values())


async def extended(
    view: GraphView, ids: Sequence[str], properties: Sequence[str]
) -> Mapping[str, Mapping[str, Sequence[PropertyValue]]]:
    """Values of properties by node and property; an id that is not there has none.

    Raises:
        BudgetExceeded: a node has more than a thousand values of a property.
    """
    nodes, rows = await view.nodes(ids), {}
    for key in ids:
        rows[key] = {one: await values_of(view, nodes[key], one) if key in nodes else () for one in properties}
        await asyncio.sleep(0)
    return rows


def kinds_alike(prefix: str) -> Sequence[str]:
    """Kinds of node whose name, in either language, holds the text; those offered first come first."""
    wanted = fold(prefix).compact
    ordered = [*DEFAULT_KINDS, *(kind for kind in NODE_KINDS if kind not in DEFAULT_KINDS)]
    return [
        kind
        for kind in ordered
        if wanted in fold(f"{kind} {NODE_KINDS[kind].label.en} {NODE_KINDS[kind].label.zh}").compact
    ]


async def _proposal(view: GraphView, hit: Matched, row: RowQuery) -> Proposal:
    agrees = {}
    for one, texts in row.properties.items():
        values = await values_of(view, hit.node, one) if one not in (*_NAMES, *_TICKERS) else ()
        if values:
            wanted = {fold(text).compact for text in texts}
            agrees[one] = any(wanted & _spellings(value) for value in values)
    return Proposal(hit, agrees)


def _spellings(value: PropertyValue) -> set[str]:
    if isinstance(value, Node):
        return {fold(text).compact for text in (value.id, value.name_zh, value.name_en, *value.aliases) if text}
    return {fold(str(value)).compact}
