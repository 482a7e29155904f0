"""The one list of views, and how the suite gets one."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.graph.snapshot.build import build
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.model.changes import RANK, LedgerEntry, Revision
from graphapi.model.documents import Document
from tests.contract.sample import DOCUMENTS, GONE, REVISION


class MakeView(Protocol):
    """Makes a view of documents in any order."""

    def __call__(
        self, documents: Iterable[Document], *, gone: Iterable[LedgerEntry] = (), revision: Revision = REVISION
    ) -> GraphView: ...


def make_memory(
    documents: Iterable[Document], *, gone: Iterable[LedgerEntry] = (), revision: Revision = REVISION
) -> GraphView:
    return MemoryView(revision, documents, gone)


def make_snapshot(
    documents: Iterable[Document], *, gone: Iterable[LedgerEntry] = (), revision: Revision = REVISION
) -> GraphView:
    """Mapped files outlive their names, so the folder is gone when the view is there."""
    in_order = sorted(documents, key=lambda document: (RANK[document.type], document.id))
    with tempfile.TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None) as folder:
        build(Path(folder), ((document.type, document.to_json()) for document in in_order), gone)
        return SnapshotView(Path(folder), revision)


_FAST = Path("/dev/shm")  # noqa: S108  (a folder in memory: thousands of small graphs are made)

VIEWS: Mapping[str, MakeView] = {
    "memory": make_memory,
    "snapshot": make_snapshot,
}


@pytest.mark.anyio
class OnEveryView:
    """Runs each test of a suite on each view: `make` for graphs of its own, `view` for the sample."""

    @pytest.fixture(params=VIEWS, scope="class")
    @staticmethod
    def make(request: pytest.FixtureRequest) -> MakeView:
        return VIEWS[request.param]

    @pytest.fixture(scope="class")
    @staticmethod
    def view(make: MakeView) -> GraphView:
        return make(DOCUMENTS, gone=GONE)

    @pytest.fixture(scope="class")
    @staticmethod
    def anyio_backend() -> str:
        return "asyncio"
