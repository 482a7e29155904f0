"""The three ways in which kernels are compiled; what is compiled is kept on the disk for the next process."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

_COMPILED: Final = partial(numba.njit, cache=True, nogil=True)

allocating = cast("Callable[[F], F]", _COMPILED())
"""For functions that make arrays."""

kernel = cast("Callable[[F], F]", _COMPILED(_nrt=False))
"""For functions that make none: references to arrays are not counted, which in tight loops costs more than the work."""

inlined = cast("Callable[[F], F]", _COMPILED(_nrt=False, inline="always"))
"""For small functions inside tight loops."""
