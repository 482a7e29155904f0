"""Contenders that do what none should."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contenders.base import Contender, Way
from benchmarks.contenders.networkx_graph import Networkx
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import Filters, Question


class Liar(Networkx):
    """Leaves the last node out of each answer."""

    def ways(self) -> Iterator[Way]:
        for way in super().ways():
            yield Way(way.question, way.name, lambda *ask, way=way: list(way.ask(*ask))[:-1], way.prepared)


class Clumsy(Contender):
    """Fails, dawdles, dies and then answers rightly, in this order."""

    distribution = "networkx"

    def load(self, graph: Graph, folder: Path) -> None:
        self.right = Networkx()
        self.right.load(graph, folder)

    def prepare(self, graph: Graph, filters: Filters) -> None:
        self.right.prepare(graph, filters)

    def ways(self) -> Iterator[Way]:
        yield Way(Question.SHORTEST, "fails", lambda source, target: [source // 0])
        yield Way(Question.SHORTEST, "dawdles", lambda source, target: time.sleep(60) or [])
        yield Way(Question.SHORTEST, "dies", lambda source, target: os._exit(3))
        yield next(way for way in self.right.ways() if way.question is Question.SHORTEST)


class Absent(Contender):
    """Cannot be loaded."""

    distribution = "networkx"

    def load(self, graph: Graph, folder: Path) -> None:
        raise ModuleNotFoundError("No module named 'absent'")

    def prepare(self, graph: Graph, filters: Filters) -> None:
        raise NotImplementedError

    def ways(self) -> Iterator[Way]:
        raise NotImplementedError
