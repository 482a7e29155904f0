"""Snapshots of the sample graph."""

from pathlib import Path

import pytest

from graphapi.graph.snapshot.build import Record
from graphapi.graph.snapshot.store import SnapshotStore
from graphapi.model.changes import RANK
from tests.contract.sample import DOCUMENTS, GONE

RECORDS: tuple[Record, ...] = tuple(
    (document.type, document.to_json()) for document in sorted(DOCUMENTS, key=lambda one: (RANK[one.type], one.id))
)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


class Contents:
    """The sample's contents, and how often they were read."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self) -> tuple[tuple[Record, ...], tuple[object, ...]]:
        self.read += 1
        return RECORDS, GONE


@pytest.fixture
def contents() -> Contents:
    return Contents()


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")
