"""Small loops over plain arrays: counting, looking up and sorting.

Sorting is heapsort in place (Williams 1964): kernels may not allocate, and the sorts that come with the compiler do.
"""

import numpy as np

from graphapi.graph.snapshot.kernels import Bytes, Ints, Longs, allocating, kernel


@allocating
def pointers_of(ends: Ints, first: int, last: int, begin: int) -> Ints:
    """For sorted ends, where each node's part begins, from `first` to `last`, and the end of the last."""
    places = np.empty(last - first + 2, np.int32)
    edge = 0
    for node in range(first, last + 2):
        while edge < len(ends) and ends[edge] < node:
            edge += 1
        places[node - first] = begin + edge
    return places


@allocating
def degrees_of(tails: Ints, heads: Ints, nodes: int) -> Ints:
    """Edges at each node; a self-loop counts twice."""
    degrees = np.zeros(nodes, np.int32)
    for edge in range(len(heads)):
        degrees[tails[edge]] += 1
        degrees[heads[edge]] += 1
    return degrees


@allocating
def index_of_text(texts: Bytes, begins: Longs, wanted: Bytes) -> int:
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
def _compared(one: Bytes, other: Bytes) -> int:
    for place in range(min(len(one), len(other))):
        if one[place] != other[place]:
            return 1 if one[place] > other[place] else -1
    return len(one) - len(other)


@kernel
def sort_numbers(numbers: Ints, begin: int, end: int) -> None:
    """Sorts the numbers from `begin` to `end`."""
    size = end - begin
    for root in range(size // 2 - 1, -1, -1):
        _sink_number(numbers, begin, root, size)
    for last in range(size - 1, 0, -1):
        numbers[begin], numbers[begin + last] = numbers[begin + last], numbers[begin]
        _sink_number(numbers, begin, 0, last)


@kernel
def sort_rows(rows: Longs, begin: int, end: int) -> None:
    """Sorts rows of three numbers from `begin` to `end` by the first, then the second."""
    size = end - begin
    for root in range(size // 2 - 1, -1, -1):
        _sink_row(rows, begin, root, size)
    for last in range(size - 1, 0, -1):
        _swap_rows(rows, begin, begin + last)
        _sink_row(rows, begin, 0, last)


@kernel
def _sink_number(numbers: Ints, begin: int, root: int, size: int) -> None:
    number = numbers[begin + root]
    child = 2 * root + 1
    while child < size:
        if child + 1 < size and numbers[begin + child] < numbers[begin + child + 1]:
            child += 1
        if numbers[begin + child] <= number:
            break
        numbers[begin + root] = numbers[begin + child]
        root, child = child, 2 * child + 1
    numbers[begin + root] = number


@kernel
def _sink_row(rows: Longs, begin: int, root: int, size: int) -> None:
    child = 2 * root + 1
    while child < size:
        if child + 1 < size and _is_less(rows, begin + child, begin + child + 1):
            child += 1
        if not _is_less(rows, begin + root, begin + child):
            break
        _swap_rows(rows, begin + root, begin + child)
        root, child = child, 2 * child + 1


@kernel
def _is_less(rows: Longs, one: int, other: int) -> bool:
    if rows[one, 0] != rows[other, 0]:
        return rows[one, 0] < rows[other, 0]
    return rows[one, 1] < rows[other, 1]


@kernel
def _swap_rows(rows: Longs, one: int, other: int) -> None:
    for column in range(3):
        rows[one, column], rows[other, column] = rows[other, column], rows[one, column]
