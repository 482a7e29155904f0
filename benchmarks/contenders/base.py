"""Contract of a contender, which lives in a process of its own."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.graphs.arrays import Graph
from benchmarks.oracle import Answer
from benchmarks.questions import Filters, Question


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask a question; `name` is what the tables call it.

    A `prepared` way answers for one filter alone, from what `prepare` derived for it; any other takes the filter with
    the question. The two are told apart in the tables, and of each the fastest by median counts.
    """

    question: Question
    name: str
    ask: Callable[..., Any]
    prepared: bool = False
    read: Callable[[Any], Answer] | None = None
    """Turns what `ask` gives into node numbers, outside what is measured."""


class Contender(ABC):
    """Loads a graph once and answers; `distribution` is the package whose version is told."""

    distribution: str

    @property
    def version(self) -> str:
        """Version of what is measured."""
        return version(self.distribution)

    @abstractmethod
    def load(self, graph: Graph, folder: Path) -> None:
        """Take in every node with its kind and every edge with kind and basis; files go to `folder`."""

    @abstractmethod
    def prepare(self, graph: Graph, filters: Filters) -> None:
        """What can be done once for the filters, such as a filtered graph or prepared statements."""

    @abstractmethod
    def ways(self) -> Iterator[Way]:
        """The ways of the questions that it can answer, called after `prepare`."""

    def processes(self) -> Iterable[int]:
        """Processes that hold its memory."""
        return (os.getpid(),)

    def stored(self) -> int | None:
        """Bytes on disk; nothing for what lives in memory alone."""
        return None

    def close(self) -> None:
        """End what it started: processes, event loops."""
        return


def bytes_under(folder: Path) -> int:
    """Size of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def marks(graph: Graph) -> list[int]:
    """Kind and basis of each edge as one small number, so that a library tests both with one look into a set."""
    found: list[int] = (graph.edge_kinds.astype(int) * 4 + graph.bases).tolist()
    return found
