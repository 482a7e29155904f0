"""Our views as the API uses them: ids and steps go in, ids of nodes and edges come out, within a budget."""

import asyncio
import gc
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.adjacency import Allowed
from benchmarks.contenders.base import Contender, Way, bytes_under
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, K, Question
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.costs import HopCost
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.memory import MemoryView
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery, Reached
from graphapi.graph.shortest_paths import shortest
from graphapi.graph.snapshot.build import build
from graphapi.graph.snapshot.traversal import warm
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.model.changes import Revision
from graphapi.model.documents import DOCUMENT_TYPES
from graphapi.model.kinds import NODE_KINDS, Basis
from graphapi.model.steps import NO_HUBS, EdgeFilter, Rel, Step

SOURCE = "source:000000000001"
_MANY = 1 << 40
_CHAIN = 300
"""More hops than any closure of the generated graphs needs."""
_REQUIRED = {
    name: {one.name: one.values[-1] for one in kind.attributes if one.required} for name, kind in NODE_KINDS.items()
}
REVISION = Revision(1, "bench", "generated", "2026-01-01T00:00:00Z", "sha256:0")


class View(Contender):
    """Answers are ids, turned back into numbers outside what is measured."""

    distribution = "graphapi"
    view: GraphView

    def load(self, graph: Graph, folder: Path) -> None:
        self.ids = node_ids(graph)
        self.numbers = {key: number for number, key in enumerate(self.ids)}
        self.view = self.opened(graph, folder)
        self.runner = asyncio.Runner()

    @abstractmethod
    def opened(self, graph: Graph, folder: Path) -> GraphView:
        """The view of a graph."""

    def prepare(self, graph: Graph, filters: Filters) -> None:
        self.names, self.filters = graph.title.edge_kinds, filters

    def ways(self) -> Iterator[Way]:
        filters = self.filters
        for question, hops in HOPS.items():
            ring = partial(self._ring, self._step(filters.reach, hops))
            yield Way(question, "walk.neighborhood", ring, read=self._reached)
        path = self._step(filters.path, PATH_HOPS)
        yield Way(Question.SHORTEST, "routes.shortest", partial(self._shortest, path), read=self._path)
        yield Way(Question.K_SHORTEST, "KShortestPaths", partial(self._k_shortest, path), read=self._paths)
        hosts = partial(self._hosts, self._step(filters.upstream, _CHAIN), self._step(filters.hosting, 1))
        yield Way(Question.CLOSURE, "walk.neighborhood, twice", hosts, read=self._reached)

    def close(self) -> None:
        self.runner.close()

    def _step(self, allowed: Allowed, hops: int) -> Step:
        rels = tuple(Rel(self.names[kind], allowed.direction) for kind in allowed.kinds)
        return Step(rels, EdgeFilter(basis=list(Basis)[allowed.floor]), repeat=(1, hops), hubs=NO_HUBS)

    def _ring(self, step: Step, start: int) -> Reached:
        return self.runner.run(breadth_first(self.view, [self.ids[start]], [step], _meter(LIMIT)))

    def _hosts(self, upstream: Step, hosting: Step, start: int) -> Reached:
        async def ask() -> Reached:
            above = await breadth_first(self.view, [self.ids[start]], [upstream], _meter(_MANY))
            return await breadth_first(self.view, list(above.hop_of), [hosting], _meter(_MANY))

        return self.runner.run(ask())

    def _shortest(self, step: Step, source: int, target: int) -> Sequence[FoundPath]:
        asked = shortest(self.view, self.ids[source], self.ids[target], step, _meter(1), most=1)
        return self.runner.run(asked).paths

    def _k_shortest(self, step: Step, source: int, target: int) -> Sequence[FoundPath]:
        async def ask() -> list[FoundPath]:
            query = PathQuery((self.ids[source],), frozenset({self.ids[target]}), (step,), PATH_HOPS)
            found: list[FoundPath] = []
            async with aclosing(KShortestPaths(self.view, query, HopCost(self.view), _meter(K)).paths()) as routes:
                async for route in routes:
                    found.append(route)
                    if len(found) == K:
                        break
            return found

        return self.runner.run(ask())

    def _reached(self, found: Reached) -> list[int]:
        return [self.numbers[key] for key, hop in found.hop_of.items() if hop]

    def _paths(self, routes: Iterable[FoundPath]) -> list[list[int]]:
        return [[self.numbers[key] for key in route.nodes] for route in routes]

    def _path(self, routes: Iterable[FoundPath]) -> list[int]:
        return next(iter(self._paths(routes)), [])


class MemoryIds(View):
    """The view in memory, our reference."""

    def opened(self, graph: Graph, folder: Path) -> GraphView:
        documents = (DOCUMENT_TYPES[kind].from_json(document) for kind, document in records(graph, self.ids))
        view = MemoryView(REVISION, documents)
        gc.freeze()
        return view


class SnapshotIds(View):
    """The view over a snapshot."""

    def __init__(self) -> None:
        warm()

    def opened(self, graph: Graph, folder: Path) -> GraphView:
        self.folder = folder
        build(folder, records(graph, self.ids))
        return SnapshotView(folder, REVISION)

    def stored(self) -> int:
        return bytes_under(self.folder)


def node_ids(graph: Graph) -> list[str]:
    """An id for each number; those of a kind are in the order of their numbers."""
    kinds = graph.title.node_kinds
    return [f"{kinds[kind]}:n{number:08}" for number, kind in enumerate(graph.node_kinds.tolist())]


def records(graph: Graph, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One source, all nodes and all edges as documents, by type and id."""
    yield "source", {"id": SOURCE, "title": "generated"}
    for key in sorted(ids):
        kind = key.partition(":")[0]
        yield (
            "node",
            {
                "id": key,
                "kind": kind,
                "name": {"en": key},
                "aliases": [],
                "attributes": _REQUIRED[kind],
                "basis": Basis.OFFICIAL.value,
                "sources": [SOURCE],
            },
        )
    kinds, bases = graph.title.edge_kinds, [basis.value for basis in Basis]
    for code in sorted(range(len(kinds)), key=kinds.__getitem__):
        rows = np.flatnonzero(graph.edge_kinds == code)
        columns = (rows, graph.tails[rows], graph.heads[rows], graph.bases[rows])
        for row, tail, head, basis in zip(*(column.tolist() for column in columns), strict=True):
            yield (
                "edge",
                {
                    "id": f"{kinds[code]}:{row:012x}",
                    "kind": kinds[code],
                    "tail": ids[tail],
                    "head": ids[head],
                    "attributes": {},
                    "basis": bases[basis],
                    "sources": [SOURCE],
                },
            )


def _meter(results: int) -> Meter:
    return Meter(Budget(_MANY, _MANY, results))
