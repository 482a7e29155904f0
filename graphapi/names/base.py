"""The names of nodes as they are indexed, and the contract of an index: which names a query may mean.

Ranking and deciding are left to the questions.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Self

from graphapi.answers.names import FIELDS
from graphapi.model.changes import Revision
from graphapi.model.documents import Node
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import NODE_KINDS
from graphapi.names.folding import fold, words_of
from graphapi.names.spelling import Spelled, initials_of

CODES = frozenset(FIELDS[4:])
"""Fields that are found as a whole only."""

_SUFFIXES = {"XSHE": ("SZ",), "XSHG": ("SH", "SS"), "BJSE": ("BJ",), "XHKG": ("HK",), "XETR": ("DE",)}
"""Suffixes of quotation services for an exchange (ISO 10383)."""

_KIND_ORDER = {kind: place for place, kind in enumerate(NODE_KINDS)}
_HONG_KONG_DIGITS = (4, 5)
_LISTING = re.compile(r"([A-Z0-9]{4}):(.+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of a node.

    `folded` is the name as it is compared. `spellings` are further ways to write a code, such as `300750.SZ`;
    `readings` are the syllables of a Chinese name, joined by blanks, which an index gives back so that the name need
    not be spelled again.
    """

    node: str
    field: str
    name: str
    folded: str
    spellings: Sequence[str] = ()
    readings: Sequence[str] = ()

    @property
    def compact(self) -> str:
        """The folded name without blanks."""
        return self.folded.replace(" ", "")

    @property
    def words(self) -> Sequence[str]:
        """Runs of one script in the folded name."""
        return words_of(self.folded)

    @property
    def codes(self) -> Sequence[str]:
        """All ways to write a code, folded, without blanks."""
        return [self.compact, *(fold(text).compact for text in self.spellings)]

    @property
    def sounds(self) -> Sequence[str]:
        """The readings without blanks."""
        return [reading.replace(" ", "") for reading in self.readings]

    @property
    def initials(self) -> Sequence[str]:
        """First letters of each reading."""
        return [initials_of(reading) for reading in self.readings]

    def with_readings(self) -> Self:
        """The entry with its readings, which only an index knows already; a code is not read."""
        if self.field in CODES:
            return self
        return replace(self, readings=tuple(" ".join(reading) for reading in Spelled.of(self.name).readings))


class Placed(NamedTuple):
    """A node with what a search may be narrowed by."""

    node: Node
    province: str | None
    lists: Sequence[str]


def kind_order(node: str) -> int:
    """The place of a node's kind in the kinds table."""
    return _KIND_ORDER[kind_of(node)]


def entries_of(node: Node) -> Iterator[Entry]:
    """Names first, then codes; a name that folds like one before it is left out."""
    seen: set[str] = set()
    for field, name in _names(node):
        folded = fold(name)
        if folded.text and folded.compact not in seen:
            seen.add(folded.compact)
            yield Entry(node.id, field, name, folded.text)
    for listing in _texts(node, "listings"):
        yield Entry(node.id, "ticker", listing, fold(listing).text, tuple(tickers(listing)))
    for field in FIELDS[5:-1]:
        yield from (Entry(node.id, field, code, fold(code).text) for code in _texts(node, field))
    yield Entry(node.id, "id", node.id, fold(node.id).text)


def tickers(listing: str) -> Iterator[str]:
    """Ways to write `MIC:code`: the code alone, and with the suffix of a quotation service.

    A number in Hong Kong is written with four or five digits too.
    """
    found = _LISTING.fullmatch(listing)
    if found is None:
        return
    exchange, code = found.groups()
    codes = [code]
    if exchange == "XHKG" and code.isdigit():
        codes += [code.zfill(digits) for digits in _HONG_KONG_DIGITS]
    for written in dict.fromkeys(codes):
        yield written
        yield from (f"{written}.{suffix}" for suffix in _SUFFIXES.get(exchange, ()))


def _names(node: Node) -> Iterator[tuple[str, str]]:
    if node.name_zh:
        yield "name.zh", node.name_zh
    if node.name_en:
        yield "name.en", node.name_en
    yield from (("alias", alias) for alias in node.aliases)
    yield from (("legal_name", name) for name in _texts(node, "legal_name_zh"))


def _texts(node: Node, attribute: str) -> Sequence[str]:
    value = node.attributes.get(attribute, ())
    return (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()


class Strategy(StrEnum):
    """How names are looked up."""

    EXACT = "exact"
    """The whole name, its pinyin, its initials, or a code, is the query."""
    PREFIX = "prefix"
    """The name, its pinyin or its initials begin with the query."""
    WORDS = "words"
    """The name contains every word of the query, in any order; Latin words may be truncated."""
    SIMILAR = "similar"
    """The name contains the rarest pieces of the query (pairs of Chinese characters, triples of Latin letters)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which nodes count: one of the kinds (any when empty), in the province, on the list."""

    kinds: frozenset[str] = frozenset()
    province: str | None = None
    on_list: str | None = None


EVERYWHERE = Scope()


class NameIndex(ABC):
    """The names of one revision, never changing; safe to ask from any thread."""

    revision: Revision

    @abstractmethod
    def find(self, query: Spelled, strategy: Strategy, scope: Scope, *, limit: int) -> Sequence[Entry]:
        """At most `limit` names that the strategy allows.

        Order: the shortest names first, then field as in `FIELDS` and node; with SIMILAR the most and rarest shared
        pieces first. A query without letters and digits finds nothing.
        """

    @abstractmethod
    def close(self) -> None:
        """Release what is held; calling it twice is allowed."""
