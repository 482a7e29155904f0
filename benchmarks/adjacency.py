"""Neighbours under one filter as compressed rows, and searches over them in plain numpy: what the oracle is made of."""

from dataclasses import dataclass

import numpy as np

from benchmarks.graphs.arrays import Graph, Numbers
from graphapi.model.steps import Direction


@dataclass(frozen=True, slots=True)
class Allowed:
    """Edge kinds that may be walked, all in one direction, with a basis of at most `floor`."""

    kinds: tuple[int, ...]
    direction: Direction
    floor: int = 3


@dataclass(frozen=True, slots=True)
class Layer:
    """Where walks of one length end, ordered, and how many walks end there."""

    nodes: Numbers
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Neighbours of node n: `indices[indptr[n]:indptr[n + 1]]`, ordered, each once, never n itself."""

    indptr: Numbers
    indices: Numbers

    def spread(self, frontier: Numbers) -> tuple[Numbers, Numbers]:
        """All neighbours of the frontier, and for each the place in the frontier that it is a neighbour of."""
        begins = self.indptr[frontier]
        sizes = self.indptr[frontier + 1] - begins
        places = np.repeat(np.arange(len(frontier)), sizes)
        offsets = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.indices[begins[places] + offsets], places

    def has(self, tail: int, head: int) -> bool:
        """Whether one hop leads from tail to head."""
        row = self.indices[self.indptr[tail] : self.indptr[tail + 1]]
        place = int(np.searchsorted(row, head))
        return place < len(row) and int(row[place]) == head

    def reached(self, start: int, hops: int | None = None) -> Numbers:
        """Nodes within `hops` of the start (to the end when none are given), ordered, the start left out."""
        seen = frontier = np.array([start])
        while len(frontier) and hops != 0:
            frontier = np.setdiff1d(self.spread(frontier)[0], seen)
            seen = np.union1d(seen, frontier)
            hops = None if hops is None else hops - 1
        return np.setdiff1d(seen, [start])

    def longer(self, layer: Layer) -> Layer:
        """Where the walks of a layer end after one more hop."""
        found, places = self.spread(layer.nodes)
        ends, group = np.unique(found, return_inverse=True)
        return Layer(ends, np.bincount(group, weights=layer.counts[places], minlength=len(ends)))


def pairs(graph: Graph, allowed: Allowed) -> tuple[Numbers, Numbers]:
    """Hops that the filter allows as (from, to), ordered, each once, without self-loops."""
    passing = np.isin(graph.edge_kinds, allowed.kinds) & (np.asarray(graph.bases) <= allowed.floor)
    tails = np.asarray(graph.tails)[passing].astype(np.int64)
    heads = np.asarray(graph.heads)[passing].astype(np.int64)
    parts = [tails * graph.nodes + heads] if allowed.direction is not Direction.IN else []
    parts += [heads * graph.nodes + tails] if allowed.direction is not Direction.OUT else []
    origins, targets = np.divmod(np.unique(np.concatenate(parts)), graph.nodes)
    ahead = origins != targets
    return origins[ahead], targets[ahead]


def adjacency(graph: Graph, allowed: Allowed) -> Adjacency:
    """The compressed rows of a filter."""
    origins, targets = pairs(graph, allowed)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(origins, minlength=graph.nodes))])
    return Adjacency(indptr, targets.astype(np.int32))
