"""Contract of a name index: which names of a revision a query may mean. Ranking and deciding lie in the queries."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from graphapi.model.changes import Revision
from graphapi.names.entries import Entry
from graphapi.names.spelling import Spelled


class Strategy(StrEnum):
    """How names are looked up."""

    EXACT = "exact"
    """The whole name, its pinyin, its initials, or a code, is the query."""
    PREFIX = "prefix"
    """The name, its pinyin or its initials begin with the query."""
    WORDS = "words"
    """Every word of the query stands in the name, in any order; Latin words may be cut short."""
    ALIKE = "alike"
    """The rarest pieces of the query (pairs of letters, triples of Latin ones) stand in the name."""


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

        Order: the shortest names first, then field and node as in `entries`; with ALIKE the most and rarest shared
        pieces first. A query without letters and digits finds nothing.
        """

    @abstractmethod
    def close(self) -> None:
        """Release what is held; calling it twice is allowed."""
