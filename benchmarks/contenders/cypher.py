"""Pieces of Cypher that the databases share: a filter as types and arrow."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.adjacency import Allowed
from graphapi.model.steps import Direction


@dataclass(frozen=True, slots=True)
class Pattern:
    """A filter as it is written in Cypher."""

    names: tuple[str, ...]
    direction: Direction
    floor: int

    @classmethod
    def of(cls, kinds: Sequence[str], allowed: Allowed) -> "Pattern":
        """The pattern of a filter over the names of the edge kinds."""
        return cls(tuple(kinds[kind] for kind in allowed.kinds), allowed.direction, allowed.floor)

    @property
    def types(self) -> str:
        """The edge kinds as alternatives."""
        return "|".join(f"`{name}`" for name in self.names)

    def hop(self, inner: str) -> str:
        """The arrow of the filter's direction with `inner` in brackets, where `{}` stands for the types."""
        told = inner.format(self.types)
        return {
            Direction.OUT: f"-[{told}]->",
            Direction.IN: f"<-[{told}]-",
            Direction.BOTH: f"-[{told}]-",
        }[self.direction]
