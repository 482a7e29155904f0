"""A view that becomes faster while it answers."""

import logging
from pathlib import Path

import pytest

from graphapi.bootstrap import ensure_loaded, open_ledger, open_view, views
from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.graph.rising import RisingView
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.settings import Settings
from tests.contract.sample import DOCUMENTS, GONE, REVISION
from tests.contract.views import make_snapshot

SEED = Path(__file__).parents[3] / "seed"


def slow() -> GraphView:
    return MemoryView(REVISION, DOCUMENTS, GONE)


@pytest.mark.anyio
async def test_it_answers_the_same_before_and_after() -> None:
    view = RisingView(slow(), lambda: make_snapshot(DOCUMENTS, gone=GONE))
    before = [await view.node_ids(), await view.documents(await view.node_ids()), view.engine]
    view.rise()
    assert view.risen.wait(60)
    after = [list(await view.node_ids()), await view.documents(await view.node_ids())]
    assert before == [*after, None]
    assert view.engine is not None


@pytest.mark.anyio
async def test_where_the_faster_one_cannot_be_made_the_first_goes_on_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> GraphView:
        raise OSError(28, "No space left on device")

    view = RisingView(slow(), broken)
    with caplog.at_level(logging.ERROR):
        view.rise()
        assert view.risen.wait(60)
    assert "No space left" in caplog.text
    assert await view.node_ids("park")


@pytest.mark.parametrize(
    ("chosen", "edges", "kind"),
    [
        ("auto", 100_000, MemoryView),
        ("auto", 10, SnapshotView),
        ("memory", 10, MemoryView),
        ("snapshot", 100_000, RisingView),
    ],
)
def test_the_view_is_chosen_by_setting_or_by_size(tmp_path: Path, chosen: str, edges: int, kind: type) -> None:
    settings = Settings(home=tmp_path, seed=SEED, view=chosen, snapshot_edges=edges)
    ledger = open_ledger(settings)
    revision = ensure_loaded(ledger, settings)
    assert type(open_view(ledger, settings)) is kind
    older = views(ledger, settings)(revision.number)
    assert type(older) is (MemoryView if kind is MemoryView else SnapshotView)
    ledger.close()
