"""A writer holds nodes but not edges: what it needs does not grow with what it writes."""

import tracemalloc
from collections.abc import Iterator, Sequence

import pytest

from graphapi.export.registry import exporter_named, exporters
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge
from tests.export.samples import IMPRINT, edge, node, park

TEXTS = [known.name for known in exporters()]
EDGES = 200_000
MOST = 16 * 1024 * 1024
"""Bytes; 200,000 rows alone would take ten times as much."""


class Repeated(Sequence[Edge]):
    """Some edges again and again, made when they are read."""

    def __init__(self, edges: Sequence[Edge], count: int) -> None:
        self._edges, self._count = edges, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index):
        return self._edges[index % len(self._edges)]

    def __iter__(self) -> Iterator[Edge]:
        return (self._edges[number % len(self._edges)] for number in range(self._count))


def large() -> Subgraph:
    nodes = [park(f"p{i}", 30.0 + i / 9, 110.0) for i in range(20)] + [node(f"company:c{i}") for i in range(50)]
    edges = [
        edge("operates_in", f"company:c{i}", f"park:p{j}", products=("segment:a",))
        for i in range(50)
        for j in range(20)
    ]
    return Subgraph(nodes, Repeated(edges, EDGES))


@pytest.mark.parametrize("name", TEXTS)
def test_memory_does_not_grow_with_the_edges(name: str) -> None:
    subgraph, write = large(), exporter_named(name).write
    tracemalloc.start()
    try:
        length = sum(map(len, write(subgraph, imprint=IMPRINT)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert length > 10_000
    assert peak < MOST
