"""A sealed folder is served whole or not at all, whatever happened to the process or the disk that wrote it."""

import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread

import pytest

from graphapi.storage.sealed_folder import MANIFEST, DamagedFolder, Label, SealedFolders, verified

LABEL: Label = {"format": 1, "from": ["a", "b"]}
FILES = {"numbers.bin": bytes(range(256)) * 40, "texts.bin": b"some text", "empty.bin": b""}
LOG = logging.getLogger("tests.storage")


class Content:
    """The files of a folder as they were when it was opened."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.name: path.read_bytes() for path in folder.glob("*.bin")}


def folders(parent: Path, *, thorough: bool = False) -> SealedFolders[Content]:
    return SealedFolders(parent, Content, log=LOG, thorough=thorough)


def write(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).write_bytes(content)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def left(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir())


def test_a_folder_is_written_once_and_opened_ever_after(tmp_path: Path) -> None:
    written: list[Path] = []
    store = folders(tmp_path)
    assert store.opened("one", LABEL) is None
    for _ in range(3):
        assert store.made("one", LABEL, lambda folder: (written.append(folder), write(folder))).files == FILES
    assert len(written) == 1
    assert left(tmp_path) == ["one"]


def test_of_several_that_want_the_same_folder_one_writes(tmp_path: Path) -> None:
    written: list[Path] = []
    found: list[Content] = []

    def slowly(folder: Path) -> None:
        written.append(folder)
        time.sleep(0.05)
        write(folder)

    def ask() -> None:
        found.append(folders(tmp_path).made("one", LABEL, slowly))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [content.files for content in found] == [FILES] * 8
    assert len(written) == 1


@pytest.mark.parametrize("harm", [truncated, changed, emptied, Path.unlink], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("name", ["numbers.bin", "texts.bin", MANIFEST])
def test_a_folder_that_lost_anything_is_not_served_but_rebuilt(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, harm: Callable[[Path], None]
) -> None:
    store = folders(tmp_path)
    store.made("one", LABEL, write)
    harm(tmp_path / "one" / name)
    with caplog.at_level(logging.WARNING):
        assert store.opened("one", LABEL) is None
    assert str(tmp_path / "one") in caplog.text
    assert store.made("one", LABEL, write).files == FILES
    assert verified(tmp_path / "one", thorough=True) == LABEL
    assert left(tmp_path) == ["one"]


def test_a_manifest_cut_anywhere_is_no_manifest(tmp_path: Path) -> None:
    folders(tmp_path).made("one", LABEL, write)
    manifest = tmp_path / "one" / MANIFEST
    whole = manifest.read_bytes()
    for size in range(len(whole)):
        manifest.write_bytes(whole[:size])
        with pytest.raises(DamagedFolder):
            verified(tmp_path / "one")


def build_without_end(parent: Path, started: Event) -> None:
    number = 0
    while True:
        folders(parent).made(f"folder-{number}", {"number": number}, write)
        started.set()
        number += 1


@pytest.mark.process
def test_a_process_killed_at_any_moment_leaves_only_whole_folders(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for delay in (0.013, 0.029, 0.047, 0.071, 0.11):
        started = context.Event()
        child = context.Process(target=build_without_end, args=(tmp_path, started))
        child.start()
        assert started.wait(60)
        time.sleep(delay)
        child.kill()
        child.join()
        finished = [path for path in tmp_path.iterdir() if path.name.startswith("folder-") and path.is_dir()]
        for path in finished:
            assert verified(path, thorough=True) == {"number": int(path.name.partition("-")[2])}
            assert Content(path).files == FILES
    assert finished
    for path in tmp_path.glob(".building-*"):
        os.utime(path, (0, 0))
    store = folders(tmp_path)
    last = len(finished)
    assert store.made(f"folder-{last}", {"number": last}, write).files == FILES
    store.prune(f"folder-{last}")
    assert [name for name in left(tmp_path) if not name.endswith(".lock")] == [f"folder-{last}"]


def test_a_folder_of_the_same_name_made_from_something_else_is_rebuilt(tmp_path: Path) -> None:
    store = folders(tmp_path)
    store.made("one", LABEL, write)
    other = store.made("one", {"format": 2}, lambda folder: (folder / "other.bin").write_bytes(b"x"))
    assert other.files == {"other.bin": b"x"}


def test_a_writer_that_fails_leaves_nothing_behind_and_the_old_folder_in_place(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        write(folder)
        raise OSError(28, "No space left on device")

    store = folders(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        store.made("one", LABEL, full)
    assert left(tmp_path) == []
    store.made("one", LABEL, write)
    with pytest.raises(OSError, match="No space left"):
        store.made("one", {"format": 2}, full)
    assert store.opened("one", LABEL) is not None


def test_a_change_that_hides_its_time_is_found_where_openings_are_thorough(tmp_path: Path) -> None:
    folders(tmp_path).made("one", LABEL, write)
    path = tmp_path / "one" / "numbers.bin"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    changed(path)
    os.utime(path, ns=times)
    assert folders(tmp_path).opened("one", LABEL) is not None
    assert folders(tmp_path, thorough=True).opened("one", LABEL) is None


def test_a_folder_in_use_is_not_pruned(tmp_path: Path) -> None:
    store = folders(tmp_path)
    content = store.made("one", LABEL, write)
    store.made("two", LABEL, write)
    store.prune("two")
    assert left(tmp_path) == ["one", "two"]
    del content
    store.prune("two")
    assert left(tmp_path) == ["two"]


def test_the_youngest_of_the_others_may_stay(tmp_path: Path) -> None:
    store = folders(tmp_path)
    for age, name in enumerate(["one", "two", "three", "four"]):
        store.made(name, LABEL, write)
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    store.prune("one", spare=1)
    assert left(tmp_path) == ["four", "one"]


def test_pruning_where_nothing_was_ever_written_is_nothing_to_do(tmp_path: Path) -> None:
    folders(tmp_path / "none").prune("one")
