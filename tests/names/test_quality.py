"""The labelled list is what it says, and matching keeps to its targets on it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view
from graphapi.settings import Settings
from tests.names.quality import ABSENT, DOCUMENT, ROOT, Judged, figures, judged, labelled, written

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Judged]]:
    home = Settings(home=tmp_path_factory.mktemp("home"), seed=ROOT / "seed")
    with closing(open_ledger(home)) as ledger:
        ensure_loaded(ledger, home)
        view = open_view(ledger)
        known = set(asyncio.run(view.node_ids()))
        assert {one.expected for one in labelled()} <= known | {""}
        yield asyncio.run(judged(view, names(home)(view)))


def test_the_list_is_long_and_mixed_enough() -> None:
    rows = labelled()
    variants = Counter(one.variant for one in rows)
    assert len({(one.name, one.kind) for one in rows}) == len(rows)
    assert sum(one.expected != "" for one in rows) >= 200
    assert variants[ABSENT] >= 40
    assert {"short", "pinyin", "old_name", "english", "typo", "subsidiary"} <= variants.keys()
    assert all((one.variant == ABSENT) == (one.expected == "") for one in rows)
    assert all(one.why and one.origin in {"real", "constructed"} for one in rows)


def test_the_right_node_comes_first_and_no_match_is_false(found: list[Judged]) -> None:
    measured = figures(found)
    assert measured["recall at 1"] >= 0.95
    assert measured["recall at 5"] >= measured["recall at 1"]
    assert [one.labelled.name for one in found if one.false] == []


def test_many_right_names_are_called_matches(found: list[Judged]) -> None:
    right = [one for one in found if one.labelled.expected and one.matched]
    assert len(right) > 0.4 * sum(one.labelled.expected != "" for one in found)


def test_a_wrong_match_would_be_counted(found: list[Judged]) -> None:
    matched = next(one for one in found if one.matched)
    absent = next(one for one in found if one.labelled.variant == ABSENT)
    assert Judged(absent.labelled, matched.hits, held=False).false


def test_the_document_shows_what_is_measured(found: list[Judged]) -> None:
    told = DOCUMENT.read_text("utf-8")
    assert "recall at 1" in told
    assert written(found) == told, "write it anew: python -m tests.names.quality --write"
