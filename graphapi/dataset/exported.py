"""A file that we exported -> a change set, or a report of everything that is wrong with it."""

import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphapi.dataset import records
from graphapi.dataset.derive import derived_edges
from graphapi.dataset.exported_files import MOST_BYTES, Content, read_archive, read_xml
from graphapi.dataset.exported_rows import package_rows
from graphapi.dataset.index import Index
from graphapi.dataset.layout import EDGE_TABLES, NODE_TABLES, SOURCES, STATEMENTS
from graphapi.dataset.package import in_state_order, refuse_problems
from graphapi.dataset.problems import Problems, TableRow
from graphapi.model.changes import ChangeSet
from graphapi.model.documents import Document, Edge
from graphapi.model.identifiers import edge_id, is_edge_id, is_source_id, is_statement_id, source_id
from graphapi.model.kinds import Basis


class FileIndex(Index):
    """Ids as the file gives them: the discriminator behind the id of an edge is in no file."""

    def __init__(self, held: Container[str]) -> None:
        super().__init__()
        self._held = held

    def holds(self, identifier: str) -> bool:
        """Whether the file or the ledger has this id."""
        return identifier in self._held or super().holds(identifier)

    def absent(self, kind: str) -> tuple[str, str]:
        """See `Index.absent`."""
        what = f"dangling id: neither the file nor the ledger has such a {kind}"
        return what, "load a file that holds it, or correct the id"

    def identify(self, row: TableRow, kind: str) -> str:
        """The id that the row gives, if it is one of its kind; only that of a source can be computed."""
        identifier = row["id"]
        if kind == SOURCES.kind:
            computed = source_id(row["url"], row["publisher"], row["date"], row["title"])
            if identifier == computed:
                return identifier
            row.fault("id", f"the id does not match the source, whose id is {computed}", f"write {computed} everywhere")
            return identifier if is_source_id(identifier) else ""
        if kind == STATEMENTS.kind:
            if is_statement_id(identifier):
                return identifier
            row.fault("id", "is not a statement id", "a statement id is statement: and 12 hex digits")
            return ""
        if is_edge_id(identifier):
            return identifier
        example = edge_id(kind, row["tail"], row["head"])
        row.fault("id", "is not an edge id", f"a new edge between these nodes has the id {example}")
        return ""


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
    changes = _overlay(state, found)
    refuse_problems(path, problems.report())
    return changes


@dataclass(frozen=True, slots=True)
class _Found:
    """The sound documents of a file; derived edges with their rows, to be compared with those that follow."""

    documents: list[Document]
    derived: list[tuple[TableRow, Edge]]


def _content(path: Path, problems: Problems) -> Content:
    size = path.stat().st_size
    if size > MOST_BYTES:
        what = f"the file is larger than {MOST_BYTES:,} bytes"
        problems.add(path.name, what, "export a part of the graph", value=f"{size:,} bytes")
        return Content()
    return read_archive(path, problems) if zipfile.is_zipfile(path) else read_xml(path, problems)


def _found(content: Content, state: Mapping[str, Document], problems: Problems) -> _Found:
    tables = package_rows(content, problems)
    index = FileIndex(state)
    for kind, rows in tables.items():
        index.register(rows, kind)
    found = _Found([document for document in _plain_documents(tables, index) if document is not None], [])
    for layout in EDGE_TABLES:
        for row in tables[layout.kind]:
            derived = row["basis"] == Basis.DERIVED
            edge = (records.exported_derived_edge if derived else records.edge)(row, layout.kind, index)
            if edge is not None and _same_ends(row, edge, state):
                if derived:
                    found.derived.append((row, edge))
                else:
                    found.documents.append(edge)
    return found


def _plain_documents(tables: Mapping[str, Sequence[TableRow]], index: FileIndex) -> Iterator[Document | None]:
    for row in tables[SOURCES.kind]:
        yield records.source(row, index)
    for layout in NODE_TABLES:
        for row in tables[layout.kind]:
            yield records.node(row, layout.kind, index)
    for row in tables[STATEMENTS.kind]:
        yield records.statement(row, index)


def _same_ends(row: TableRow, edge: Edge, state: Mapping[str, Document]) -> bool:
    before = state.get(edge.id)
    if isinstance(before, Edge) and (before.tail, before.head) != (edge.tail, edge.head):
        row.fault("id", f"the edge joins {before.tail} to {before.head} in the ledger", "ends of an edge never change")
        return False
    return True


def _overlay(state: Mapping[str, Document], found: _Found) -> ChangeSet:
    after = {key: document for key, document in state.items() if not _is_derived(document)}
    for document in found.documents:
        # Equal values may be written apart, 60 and 60.0: the ledger's stay.
        if after.get(document.id) != document:
            after[document.id] = document
    for edge in derived_edges(document for document in after.values() if isinstance(document, Edge)):
        before = state.get(edge.id)
        after[edge.id] = edge if before is None or before != edge else before
    for row, edge in found.derived:
        if edge not in (after.get(edge.id), state.get(edge.id)):
            remedy = "remove it, derived edges are computed on loading; correct the edges behind it"
            row.fault("id", "the derived edge does not follow from the edges that it names", remedy)
    return ChangeSet(in_state_order(after.values()))


def _is_derived(document: Document) -> bool:
    return isinstance(document, Edge) and document.basis is Basis.DERIVED
