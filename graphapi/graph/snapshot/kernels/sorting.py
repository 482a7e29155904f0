"""Heapsort in place (Williams 1964): the loops may not allocate, and the sorts that come with the compiler do."""

import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels.compiling import kernel


@kernel
def sort_numbers(numbers: npt.NDArray[np.int32], begin: int, end: int) -> None:
    """Sorts the numbers from `begin` to `end`."""
    size = end - begin
    for root in range(size // 2 - 1, -1, -1):
        _sink_number(numbers, begin, root, size)
    for last in range(size - 1, 0, -1):
        numbers[begin], numbers[begin + last] = numbers[begin + last], numbers[begin]
        _sink_number(numbers, begin, 0, last)


@kernel
def sort_rows(rows: npt.NDArray[np.int64], begin: int, end: int) -> None:
    """Sorts rows of three numbers from `begin` to `end` by the first, then the second."""
    size = end - begin
    for root in range(size // 2 - 1, -1, -1):
        _sink_row(rows, begin, root, size)
    for last in range(size - 1, 0, -1):
        _swap_rows(rows, begin, begin + last)
        _sink_row(rows, begin, 0, last)


@kernel
def _sink_number(numbers: npt.NDArray[np.int32], begin: int, root: int, size: int) -> None:
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
def _sink_row(rows: npt.NDArray[np.int64], begin: int, root: int, size: int) -> None:
    child = 2 * root + 1
    while child < size:
        if child + 1 < size and _is_less(rows, begin + child, begin + child + 1):
            child += 1
        if not _is_less(rows, begin + root, begin + child):
            break
        _swap_rows(rows, begin + root, begin + child)
        root, child = child, 2 * child + 1


@kernel
def _is_less(rows: npt.NDArray[np.int64], one: int, other: int) -> bool:
    if rows[one, 0] != rows[other, 0]:
        return rows[one, 0] < rows[other, 0]
    return rows[one, 1] < rows[other, 1]


@kernel
def _swap_rows(rows: npt.NDArray[np.int64], one: int, other: int) -> None:
    for column in range(3):
        rows[one, column], rows[other, column] = rows[other, column], rows[one, column]
