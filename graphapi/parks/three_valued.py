"""Three-valued answers about a park: true, false, or unknown, each with the evidence that it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any

from graphapi.model.documents import Edge
from graphapi.model.steps import Operator


class Truth(StrEnum):
    """Unknown is neither: what no source says is not false."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @property
    def boolean(self) -> bool | None:
        """True, false, or nothing for unknown."""
        return {Truth.TRUE: True, Truth.FALSE: False}.get(self)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick, the edges that speak for or against it, the ownership in between, and values of the park's own."""

    tick: Truth
    edges: tuple[Edge, ...] = ()
    ownership: tuple[Edge, ...] = ()
    sources: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Ids of the evidence; the documents stand once for the whole park."""
        behind = dict.fromkeys(self.sources)
        behind |= dict.fromkeys(key for edge in (*self.edges, *self.ownership) for key in edge.sources)
        told: dict[str, Any] = {
            "tick": self.tick,
            "edges": sorted({edge.id for edge in self.edges}),
            "ownership": sorted({edge.id for edge in self.ownership}),
            "sources": sorted(behind),
        }
        return told | ({"values": dict(self.values)} if self.values else {})


def tick_of(holds: bool | None) -> Truth:
    """The tick of a truth that may be unknown."""
    return Truth.UNKNOWN if holds is None else Truth.TRUE if holds else Truth.FALSE


def joined(parts: Iterable[Ticked], *, every: bool) -> Ticked:
    """Kleene's *and* or *or* of several ticks; the evidence is that of the parts that decide, of all when none does."""
    found = list(parts)
    decisive = Truth.FALSE if every else Truth.TRUE
    other = Truth.TRUE if every else Truth.FALSE
    ticks = {part.tick for part in found}
    tick = decisive if decisive in ticks else Truth.UNKNOWN if Truth.UNKNOWN in ticks else other
    kept = [part for part in found if part.tick is tick or tick is Truth.UNKNOWN]
    return Ticked(
        tick,
        tuple({edge.id: edge for part in kept for edge in part.edges}.values()),
        tuple({edge.id: edge for part in kept for edge in part.ownership}.values()),
        tuple(dict.fromkeys(key for part in kept for key in part.sources)),
        {name: value for part in kept for name, value in part.values.items()},
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a number: `>` and `<` of a report leave one side open."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, value: float, qualifier: str) -> "Interval":
        """The numbers that a report allows; `about` counts as the number itself."""
        return {
            ">": cls(value, inf, low_open=True),
            ">=": cls(value, inf),
            "<": cls(-inf, value, high_open=True),
            "<=": cls(-inf, value),
        }.get(qualifier, cls(value, value))

    def compared(self, op: Operator, wanted: float) -> Truth:
        """Whether all numbers of the interval pass (true), none does (false), or some do (unknown)."""
        below = self.high < wanted or (self.high == wanted and self.high_open)
        above = self.low > wanted or (self.low == wanted and self.low_open)
        passes, fails = {
            Operator.GE: (self.low >= wanted, below),
            Operator.GT: (above, self.high <= wanted),
            Operator.LE: (self.high <= wanted, above),
            Operator.LT: (below, self.low >= wanted),
            Operator.EQ: (self.low == wanted == self.high, below or above),
        }[op]
        return tick_of(True if passes else False if fails else None)
