"""Compiled loops over the arrays of a topology: no Python objects inside and no lock held, so they run in any thread.

The searches among them are resumable: each works in a workspace, stops after a given number of edges and goes on from
there (`docs/snapshot.md`). These are the three ways in which they are compiled; the result is kept on the disk for
the next process.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

F = TypeVar("F", bound=Callable[..., Any])
N = TypeVar("N", bound=NamedTuple)

_COMPILED: Final = partial(numba.njit, cache=True, nogil=True)

allocating = cast("Callable[[F], F]", _COMPILED())
"""For functions that make arrays."""

kernel = cast("Callable[[F], F]", _COMPILED(_nrt=False))
"""For functions that make none: references to arrays are not counted, which in tight loops costs more than the work."""

inlined = cast("Callable[[F], F]", _COMPILED(_nrt=False, inline="always"))
"""For small functions inside tight loops."""


def numbered(slots: type[N], *, first: int = 0) -> N:
    """Names for the places of an array, from `first` on; compiled loops read them as constants."""
    return slots._make(range(first, first + len(slots._fields)))
