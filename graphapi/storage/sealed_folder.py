"""Folders written once, sealed and never changed; any number of processes may build, open and prune them side by side.

A folder is written under a temporary name in the same file system. Sealing it syncs every file, then writes a manifest
with the label of the folder and size, modification time and SHA-256 of each file; one rename puts it in place. So a
folder with the right name, a whole manifest and the right files is complete, whenever the power went; any other is
rebuilt. Locks are those of the operating system and end with their process; a descriptor on `in-use.lock` keeps a
folder from being pruned.
"""

import hashlib
import logging
import os
import shutil
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import orjson

if sys.platform != "win32":
    import fcntl

T = TypeVar("T")
Label = Mapping[str, object]
"""What a folder was made from, as JSON: another label, another folder."""

MANIFEST: Final = "manifest.json"
_BUILDING: Final = ".building-"
_IN_USE: Final = "in-use.lock"
_YOUNG_S: Final = 1.0
"""Seconds in which a build takes its lock; its folder is left alone until then."""


class DamagedFolder(Exception):
    """The folder cannot be served; the text says why."""


class SealedFolders(Generic[T]):
    """The sealed folders below `parent`, each opened as a `T`; weak references to a `T` must be possible.

    `thorough` checks the SHA-256 of every file at each opening, not only of those whose size or time has changed.
    """

    def __init__(
        self, parent: Path, open_folder: Callable[[Path], T], *, log: logging.Logger, thorough: bool = False
    ) -> None:
        self._parent, self._open_folder, self._log, self._thorough = parent, open_folder, log, thorough

    def opened(self, name: str, label: Label) -> T | None:
        """What the folder holds; nothing when there is none that is sound: one that is not is named in the log.

        The folder is marked as in use for as long as the result lives.
        """
        folder = self._parent / name
        try:
            lock = _lock(folder / _IN_USE, exclusive=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            if verified(folder, thorough=self._thorough) != orjson.loads(orjson.dumps(label)):
                raise DamagedFolder("it was built from something else, or by another version")
            content = self._open_folder(folder)
        except (DamagedFolder, FileNotFoundError, ValueError) as problem:
            os.close(lock)
            self._log.warning("%s is not served and will be rebuilt: %s", folder, problem)
            return None
        except BaseException:
            os.close(lock)
            raise
        weakref.finalize(content, os.close, lock)
        return content

    def made(self, name: str, label: Label, write: Callable[[Path], object]) -> T:
        """What the folder holds, which `write` fills first where there is none that is sound.

        Of several threads or processes that want the same folder one builds it and the others wait.

        Raises:
            OSError: it cannot be written, the disk is full, or it does not open right after it was built; nothing
                half-written is left.
        """
        content = self.opened(name, label)
        if content is not None:
            return content
        self._parent.mkdir(parents=True, exist_ok=True)
        with _alone(self._parent / f"{name}.lock"):
            content = self.opened(name, label)
            return self._built(name, label, write) if content is None else content

    def prune(self, *kept: str, spare: int = 0) -> None:
        """Removes folders of other names, and what killed builds left, unless a process uses them.

        The `spare` youngest of the others stay as well.
        """
        others = [one for one in self._parent.glob("*") if one.is_dir() and not one.name.startswith(".")]
        others = sorted((one for one in others if one.name not in kept), key=_age)
        abandoned = [one for one in self._parent.glob(f"{_BUILDING}*") if _age(one) > _YOUNG_S]
        for folder in (*others[spare:], *abandoned):
            self._remove_unused(folder)

    def _built(self, name: str, label: Label, write: Callable[[Path], object]) -> T:
        aside, target = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self._parent)), self._parent / name
        lock = _lock(aside / _IN_USE, exclusive=False)
        try:
            (aside / "new").mkdir()
            write(aside / "new")
            seal(aside / "new", label)
            if target.exists():
                target.rename(aside / "damaged")
            (aside / "new").rename(target)
            _sync(self._parent)
        finally:
            os.close(lock)
            shutil.rmtree(aside, ignore_errors=True)
        content = self.opened(name, label)
        if content is None:
            raise OSError(f"{target} could not be opened right after it was built")
        return content

    def _remove_unused(self, folder: Path) -> None:
        with suppress(OSError):
            lock = _lock(folder / _IN_USE, exclusive=True, wait=False)
            try:
                shutil.rmtree(folder)
                self._log.info("removed %s, which nobody uses", folder)
            finally:
                os.close(lock)


def seal(folder: Path, label: Label) -> None:
    """Syncs all files of a folder, then writes the manifest over them: the last thing that is written."""
    files = sorted(folder.iterdir())
    for path in files:
        _sync(path)
    facts = {path.name: _facts(path) | {"sha256": _digest(path)} for path in files}
    (folder / MANIFEST).write_bytes(orjson.dumps({**label, "files": facts}, option=orjson.OPT_INDENT_2))
    _sync(folder / MANIFEST)
    _sync(folder)


def verified(folder: Path, *, thorough: bool = False) -> Label:
    """The label of a folder whose files are those that were sealed.

    A file of the size and modification time of the sealing is taken as it is, so that gigabytes are mapped at once;
    any other file, and each one when `thorough`, must have its SHA-256.

    Raises:
        DamagedFolder: it is not whole.
    """
    try:
        manifest: dict[str, Any] = orjson.loads((folder / MANIFEST).read_bytes())
        for name, sealed in manifest.pop("files").items():
            facts = _facts(folder / name)
            if facts["bytes"] != sealed["bytes"]:
                raise DamagedFolder(f"{name} has {facts['bytes']} bytes instead of {sealed['bytes']}")
            is_untouched = facts["modified_ns"] == sealed["modified_ns"] and not thorough
            if not is_untouched and _digest(folder / name) != sealed["sha256"]:
                raise DamagedFolder(f"{name} has a different SHA-256 than its manifest says")
    except OSError as error:
        raise DamagedFolder(f"{error.filename}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFolder(f"{MANIFEST} cannot be read: {error}") from error
    return manifest


def _facts(path: Path) -> dict[str, int]:
    facts = path.stat()
    return {"bytes": facts.st_size, "modified_ns": facts.st_mtime_ns}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _age(folder: Path) -> float:
    """Seconds since a folder was last written to; a folder that has just been removed has none."""
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


def _inode(path: Path) -> int | None:
    """The number of a file; nothing where there is none, or where another process has just removed it."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _lock(path: Path, *, exclusive: bool, wait: bool = True) -> int:
    """A locked descriptor of a file; closing it ends the lock, and so does the end of the process.

    Raises:
        BlockingIOError: another descriptor has the lock, and this one does not `wait` for it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    if sys.platform != "win32":  # There, open files cannot be removed anyway.
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
        except BaseException:
            os.close(descriptor)
            raise
    return descriptor


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Holds an exclusive lock on a file that exists only meanwhile."""
    while True:
        lock = _lock(path, exclusive=True)
        # Whoever held it before has removed the file: then this lock guards a file that nobody else will find.
        if _inode(path) == os.fstat(lock).st_ino:
            break
        os.close(lock)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)
