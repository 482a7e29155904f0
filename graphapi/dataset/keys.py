"""Ids of 48 bits and the rows that have them, twelve bytes each: sorted runs that are merged as they grow."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_Keys = NDArray[np.uint64]
_Rows = NDArray[np.uint32]


class Keys:
    """The hex digits of computed ids, such as those of edges, exact and without an object each."""

    def __init__(self) -> None:
        self._runs: list[tuple[_Keys, _Rows]] = []

    def __len__(self) -> int:
        return sum(len(keys) for keys, _ in self._runs)

    def __contains__(self, digits: object) -> bool:
        key = np.uint64(int(str(digits), 16))
        return any(_place(keys, key) is not None for keys, _ in self._runs)

    def __iter__(self) -> Iterator[str]:
        for keys, _ in self._runs:
            yield from (f"{key:012x}" for key in keys.tolist())

    def add(self, digits: Sequence[str], rows: Sequence[int]) -> Mapping[int, int]:
        """Adds ids that stand in these rows; answers, for each place whose id is there already, the row that has it."""
        keys = np.array([int(text, 16) for text in digits], dtype=np.uint64)
        numbers = np.array(rows, dtype=np.uint32)
        firsts: dict[int, int] = {}
        for known, holders in self._runs:
            _note(firsts, keys, known, holders)
        order = np.argsort(keys, kind="stable")
        fresh = np.ones(len(keys), dtype=bool)
        fresh[1:] = keys[order][1:] != keys[order][:-1]
        begins = order[np.maximum.accumulate(np.where(fresh, np.arange(len(keys)), 0))]
        for place, first in zip(order[~fresh].tolist(), begins[~fresh].tolist(), strict=True):
            firsts.setdefault(place, int(numbers[first]))
        new = order[fresh]
        if firsts:
            new = new[~np.isin(new, list(firsts))]
        self._push(keys[new], numbers[new])
        return firsts

    def _push(self, keys: _Keys, rows: _Rows) -> None:
        """Merges runs of about the same size, so that there are only as many as the logarithm of all ids."""
        while self._runs and len(self._runs[-1][0]) <= 2 * len(keys):
            before, holders = self._runs.pop()
            keys, rows = np.concatenate((before, keys)), np.concatenate((holders, rows))
            order = np.argsort(keys, kind="stable")  # the row that came first stays before
            keys, rows = keys[order], rows[order]
        if len(keys):
            self._runs.append((keys, rows))


def _place(keys: _Keys, key: np.uint64) -> int | None:
    place = int(np.searchsorted(keys, key))
    return place if place < len(keys) and keys[place] == key else None


def _note(firsts: dict[int, int], keys: _Keys, known: _Keys, holders: _Rows) -> None:
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    for place in np.flatnonzero(known[places] == keys).tolist():
        first = int(holders[places[place]])
        firsts[place] = min(first, firsts.get(place, first))
