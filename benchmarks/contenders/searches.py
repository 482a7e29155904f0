"""Searches in plain Python over any neighbours: the fastest way that libraries leave for filters with a limit."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from benchmarks.adjacency import Allowed
from benchmarks.contenders.base import Way
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, Question

Neighbours: TypeAlias = Callable[[int], Iterable[int]]


def searching(
    name: str, neighbours: Callable[[Allowed], Neighbours], filters: Filters, *, prepared: bool
) -> Iterator[Way]:
    """Ways for all questions but k shortest, by these searches over the neighbours under each filter."""
    reach, path = neighbours(filters.reach), neighbours(filters.path)
    before, hosting = neighbours(filters.upstream), neighbours(filters.hosting)
    for question, hops in HOPS.items():
        yield Way(question, name, partial(ring, reach, hops), prepared)
    yield Way(Question.SHORTEST, name, partial(shortest, path), prepared)
    yield Way(Question.CLOSURE, name, partial(hosts, before, hosting), prepared)


def marked(allowed: Allowed) -> frozenset[int]:
    """The marks (see `base.marks`) of edges that a filter lets pass."""
    return frozenset(kind * 4 + basis for kind in allowed.kinds for basis in range(allowed.floor + 1))


def ring(neighbours: Neighbours, hops: int, start: int) -> list[int]:
    """At most `LIMIT` nodes within the hops, nearest first."""
    seen, frontier = {start}, [start]
    found: list[int] = []
    for _ in range(hops):
        reached: list[int] = []
        for node in frontier:
            for other in neighbours(node):
                if other not in seen:
                    seen.add(other)
                    reached.append(other)
            if len(found) + len(reached) >= LIMIT:
                return (found + reached)[:LIMIT]
        found += reached
        frontier = reached
    return found


def upstream(neighbours: Neighbours, start: int) -> set[int]:
    """All that can be reached, the start included."""
    seen, waiting = {start}, [start]
    while waiting:
        for other in neighbours(waiting.pop()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def hosts(before: Neighbours, hosting: Neighbours, start: int) -> set[int]:
    """All hosts of what can be reached."""
    return {host for node in upstream(before, start) for host in hosting(node)}


def shortest(neighbours: Neighbours, source: int, target: int) -> list[int]:
    """One shortest path, searched from both ends, the smaller frontier first; empty beyond `PATH_HOPS`."""
    came: tuple[dict[int, int], dict[int, int]] = ({source: source}, {target: target})
    fronts = [[source], [target]]
    for _ in range(PATH_HOPS):
        side = int(len(fronts[1]) < len(fronts[0]))
        mine, other = came[side], came[1 - side]
        reached: list[int] = []
        for node in fronts[side]:
            for near in neighbours(node):
                if near not in mine:
                    mine[near] = node
                    if near in other:
                        return _trail(came[0], near)[::-1] + _trail(came[1], near)[1:]
                    reached.append(near)
        fronts[side] = reached
    return []


def _trail(came: dict[int, int], node: int) -> list[int]:
    """From a node back to the root of its side."""
    trail = [node]
    while came[node] != node:
        node = came[node]
        trail.append(node)
    return trail
