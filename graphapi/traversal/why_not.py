"""Why there is no path: how near both sides came, and which one constraint, relaxed, would connect them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from graphapi.answers.graphs import NoPath, ReachedFromEnd, Relaxed
from graphapi.graph.base import GraphView
from graphapi.graph.costs import HopCost
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery, SearchSide
from graphapi.graph.shortest_paths import shortest
from graphapi.model.kinds import EDGE_KINDS, Basis
from graphapi.model.steps import Barrier, NodeFilter, Rel, Step
from graphapi.traversal.requests import MAX_HOPS

Steps = tuple[Step, ...]


async def why_not(view: GraphView, source: str, target: str, steps: Sequence[Step], meter: Meter) -> NoPath:
    """Both sides of the exhausted search, and for each single constraint the length of the path without it.

    For a sequence of steps, `matched` counts the nodes that walks by the first one, two ... steps reach from the
    source, so that the first 0 names the step that breaks. Constraints are tried one at a time, in every step at
    once, within what is left of the budget: `rel` (every kind, both ways), `basis`, `avoid`, `stop_at`, `within`,
    `max_hops` (12), `valid_on`, `status`, `where` and `to`. Those that do not bind, or whose trial the budget cut,
    are left out; so is all of `relax` when the steps by themselves do connect the two.
    """
    if source == target:
        return NoPath()
    wanted = tuple(steps)
    why, connected = await (_both_sides if _plain(wanted) else _one_by_one)(view, source, target, wanted, meter)
    if connected:
        return why
    trials = [(name, await _found(view, source, target, looser, meter)) for name, looser in _looser(wanted)]
    relax = [
        Relaxed(constraint=name, hops=len(path.hops), nodes=path.nodes) for name, path in trials if path is not None
    ]
    return replace(why, relax=relax)


async def _both_sides(view: GraphView, source: str, target: str, steps: Steps, meter: Meter) -> tuple[NoPath, bool]:
    trial = _rest(meter)
    found = await shortest(view, source, target, steps[0], trial, most=1)
    meter.charge(trial.edges)
    return NoPath(source=_reached(found.source_side), target=_reached(found.target_side)), bool(found.paths)


def _reached(side: SearchSide | None) -> ReachedFromEnd | None:
    return None if side is None else ReachedFromEnd(nodes_reached=side.nodes, hops=side.hops, exhausted=side.exhausted)


async def _one_by_one(view: GraphView, source: str, target: str, steps: Steps, meter: Meter) -> tuple[NoPath, bool]:
    trial = _rest(meter)
    here, matched = {source}, []
    for step in steps:
        exempt = replace(step, exempt=step.exempt | {source, target})
        reached = set(here) if step.repeat[0] == 0 else set()
        for turn in range(1, step.repeat[1] + 1):
            here = {hop.node for hop in (await view.expand(sorted(here), exempt, trial)).hops}
            reached |= here if turn >= step.repeat[0] else set()
        if trial.stopped:
            break
        here = reached
        matched.append(len(here))
    meter.charge(trial.edges)
    return NoPath(matched=matched), await _found(view, source, target, steps, meter) is not None


async def _found(view: GraphView, source: str, target: str, steps: Steps, meter: Meter) -> FoundPath | None:
    """A shortest path by the steps; the work is added to the meter."""
    trial = _rest(meter)
    if _plain(steps):
        found = (await shortest(view, source, target, steps[0], trial, most=1)).paths
        meter.charge(trial.edges)
        return found[0] if found else None
    hops = sum(step.repeat[1] for step in steps)
    search = KShortestPaths(view, PathQuery((source,), frozenset({target}), steps, hops), HopCost(view), trial)
    path = await anext(search.paths(), None)
    meter.charge(trial.edges)
    return path


def _looser(steps: Steps) -> Iterator[tuple[str, Steps]]:
    everything = tuple(Rel(kind) for kind in EDGE_KINDS)
    choices: dict[str, Callable[[Step], Step]] = {
        "rel": lambda step: replace(step, rels=everything),
        "basis": lambda step: replace(step, edge=replace(step.edge, basis=Basis.UNVERIFIED)),
        "avoid": lambda step: replace(step, barrier=Barrier(within=step.barrier.within, filters=step.barrier.filters)),
        "stop_at": lambda step: replace(step, barrier=replace(step.barrier, filters=())),
        "within": lambda step: replace(step, barrier=replace(step.barrier, within=None)),
        "valid_on": lambda step: replace(step, edge=replace(step.edge, valid_on=None)),
        "status": lambda step: replace(step, edge=replace(step.edge, statuses=frozenset())),
        "where": lambda step: replace(step, edge=replace(step.edge, where=())),
        "to": lambda step: replace(step, to=NodeFilter()),
    }
    if len(steps) == 1:
        choices["max_hops"] = lambda step: replace(step, repeat=(step.repeat[0], MAX_HOPS))
    for name, loosen in choices.items():
        looser = tuple(map(loosen, steps))
        if looser != steps:
            yield name, looser


def _plain(steps: Sequence[Step]) -> bool:
    return len(steps) == 1 and steps[0].repeat[0] <= 1


def _rest(meter: Meter) -> Meter:
    """A meter with what is left of the budget."""
    left = Budget(meter.budget.edges - meter.edges, max(0, int(meter.budget.ms - meter.ms)))
    return Meter(left, cancelled=meter.cancelled)
