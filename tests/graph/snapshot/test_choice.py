"""Which view serves a revision."""

from pathlib import Path

import pytest

from graphapi.bootstrap import ensure_loaded, open_ledger, open_view, views
from graphapi.graph.memory import MemoryView
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.settings import Settings

SEED = Path(__file__).parents[3] / "seed"


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
