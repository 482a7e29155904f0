"""The sources and statements that belong to an export."""

from collections.abc import Iterator
from itertools import chain

from graphapi.export.options import Export
from graphapi.model.documents import Edge, Node, Source, Statement


def named_sources(export: Export) -> Iterator[Source]:
    """The sources that documents and statements of the export name and its evidence knows, by id."""
    known = export.evidence.sources
    if not known:
        return
    named: set[str] = set()
    for document in _documents(export):
        named.update(document.sources)
    for statement in named_statements(export):
        named.update(statement.sources)
    yield from (known[source] for source in sorted(named) if source in known)


def named_statements(export: Export) -> Iterator[Statement]:
    """The statements about documents of the export, in the order of these."""
    if export.evidence.statements:
        for document in _documents(export):
            yield from export.evidence.statements.get(document.id, ())


def _documents(export: Export) -> Iterator[Node | Edge]:
    return chain(export.subgraph.nodes, export.subgraph.edges)
