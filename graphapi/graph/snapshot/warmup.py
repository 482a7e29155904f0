"""Compiles all kernels before somebody waits for them; what was compiled is kept on the disk for the next process."""

from functools import cache

import numpy as np

from graphapi.graph.snapshot.k_shortest import CompiledQuery
from graphapi.graph.snapshot.plans import simple_step
from graphapi.graph.snapshot.topology import topology
from graphapi.graph.snapshot.traversal import Traversal
from graphapi.model.steps import Direction


@cache
def warm() -> None:
    """Asks a graph of two nodes every kind of question: seconds the first time on a machine, then less than one."""
    ends = np.zeros(1, np.int32), np.ones(1, np.int32)
    kinds = np.zeros(2, np.uint8), np.zeros(1, np.uint8)
    graph = topology(node_kinds=kinds[0], edge_kinds=kinds[1], tails=ends[0], heads=ends[1])
    traversal = Traversal(graph)
    along, against = (simple_step([(0, direction)]) for direction in (Direction.OUT, Direction.IN))
    with traversal.spreading(ends[0], along) as search:
        search.go()
    traversal.neighborhood([0], along, 1, 1)
    traversal.shortest(0, 1, along, against, 1)
    traversal.k_shortest(0, 1, along, against, 1, 1)
    with traversal.reaching(ends[1], against, 1, limit=1) as behind:
        behind.go(1)
        with traversal.ranking(behind, along, CompiledQuery((0,), (1,), 1)) as ranking:
            ranking.go(1)
            ranking.between(0, 1)
