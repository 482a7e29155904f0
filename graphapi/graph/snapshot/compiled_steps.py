"""From steps to what kernels read: kinds as bits, ids as numbers, days as ordinals; the rest stays for Python."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from graphapi.graph.filters import EdgeTest, NodeTest, edge_test, node_test
from graphapi.graph.meter import Meter
from graphapi.graph.snapshot.build import EDGE_CODES, NODE_CODES
from graphapi.graph.snapshot.ids import IdTable
from graphapi.graph.snapshot.kernels import Ints
from graphapi.graph.snapshot.kernels.filters import RULE, Allowed
from graphapi.graph.snapshot.topology import EVER
from graphapi.model.dates import first_day, last_day
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, HubPolicy, NodeFilter, Rel, Step

_ALL = (1 << 62) - 1
_KEPT = 256
"""Compiled steps kept; all are forgotten when there are more. A cache over a method would keep the maps in a cycle."""
_NO_SET = (-1,)
"""A set that does not restrict."""


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """A compiled step; `edge` and `node` test what kernels cannot, `chooses_at_hubs` says that a hub needs Python."""

    allowed: Allowed
    edge: EdgeTest | None
    node: NodeTest | None
    chooses_at_hubs: bool

    @property
    def is_fully_compiled(self) -> bool:
        """Whether kernels need no help."""
        return self.edge is None and self.node is None and not self.chooses_at_hubs


class StepCompiler:
    """Compiles steps against the ids of one snapshot; the last ones are kept."""

    def __init__(self, ids: IdTable) -> None:
        self._ids = ids
        self._most = int(ids.graph.degrees.max()) if ids.graph.nodes else 0
        self._compiled: dict[Step, CompiledStep] = {}

    def compile(self, step: Step) -> CompiledStep:
        """The compiled step."""
        known = self._compiled.get(step)
        if known is None:
            if len(self._compiled) >= _KEPT:
                self._compiled = {}
            known = self._compiled[step] = self._compile(step)
        return known

    def allowed(self, step: Step, stop_at: NodeFilter | None) -> Allowed | None:
        """A step that kernels follow without help, with the nodes that are not left; nothing when they cannot."""
        compiled = self.compile(step)
        if not compiled.is_fully_compiled or (stop_at is not None and stop_at.where):
            return None
        return compiled.allowed if stop_at is None else self._allowed(step, stop_at)

    def note_hubs(self, hubs: Ints, meter: Meter) -> None:
        """Notes in the meter the nodes where a hub policy was applied."""
        for node, edges, kept in hubs.tolist():
            meter.hubs[self._ids.nodes([node])[0]] = edges, kept

    def _compile(self, step: Step) -> CompiledStep:
        barrier = Barrier(filters=tuple(one for one in step.barrier.filters if not _is_simple(one)))
        chooses = step.hubs.policy in {HubPolicy.SAMPLE, HubPolicy.ERROR} and self._most > step.hubs.max_degree
        return CompiledStep(
            self._allowed(step, None),
            edge_test(EdgeFilter(where=step.edge.where)),
            node_test(NodeFilter(where=step.to.where), barrier, step.exempt),
            chooses,
        )

    def _allowed(self, step: Step, stop_at: NodeFilter | None) -> Allowed:
        edge, barrier = step.edge, step.barrier
        simple = [one for one in barrier.filters if _is_simple(one)]
        rules = np.zeros(len(RULE), np.int64)
        rules[RULE.rank] = edge.basis.rank
        rules[RULE.statuses] = _statuses(edge.statuses)
        rules[RULE.first_day], rules[RULE.last_day] = _days(edge.valid_on)
        rules[RULE.ever] = edge.valid_on is None
        rules[RULE.most] = step.hubs.max_degree
        rules[RULE.skips] = step.hubs.policy is HubPolicy.SKIP
        rules[RULE.to_kinds] = _kinds(step.to.kinds) if step.to.kinds else _ALL
        rules[RULE.barred_kinds] = _kinds({*barrier.kinds, *(kind for one in simple for kind in one.kinds)})
        rules[RULE.stop_kinds] = 0 if stop_at is None else _kinds(stop_at.kinds) if stop_at.kinds else _ALL
        sets = (
            self._numbers(step.to.ids) if step.to.ids else _NO_SET,
            self._numbers({*barrier.ids, *(node for one in simple for node in one.ids)}),
            self._numbers(barrier.provinces),
            _NO_SET if barrier.within is None else self._numbers(barrier.within),
            self._numbers(step.exempt),
            self._numbers(stop_at.ids) if stop_at is not None and stop_at.ids else _NO_SET,
        )
        rules[RULE.to_ids : RULE.sets_end + 1] = np.cumsum([0, *map(len, sets)])
        numbers = [number for part in sets for number in part]
        return Allowed(blocks_of(step.rels), rules, np.array(numbers, np.int32))

    def _numbers(self, ids: Collection[str]) -> Collection[int]:
        """Sorted numbers of the nodes that are there."""
        return sorted(number for number in map(self._ids.node, ids) if number >= 0)


def blocks_of(rels: Iterable[Rel]) -> Ints:
    """Blocks in the order of walking: kinds as in the kinds table, along before against."""
    wanted: dict[str, set[int]] = {}
    for rel in rels:
        sides = {Direction.OUT: {0}, Direction.IN: {1}, Direction.BOTH: {0, 1}}[rel.direction]
        wanted.setdefault(rel.kind, set()).update(sides)
    blocks = [2 * code + side for kind, code in EDGE_CODES.items() for side in sorted(wanted.get(kind, ()))]
    return np.array(blocks, np.int32)


def unfiltered(step: Step) -> Step:
    """The same relations with every edge and node let through, and no hubs."""
    return replace(step, edge=EdgeFilter(), to=NodeFilter(), barrier=Barrier())


def simple_step(
    rels: Iterable[tuple[int, Direction]], *, basis: Basis = Basis.UNVERIFIED, on: str | None = None, kinds: int = _ALL
) -> Allowed:
    """A step over edge kinds by their codes, for graphs of other kinds than the kinds table's; `kinds` are bits."""
    rules = np.zeros(len(RULE), np.int64)
    rules[RULE.rank], rules[RULE.statuses], rules[RULE.most] = basis.rank, _ALL, _ALL
    rules[RULE.first_day], rules[RULE.last_day] = _days(on)
    rules[RULE.to_kinds], rules[RULE.ever] = kinds, on is None
    rules[RULE.to_ids : RULE.sets_end + 1] = 0, 1, 1, 1, 2, 2, 3
    sides = {Direction.OUT: (0,), Direction.IN: (1,), Direction.BOTH: (0, 1)}
    blocks = [2 * code + side for code, direction in sorted(rels) for side in sides[direction]]
    return Allowed(np.array(blocks, np.int32), rules, np.array(_NO_SET * 3, np.int32))


def _is_simple(wanted: NodeFilter) -> bool:
    """Whether a filter names only kinds or only ids, so that several of them can be one set."""
    return not wanted.where and bool(wanted.kinds) != bool(wanted.ids)


def _kinds(kinds: Iterable[str]) -> int:
    return sum(1 << NODE_CODES[kind] for kind in set(kinds) if kind in NODE_CODES)


def _statuses(statuses: Collection[str]) -> int:
    """Bits of statuses; bit 0 is for edge kinds without one."""
    if not statuses:
        return _ALL
    return 1 | sum(1 << code for code, status in enumerate(STATUSES, start=1) if status in statuses)


def _days(on: str | None) -> tuple[int, int]:
    return (-EVER, EVER) if on is None else (first_day(on).toordinal(), last_day(on).toordinal())
