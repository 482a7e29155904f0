"""Why there is no path: how near both sides came, and which one constraint, relaxed, would connect them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.routes import shortest
from graphapi.graph.walk import neighborhood
from graphapi.model.kinds import EDGE_KINDS, Basis
from graphapi.model.steps import Barrier, NodeFilter, Rel, Step

_LONGEST = 12


async def why_not(view: GraphView, source: str, target: str, steps: Sequence[Step], meter: Meter) -> dict[str, Any]:
    """Both sides of the exhausted search, and for each single constraint the length of the path without it.

    For a sequence of steps, `matched` counts the nodes that the first one, two ... steps reach from the source, so
    that the first 0 names the step that breaks. Constraints are tried one at a time, within what is left of the
    budget: `rel` (every kind, both ways), `basis`, `avoid`, `within`, `max_hops` (12), `valid_on`, `status`, `where`
    and `to`. Those that do not bind are left out.
    """
    if len(steps) > 1:
        return {"matched": [await _matched(view, source, steps[: n + 1], meter) for n in range(len(steps))]}
    step = steps[0]
    found = await shortest(view, source, target, step, _rest(meter), most=1)
    sides = {"from": found.source_side, "to": found.target_side}
    relaxed = [await _tried(view, source, target, name, looser, meter) for name, looser in _looser(step)]
    return {
        **{
            name: {"nodes_reached": side.nodes, "hops": side.hops, "exhausted": side.exhausted}
            for name, side in sides.items()
            if side
        },
        "relax": [one for one in relaxed if one is not None],
    }


async def _matched(view: GraphView, source: str, steps: Sequence[Step], meter: Meter) -> int:
    found = await neighborhood(view, [source], steps, _rest(meter))
    farthest = max(found.hop_of.values())
    return sum(1 for hop in found.hop_of.values() if hop and hop == farthest)


async def _tried(
    view: GraphView, source: str, target: str, name: str, step: Step, meter: Meter
) -> dict[str, Any] | None:
    trial = _rest(meter)
    found = await shortest(view, source, target, step, trial, most=1)
    meter.edges += trial.edges
    if not found.routes:
        return None
    route = found.routes[0]
    return {"constraint": name, "hops": len(route.hops), "nodes": list(route.nodes)}


def _looser(step: Step) -> Iterator[tuple[str, Step]]:
    longest = replace(step, repeat=(1, _LONGEST))
    everything = tuple(Rel(kind) for kind in EDGE_KINDS)
    choices = {
        "rel": replace(step, rels=everything),
        "basis": replace(step, edge=replace(step.edge, basis=Basis.UNVERIFIED)),
        "avoid": replace(step, barrier=Barrier(within=step.barrier.within)),
        "within": replace(step, barrier=replace(step.barrier, within=None)),
        "max_hops": longest,
        "valid_on": replace(step, edge=replace(step.edge, valid_on=None)),
        "status": replace(step, edge=replace(step.edge, statuses=frozenset())),
        "where": replace(step, edge=replace(step.edge, where=())),
        "to": replace(step, to=NodeFilter()),
    }
    yield from ((name, looser) for name, looser in choices.items() if looser != step)


def _rest(meter: Meter) -> Meter:
    """A meter with what is left of the budget, at least a thousand edges."""
    left = max(1_000, meter.budget.edges - meter.edges)
    return Meter(Budget(left, max(50, int(meter.budget.ms - meter.ms))), gone=meter.gone)
