"""Counting loops that make the arrays of a topology."""

import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels.compiling import allocating

Ints = npt.NDArray[np.int32]


@allocating
def places_of(ends: Ints, first: int, last: int, begin: int) -> Ints:
    """For sorted ends, where each node's part begins, from `first` to `last`, and the end of the last."""
    places = np.empty(last - first + 2, np.int32)
    edge = 0
    for node in range(first, last + 2):
        while edge < len(ends) and ends[edge] < node:
            edge += 1
        places[node - first] = begin + edge
    return places


@allocating
def counted(tails: Ints, heads: Ints, nodes: int) -> Ints:
    """Edges at each node; a self-loop counts twice."""
    degrees = np.zeros(nodes, np.int32)
    for edge in range(len(heads)):
        degrees[tails[edge]] += 1
        degrees[heads[edge]] += 1
    return degrees


@allocating
def gathered(
    blob: npt.NDArray[np.uint8], begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], between: int
) -> npt.NDArray[np.uint8]:
    """Pieces of a blob one after the other, each but the last followed by the byte `between`."""
    size = max(0, len(begins) - 1)
    for piece in range(len(begins)):
        size += ends[piece] - begins[piece]
    joined = np.empty(size, np.uint8)
    place = 0
    for piece in range(len(begins)):
        length = ends[piece] - begins[piece]
        joined[place : place + length] = blob[begins[piece] : ends[piece]]
        place += length
        if place < size:
            joined[place] = between
            place += 1
    return joined


@allocating
def found(texts: npt.NDArray[np.uint8], begins: npt.NDArray[np.int64], wanted: npt.NDArray[np.uint8]) -> int:
    """Number of a text among sorted ones, compared byte by byte; -1 when it is not there."""
    low, high = 0, len(begins) - 1
    while low < high:
        middle = (low + high) >> 1
        if _compared(texts[begins[middle] : begins[middle + 1]], wanted) < 0:
            low = middle + 1
        else:
            high = middle
    if low < len(begins) - 1 and _compared(texts[begins[low] : begins[low + 1]], wanted) == 0:
        return low
    return -1


@allocating
def _compared(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> int:
    for place in range(min(len(one), len(other))):
        if one[place] != other[place]:
            return 1 if one[place] > other[place] else -1
    return len(one) - len(other)
