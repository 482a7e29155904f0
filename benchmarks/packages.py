"""Data packages of any size: a power-law multigraph of our own kinds with made-up names and a fixed seed.

`python -m benchmarks.packages --edges 1000000 --format parquet FOLDER`. Nothing in it is a fact: names are numbers,
every row is unverified and names no source. Nodes are a tenth of the edges.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa
from pyarrow import csv, parquet

from graphapi.model.kinds import CHAINS, ENERGY_TYPES, SCOPES, STAGES, STATUSES

BATCH: Final = 100_000
_SKEW: Final = 3.0
"""The n-th busiest end of a kind is drawn with a density that falls as n ** (1 / 3 - 1)."""

# Of the nodes, how many are of each kind; of the edges, how many join these kinds.
_NODES: Final[Mapping[str, float]] = {
    "company": 0.72,
    "park": 0.1,
    "city": 0.06,
    "energy": 0.06,
    "segment": 0.05,
    "indicator": 0.01,
}
_EDGES: Final[Sequence[tuple[str, str, str, float]]] = (
    ("operates_in", "company", "park", 0.24),
    ("owned_by", "company", "company", 0.24),
    ("active_in", "company", "segment", 0.16),
    ("headquartered_in", "company", "city", 0.08),
    ("hosts", "park", "segment", 0.08),
    ("reports", "park", "indicator", 0.06),
    ("powered_by", "park", "energy", 0.06),
    ("feeds", "segment", "segment", 0.04),
    ("located_in", "park", "city", 0.04),
)
_PRODUCES: Final = 0.1
"""Share of `operates_in` edges with a product, from which edges are derived on loading."""

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many nodes of each kind there are, and how many edges in all."""

    nodes: Mapping[str, int]
    edges: int

    @classmethod
    def of_edges(cls, edges: int) -> "Sizes":
        """A tenth as many nodes as edges, at least four of each kind."""
        return cls({kind: max(4, round(edges / 10 * share)) for kind, share in _NODES.items()}, edges)


def write(folder: Path, edges: int, form: str, seed: int = 1) -> None:
    """Write a package of about this many edges as `csv`, `jsonl` or `parquet` tables."""
    sizes, random = Sizes.of_edges(edges), np.random.default_rng(seed)
    for kind, number in sizes.nodes.items():
        _WRITERS[form](folder / "nodes" / f"{kind}.{form}", _nodes(kind, number, random))
    for kind, tail, head, share in _EDGES:
        number = round(edges * share)
        _WRITERS[form](folder / "edges" / f"{kind}.{form}", _edges(kind, tail, head, number, sizes, random))


def _nodes(kind: str, number: int, random: np.random.Generator) -> Iterator[Columns]:
    for first in range(0, number, BATCH):
        numbers = range(first, min(first + BATCH, number))
        rows: Columns = {
            "id": [f"{kind}:synthetic-{n}" for n in numbers],
            "name_en": [f"{kind.title()} {n:06d}" for n in numbers],
            "name_zh": [None] * len(numbers),
        }
        for column, values in _NODE_ATTRIBUTES.get(kind, {}).items():
            rows[column] = _drawn(values, len(numbers), random)
        yield rows | {"basis": ["unverified"] * len(numbers), "sources": [None] * len(numbers)}


def _edges(
    kind: str, tail: str, head: str, number: int, sizes: Sizes, random: np.random.Generator
) -> Iterator[Columns]:
    tails, heads = _ends(number, sizes.nodes[tail], random), _ends(number, sizes.nodes[head], random)
    repeated = _occurrences(tails * sizes.nodes[head] + heads)
    for first in range(0, number, BATCH):
        part = slice(first, min(first + BATCH, number))
        size = part.stop - first
        rows: Columns = {
            "tail": [f"{tail}:synthetic-{n}" for n in tails[part].tolist()],
            "head": [f"{head}:synthetic-{n}" for n in heads[part].tolist()],
            "discriminator": [f"parallel {n + 1}" if n else None for n in repeated[part].tolist()],
        }
        if kind == "operates_in":
            rows["products"] = _products(size, sizes.nodes["segment"], random)
        for column, values in _EDGE_ATTRIBUTES.get(kind, {}).items():
            rows[column] = _drawn(values, size, random)
        rows["valid_from"] = _drawn((None, None, *map(str, range(2010, 2026))), size, random)
        yield rows | {"basis": ["unverified"] * size, "sources": [None] * size, "caveat": [None] * size}


