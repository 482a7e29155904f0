"""The ledger in one SQLite file: write-ahead log, fully synchronous, append-only by triggers."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson

from graphapi.ledger.base import Ledger
from graphapi.ledger.difference import Change, Difference
from graphapi.model.changes import (
    TYPES,
    ChangeSet,
    LedgerEntry,
    Revision,
    SortedGraph,
    StoredDocument,
    document_members,
    parse_document,
    stored_documents,
)
from graphapi.model.documents import Document
from graphapi.model.errors import LedgerUnavailable, RevisionNotFound
from graphapi.model.json import JsonObject

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

_REVISION: Final = "SELECT number, author, message, time, content_hash, counts, added, changed, deleted FROM revision"

# SQLite takes the bare columns of an aggregate query with max() from the row that holds the maximum.
_NEWEST: Final = """
SELECT id, action, CAST(document AS BLOB), max(revision)
FROM entry WHERE type = ? AND revision <= ? GROUP BY id ORDER BY id"""

_GONE: Final = """
SELECT revision, id, action, target FROM entry AS gone
WHERE action <> 'put' AND revision <= :revision AND NOT EXISTS (
    SELECT 1 FROM entry AS later
    WHERE later.type = gone.type AND later.id = gone.id
      AND later.revision > gone.revision AND later.revision <= :revision
) ORDER BY id"""


def utc_now() -> datetime:
    """The clock of a ledger unless another one is passed in."""
    return datetime.now(UTC)


class SqliteLedger(Ledger):
    """A ledger in the file at `path`, made with its folder where it is not there.

    Every read uses a connection of its own, so readers run in any thread and never wait for a writer. Writers wait
    for each other: in this process without limit, for another process `busy_timeout` seconds.

    Raises:
        LedgerUnavailable: the file is no ledger, of a newer version, locked, or cannot be written.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime] = utc_now, busy_timeout: float = 5.0) -> None:
        self._path = path
        self._now = now
        self._busy_timeout = busy_timeout
        self._writing = threading.Lock()
        self._writer: sqlite3.Connection | None = _writer(path, busy_timeout)

    def apply(self, changes: ChangeSet, *, author: str, message: str) -> Revision:
        """See `Ledger.apply`. The first change set makes revision 1 even if it is empty."""
        graph = SortedGraph(stored_documents(changes.documents), changes.redirects)
        return self._commit(graph, author, message, complete=changes.complete)

    def load(self, graph: SortedGraph, *, author: str, message: str) -> Revision:
        """See `Ledger.load`. One transaction: a load that is killed leaves the file at the revision before."""
        return self._commit(graph, author, message, complete=True)

    def head(self) -> Revision | None:
        """See `Ledger.head`."""
        with self._reading() as connection:
            return _head(connection)

    def revisions(self) -> Sequence[Revision]:
        """See `Ledger.revisions`."""
        with self._reading() as connection:
            return [_revision(row) for row in connection.execute(f"{_REVISION} ORDER BY number")]

    def state(self, revision: int | None = None) -> Iterator[Document]:
        """See `Ledger.state`. Documents are read as the iterator advances; it stays at its revision."""
        with self._reading() as connection:
            number = _resolved(connection, revision)
        return self._documents(number)

    def records(self, revision: int | None = None) -> Iterator[tuple[str, JsonObject]]:
        """See `Ledger.records`."""
        with self._reading() as connection:
            number = _resolved(connection, revision)
        return self._records(number)

    def tombstones(self, revision: int | None = None) -> Sequence[LedgerEntry]:
        """See `Ledger.tombstones`."""
        with self._reading() as connection:
            rows = connection.execute(_GONE, {"revision": _resolved(connection, revision)})
            return [LedgerEntry(number, old, action, target=target) for number, old, action, target in rows]

    def close(self) -> None:
        """See `Ledger.close`. Waits for a writer; iterators over a state may still be finished."""
        with self._writing:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _commit(self, wanted: SortedGraph, author: str, message: str, *, complete: bool) -> Revision:
        with self._writing, _failures_named(self._path):
            writer = self._open()
            writer.execute("BEGIN IMMEDIATE")
            try:
                revision = self._write(writer, wanted, author, message, complete=complete)
                writer.execute("COMMIT")
            except BaseException:
                if writer.in_transaction:
                    writer.execute("ROLLBACK")
                raise
            return revision

    def _open(self) -> sqlite3.Connection:
        if self._writer is None:
            raise LedgerUnavailable(f"{self._path}: the ledger has been closed", value=str(self._path))
        return self._writer

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._open()
        with _failures_named(self._path):
            connection = _reader(self._path, self._busy_timeout)
            try:
                yield connection
            finally:
                connection.close()

    def _documents(self, revision: int) -> Iterator[Document]:
        with self._reading() as connection:
            for held in _held(connection, revision):
                yield parse_document(held.type, held.document)

    def _records(self, revision: int) -> Iterator[tuple[str, JsonObject]]:
        with self._reading() as connection:
            for held in _held(connection, revision):
                yield held.type, document_members(held.type, held.document)

    def _write(
        self, writer: sqlite3.Connection, wanted: SortedGraph, author: str, message: str, *, complete: bool
    ) -> Revision:
        """Entries first, streamed against a second connection that sees the state before; then their revision."""
        before = _head(writer)
        last = before.number if before else 0
        merged = {
            old: target for _, old, action, target in writer.execute(_GONE, {"revision": last}) if action == "merge"
        }
        difference = Difference(wanted.redirects, merged, complete=complete)
        with self._reading() as connection:
            writer.executemany(
                "INSERT INTO entry (revision, id, type, action, document, target) VALUES (?, ?, ?, ?, ?, ?)",
                (_row(last + 1, change) for change in difference.changes(_held(connection, last), wanted.documents)),
            )
        if before and not (difference.added or difference.changed or difference.deleted):
            return before
        revision = Revision(
            number=last + 1,
            author=_storable(author),
            message=_storable(message),
            time=self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            content_hash=difference.content_hash,
            counts=difference.counts,
            added=difference.added,
            changed=difference.changed,
            deleted=difference.deleted,
        )
        columns = asdict(revision) | {"counts": orjson.dumps(revision.counts).decode()}
        writer.execute("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tuple(columns.values()))
        return revision


def _head(connection: sqlite3.Connection) -> Revision | None:
    row = connection.execute(f"{_REVISION} ORDER BY number DESC LIMIT 1").fetchone()
    return _revision(row) if row else None


def _resolved(connection: sqlite3.Connection, revision: int | None) -> int:
    head = _head(connection)
    last = head.number if head else 0
    if revision is None:
        return last
    if not 1 <= revision <= last:
        raise RevisionNotFound(f"there is no revision {revision}; the newest is {last}", value=revision)
    return revision


def _held(connection: sqlite3.Connection, revision: int) -> Iterator[StoredDocument]:
    for kind in TYPES:
        for identifier, action, document, _ in connection.execute(_NEWEST, (kind, revision)):
            if action == "put":
                yield StoredDocument(kind, identifier, document)


def _row(revision: int, change: Change) -> tuple[int, str, str, str, str | None, str | None]:
    document = None if change.document is None else change.document.decode()
    return (revision, change.id, change.type, change.action, document, change.target)


def _revision(row: tuple[int, str, str, str, str, str, int, int, int]) -> Revision:
    number, author, message, time, content_hash, counts, added, changed, deleted = row
    return Revision(number, author, message, time, content_hash, orjson.loads(counts), added, changed, deleted)


def _storable(text: str) -> str:
    """The text with lone surrogates, which no encoding can store, shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


@contextmanager
def _failures_named(path: Path) -> Iterator[None]:
    """Turns failures of the store into `LedgerUnavailable` with one readable sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerUnavailable(f"{path}: {_sentence(error)}", value=str(path)) from error
    except OSError as error:
        raise LedgerUnavailable(f"{path}: {error.strerror or error}", value=str(path)) from error


def _writer(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """Opens the file for writing, with its tables made where there are none; the caller closes the connection."""
    with _failures_named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, busy_timeout, mode="rwc")
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _reader(path: Path, busy_timeout: float) -> sqlite3.Connection:
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
        raise LedgerUnavailable(f"{path}: is some other database, not a ledger", value=str(path))
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
        return "is not a ledger: the file is not an SQLite database"
    if "locked" in text or "busy" in text:
        return "is locked by another process; nothing was written, try again when it is done"
    if "readonly" in text or "unable to open" in text:
        return "cannot be opened for writing; check that folder and file exist and are writable"
    return text
