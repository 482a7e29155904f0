"""networkx: a MultiDiGraph with kind and basis on its edges; prepared: a plain graph of the hops of each filter."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import networkx as nx

from benchmarks.adjacency import Allowed, pairs
from benchmarks.contenders.base import Contender, Way, marks
from benchmarks.contenders.searches import Neighbours, marked, searching
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, K, Question
from graphapi.model.steps import Direction


class Networkx(Contender):
    """The searches of the library and our loops over its adjacency, whichever is faster."""

    distribution = "networkx"

    def load(self, graph: Graph, folder: Path) -> None:
        self.graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        self.graph.add_nodes_from((node, {"kind": kind}) for node, kind in enumerate(graph.node_kinds.tolist()))
        ends = zip(graph.tails.tolist(), graph.heads.tolist(), marks(graph), strict=True)
        self.graph.add_edges_from((tail, head, {"mark": mark}) for tail, head, mark in ends)

    def prepare(self, graph: Graph, filters: Filters) -> None:
        self.filters = filters
        fields = (filters.reach, filters.path, filters.upstream, filters.hosting)
        self.filtered = {allowed: _filtered(graph, allowed) for allowed in fields}

    def ways(self) -> Iterator[Way]:
        yield from searching("search over its adjacency", self._neighbours, self.filters, prepared=False)
        yield from searching(
            "search over its adjacency",
            lambda allowed: self.filtered[allowed].adj.__getitem__,
            self.filters,
            prepared=True,
        )
        for question, hops in HOPS.items():
            within = partial(_within, self.filtered[self.filters.reach], hops)
            yield Way(question, "single_source_shortest_path_length", within, prepared=True)
        path = self.filtered[self.filters.path]
        yield Way(Question.SHORTEST, "shortest_path", partial(_shortest, path), prepared=True)
        yield Way(Question.K_SHORTEST, "shortest_simple_paths", partial(_k_shortest, path), prepared=True)

    def _neighbours(self, allowed: Allowed) -> Neighbours:
        """Neighbours in the whole graph, marks looked at in the loop."""
        passing, out, back = marked(allowed), self.graph.succ, self.graph.pred
        sides = {Direction.OUT: (out,), Direction.IN: (back,), Direction.BOTH: (out, back)}[allowed.direction]

        def neighbours(node: int) -> Iterator[int]:
            for side in sides:
                for other, links in side[node].items():
                    for link in links.values():
                        if link["mark"] in passing:
                            yield other
                            break

        return neighbours


def _filtered(graph: Graph, allowed: Allowed) -> "nx.Graph[int]":
    both = allowed.direction is Direction.BOTH
    found: nx.Graph[int] = nx.Graph() if both else nx.DiGraph()
    found.add_nodes_from(range(graph.nodes))
    found.add_edges_from(zip(*(ends.tolist() for ends in pairs(graph, allowed)), strict=True))
    return found


def _within(graph: "nx.Graph[int]", hops: int, start: int) -> Iterable[int]:
    found = iter(nx.single_source_shortest_path_length(graph, start, cutoff=hops))
    return list(islice(found, 1, LIMIT + 1))


def _shortest(graph: "nx.Graph[int]", source: int, target: int) -> Sequence[int]:
    try:
        path: list[int] = nx.shortest_path(graph, source, target)
    except nx.NetworkXNoPath:
        return []
    return path if len(path) <= PATH_HOPS + 1 else []


def _k_shortest(graph: "nx.Graph[int]", source: int, target: int) -> Sequence[Sequence[int]]:
    return list(islice(nx.shortest_simple_paths(graph, source, target), K))
