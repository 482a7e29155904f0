"""A file that we exported -> a change set, or a report of everything that is wrong with it."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphapi.dataset import records
from graphapi.dataset.derive import derived_edges
from graphapi.dataset.exported.archive import read_archive
from graphapi.dataset.exported.content import MOST_BYTES, Content
from graphapi.dataset.exported.ids import FileIndex
from graphapi.dataset.exported.rows import tables_of
from graphapi.dataset.exported.xml import read_xml
from graphapi.dataset.layout import EDGE_TABLES, NODE_TABLES, SOURCES, STATEMENTS
from graphapi.dataset.package import ordered
from graphapi.dataset.problems import Problems, Row
from graphapi.model.changes import ChangeSet
from graphapi.model.documents import Document, Edge
from graphapi.model.errors import InvalidPackage
from graphapi.model.kinds import Basis


def read_export(path: Path, held: Iterable[Document] = ()) -> ChangeSet:
    """The whole graph as it is after the file was laid over what the ledger holds.

    What the file does not name stays as it is: nothing is deleted, but for derived edges that follow no longer. A
    derived edge of the file must be one that the ledger has or that follows from the others.

    Raises:
        InvalidPackage: something is wrong with the file; its report holds every problem, and nothing is loaded.
    """
    problems = Problems()
    state = {document.id: document for document in held}
    found = _found(_content(path, problems), state, problems)
    changes = _laid_over(state, found)
    report = problems.report()
    if not report.ok:
        count, first = report.total, report.problems[0]
        raise InvalidPackage(f"{path}: {count} problem{'s' if count > 1 else ''}; the first: {first.problem}", report)
    return changes


@dataclass(frozen=True, slots=True)
class _Found:
    """The sound documents of a file; derived edges with their rows, since they are made anew."""

    documents: list[Document]
    derived: list[tuple[Row, Edge]]


def _content(path: Path, problems: Problems) -> Content:
    size = path.stat().st_size
    if size > MOST_BYTES:
        problems.add(
            path.name,
            f"the file is larger than {MOST_BYTES:,} bytes",
            "export a part of the graph",
            value=f"{size:,} bytes",
        )
        return Content()
    return read_archive(path, problems) if zipfile.is_zipfile(path) else read_xml(path, problems)


def _found(content: Content, state: Mapping[str, Document], problems: Problems) -> _Found:
    tables = tables_of(content, problems)
    index = FileIndex(state)
    for kind, rows in tables.items():
        index.register(rows, kind)
    found = _Found([], [])
    for document in _plain_documents(tables, index):
        if document is not None:
            found.documents.append(document)
    for layout in EDGE_TABLES:
        for row in tables[layout.kind]:
            derived = row["basis"] == Basis.DERIVED
            edge = (records.derived_edge if derived else records.edge)(row, layout.kind, index)
            if edge is None or not _same_ends(row, edge, state):
                continue
            if derived:
                found.derived.append((row, edge))
            else:
                found.documents.append(edge)
    return found


def _plain_documents(tables: Mapping[str, Sequence[Row]], index: FileIndex) -> Iterator[Document | None]:
    for row in tables[SOURCES.kind]:
        yield records.source(row, index)
    for layout in NODE_TABLES:
        for row in tables[layout.kind]:
            yield records.node(row, layout.kind, index)
    for row in tables[STATEMENTS.kind]:
        yield records.statement(row, index)


def _same_ends(row: Row, edge: Edge, state: Mapping[str, Document]) -> bool:
    before = state.get(edge.id)
    if isinstance(before, Edge) and (before.tail, before.head) != (edge.tail, edge.head):
        row.fault("id", f"the edge joins {before.tail} to {before.head} in the ledger", "ends of an edge never change")
        return False
    return True


def _laid_over(state: Mapping[str, Document], found: _Found) -> ChangeSet:
    after = {key: one for key, one in state.items() if not _is_derived(one)}
    for document in found.documents:
        # Equal values may be written apart, 60 and 60.0: the ledger's stay.
        if after.get(document.id) != document:
            after[document.id] = document
    for edge in derived_edges(one for one in after.values() if isinstance(one, Edge)):
        before = state.get(edge.id)
        after[edge.id] = edge if before is None or before != edge else before
    for row, edge in found.derived:
        if edge not in (after.get(edge.id), state.get(edge.id)):
            row.fault(
                "id",
                "the derived edge does not follow from the edges that it names",
                "remove it, derived edges are made on loading; mend the edges behind it",
            )
    return ChangeSet(ordered(after.values()))


def _is_derived(document: Document) -> bool:
    return isinstance(document, Edge) and document.basis is Basis.DERIVED
