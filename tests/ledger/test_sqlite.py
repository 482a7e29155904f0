"""What holds for the SQLite file alone: durability settings, append-only, and failures in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.errors import LedgerUnavailable
from tests.contract.ledger_suite import SMALL


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A ledger with one revision, closed."""
    path = tmp_path / "home" / "ledger.sqlite"
    ledger = SqliteLedger(path)
    ledger.apply(SMALL, author="a", message="m")
    ledger.close()
    return path


@pytest.mark.parametrize("table", ["entry", "revision"])
@pytest.mark.parametrize("change", ["UPDATE {} SET rowid = 99", "DELETE FROM {}"])
def test_nothing_that_was_written_can_be_changed(path: Path, table: str, change: str) -> None:
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(change.format(table))


def test_the_file_is_in_write_ahead_mode(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_times_are_written_in_utc_whatever_the_clock_says(tmp_path: Path) -> None:
    beijing = datetime(2026, 1, 2, 7, 30, tzinfo=timezone(timedelta(hours=8)))
    ledger = SqliteLedger(tmp_path / "l.sqlite", now=lambda: beijing)
    assert ledger.apply(SMALL, author="a", message="m").time == "2026-01-01T23:30:00Z"
    ledger.close()


def test_a_text_that_no_encoding_can_store_is_kept_as_escapes(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "l.sqlite")
    revision = ledger.apply(SMALL, author="caf\udce9", message="m")
    assert revision.author == "caf\\udce9"
    assert ledger.head() == revision
    ledger.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_text("not a database, " * 100)
    with pytest.raises(LedgerUnavailable, match="not an SQLite database"):
        SqliteLedger(path)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(LedgerUnavailable, match="some other database"):
        SqliteLedger(path)


def test_a_ledger_of_a_newer_version_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(LedgerUnavailable, match="schema version 2, newer than the 1 known here"):
        SqliteLedger(path)


def test_a_ledger_that_another_process_is_writing_can_be_read_and_not_written(path: Path) -> None:
    ledger = SqliteLedger(path, busy_timeout=0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(list(ledger.state())) == 5
        with pytest.raises(LedgerUnavailable, match="locked by another process"):
            ledger.apply(SMALL, author="a", message="m")
    assert ledger.apply(SMALL, author="a", message="m").number == 1
    ledger.close()


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        SqliteLedger(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(LedgerUnavailable, match=r"ledger\.sqlite"):
        SqliteLedger(tmp_path / "home" / "ledger.sqlite")


def test_a_folder_where_nobody_may_write_is_refused() -> None:
    with pytest.raises(LedgerUnavailable, match="check that folder and file exist and are writable"):
        SqliteLedger(Path("/proc/ledger.sqlite"))


def test_a_file_removed_while_open_is_reported_not_made_again(path: Path) -> None:
    ledger = SqliteLedger(path)
    path.unlink()
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        ledger.head()
    assert not path.exists()
    ledger.close()


def test_a_damaged_file_is_reported(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    ledger = SqliteLedger(path)
    with pytest.raises(LedgerUnavailable, match="malformed"):
        list(ledger.state())
    ledger.close()
