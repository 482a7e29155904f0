"""Our snapshot at the level of numbers: a mapped topology and its compiled kernels, any filter with the question."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.adjacency import Allowed
from benchmarks.contenders.base import Contender, Way, bytes_under
from benchmarks.graphs.arrays import Graph, Numbers
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, K, Question
from graphapi.graph.snapshot.compiled_steps import simple_step
from graphapi.graph.snapshot.kernels.filters import Allowed as Compiled
from graphapi.graph.snapshot.topology import Topology, edge_order, topology
from graphapi.graph.snapshot.traversal import Traversal, warm
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction
from graphapi.storage.arrays import load_array, save_array

_TO_THE_END = 1 << 20
"""More hops than any closure needs."""


class Snapshot(Contender):
    """Kernels are compiled before the stopwatch runs, as `graphapi load` compiles them."""

    distribution = "graphapi"

    def __init__(self) -> None:
        warm()

    def load(self, graph: Graph, folder: Path) -> None:
        self.folder = folder
        write_topology(graph, folder)
        self.traversal = Traversal(map_topology(folder))

    def prepare(self, graph: Graph, filters: Filters) -> None:
        self.filters = filters

    def ways(self) -> Iterator[Way]:
        filters, traversal = self.filters, self.traversal
        reach, path, back = compiled(filters.reach), compiled(filters.path), compiled(filters.path, turned=True)
        for question, hops in HOPS.items():
            yield Way(question, "Traversal.neighborhood", partial(self._ring, reach, hops))
        shortest = partial(_shortest, traversal, path, back)
        yield Way(Question.SHORTEST, "Traversal.shortest", shortest)
        yield Way(Question.K_SHORTEST, "Traversal.k_shortest", partial(_k_shortest, traversal, path, back))
        hosts = partial(self._hosts, compiled(filters.upstream), compiled(filters.hosting))
        yield Way(Question.CLOSURE, "Traversal.neighborhood, twice", hosts)

    def stored(self) -> int:
        return bytes_under(self.folder)

    def _ring(self, allowed: Compiled, hops: int, start: int) -> Numbers:
        return self.traversal.neighborhood([start], allowed, hops, LIMIT, edges=False).nodes[1:]

    def _hosts(self, upstream: Compiled, hosting: Compiled, start: int) -> Numbers:
        every = self.traversal.graph.nodes
        above = self.traversal.neighborhood([start], upstream, _TO_THE_END, every, edges=False).nodes
        return self.traversal.neighborhood(above, hosting, 1, every, edges=False).nodes[len(above) :]


def write_topology(graph: Graph, folder: Path) -> None:
    """The arrays of a snapshot without documents."""
    order = edge_order(np.asarray(graph.edge_kinds), np.asarray(graph.tails), np.asarray(graph.heads))
    arrays = topology(
        node_kinds=np.asarray(graph.node_kinds),
        edge_kinds=graph.edge_kinds[order],
        tails=graph.tails[order],
        heads=graph.heads[order],
        basis_status=graph.bases[order],
    )
    for name, array in arrays._asdict().items():
        save_array(folder, name, array)


def map_topology(folder: Path) -> Topology:
    """The arrays as they are mapped from their files."""
    return Topology(*(load_array(folder, name) for name in Topology._fields))


def compiled(allowed: Allowed, *, turned: bool = False) -> Compiled:
    """A filter as kernels read it; `turned` walks it the other way."""
    direction: Direction = allowed.direction.reverse if turned else allowed.direction
    return simple_step([(kind, direction) for kind in allowed.kinds], basis=list(Basis)[allowed.floor])


def _shortest(traversal: Traversal, forth: Compiled, back: Compiled, source: int, target: int) -> Sequence[int]:
    return traversal.shortest_path(source, target, forth, back, PATH_HOPS)


def _k_shortest(
    traversal: Traversal, forth: Compiled, back: Compiled, source: int, target: int
) -> Sequence[Sequence[int]]:
    return traversal.k_shortest_paths(source, target, forth, back, PATH_HOPS, K)
