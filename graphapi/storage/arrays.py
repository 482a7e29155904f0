"""Arrays and blobs in files, mapped rather than read: their pages are shared by all processes."""

import mmap
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_SMALL: Final = 1 << 16
"""Bytes of an array that is not worth mapping."""


def save_array(folder: Path, name: str, array: npt.NDArray[Any]) -> None:
    """Writes an array as `NAME.npy`."""
    np.save(folder / f"{name}.npy", array)


def load_array(folder: Path, name: str) -> npt.NDArray[Any]:
    """Maps an array, read-only; its pages are read when they are touched. A small one is read at once."""
    path = folder / f"{name}.npy"
    array: npt.NDArray[Any] = np.asarray(np.load(path, mmap_mode="r" if path.stat().st_size > _SMALL else None))
    array.flags.writeable = False
    return array


def load_blob(path: Path) -> mmap.mmap | bytes:
    """Maps a file as bytes; an empty one cannot be mapped and is read."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
