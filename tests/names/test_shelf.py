"""An index on disk: made once, found again, rebuilt when damaged, and gone when it is old."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from graphapi.bootstrap import open_ledger, open_view
from graphapi.graph.base import GraphView
from graphapi.model.changes import ChangeSet
from graphapi.names.base import EVERYWHERE, NameIndex, Scope, Strategy
from graphapi.names.shelf import open_index
from graphapi.names.spelling import Spelled
from graphapi.settings import Settings
from tests.api.small import BATCH, CATL, FIRST, MENGSU, SECOND, node


@pytest.fixture
def view(tmp_path: Path) -> Iterator[GraphView]:
    with closing(open_ledger(Settings(home=tmp_path))) as ledger:
        ledger.apply(FIRST, author="curator", message="first")
        yield open_view(ledger)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "names"


def nodes(index: NameIndex, text: str, strategy: Strategy = Strategy.EXACT, scope: Scope = EVERYWHERE) -> list[str]:
    return [entry.node for entry in index.find(Spelled.of(text), strategy, scope, limit=10)]


def folders(shelf: Path) -> list[str]:
    return sorted(path.name for path in shelf.iterdir())


def test_an_index_answers_by_each_strategy(shelf: Path, view: GraphView) -> None:
    index = open_index(shelf, view)
    assert index.revision == view.revision
    assert nodes(index, "宁德时代") == nodes(index, "ndsd") == nodes(index, "300750.SZ") == [CATL]
    assert nodes(index, "宁德", Strategy.PREFIX) == [CATL]
    assert nodes(index, "shidai ningde", Strategy.WORDS) == [CATL]
    assert nodes(index, "Contemporry", Strategy.SIMILAR)[0] == CATL
    assert nodes(index, "?!", Strategy.EXACT) == nodes(index, "", Strategy.SIMILAR) == []


def test_a_scope_narrows_by_kind_province_and_list(shelf: Path, view: GraphView) -> None:
    index = open_index(shelf, view)
    found = nodes(index, "park", Strategy.WORDS)
    assert MENGSU in found
    assert len(found) == 3
    for scope in (Scope(province="province:nm"), Scope(on_list=BATCH)):
        assert nodes(index, "park", Strategy.WORDS, scope) == [MENGSU]
    assert nodes(index, "park", Strategy.WORDS, Scope(frozenset({"company", "city"}))) == []


def test_an_index_is_made_once(shelf: Path, view: GraphView) -> None:
    open_index(shelf, view)
    (folder,) = shelf.iterdir()
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir() if path.suffix != ".lock"}
    assert nodes(open_index(shelf, view), "CATL") == [CATL]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir() if path.suffix != ".lock"} == before


@pytest.mark.parametrize("damage", ["a byte is changed", "a file is gone", "no manifest", "an unreadable manifest"])
def test_a_damaged_index_is_rebuilt(shelf: Path, view: GraphView, damage: str) -> None:
    open_index(shelf, view)
    (folder,) = shelf.iterdir()
    (terms,) = folder.glob("*.term")
    if damage == "a byte is changed":
        content = bytearray(terms.read_bytes())
        content[len(content) // 2] ^= 1
        terms.write_bytes(content)
    elif damage == "a file is gone":
        terms.unlink()
    elif damage == "no manifest":
        (folder / "manifest.json").unlink()
    else:
        (folder / "manifest.json").write_bytes(b"[1]")
    assert nodes(open_index(shelf, view), "CATL") == [CATL]
    assert folders(shelf) == [folder.name]


def test_an_index_of_another_graph_with_the_same_number_is_not_taken(
    shelf: Path, view: GraphView, tmp_path: Path
) -> None:
    open_index(shelf, view)
    with closing(open_ledger(Settings(home=tmp_path / "other"))) as ledger:
        ledger.apply(ChangeSet((*FIRST.documents[:2], node("company:new", "New"))), author="a", message="m")
        other = open_view(ledger)
    assert other.revision.number == view.revision.number
    assert nodes(open_index(shelf, other), "CATL") == []


def test_the_last_two_revisions_stay_and_older_ones_go(tmp_path: Path) -> None:
    with closing(open_ledger(Settings(home=tmp_path))) as ledger:
        for changes in (FIRST, SECOND, FIRST):
            ledger.apply(changes, author="curator", message="next")
            open_index(tmp_path / "names", open_view(ledger))
    assert [name.partition("-")[0] for name in folders(tmp_path / "names")] == ["2", "3"]


def test_processes_that_make_the_same_index_at_once_end_with_one(shelf: Path, view: GraphView) -> None:
    with ThreadPoolExecutor(4) as many:
        found = list(many.map(lambda _: nodes(open_index(shelf, view), "CATL"), range(4)))
    assert found == [[CATL]] * 4
    assert len(folders(shelf)) == 1


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, view: GraphView) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        open_index(tmp_path / "file" / "names", view)
