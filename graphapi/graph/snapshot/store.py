"""Snapshots on the disk: built aside, put in place in one step, opened if fit, removed when nobody maps them."""

import fcntl
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from graphapi.graph.snapshot.build import Record, build
from graphapi.graph.snapshot.files import DamagedSnapshot, flush_folder
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.model.changes import LedgerEntry, Revision

LOG: Final = logging.getLogger("graphapi.snapshots")
_ASIDE: Final = ".building-"
_IN_USE: Final = "in-use.lock"
_YOUNG: Final = 1.0
"""Seconds in which a build takes its lock; its folder is left alone until then."""

Contents = Callable[[], tuple[Iterable[Record], Iterable[LedgerEntry]]]
"""Reads the records of a revision and what is gone, when they are needed."""


class SnapshotStore:
    """The folder of all snapshots; any number of processes may use it side by side."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, revision: Revision) -> Path:
        """Folder of the snapshot of a revision."""
        return self._folder / f"revision-{revision.number:08d}"

    def opened(self, revision: Revision) -> SnapshotView | None:
        """The view of a revision; nothing when there is none that is fit; one that is not is named in the log."""
        folder = self.path(revision)
        if not folder.is_dir():
            return None
        try:
            view = SnapshotView(folder, lock=_shared(folder))
            if view.revision != revision:
                raise DamagedSnapshot("it is of another revision")
            return view
        except (DamagedSnapshot, FileNotFoundError, ValueError) as problem:
            LOG.warning("the snapshot %s is not served and will be made anew: %s", folder, problem)
            return None

    def made(self, revision: Revision, contents: Contents) -> SnapshotView:
        """The view of a revision, built first where there is no snapshot that is fit.

        Of several processes that want the same one builds and the others wait.

        Raises:
            OSError: the folder cannot be written, or the disk is full; nothing half-written is left.
        """
        found = self.opened(revision)
        if found is not None:
            return found
        self._folder.mkdir(parents=True, exist_ok=True)
        with _alone(self._folder / f"{self.path(revision).name}.lock"):
            found = self.opened(revision)
            if found is None:
                self._build(revision, contents)
                found = self.opened(revision)
        if found is None:
            raise DamagedSnapshot(f"{self.path(revision)} could not be opened right after it was built")
        return found

    def prune(self, *kept: Revision) -> None:
        """Removes snapshots of other revisions, and what a killed build left, that no process uses."""
        names = {self.path(revision).name for revision in kept}
        for folder in sorted(self._folder.glob("revision-*")):
            if folder.is_dir() and folder.name not in names:
                _remove_unused(folder)
        for folder in self._folder.glob(f"{_ASIDE}*"):
            if time.time() - folder.stat().st_mtime > _YOUNG:
                _remove_unused(folder)

    def _build(self, revision: Revision, contents: Contents) -> None:
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self._folder))
        lock = _shared(aside)
        try:
            records, gone = contents()
            (aside / "snapshot").mkdir()
            build(aside / "snapshot", revision, records, gone)
            target = self.path(revision)
            if target.exists():
                shutil.rmtree(target)
            (aside / "snapshot").rename(target)
            flush_folder(self._folder)
        finally:
            os.close(lock)
            shutil.rmtree(aside, ignore_errors=True)


def _shared(folder: Path) -> int:
    """A lock that says that a folder is in use; closing the descriptor gives it back, and so does the process's end."""
    descriptor = os.open(folder / _IN_USE, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_unused(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder / _IN_USE, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
            LOG.info("removed %s, which nobody uses", folder)
        except BlockingIOError:
            LOG.debug("%s is still in use", folder)
        finally:
            os.close(descriptor)
