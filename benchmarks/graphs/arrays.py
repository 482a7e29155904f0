"""A typed multigraph as arrays, on disk as `.npy` files that every contender's process maps."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Title:
    """What a graph is called, where it comes from, and the names of its kinds by number."""

    name: str
    origin: str
    node_kinds: tuple[str, ...]
    edge_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """`node_kinds` has one entry a node; the other arrays one an edge, `bases` 0 (strongest) to 3."""

    title: Title
    node_kinds: Numbers
    edge_kinds: Numbers
    tails: Numbers
    heads: Numbers
    bases: Numbers

    @property
    def nodes(self) -> int:
        """Number of nodes; they are numbered from 0."""
        return len(self.node_kinds)

    @property
    def edges(self) -> int:
        """Number of edges, parallel ones counted each."""
        return len(self.tails)

    def kinds(self, *names: str) -> tuple[int, ...]:
        """Numbers of edge kinds by name."""
        return tuple(self.title.edge_kinds.index(name) for name in names)

    def save(self, folder: Path) -> None:
        """Write the arrays and the title."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        title = {field.name: getattr(self.title, field.name) for field in fields(Title)}
        (folder / "title.json").write_text(json.dumps(title), "utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Graph":
        """The graph of a folder, its arrays mapped, not read."""
        kept = json.loads((folder / "title.json").read_text("utf-8"))
        title = Title(kept["name"], kept["origin"], tuple(kept["node_kinds"]), tuple(kept["edge_kinds"]))
        return cls(title, *(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS))


_ARRAYS = ("node_kinds", "edge_kinds", "tails", "heads", "bases")


def packed(title: Title, node_kinds: Numbers, parts: Sequence[tuple[int, Numbers, Numbers, Numbers]]) -> Graph:
    """A graph of edges given kind by kind as (kind, tails, heads, bases)."""
    kinds = np.concatenate([np.full(len(tails), kind, np.uint8) for kind, tails, _, _ in parts])
    tails, heads = (np.concatenate([part[place] for part in parts]).astype(np.int32) for place in (1, 2))
    bases = np.concatenate([part[3] for part in parts]).astype(np.uint8)
    return Graph(title, node_kinds.astype(np.uint8), kinds, tails, heads, bases)
