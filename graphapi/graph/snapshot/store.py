"""Snapshots on the disk: one sealed folder for each revision."""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from graphapi.graph.snapshot.build import Record, build
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.model.changes import LedgerEntry, Revision
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, STATUSES
from graphapi.storage.sealed_folder import Label, SealedFolders

LOG: Final = logging.getLogger("graphapi.snapshots")
FORMAT: Final = 2
"""Raised whenever a file changes its meaning; a snapshot of another format is rebuilt."""

Contents = Callable[[], tuple[Iterable[Record], Iterable[LedgerEntry]]]
"""Reads the records of a revision and its tombstones, when they are needed."""


class SnapshotStore:
    """The folder of all snapshots; any number of processes may use it side by side."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, revision: Revision) -> Path:
        """Folder of the snapshot of a revision."""
        return self._folder / f"revision-{revision.number:08d}"

    def opened(self, revision: Revision) -> SnapshotView | None:
        """The view of a revision; nothing when there is no sound snapshot of it."""
        return self._folders(revision).opened(self.path(revision).name, _label(revision))

    def made(self, revision: Revision, contents: Contents) -> SnapshotView:
        """The view of a revision, built first where there is no sound snapshot; see `SealedFolders.made`.

        Raises:
            OSError: the folder cannot be written, or the disk is full; nothing half-written is left.
        """

        def write(folder: Path) -> None:
            records, tombstones = contents()
            build(folder, records, tombstones)

        return self._folders(revision).made(self.path(revision).name, _label(revision), write)

    def prune(self, newest: Revision, *kept: Revision) -> None:
        """Removes snapshots of other revisions, and what a killed build left, that no process uses."""
        self._folders(newest).prune(*(self.path(revision).name for revision in (newest, *kept)))

    def _folders(self, revision: Revision) -> SealedFolders[SnapshotView]:
        return SealedFolders(self._folder, partial(SnapshotView, revision=revision), log=LOG)


def _label(revision: Revision) -> Label:
    """The revision, and the names behind the small integers in the order of their codes."""
    tables = {"node_kinds": list(NODE_KINDS), "edge_kinds": list(EDGE_KINDS), "statuses": list(STATUSES)}
    return {"format": FORMAT, "revision": revision.to_json(), "tables": tables}