def _ends(number: int, nodes: int, random: np.random.Generator) -> np.ndarray:
    """Places of nodes with a density that falls as a power, shuffled so that the busy ones lie anywhere."""
    ranks = (nodes * random.random(number) ** _SKEW).astype(np.int64)
    return random.permutation(nodes)[ranks]


def _occurrences(keys: np.ndarray) -> np.ndarray:
    """How often each key stood before."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    found = np.empty(len(keys), dtype=np.int64)
    found[order] = np.arange(len(keys)) - np.repeat(begins, np.diff(np.append(begins, len(keys))))
    return found


def _products(size: int, segments: int, random: np.random.Generator) -> list[Any]:
    drawn = zip(random.random(size).tolist(), random.integers(0, segments, size).tolist(), strict=True)
    return [[f"segment:synthetic-{n}"] if chance < _PRODUCES else None for chance, n in drawn]


def _drawn(values: Sequence[Any], size: int, random: np.random.Generator) -> list[Any]:
    return [values[n] for n in random.integers(0, len(values), size).tolist()]


def _write_csv(path: Path, batches: Iterator[Columns]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        for number, columns in enumerate(batches):
            texts = {
                name: pa.array([_cell(value) for value in values], pa.string()) for name, values in columns.items()
            }
            csv.write_csv(pa.table(texts), stream, csv.WriteOptions(include_header=not number))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return " | ".join(value) if isinstance(value, list) else str(value)


def _write_jsonl(path: Path, batches: Iterator[Columns]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        for columns in batches:
            for row in zip(*columns.values(), strict=True):
                present = {name: value for name, value in zip(columns, row, strict=True) if value is not None}
                stream.write(orjson.dumps(present, option=orjson.OPT_APPEND_NEWLINE))


def _write_parquet(path: Path, batches: Iterator[Columns]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = None
    for columns in batches:
        table = pa.table({name: pa.array(values, _TYPES.get(name, pa.string())) for name, values in columns.items()})
        writer = writer or parquet.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


_TYPES: Final[Mapping[str, Any]] = {
    "products": pa.list_(pa.string()),
    "share_percent": pa.float64(),
    "value": pa.float64(),
    "construction_end": pa.int64(),
    "year": pa.int64(),
}
_NODE_ATTRIBUTES: Final[Mapping[str, Mapping[str, Sequence[Any]]]] = {
    "park": {"status": ("unknown",), "construction_end": (2026, 2027, 2028)},
    "segment": {"stage": STAGES, "chain": CHAINS},
    "energy": {"energy_type": ENERGY_TYPES},
    "indicator": {"role": ("other",)},
}
_EDGE_ATTRIBUTES: Final[Mapping[str, Mapping[str, Sequence[Any]]]] = {
    "operates_in": {"status": STATUSES, "scope": SCOPES},
    "hosts": {"status": STATUSES, "scope": SCOPES},
    "powered_by": {"status": STATUSES},
    "owned_by": {"share_percent": (None, 5.5, 20.0, 51.0, 100.0)},
    "reports": {"value": (0.1, 0.25, 3.0), "unit": ("1",), "year": (2024, 2025), "state": ("status", "target")},
}
_WRITERS: Final[Mapping[str, Callable[[Path, Iterator[Columns]], None]]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Write a made-up data package.")
    parser.add_argument("--edges", type=int, default=100_000)
    parser.add_argument("--format", choices=sorted(_WRITERS), default="csv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(given.folder, given.edges, given.format, given.seed)


if __name__ == "__main__":
    main()
