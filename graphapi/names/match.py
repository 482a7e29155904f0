"""Query by example: which node a row of somebody's table means, how sure that is, and what made it so."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field, StringConstraints

from graphapi.answers.names import Decision, MatchFeature, MatchHit, MatchResult
from graphapi.documents.lookup import known_kinds, node_of_kind
from graphapi.documents.requests import Request, Word
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.identifiers import is_node_id
from graphapi.names.base import Entry, NameIndex, Scope, Strategy, entries_of, kind_order
from graphapi.names.compare import related
from graphapi.names.folding import fold
from graphapi.names.forms import Gazetteer, Places, gazetteer
from graphapi.names.spelling import LONGEST, Spelled

MATCH_FROM = 0.9
"""Score from which the best hit is a match, if it is the only one so near and nothing contradicts."""

CANDIDATE_FROM = 0.5
"""Score below which a node is no hit."""

MARGIN = 0.02
"""Two nodes whose scores are closer than this cannot be distinguished: neither is a match."""

MAX_HITS = 20
MAX_EXAMPLES = 100
_EXAMINED = {Strategy.EXACT: 30, Strategy.PREFIX: 15, Strategy.WORDS: 15, Strategy.SIMILAR: 40}
_COMPARED = 40
_SAME_PROVINCE, _OTHER_PROVINCE = 0.02, -0.15
_TICKER_ALONE, _OTHER_TICKER = 0.8, 0.7
_NAME_AT_ALL = 0.3

Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class Example(Request):
    """What is known about the node: a name or a ticker, and what narrows it down."""

    names: list[Name] = Field(default_factory=list, max_length=10, description="Names in any writing; the best counts.")
    kind: list[Word] = Field(default_factory=list, max_length=20, description="Node kinds; default any.")
    province: Word | None = Field(None, description="Id or name of a province; another one bars a match.")
    ticker: Word | None = Field(None, description="A listing; another one bars a match.", examples=["XSHE:300750"])
    limit: int = Field(5, ge=1, le=MAX_HITS, description="Maximum number of hits.")
    least: float = Field(CANDIDATE_FROM, ge=0, le=1, description="Least score of a hit.")


class MatchRequest(Request):
    """Up to 100 examples; each is answered under its key."""

    queries: dict[Word, Example] = Field(min_length=1, max_length=MAX_EXAMPLES)


@dataclass(slots=True)
class _Weighed:
    node: Node
    score: float = 0.0
    sure: bool = True
    features: dict[str, MatchFeature] = field(default_factory=dict)


async def match(view: GraphView, names: NameIndex, examples: Mapping[str, Example]) -> Mapping[str, MatchResult]:
    """Hits of each example, best first: by score, then kind, then id; at most one of them is a match.

    Raises:
        InvalidRequest: an example has neither a name nor a ticker, or names a province that is not there.
        UnknownKind: an example has a kind that is not in the kinds table.
        NodeNotFound, InvalidIdentifier: about a province given by id.
    """
    kinds = {key: known_kinds(example.kind, parameter=f"/queries/{key}/kind") for key, example in examples.items()}
    matcher = _Matcher(view, names, await gazetteer(view))
    found = {}
    for key, example in examples.items():
        found[key] = await matcher.result(example, kinds[key], f"/queries/{key}")
        await asyncio.sleep(0)
    return found


class _Matcher:
    def __init__(self, view: GraphView, names: NameIndex, places: Gazetteer) -> None:
        self.view, self.names, self.places = view, names, places

    async def result(self, example: Example, kinds: frozenset[str], pointer: str) -> MatchResult:
        asked = [name for name in map(Spelled.of, example.names) if name.compact]
        ticker = Spelled.of(example.ticker or "")
        if not asked and not ticker.compact:
            raise InvalidRequest("give at least one name with a letter or digit, or a ticker", parameter=pointer)
        province = await self._province(example.province, f"{pointer}/province")
        ids = self._candidates([*asked, *([ticker] if ticker.compact else [])], Scope(kinds))
        weighed = [await self._weighed(node, asked, ticker, province) for node in (await self.view.nodes(ids)).values()]
        kept = sorted((hit for hit in weighed if hit.score >= example.least), key=_order)
        return _decided(kept, example.limit)

    async def _province(self, text: str | None, pointer: str) -> str | None:
        if text is None:
            return None
        if is_node_id(text) or text.startswith("province:"):
            return (await node_of_kind(self.view, text, "province", parameter=pointer)).id
        scope = Scope(frozenset({"province"}))
        entries = self.names.find(Spelled.of(text), Strategy.EXACT, scope, limit=10)
        written = {entry.node for entry in entries if entry.compact == fold(text).compact}
        found = written or {entry.node for entry in entries}
        if len(found) != 1:
            raise InvalidRequest(f"there is no province called {text[:80]!r}", value=text[:80], parameter=pointer)
        return found.pop()

    def _candidates(self, asked: Iterable[Spelled], scope: Scope) -> Sequence[str]:
        found = dict.fromkeys(
            entry.node
            for text in asked
            for strategy, limit in _EXAMINED.items()
            for entry in self.names.find(text, strategy, scope, limit=limit)
        )
        return list(found)[:_COMPARED]

    async def _weighed(self, node: Node, asked: Sequence[Spelled], ticker: Spelled, province: str | None) -> _Weighed:
        weighed = _Weighed(node)
        entries = list(entries_of(node))
        place = await self.view.location(node.id)
        lies_in = frozenset((place.city, place.province)) - {None} if node.kind == "park" else frozenset()
        _weigh_names(weighed, asked, entries, self.places.places(entries, lies_in))
        if ticker.compact:
            _weigh_ticker(weighed, ticker, [entry for entry in entries if entry.field == "ticker"], named=bool(asked))
        if province is not None:
            _weigh_province(weighed, province, node.id if node.kind == "province" else place.province)
        weighed.score = round(min(1.0, max(0.0, weighed.score)), 4)
        return weighed


def _weigh_names(weighed: _Weighed, asked: Sequence[Spelled], entries: Sequence[Entry], places: Places) -> None:
    known = [entry.with_readings() for entry in entries]
    pairs = [(found, name) for entry in known for name in asked if (found := related(name, entry, places)) is not None]
    if pairs:
        found, name = max(pairs, key=lambda pair: pair[0].score)
        weighed.score = found.score
        weighed.features["name"] = MatchFeature(
            score=found.score, detail=found.relation, query=name.folded.text, candidate=found.entry.name
        )


def _weigh_ticker(weighed: _Weighed, ticker: Spelled, listings: Sequence[Entry], *, named: bool) -> None:
    """A ticker decides, unless the name that came with it is another one altogether."""
    known = ", ".join(entry.name for entry in listings) or None
    same = any(ticker.compact in entry.codes for entry in listings)
    if same:
        weighed.sure = not named or weighed.score >= _NAME_AT_ALL
        weighed.score = 1.0 if weighed.sure else _TICKER_ALONE
    elif listings:
        weighed.score, weighed.sure = weighed.score * _OTHER_TICKER, False
    detail = "same" if same else "other" if listings else "unknown"
    weighed.features["ticker"] = MatchFeature(score=float(same), detail=detail, query=ticker.compact, candidate=known)


def _weigh_province(weighed: _Weighed, asked: str, lies_in: str | None) -> None:
    detail, added = "unknown", 0.0
    if lies_in is not None:
        detail, added = ("same", _SAME_PROVINCE) if asked == lies_in else ("other", _OTHER_PROVINCE)
        weighed.sure = weighed.sure and asked == lies_in
    weighed.score += added
    weighed.features["province"] = MatchFeature(score=added, detail=detail, query=asked, candidate=lies_in)


def _order(weighed: _Weighed) -> tuple[float, int, str]:
    return -weighed.score, kind_order(weighed.node.id), weighed.node.id


def _decided(kept: Sequence[_Weighed], limit: int) -> MatchResult:
    """The hits; the first is a match if it is sure and no other comes near."""
    alone = len(kept) == 1 or (len(kept) > 1 and kept[0].score - kept[1].score >= MARGIN)
    sure = bool(kept) and alone and kept[0].sure and kept[0].score >= MATCH_FROM
    decisions = [Decision.MATCH if sure else Decision.CANDIDATE, *[Decision.CANDIDATE] * len(kept)]
    hits = [
        MatchHit(node=hit.node, score=hit.score, decision=decision, features=hit.features)
        for hit, decision in zip(kept[:limit], decisions, strict=False)
    ]
    return MatchResult(decision=decisions[0] if hits else Decision.NONE, hits=hits)
