"""Paths tried one by one and their published costs: slow, plain, and written without looking at the search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import acos, cos, log2, radians, sin

from hypothesis import strategies as st

from graphapi.graph.costs import CostName
from graphapi.graph.results import PathQuery
from graphapi.model.kinds import Basis
from graphapi.model.steps import Step
from tests.contract.graphs import POINTS, Arc, Graph, arcs, steps

WEIGHT = {Basis.OFFICIAL: 1.0, Basis.REPORTED: 1.5, Basis.DERIVED: 2.5, Basis.UNVERIFIED: 4.0}


@dataclass(frozen=True)
class Walk:
    """A loopless walk and, for each hop, the edges that the step allows there."""

    nodes: tuple[str, ...]
    hops: tuple[frozenset[str], ...]


def plans() -> st.SearchStrategy[list[Step]]:
    """One step repeated, or a short sequence of steps with repeats."""
    alone = steps(repeat=(1, 5)).map(lambda step: [step])
    exact = steps(repeat=(2, 4)).map(lambda step: [step])
    return alone | alone | exact | sequences()


def sequences() -> st.SearchStrategy[list[Step]]:
    """Two or three steps one after the other."""
    return st.lists(steps(repeat=(0, 2)) | steps(repeat=(1, 2)), min_size=2, max_size=3).filter(
        lambda plan: sum(step.repeat[1] for step in plan) > 0
    )


def walks_of(graph: Graph, query: PathQuery) -> set[Walk]:
    """All loopless walks by the steps, from any source to any target, over the via nodes."""
    ends = frozenset(query.sources) | query.targets
    allowed = [arcs(graph, replace(step, exempt=step.exempt | ends)) for step in query.steps]
    found = set()
    for turns in product(*(range(step.repeat[0], step.repeat[1] + 1) for step in query.steps)):
        sequence = [hops for hops, times in zip(allowed, turns, strict=True) for _ in range(times)]
        if 1 <= len(sequence) <= query.max_hops:
            found |= {
                walk
                for source in query.sources
                for walk in _along((source,), (), [_by_origin(hops) for hops in sequence])
                if walk.nodes[-1] in query.targets and _passes(walk.nodes, query)
            }
    return found


def _along(
    nodes: tuple[str, ...], hops: tuple[frozenset[str], ...], left: Sequence[Mapping[str, Sequence[Arc]]]
) -> Iterator[Walk]:
    if not left:
        yield Walk(nodes, hops)
        return
    onward = left[0].get(nodes[-1], [])
    for node in {arc[2] for arc in onward} - set(nodes):
        edges = frozenset(arc[1] for arc in onward if arc[2] == node)
        yield from _along((*nodes, node), (*hops, edges), left[1:])


def _by_origin(allowed: Sequence[Arc]) -> Mapping[str, Sequence[Arc]]:
    found: dict[str, list[Arc]] = {}
    for arc in allowed:
        found.setdefault(arc[0], []).append(arc)
    return found


def _passes(nodes: Sequence[str], query: PathQuery) -> bool:
    passed = [node for node in nodes if node in query.via]
    return passed == list(query.via) if query.ordered else set(passed) == set(query.via)


def cost_of(graph: Graph, walk: Walk, model: CostName, targets: frozenset[str]) -> int:
    """The cost of a walk by the formulas of `docs/asking.md`, each hop rounded to millionths."""
    return sum(round(1_000_000 * cost) for cost in _costs(graph, walk, model, targets))


def _costs(graph: Graph, walk: Walk, model: CostName, targets: frozenset[str]) -> Iterator[float]:
    if model is CostName.HOPS:
        yield from (1 for _ in walk.hops)
    if model is CostName.EVIDENCE:
        basis = {one.id: one.basis for one in graph.edges}
        yield from (min(WEIGHT[basis[edge]] for edge in hop) for hop in walk.hops)
    if model is CostName.INFORMATIVE:
        ends = [end for one in graph.edges for end in (one.tail, one.head)]
        yield from (1 + (0 if node in targets else log2(ends.count(node))) for node in walk.nodes[1:])
    if model is CostName.DISTANCE_KM:
        placed = [POINTS[node] for node in walk.nodes if node in POINTS]
        yield from map(_kilometres, placed, placed[1:])


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance by the spherical law of cosines."""
    lat, lon, lat2, lon2 = map(radians, (*one, *other))
    return 6371.0088 * acos(sin(lat) * sin(lat2) + cos(lat) * cos(lat2) * cos(lon2 - lon))


Ranked = list[tuple[int, int, tuple[str, ...]]]


def ranked(graph: Graph, query: PathQuery, model: CostName = CostName.HOPS) -> Ranked:
    """Millionths, hops and nodes of every path in the published order; the cheapest walk over the same nodes counts."""
    best: dict[tuple[str, ...], int] = {}
    for walk in walks_of(graph, query):
        cost = cost_of(graph, walk, model, query.targets)
        best[walk.nodes] = min(cost, best.get(walk.nodes, cost))
    return sorted((cost, len(nodes) - 1, nodes) for nodes, cost in best.items())
