"""Which view serves a revision, and that older revisions are opened once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphapi.bootstrap import ensure_loaded, open_ledger, open_view, views
from graphapi.graph.memory import MemoryView
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.documents import Document
from graphapi.model.errors import RevisionNotFound
from graphapi.settings import Settings
from tests.api.small import FIRST, SECOND

SEED = Path(__file__).parents[1] / "seed"


@pytest.mark.parametrize(
    ("chosen", "edges", "kind"),
    [
        ("auto", 100_000, MemoryView),
        ("auto", 10, SnapshotView),
        ("memory", 10, MemoryView),
        ("snapshot", 100_000, SnapshotView),
    ],
)
def test_the_view_is_chosen_by_setting_or_by_size(tmp_path: Path, chosen: str, edges: int, kind: type) -> None:
    settings = Settings(home=tmp_path, seed=SEED, view=chosen, snapshot_edges=edges)
    ledger = open_ledger(settings)
    revision = ensure_loaded(ledger, settings)
    assert type(open_view(ledger, settings)) is kind
    older = views(ledger, settings)(revision.number)
    assert type(older) is kind
    ledger.close()


class SlowLedger(SqliteLedger):
    """A ledger that takes its time, fails as often as it is told, and counts how often its state was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.read: list[int | None] = []
        self.failures = 0

    def state(self, revision: int | None = None) -> Iterator[Document]:
        self.read.append(revision)
        time.sleep(0.05)
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is away")
        return super().state(revision)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SlowLedger]:
    """Three revisions."""
    ledger = SlowLedger(tmp_path / "ledger.sqlite")
    for changes in (FIRST, SECOND, FIRST):
        ledger.apply(changes, author="curator", message="next")
    yield ledger
    ledger.close()


def test_requests_that_need_the_same_revision_at_once_open_it_once(ledger: SlowLedger) -> None:
    view_at = views(ledger)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(view_at, [1, 2] * 4))
    assert sorted(ledger.read, key=str) == [1, 2]
    assert [view.revision.number for view in found] == [1, 2] * 4
    assert len(set(map(id, found))) == 2


def test_the_views_asked_for_last_are_kept(ledger: SlowLedger) -> None:
    view_at = views(ledger, kept=2)
    for number in (1, 2, 1, 3, 1, 2):
        assert view_at(number).revision.number == number
    assert ledger.read == [1, 2, 3, 2]


def test_a_view_that_failed_to_open_is_tried_again(ledger: SlowLedger) -> None:
    view_at = views(ledger)
    ledger.failures = 1
    with pytest.raises(OSError, match="away"):
        view_at(1)
    assert view_at(1).revision.number == 1


def test_a_revision_that_the_ledger_does_not_hold_is_named(ledger: SlowLedger) -> None:
    view_at = views(ledger)
    for _ in range(2):
        with pytest.raises(RevisionNotFound, match="no revision 9"):
            view_at(9)
