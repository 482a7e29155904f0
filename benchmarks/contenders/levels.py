"""Searches that ask a database for one hop of a whole frontier at a time: what remains where no pattern can say it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from benchmarks.contenders.base import Way
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS

Level: TypeAlias = Callable[[Sequence[int]], Sequence[int]]
"""Nodes one hop from any of a frontier."""
Links: TypeAlias = Callable[[Sequence[int]], Sequence[tuple[int, int]]]
"""Hops out of a frontier as (from, to)."""

NAME = "level by level"


def neighborhoods(level: Level) -> list[Way]:
    """Ways for both neighborhoods."""
    return [Way(question, NAME, partial(ring, level, hops)) for question, hops in HOPS.items()]


def ring(level: Level, hops: int, start: int) -> list[int]:
    """At most `LIMIT` nodes within the hops, nearest first."""
    seen, frontier = {start}, [start]
    found: list[int] = []
    for _ in range(hops):
        frontier = [node for node in level(frontier) if node not in seen]
        seen.update(frontier)
        found += frontier
        if len(found) >= LIMIT or not frontier:
            break
    return found[:LIMIT]


def hosts(before: Level, hosting: Level, start: int) -> Sequence[int]:
    """All hosts of what can be reached."""
    seen, frontier = {start}, [start]
    while frontier:
        frontier = [node for node in before(frontier) if node not in seen]
        seen.update(frontier)
    return hosting(list(seen))


def shortest(links: Links, source: int, target: int) -> list[int]:
    """One shortest path, searched from both ends, the smaller frontier first; empty beyond `PATH_HOPS`."""
    came: tuple[dict[int, int], dict[int, int]] = ({source: source}, {target: target})
    fronts = [[source], [target]]
    for _ in range(PATH_HOPS):
        side = int(len(fronts[1]) < len(fronts[0]))
        mine, other = came[side], came[1 - side]
        reached = {near: node for node, near in links(fronts[side]) if near not in mine}
        mine.update(reached)
        if met := next((node for node in reached if node in other), None):
            return _trail(came[0], met)[::-1] + _trail(came[1], met)[1:]
        fronts[side] = list(reached)
    return []


def _trail(came: dict[int, int], node: int) -> list[int]:
    trail = [node]
    while came[node] != node:
        node = came[node]
        trail.append(node)
    return trail
