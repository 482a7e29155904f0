"""The traversal language: relations with directions, typed predicates, steps. The same objects everywhere."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from graphapi.model.kinds import EDGE_KINDS, FOLLOWED, Basis


class Direction(StrEnum):
    """`OUT` goes from tail to head, `IN` against the edge, `BOTH` either way."""

    OUT = "out"
    IN = "in"
    BOTH = "both"

    @property
    def reverse(self) -> "Direction":
        """The same relation seen from the other end."""
        return {Direction.OUT: Direction.IN, Direction.IN: Direction.OUT}.get(self, self)


class Operator(StrEnum):
    """Comparison of a predicate. `contains` looks inside a text or a list; `exists` takes true or false."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    IN = "in"
    CONTAINS = "contains"
    EXISTS = "exists"


Scalar: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Predicate:
    """A typed test of one field. A field that is absent fails every test but `exists: false`."""

    field: str
    op: Operator
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Rel:
    """An edge kind in a direction."""

    kind: str
    direction: Direction = Direction.BOTH

    def __str__(self) -> str:
        return {Direction.OUT: f"{self.kind}>", Direction.IN: f"<{self.kind}"}.get(self.direction, self.kind)

    @property
    def reverse(self) -> "Rel":
        """The same relation walked the other way."""
        return Rel(self.kind, self.direction.reverse)


DEFAULT_RELS: tuple[Rel, ...] = tuple(Rel(kind) for kind in EDGE_KINDS if kind in FOLLOWED)
"""What a traversal follows unless asked: every followed kind, both ways, in table order."""


@dataclass(frozen=True, slots=True)
class NodeFilter:
    """What a node must be. Empty sets do not restrict."""

    kinds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    where: tuple[Predicate, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether every node passes."""
        return not (self.kinds or self.ids or self.where)


@dataclass(frozen=True, slots=True)
class EdgeFilter:
    """What an edge must be: at least as well supported as `basis`, valid on `valid_on`, one of `statuses`, `where`.

    `statuses` binds only edges whose kind has a status; an edge of such a kind without one counts as `unknown`.
    """

    basis: Basis = Basis.UNVERIFIED
    valid_on: str | None = None
    statuses: frozenset[str] = frozenset()
    where: tuple[Predicate, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether every edge passes."""
        return self.basis is Basis.UNVERIFIED and not (self.valid_on or self.statuses or self.where)


@dataclass(frozen=True, slots=True)
class Barrier:
    """Nodes that a traversal may not enter: any of `ids`, `kinds`, `provinces`, `filters`, or what is not `within`."""

    ids: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    within: frozenset[str] | None = None
    filters: tuple[NodeFilter, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it bars nothing."""
        return self.within is None and not (self.ids or self.kinds or self.provinces or self.filters)


class HubPolicy(StrEnum):
    """What to do at a node with more edges than allowed: take the first in order, a seeded sample, none, or fail."""

    FIRST = "first"
    SAMPLE = "sample"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Hubs:
    """How nodes with more than `max_degree` edges of a step are treated; each application is reported."""

    max_degree: int = 10_000
    policy: HubPolicy = HubPolicy.FIRST
    seed: int = 0


NO_HUBS = Hubs(max_degree=2**62)
"""No node counts as a hub: for lists that must hold every edge."""


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed hop, repeated `repeat[0]` to `repeat[1]` times. Nodes of `exempt` pass every filter on nodes."""

    rels: tuple[Rel, ...] = DEFAULT_RELS
    edge: EdgeFilter = field(default_factory=EdgeFilter)
    to: NodeFilter = field(default_factory=NodeFilter)
    repeat: tuple[int, int] = (1, 1)
    barrier: Barrier = field(default_factory=Barrier)
    exempt: frozenset[str] = frozenset()
    hubs: Hubs = field(default_factory=Hubs)

    @property
    def reverse(self) -> "Step":
        """The same relations walked the other way; filters on nodes are not turned round."""
        return replace(self, rels=tuple(rel.reverse for rel in self.rels))
