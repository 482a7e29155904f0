"""What a format could not carry, counted in the subgraph. A format says what it loses; here it is found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from graphapi.export.options import Evidence, Loss
from graphapi.export.parallel import parallel_edges
from graphapi.export.places import places
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node
from graphapi.model.interchange import EXECUTED, GUARD


class Feature(StrEnum):
    """What documents have and some formats cannot carry."""

    EDGES = "edges"
    NODES_WITHOUT_PLACE = "nodes that nothing places"
    LISTS = "lists"
    PARALLEL_EDGES = "parallel edges of one kind"
    PERIODS = "periods"
    VAGUE_DATES = "dates without a day"
    CAVEATS = "caveats"
    LOOKS = "positions, sizes and colours"
    TYPES = "numbers and truth values"
    BACKSLASHES = "texts with a backslash"
    FORMULAS = "texts that a spreadsheet would execute"
    DIGITS = "texts of digits"
    STATEMENTS = "further or conflicting statements"
    SOURCES = "sources beyond their ids"


Document: TypeAlias = Node | Edge
Finder: TypeAlias = Callable[[Document, Evidence], Iterable[str]]
"""Tells, for each occurrence in a document, what to show as an example."""


@dataclass(slots=True)
class _Tally:
    count: int = 0
    example: str = field(default="")

    def add(self, examples: Iterable[str]) -> None:
        for example in examples:
            self.example = self.example or example
            self.count += 1


def found_losses(subgraph: Subgraph, evidence: Evidence, loses: Mapping[Feature, str]) -> tuple[Loss, ...]:
    """What a format that cannot carry these features loses, in the order of `Feature`; what never occurs is absent.

    One pass over the documents, in constant memory but for eight bytes an edge where parallel edges are looked for.
    """
    tallies = {feature: _Tally() for feature in Feature if feature in loses}
    wanted = [(tally, _FINDERS[feature]) for feature, tally in tallies.items() if feature in _FINDERS]
    for document in chain[Document](subgraph.nodes, subgraph.edges) if wanted else ():
        for tally, find in wanted:
            tally.add(find(document, evidence))
    for feature, find_all in _WHOLE.items():
        if feature in tallies:
            tallies[feature].add(find_all(subgraph))
    return tuple(
        Loss(feature.value, tally.count, tally.example, loses[feature])
        for feature, tally in tallies.items()
        if tally.count
    )


def texts_of(document: Document) -> Iterator[tuple[str, str]]:
    """Every free text of a document with the name of its field; items of lists one by one."""
    if isinstance(document, Node):
        yield "name_en", document.name_en or ""
        yield "name_zh", document.name_zh or ""
        yield from (("aliases", alias) for alias in document.aliases)
    else:
        yield "caveat", document.caveat or ""
    for name, value in document.attributes.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, tuple):
            yield from ((name, item) for item in value)


def _edges(document: Document, _: Evidence) -> Iterator[str]:
    if isinstance(document, Edge):
        yield document.id


def _placeless(subgraph: Subgraph) -> Iterator[str]:
    found = places(subgraph)
    yield from (node.id for node in subgraph.nodes if node.id not in found)


def _looks(document: Document, _: Evidence) -> Iterator[str]:
    if isinstance(document, Node):
        yield document.id


def _types(document: Document, _: Evidence) -> Iterator[str]:
    numbers = (name for name, value in document.attributes.items() if isinstance(value, int | float))
    yield from (f"{document.id} {name}" for name in numbers)


def _backslashes(document: Document, _: Evidence) -> Iterator[str]:
    yield from (f"{document.id} {name}" for name, text in texts_of(document) if "\\" in text)


def _lists(document: Document, _: Evidence) -> Iterator[str]:
    if isinstance(document, Node) and document.aliases:
        yield f"{document.id} aliases"
    if document.sources:
        yield f"{document.id} sources"
    yield from (f"{document.id} {name}" for name, value in document.attributes.items() if isinstance(value, tuple))


def _periods(document: Document, _: Evidence) -> Iterator[str]:
    if isinstance(document, Edge):
        if document.valid_from or document.valid_to:
            yield f"{document.id} {document.valid_from or '..'}/{document.valid_to or '..'}"
    elif document.attributes.keys() & {"construction_start", "construction_end"}:
        yield f"{document.id} construction"


def _vague_dates(document: Document, _: Evidence) -> Iterator[str]:
    if isinstance(document, Edge):
        if any(date and len(date) < len("2025-07-08") for date in (document.valid_from, document.valid_to)):
            yield f"{document.id} {document.valid_from or '..'}/{document.valid_to or '..'}"
    elif document.attributes.keys() & {"construction_start", "construction_end"}:
        yield f"{document.id} construction"


def _caveats(document: Document, _: Evidence) -> Iterator[str]:
    if isinstance(document, Edge) and document.caveat:
        yield f"{document.id} {document.caveat}"


def _formulas(document: Document, _: Evidence) -> Iterator[str]:
    yield from (f"{document.id} {name}" for name, text in texts_of(document) if text.lstrip(GUARD).startswith(EXECUTED))


def _digits(document: Document, _: Evidence) -> Iterator[str]:
    yield from (f"{document.id} {name}" for name, text in texts_of(document) if text.isdecimal())


def _statements(document: Document, evidence: Evidence) -> Iterator[str]:
    yield from (f"{document.id} {one.field}" for one in evidence.statements.get(document.id, ()))


def _sources(document: Document, _: Evidence) -> Iterator[str]:
    yield from (f"{document.id} {source}" for source in document.sources)


_FINDERS: Mapping[Feature, Finder] = MappingProxyType(
    {
        Feature.EDGES: _edges,
        Feature.LOOKS: _looks,
        Feature.TYPES: _types,
        Feature.BACKSLASHES: _backslashes,
        Feature.LISTS: _lists,
        Feature.PERIODS: _periods,
        Feature.VAGUE_DATES: _vague_dates,
        Feature.CAVEATS: _caveats,
        Feature.FORMULAS: _formulas,
        Feature.DIGITS: _digits,
        Feature.STATEMENTS: _statements,
        Feature.SOURCES: _sources,
    }
)

_WHOLE: Mapping[Feature, Callable[[Subgraph], Iterable[str]]] = MappingProxyType(
    {
        Feature.NODES_WITHOUT_PLACE: _placeless,
        Feature.PARALLEL_EDGES: lambda subgraph: parallel_edges(subgraph.edges),
    }
)
