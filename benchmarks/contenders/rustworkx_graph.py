"""rustworkx: a PyDiGraph with kind and basis on its edges; prepared: a graph of the hops of each filter."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

import rustworkx as rx

from benchmarks.adjacency import Allowed, pairs
from benchmarks.contenders.base import Contender, Way, marks
from benchmarks.contenders.searches import Neighbours, marked, searching
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, Question
from graphapi.model.steps import Direction


class Rustworkx(Contender):
    """Its own searches look at the whole graph or take no limit; it has none for k shortest loopless paths."""

    distribution = "rustworkx"

    def load(self, graph: Graph, folder: Path) -> None:
        self.graph = rx.PyDiGraph()
        self.graph.add_nodes_from(graph.node_kinds.tolist())
        ends = zip(graph.tails.tolist(), graph.heads.tolist(), marks(graph), strict=True)
        self.graph.add_edges_from(list(ends))

    def prepare(self, graph: Graph, filters: Filters) -> None:
        self.filters = filters
        fields = (filters.reach, filters.path, filters.upstream, filters.hosting)
        self.filtered = {allowed: _filtered(graph, allowed) for allowed in fields}

    def ways(self) -> Iterator[Way]:
        filters, filtered = self.filters, self.filtered
        yield from searching("search over out_edges, in_edges", self._neighbours, filters, prepared=False)
        yield from searching(
            "search over successor_indices",
            lambda allowed: filtered[allowed].successor_indices,
            filters,
            prepared=True,
        )
        for question, hops in HOPS.items():
            yield Way(question, "bfs_layers", partial(_within, filtered[filters.reach], hops), prepared=True)
        path = filtered[filters.path]
        yield Way(Question.SHORTEST, "dijkstra_shortest_paths", partial(_shortest, path), prepared=True)
        hosts = partial(_hosts, filtered[filters.upstream], filtered[filters.hosting])
        yield Way(Question.CLOSURE, "descendants, successor_indices", hosts, prepared=True)

    def _neighbours(self, allowed: Allowed) -> Neighbours:
        """Neighbours in the whole graph, marks looked at in the loop."""
        passing, graph = marked(allowed), self.graph

        def ahead(node: int) -> list[int]:
            return [head for _, head, mark in graph.out_edges(node) if mark in passing]

        def behind(node: int) -> list[int]:
            return [tail for tail, _, mark in graph.in_edges(node) if mark in passing]

        def both(node: int) -> list[int]:
            return ahead(node) + behind(node)

        return {Direction.OUT: ahead, Direction.IN: behind, Direction.BOTH: both}[allowed.direction]


def _filtered(graph: Graph, allowed: Allowed) -> "rx.PyDiGraph[int, None]":
    found = rx.PyDiGraph()
    found.add_nodes_from(range(graph.nodes))
    found.add_edges_from_no_data(list(zip(*(ends.tolist() for ends in pairs(graph, allowed)), strict=True)))
    return found


def _within(graph: "rx.PyDiGraph[int, None]", hops: int, start: int) -> Iterable[int]:
    layers = islice(rx.digraph_bfs_layers(graph, [start]), 1, hops + 1)
    return list(islice(chain.from_iterable(layers), LIMIT))


def _shortest(graph: "rx.PyDiGraph[int, None]", source: int, target: int) -> Sequence[int]:
    paths = rx.dijkstra_shortest_paths(graph, source, target)
    path = list(paths[target]) if target in paths else []
    return path if len(path) <= PATH_HOPS + 1 else []


def _hosts(upstream: "rx.PyDiGraph[int, None]", hosting: "rx.PyDiGraph[int, None]", start: int) -> Iterable[int]:
    return {host for node in (start, *rx.descendants(upstream, start)) for host in hosting.successor_indices(node)}
