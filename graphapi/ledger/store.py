"""The SQLite file of a ledger: its tables, how it is opened, and its failures in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graphapi.model.errors import LedgerUnavailable

SCHEMA_VERSION: Final = 1
_APPLICATION_ID: Final = 0x67726170
"""Marks the file as a ledger of ours in SQLite's header ("grap")."""

_LOG_BYTES: Final = 64_000_000
"""Bytes of the write-ahead log that stay after a large revision while the ledger is open."""

# Membership is written with OR: IN makes a set for each row, five of the nine microseconds that an entry took.
_TABLES: Final = """
CREATE TABLE revision (
    number INTEGER PRIMARY KEY,
    author TEXT NOT NULL,
    message TEXT NOT NULL,
    time TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    counts TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    deleted INTEGER NOT NULL
);
CREATE TABLE entry (
    revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,
    id TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type = 'source' OR type = 'node' OR type = 'edge' OR type = 'statement'),
    action TEXT NOT NULL CHECK (action = 'put' OR action = 'delete' OR action = 'merge'),
    document TEXT CHECK ((document IS NOT NULL) = (action = 'put')),
    target TEXT CHECK ((target IS NOT NULL) = (action = 'merge'))
);
CREATE UNIQUE INDEX entry_by_id ON entry (type, id, revision);
CREATE INDEX entry_gone ON entry (id, revision) WHERE action <> 'put';
CREATE TRIGGER revision_stays BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER revision_kept BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turns failures of the store into `LedgerUnavailable` with one readable sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerUnavailable(f"{path}: {_sentence(error)}", value=str(path)) from error
    except OSError as error:
        raise LedgerUnavailable(f"{path}: {error.strerror or error}", value=str(path)) from error


def create(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """Opens the file for writing, with its tables made where there are none; the caller closes the connection.

    Raises:
        LedgerUnavailable: the file is something else, of a newer version, locked or not to be written.
    """
    with in_our_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, busy_timeout, mode="rwc")
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def reader(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """Opens an existing ledger for reading only; the caller closes the connection."""
    connection = _connect(path, busy_timeout, mode="rw")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(path: Path, busy_timeout: float, *, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, timeout=busy_timeout, isolation_level=None, check_same_thread=False, uri=True)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    _refuse_foreign(connection, path)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have made the tables meanwhile.
        if not _refuse_foreign(connection, path):
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is a ledger already; a new file is none yet.

    Raises:
        LedgerUnavailable: it is a database of something else or of a newer version.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables and not application:
        return False
    if application != _APPLICATION_ID:
        raise LedgerUnavailable(f"{path}: is a database of something else, not a ledger", value=str(path))
    if version > SCHEMA_VERSION:
        raise LedgerUnavailable(
            f"{path}: has schema version {version}, newer than the {SCHEMA_VERSION} known here; "
            "use the release of graphapi that wrote it, or a newer one",
            value=str(path),
        )
    return True


def _sentence(error: sqlite3.Error) -> str:
    text = str(error)
    if "not a database" in text:
        return "is no ledger: the file is no SQLite database"
    if "locked" in text or "busy" in text:
        return "is locked by another process; nothing was written, try again when it is done"
    if "readonly" in text or "unable to open" in text:
        return "cannot be opened for writing; check that folder and file exist and are writable"
    return text
