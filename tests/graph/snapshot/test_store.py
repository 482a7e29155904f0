"""Snapshots on the disk: built once, never served half-written or damaged, removed when nobody uses them."""

import logging
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import orjson
import pytest

from graphapi.graph.snapshot.build import Record
from graphapi.graph.snapshot.store import SnapshotStore
from graphapi.model.errors import InvalidDocument
from graphapi.storage.sealed_folder import DamagedFolder, verified
from tests.contract.sample import REVISION
from tests.graph.snapshot.conftest import RECORDS, Contents

LATER = replace(REVISION, number=REVISION.number + 1)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_a_snapshot_is_built_once_and_opened_ever_after(store: SnapshotStore, contents: Contents) -> None:
    assert store.opened(REVISION) is None
    assert store.made(REVISION, contents).revision == REVISION
    again = store.made(REVISION, contents)
    assert (again.revision, contents.read) == (REVISION, 1)


def test_of_several_that_want_the_same_snapshot_one_builds(store: SnapshotStore, contents: Contents) -> None:
    found: list[object] = []
    threads = [Thread(target=lambda: found.append(store.made(REVISION, contents))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), contents.read) == (6, 1)


@pytest.mark.parametrize("harm", [truncated, changed, Path.unlink], ids=["truncated", "changed", "missing"])
@pytest.mark.parametrize("name", ["documents.bin", "graph_heads.npy", "id_texts.npy", "manifest.json"])
def test_a_damaged_snapshot_is_named_in_the_log_and_rebuilt(
    store: SnapshotStore, contents: Contents, caplog: pytest.LogCaptureFixture, name: str, harm: Callable[[Path], None]
) -> None:
    store.made(REVISION, contents)
    harm(store.path(REVISION) / name)
    with caplog.at_level(logging.WARNING):
        assert store.opened(REVISION) is None
        assert store.made(REVISION, contents).revision == REVISION
    assert contents.read == 2
    assert str(store.path(REVISION)) in caplog.text
    assert "rebuilt" in caplog.text


@pytest.mark.parametrize("name", ["documents.bin", "graph_blocks.npy", "statement_subjects.npy"])
def test_a_change_that_hides_its_time_is_found_by_a_thorough_look(
    store: SnapshotStore, contents: Contents, name: str
) -> None:
    store.made(REVISION, contents)
    path = store.path(REVISION) / name
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    changed(path)
    os.utime(path, ns=times)
    assert verified(store.path(REVISION))["revision"] == REVISION.to_json()
    with pytest.raises(DamagedFolder, match=name):
        verified(store.path(REVISION), thorough=True)


@pytest.mark.parametrize("change", [{"format": 0}, {"tables": {}}, {"revision": {}}, {"files": None}])
def test_a_snapshot_of_another_version_is_rebuilt(
    store: SnapshotStore, contents: Contents, change: dict[str, object]
) -> None:
    store.made(REVISION, contents)
    manifest = store.path(REVISION) / "manifest.json"
    manifest.write_bytes(orjson.dumps(orjson.loads(manifest.read_bytes()) | change))
    assert store.made(REVISION, contents).revision == REVISION
    assert contents.read == 2


def test_a_snapshot_of_the_same_number_but_another_revision_is_rebuilt(
    store: SnapshotStore, contents: Contents
) -> None:
    store.made(REVISION, contents)
    other = replace(REVISION, content_hash="another")
    assert store.made(other, contents).revision == other


def test_a_copied_snapshot_is_served(store: SnapshotStore, contents: Contents, tmp_path: Path) -> None:
    store.made(REVISION, contents)
    shutil.copytree(store.path(REVISION).parent, tmp_path / "copy", copy_function=shutil.copyfile)
    found = SnapshotStore(tmp_path / "copy").opened(REVISION)
    assert found is not None
    assert found.revision == REVISION


def test_a_build_that_fails_leaves_nothing_behind(store: SnapshotStore) -> None:
    def broken() -> Iterator[Record]:
        yield from RECORDS[: len(RECORDS) // 2]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        store.made(REVISION, lambda: (broken(), ()))
    assert [path.name for path in store.path(REVISION).parent.iterdir() if path.is_dir()] == []
    assert store.opened(REVISION) is None


def test_records_out_of_order_are_refused(store: SnapshotStore) -> None:
    with pytest.raises(InvalidDocument, match="comes after"):
        store.made(REVISION, lambda: (RECORDS[::-1], ()))


def test_an_edge_without_its_end_is_refused(store: SnapshotStore) -> None:
    lone = [(kind, document) for kind, document in RECORDS if kind != "node"]
    with pytest.raises(InvalidDocument, match="there is no node"):
        store.made(REVISION, lambda: (lone, ()))


def killed_while_building(folder: Path) -> None:
    def endless() -> Iterator[Record]:
        yield RECORDS[0]
        os._exit(9)

    SnapshotStore(folder).made(REVISION, lambda: (endless(), ()))


@pytest.mark.process
def test_what_a_killed_build_left_is_not_served_and_is_swept_away(
    store: SnapshotStore, contents: Contents, tmp_path: Path
) -> None:
    child = multiprocessing.get_context("spawn").Process(target=killed_while_building, args=(tmp_path / "snapshots",))
    child.start()
    child.join(60)
    assert child.exitcode == 9
    assert store.opened(REVISION) is None
    assert len(list((tmp_path / "snapshots").glob(".building-*"))) == 1
    for left in (tmp_path / "snapshots").glob(".building-*"):
        os.utime(left, (0, 0))
    store.made(REVISION, contents)
    store.prune(REVISION)
    assert list((tmp_path / "snapshots").glob(".building-*")) == []


def test_an_older_snapshot_is_removed_when_nobody_uses_it_any_more(store: SnapshotStore, contents: Contents) -> None:
    view = store.made(REVISION, contents)
    store.made(LATER, contents)
    store.prune(LATER)
    assert store.path(REVISION).is_dir()
    del view  # Nothing else holds it, not even a cycle.
    store.prune(LATER)
    assert not store.path(REVISION).exists()
    assert store.opened(LATER) is not None


def test_pruning_keeps_the_newest_and_the_one_just_opened(store: SnapshotStore, contents: Contents) -> None:
    for number in (1, 2, 3):
        store.made(replace(REVISION, number=number), contents)
    store.prune(replace(REVISION, number=1), replace(REVISION, number=3))
    left = sorted(path.name for path in store.path(REVISION).parent.iterdir() if path.is_dir())
    assert left == ["revision-00000001", "revision-00000003"]
