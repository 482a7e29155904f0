"""The folder of a snapshot: arrays and blobs, a manifest written last, and what makes it fit to be served."""

import hashlib
import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson

from graphapi.model.changes import Revision
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, STATUSES

FORMAT: Final = 2
"""Raised whenever a file changes its meaning; a snapshot of another format is rebuilt."""
MANIFEST: Final = "manifest.json"
_SMALL: Final = 1 << 16
"""Bytes of an array that is not worth mapping."""


class DamagedSnapshot(Exception):
    """The folder is no snapshot that can be served; the text says why."""


def tables() -> dict[str, list[str]]:
    """IdTable behind the small integers, in the order of their codes."""
    return {"node_kinds": list(NODE_KINDS), "edge_kinds": list(EDGE_KINDS), "statuses": list(STATUSES)}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself; `files` holds size, modification time and SHA-256 of each file."""

    revision: Revision
    files: Mapping[str, Mapping[str, Any]]
    format: int = FORMAT
    tables: Mapping[str, list[str]] = field(default_factory=tables)

    def to_json(self) -> dict[str, Any]:
        """The document in `manifest.json`."""
        return {
            "format": self.format,
            "revision": self.revision.to_json(),
            "tables": dict(self.tables),
            "files": {name: dict(facts) for name, facts in self.files.items()},
        }


def save_array(folder: Path, name: str, array: npt.NDArray[Any]) -> None:
    """Writes an array as `NAME.npy`, durably."""
    with (folder / f"{name}.npy").open("wb") as file:
        np.save(file, array)
        flush(file.fileno())


def load_array(folder: Path, name: str) -> npt.NDArray[Any]:
    """Maps an array; its pages are read when they are touched and shared by all processes. A small one is read."""
    path = folder / f"{name}.npy"
    array: npt.NDArray[Any] = np.asarray(np.load(path, mmap_mode="r" if path.stat().st_size > _SMALL else None))
    array.flags.writeable = False
    return array


def load_blob(path: Path) -> mmap.mmap | bytes:
    """Maps a file as bytes; an empty one cannot be mapped and is read."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def flush(descriptor: int) -> None:
    """Waits until the file is on the disk."""
    os.fsync(descriptor)


def seal(folder: Path, revision: Revision) -> None:
    """Writes the manifest over all files of the folder, the last thing that is written."""
    files = {path.name: _facts(path) | {"sha256": digest(path)} for path in sorted(folder.iterdir())}
    with (folder / MANIFEST).open("wb") as file:
        file.write(orjson.dumps(Manifest(revision, files).to_json(), option=orjson.OPT_INDENT_2))
        file.flush()
        flush(file.fileno())
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Waits until the names in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def verified(folder: Path, *, thorough: bool = False) -> Manifest:
    """The manifest of a folder that is fit to be served.

    A file whose size and modification time are those of the sealing is taken as it is, so that gigabytes are mapped
    at once; any other file, and each one when `thorough`, must have its SHA-256.

    Raises:
        DamagedSnapshot: it is not fit.
    """
    try:
        manifest = _read(folder)
        for name, facts in manifest.files.items():
            now = _facts(folder / name)
            if now["bytes"] != facts["bytes"]:
                raise DamagedSnapshot(f"{name} has {now['bytes']} bytes instead of {facts['bytes']}")
            if (thorough or now != _without_digest(facts)) and digest(folder / name) != facts["sha256"]:
                raise DamagedSnapshot(f"{name} has another SHA-256 than the manifest says")
    except OSError as error:
        raise DamagedSnapshot(f"{error.filename}: {error.strerror}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedSnapshot(f"{MANIFEST} cannot be read: {error}") from error
    return manifest


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(folder: Path) -> Manifest:
    try:
        document = orjson.loads((folder / MANIFEST).read_bytes())
    except orjson.JSONDecodeError as error:
        raise DamagedSnapshot(f"{MANIFEST} cannot be read: {error}") from error
    manifest = Manifest(Revision(**document["revision"]), document["files"], document["format"], document["tables"])
    if manifest.format != FORMAT or manifest.tables != tables():
        raise DamagedSnapshot("it was made by another version, of format or of the kinds table")
    return manifest


def _facts(path: Path) -> dict[str, int]:
    facts = path.stat()
    return {"bytes": facts.st_size, "modified_ns": facts.st_mtime_ns}


def _without_digest(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "sha256"}
