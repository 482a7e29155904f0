"""What searches are asked and what they find, whoever searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.steps import Step


@dataclass(slots=True)
class Reached:
    """What a search reached: hop of each node (its first), edges traversed, in order of discovery."""

    hop_of: dict[str, int] = field(default_factory=dict)
    edges: dict[str, None] = field(default_factory=dict)
    completeness: Completeness = COMPLETE


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A loopless path: its nodes, for each hop the parallel edges that make it, and its cost after each hop.

    Costs are millionths of the unit of the cost model; there are none where hops are counted.
    """

    nodes: tuple[str, ...]
    hops: tuple[tuple[str, ...], ...]
    costs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchSide:
    """How far one side of a search came: nodes seen and hops walked; `exhausted` when nothing was left to expand."""

    nodes: int
    hops: int
    exhausted: bool


@dataclass(frozen=True, slots=True)
class PathSet:
    """Paths in order, how complete they are, and how far both sides of a two-sided search came."""

    paths: Sequence[FoundPath]
    completeness: Completeness
    source_side: SearchSide | None = None
    target_side: SearchSide | None = None


@dataclass(frozen=True, slots=True)
class PathQuery:
    """From any source to any target by the steps, over all of `via` (in their order when `ordered`).

    `penalties` adds millionths for entering a node. A query whose source is its target finds cycles.
    """

    sources: tuple[str, ...]
    targets: frozenset[str]
    steps: tuple[Step, ...]
    max_hops: int
    via: tuple[str, ...] = ()
    ordered: bool = False
    penalties: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_cycle(self) -> bool:
        """Whether it asks for cycles through one node."""
        return frozenset(self.sources) == self.targets and len(self.targets) == 1
