"""A data package -> its documents in one pass, or a report of everything that is wrong with it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from graphapi.dataset import records
from graphapi.dataset.index import Index
from graphapi.dataset.table_files import CsvTable, JsonLinesTable, ParquetTable
from graphapi.dataset.tables import LEFT_OUT, REDIRECTS, SOURCES, STATEMENTS, Problems, TableRow, open_tables
from graphapi.model.changes import RANK, Redirect
from graphapi.model.documents import Document
from graphapi.model.errors import InvalidPackage
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.loading import Report, Stage, Watch, no_watch

FORMS = (CsvTable, JsonLinesTable, ParquetTable)


class PackageReader:
    """Reads a package once. `redirects` and `report` are whole when the documents have been read to the end."""

    def __init__(self, folder: Path, *, watch: Watch = no_watch) -> None:
        self.redirects: list[Redirect] = []
        self._problems = Problems()
        self._tables = open_tables(folder, FORMS, self._problems)
        self._index = Index(self._tables.values())
        self._watch = watch
        self._merged: dict[str, int] = {}

    @property
    def report(self) -> Report:
        """Every problem found so far."""
        return self._problems.report()

    def documents(self) -> Iterator[Document]:
        """The documents of sound rows: sources, nodes, edges, statements, each in the order of its table."""
        size = sum(table.size for table in self._tables.values()) or 1
        before, rows = 0, 0
        for table in self._tables.values():
            kind = table.layout.kind
            for batch in table.batches():
                self._index.register(batch, kind)
                for row in batch:
                    if (document := self._document(row, kind)) is not None:
                        yield document
                rows += len(batch)
                self._watch(Stage("reading", rows, (before + table.position) / size))
            before += table.size
            self._watch(Stage("reading", rows, before / size))

    def _document(self, row: TableRow, kind: str) -> Document | None:
        if kind in EDGE_KINDS:
            return records.edge(row, kind, self._index)
        if kind in NODE_KINDS:
            return records.node(row, kind, self._index)
        if kind == SOURCES.kind:
            return records.source(row, self._index)
        if kind == STATEMENTS.kind:
            return records.statement(row, self._index)
        if kind == REDIRECTS.kind:
            self._redirect(row)
        if kind == LEFT_OUT.kind:
            records.check_left_out(row)
        return None

    def _redirect(self, row: TableRow) -> None:
        if (first := self._merged.setdefault(row["old"], row.number)) != row.number:
            row.fault("old", f"duplicate id: row {first} redirects it already", "keep one row")
        if redirect := records.redirect(row, self._index):
            self.redirects.append(redirect)


def in_state_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents by type and id, as a ledger lists them."""
    return tuple(sorted(documents, key=lambda document: (RANK[document.type], document.id)))


def validate_package(folder: Path, *, watch: Watch = no_watch) -> Report:
    """Every problem of a package at once; none if it can be loaded."""
    reader = PackageReader(folder, watch=watch)
    for _ in reader.documents():
        pass
    return reader.report


def refuse_problems(path: Path, report: Report) -> None:
    """Raises InvalidPackage if the report of a package or file holds a problem."""
    if not report.ok:
        count, first = report.total, report.problems[0]
        what = f"{count} problem{'s' if count > 1 else ''}; the first: {first.file}: {first.problem}"
        raise InvalidPackage(f"{path}: {what}", report)
