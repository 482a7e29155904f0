"""python-igraph: a graph with edge attributes; prepared: a graph of each filter's hops, and its adjacency lists."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

import igraph
import numpy as np

from benchmarks.adjacency import Allowed, pairs
from benchmarks.contenders.base import Contender, Way, marks
from benchmarks.contenders.searches import Neighbours, marked, searching
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, K, Question
from graphapi.model.steps import Direction

_MODES = {Direction.OUT: "out", Direction.IN: "in", Direction.BOTH: "all"}


class Igraph(Contender):
    """Its own searches filter by nothing and take no limit."""

    distribution = "igraph"

    def load(self, graph: Graph, folder: Path) -> None:
        self.graph = igraph.Graph(n=graph.nodes, edges=np.column_stack([graph.tails, graph.heads]), directed=True)
        self.graph.vs["kind"] = graph.node_kinds.tolist()
        self.graph.es["mark"] = marks(graph)
        self.ends = (graph.tails.tolist(), graph.heads.tolist())

    def prepare(self, graph: Graph, filters: Filters) -> None:
        self.filters = filters
        fields = (filters.reach, filters.path, filters.upstream, filters.hosting)
        self.filtered = {allowed: _filtered(graph, allowed) for allowed in fields}
        self.lists = {allowed: found.get_adjlist() for allowed, found in self.filtered.items()}

    def ways(self) -> Iterator[Way]:
        filters, filtered = self.filters, self.filtered
        yield from searching("search over incident", self._neighbours, filters, prepared=False)
        yield from searching("search over get_adjlist", lambda one: self.lists[one].__getitem__, filters, prepared=True)
        for question, hops in HOPS.items():
            yield Way(question, "neighborhood", partial(_within, filtered[filters.reach], hops), prepared=True)
        path = filtered[filters.path]
        yield Way(Question.SHORTEST, "get_shortest_path", partial(_shortest, path), prepared=True)
        yield Way(Question.K_SHORTEST, "get_k_shortest_paths", partial(_k_shortest, path), prepared=True)
        hosts = partial(_hosts, filtered[filters.upstream], filtered[filters.hosting])
        yield Way(Question.CLOSURE, "subcomponent, neighborhood", hosts, prepared=True)

    def _neighbours(self, allowed: Allowed) -> Neighbours:
        """Neighbours in the whole graph, marks looked at in the loop."""
        passing, mode, incident = marked(allowed), _MODES[allowed.direction], self.graph.incident
        found, (tails, heads) = self.graph.es["mark"], self.ends
        other = {Direction.OUT: heads, Direction.IN: tails}.get(allowed.direction)
        if other is not None:
            return lambda node: [other[edge] for edge in incident(node, mode) if found[edge] in passing]
        return lambda node: [
            tails[edge] + heads[edge] - node for edge in incident(node, mode) if found[edge] in passing
        ]


def _filtered(graph: Graph, allowed: Allowed) -> igraph.Graph:
    tails, heads = pairs(graph, allowed)
    both = allowed.direction is Direction.BOTH
    kept = tails < heads if both else slice(None)
    return igraph.Graph(n=graph.nodes, edges=np.column_stack([tails[kept], heads[kept]]), directed=not both)


def _within(graph: igraph.Graph, hops: int, start: int) -> Iterable[int]:
    found: list[int] = graph.neighborhood(start, order=hops, mode="out", mindist=1)
    return found[:LIMIT]


def _shortest(graph: igraph.Graph, source: int, target: int) -> Sequence[int]:
    path: list[int] = graph.get_shortest_path(source, target)
    return path if len(path) <= PATH_HOPS + 1 else []


def _k_shortest(graph: igraph.Graph, source: int, target: int) -> Sequence[Sequence[int]]:
    found: list[list[int]] = graph.get_k_shortest_paths(source, target, k=K)
    return found


def _hosts(upstream: igraph.Graph, hosting: igraph.Graph, start: int) -> Iterable[int]:
    nodes = upstream.subcomponent(start, mode="out")
    return set(chain.from_iterable(hosting.neighborhood(nodes, order=1, mode="out", mindist=1)))
