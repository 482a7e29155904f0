"""What every contender is asked: the filters, and starts drawn with a fixed seed."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from benchmarks.adjacency import Adjacency, Allowed
from benchmarks.graphs.arrays import Graph
from graphapi.model.steps import Direction

SEED = 7
LIMIT = 500
PATH_HOPS = 8
K = 10
Ask = tuple[int, ...]
"""One start, or source and target."""


class Question(StrEnum):
    """The five questions, by the names that the results and tables use."""

    TWO_HOPS = "neighborhood, 2 hops"
    THREE_HOPS = "neighborhood, 3 hops"
    SHORTEST = "shortest path"
    K_SHORTEST = "10 shortest paths"
    CLOSURE = "upstream, then hosts"


HOPS = {Question.TWO_HOPS: 2, Question.THREE_HOPS: 3}


@dataclass(frozen=True, slots=True)
class Filters:
    """`reach` for neighborhoods, `path` for both path questions; `upstream` is walked to its end, then `hosting` once.

    `path` goes both ways and has no floor: a contender that cannot filter edges inside its path search can take part.
    """

    reach: Allowed
    path: Allowed
    upstream: Allowed
    hosting: Allowed


def filters_of(graph: Graph) -> Filters:
    """The filters for Debian's kinds or for those of the house."""
    if graph.title.name == "debian":
        return Filters(
            Allowed(graph.kinds("Depends", "Pre-Depends", "Recommends"), Direction.OUT, 0),
            Allowed(graph.kinds("Depends", "Pre-Depends", "Recommends", "Suggests", "Enhances"), Direction.BOTH),
            Allowed(graph.kinds("Depends", "Pre-Depends"), Direction.IN),
            Allowed(graph.kinds("maintained_by"), Direction.OUT),
        )
    walked = graph.kinds("operates_in", "hosts", "active_in", "feeds", "owned_by")
    return Filters(
        Allowed(walked, Direction.OUT, 1),
        Allowed(walked, Direction.BOTH),
        Allowed(graph.kinds("feeds"), Direction.IN),
        Allowed(graph.kinds("hosts"), Direction.IN),
    )


def drawn(rows: Adjacency, count: int, ends: int) -> list[Ask]:
    """`count` asks of one or two different nodes that have a neighbour under the filter."""
    chance = np.random.default_rng(SEED)
    walkable = np.flatnonzero(np.diff(rows.indptr))
    asks = (tuple(map(int, chance.choice(walkable, ends))) for _ in range(2 * count))
    return [ask for ask in asks if len(set(ask)) == ends][:count]
