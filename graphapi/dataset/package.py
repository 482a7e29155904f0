"""A data package -> a change set, or a report of everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graphapi.dataset import records
from graphapi.dataset.derive import derived_edges
from graphapi.dataset.index import Index
from graphapi.dataset.layout import EDGE_TABLES, LEFT_OUT, NODE_TABLES, REDIRECTS, SOURCES, STATEMENTS
from graphapi.dataset.problems import Problems
from graphapi.dataset.tables import Table, read_tables
from graphapi.model.changes import ChangeSet, Redirect
from graphapi.model.documents import DOCUMENT_TYPES, Document, Edge
from graphapi.model.errors import InvalidPackage
from graphapi.model.validation import Report


def read_package(folder: Path) -> ChangeSet:
    """The whole graph of a package with its derived edges, documents ordered by type and id.

    Raises:
        InvalidPackage: something is wrong; its report holds every problem, and nothing is loaded.
    """
    changes, report = _read(folder)
    if not report.ok:
        count, first = len(report.problems), report.problems[0]
        raise InvalidPackage(
            f"{folder}: {count} problem{'s' if count > 1 else ''}; the first: {first.file}: {first.problem}", report
        )
    return changes


def validate_package(folder: Path) -> Report:
    """Every problem of a package at once; none if `read_package` would load it."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[ChangeSet, Report]:
    problems = Problems()
    tables = read_tables(folder, problems)
    index = Index(tables)
    documents = [document for document in _documents(tables, index) if document is not None]
    redirects = tuple(_redirects(tables, index))
    report = problems.report()
    if not report.ok:
        return ChangeSet(()), report
    documents += derived_edges(document for document in documents if isinstance(document, Edge))
    return ChangeSet(ordered(documents), redirects), report


def _documents(tables: Mapping[str, Table], index: Index) -> Iterator[Document | None]:
    if not tables:
        return
    for row in tables[SOURCES.file].rows:
        yield records.source(row, index)
    for layout in NODE_TABLES:
        for row in tables[layout.file].rows:
            yield records.node(row, layout.kind, index)
    for layout in EDGE_TABLES:
        for row in tables[layout.file].rows:
            yield records.edge(row, layout.kind, index)
    for row in tables[STATEMENTS.file].rows:
        yield records.statement(row, index)
    for row in tables[LEFT_OUT.file].rows:
        records.check_left_out(row)


def _redirects(tables: Mapping[str, Table], index: Index) -> Iterator[Redirect]:
    seen: dict[str, int] = {}
    for row in tables[REDIRECTS.file].rows if tables else ():
        if (first := seen.setdefault(row["old"], row.number)) != row.number:
            row.fault("old", f"duplicate id: row {first} redirects it already", "keep one row")
        if redirect := records.redirect(row, index):
            yield redirect


def ordered(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents by type and id, as a ledger lists them."""
    order = {name: rank for rank, name in enumerate(DOCUMENT_TYPES)}
    return tuple(sorted(documents, key=lambda document: (order[document.type], document.id)))
