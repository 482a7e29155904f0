"""A writer holds nodes but not edges: what it needs does not grow with what it writes."""

import tracemalloc
from collections.abc import Iterator, Sequence

import pytest

from graphapi.export.options import Export
from graphapi.export.registry import exporter_named, exporters
from graphapi.model.documents import Edge, Subgraph
from tests.export.samples import IMPRINT, edge, node, park

pytestmark = pytest.mark.slow
EDGES = 20_000
MOST = 1024 * 1024
"""Bytes of Python objects for 20,000 edges, whose rows alone would take twenty times as much."""

BATCHED = ("parquet",)
"""Formats that write 20,000 rows at a time."""


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


def large(count: int) -> Subgraph:
    nodes = [park(f"p{i}", 30.0 + i / 9, 110.0) for i in range(20)] + [node(f"company:c{i}") for i in range(50)]
    ends = [(f"company:c{i}", f"park:p{j}") for i in range(50) for j in range(20)]
    edges = [edge("operates_in", company, to, products=("segment:a",)) for company, to in ends]
    return Subgraph(nodes, Repeated(edges, count))


def peak_of(name: str, count: int) -> int:
    subgraph, write = large(count), exporter_named(name).write
    assert b"".join(write(Export(large(1), imprint=IMPRINT)))  # what is imported on first use is not measured
    tracemalloc.start()
    try:
        assert sum(map(len, write(Export(subgraph, imprint=IMPRINT)))) > 10_000
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", [known.name for known in exporters() if known.name not in BATCHED])
def test_rows_are_not_kept(name: str) -> None:
    assert peak_of(name, EDGES) < MOST


@pytest.mark.timeout(300)
def test_ten_times_the_edges_take_their_sixteen_bytes_and_no_more() -> None:
    assert peak_of("gexf", 10 * EDGES) < MOST + 16 * 10 * EDGES


def test_a_batched_format_holds_one_batch() -> None:
    assert peak_of("parquet", 4 * EDGES) < 1.2 * peak_of("parquet", 2 * EDGES)
