"""What a format could not carry, counted in the subgraph, and what it refuses to carry."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

import pyarrow as pa

from graphapi.export.options import Export, Loss, SubgraphEvidence
from graphapi.export.places import places
from graphapi.model.columns import OPEN, is_executed
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.errors import UnexportableText


class LossKind(StrEnum):
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
Finder: TypeAlias = Callable[[Document, SubgraphEvidence], Iterable[str]]
"""Gives, for each occurrence in a document, what names it there, such as a field; an empty text is the document."""


@dataclass(slots=True)
class _Tally:
    count: int = 0
    example: str = ""

    def add(self, document_id: str, details: Iterable[str]) -> None:
        for detail in details:
            self.example = self.example or f"{document_id} {detail}".rstrip(" ")
            self.count += 1


def count_losses(subgraph: Subgraph, evidence: SubgraphEvidence, loses: Mapping[LossKind, str]) -> tuple[Loss, ...]:
    """What a format that cannot carry these features loses, in the order of `LossKind`; what never occurs is absent.

    One pass over the documents, in constant memory but for eight bytes an edge where parallel edges are counted.
    """
    tallies = {feature: _Tally() for feature in LossKind if feature in loses}
    wanted = [(tally, _FINDERS[feature]) for feature, tally in tallies.items() if feature in _FINDERS]
    for document in subgraph.documents if wanted else ():
        for tally, find in wanted:
            tally.add(document.id, find(document, evidence))
    for feature, find_ids in _IN_SUBGRAPH.items():
        if feature in tallies:
            for identifier in find_ids(subgraph):
                tallies[feature].add(identifier, ("",))
    return tuple(
        Loss(feature.value, tally.count, tally.example, loses[feature])
        for feature, tally in tallies.items()
        if tally.count
    )


def _texts_of(document: Document) -> Iterator[tuple[str, str]]:
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


class Carrier(NamedTuple):
    """What a format is written in, and the characters that it cannot hold."""

    name: str
    forbidden: re.Pattern[str]

    def check(self, export: Export) -> None:
        """Raises UnexportableText, which names document and field, at the first text with a forbidden character."""
        for identifier, field, text in _every_text(export):
            if match := self.forbidden.search(text):
                what = f"U+{ord(match[0]):04X} at character {match.start() + 1}"
                problem = f"{identifier}: {field}: {self.name} cannot carry {what}"
                raise UnexportableText(problem, value=identifier, parameter=field)


UTF_8 = Carrier("UTF-8", re.compile("[\ud800-\udfff]"))
XML = Carrier("XML", re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"))
"""See https://www.w3.org/TR/xml/#charsets; lone surrogates cannot even be encoded."""


def _every_text(export: Export) -> Iterator[tuple[str, str, str]]:
    """Id, field and text."""
    yield "title", "title", export.imprint.title
    for document in export.subgraph.documents:
        yield from ((document.id, name, text) for name, text in _texts_of(document))
        for statement in export.evidence.statements.get(document.id, ()):
            texts = (str(statement.value), statement.caveat or "", statement.unit or "", statement.field)
            yield from ((statement.id, statement.field, text) for text in texts)
    for source in export.named_sources():
        yield from ((source.id, name, str(text)) for name, text in source.to_json().items())


def _values_of(*types: type) -> Finder:
    """Names of the attributes whose value is of one of the types."""
    return lambda document, _: (name for name, value in document.attributes.items() if isinstance(value, types))


def _texts_that(holds: Callable[[str], bool]) -> Finder:
    return lambda document, _: (name for name, text in _texts_of(document) if holds(text))


def _lists(document: Document, evidence: SubgraphEvidence) -> Iterator[str]:
    if isinstance(document, Node) and document.aliases:
        yield "aliases"
    if document.sources:
        yield "sources"
    yield from _values_of(tuple)(document, evidence)


def _periods(document: Document, _: SubgraphEvidence) -> Iterator[str]:
    if isinstance(document, Node):
        if document.attributes.keys() & {"construction_start", "construction_end"}:
            yield "construction"
    elif document.valid_from or document.valid_to:
        yield f"{document.valid_from or OPEN}/{document.valid_to or OPEN}"


def _vague_dates(document: Document, evidence: SubgraphEvidence) -> Iterable[str]:
    """Periods that begin or end with a year or month; those of construction are years."""
    dates = ("year",) if isinstance(document, Node) else (document.valid_from, document.valid_to)
    vague = any(date and len(date) < len("2025-07-08") for date in dates)
    return _periods(document, evidence) if vague else ()


_FINDERS: Mapping[LossKind, Finder] = {
    LossKind.EDGES: lambda document, _: ("",) if isinstance(document, Edge) else (),
    LossKind.LOOKS: lambda document, _: ("",) if isinstance(document, Node) else (),
    LossKind.TYPES: _values_of(int, float),
    LossKind.BACKSLASHES: _texts_that(lambda text: "\\" in text),
    LossKind.LISTS: _lists,
    LossKind.PERIODS: _periods,
    LossKind.VAGUE_DATES: _vague_dates,
    LossKind.CAVEATS: lambda document, _: (document.caveat,) if isinstance(document, Edge) and document.caveat else (),
    LossKind.FORMULAS: _texts_that(is_executed),
    LossKind.DIGITS: _texts_that(str.isdecimal),
    LossKind.STATEMENTS: lambda document, evidence: (
        statement.field for statement in evidence.statements.get(document.id, ())
    ),
    LossKind.SOURCES: lambda document, _: document.sources,
}


def _without_place(subgraph: Subgraph) -> Iterator[str]:
    located = places(subgraph)
    yield from (node.id for node in subgraph.nodes if node.id not in located)


_IN_SUBGRAPH: Mapping[LossKind, Callable[[Subgraph], Iterable[str]]] = {
    LossKind.NODES_WITHOUT_PLACE: _without_place,
    LossKind.PARALLEL_EDGES: lambda subgraph: parallel_edges(subgraph.edges),
}

NUMBERED = "Gephi would make one of them: a repeat has a numbered kind such as `hosts 2`, and edge_kind the plain one."
"""What becomes of parallel edges in the files that Gephi reads."""


def numbered_kinds(edges: Sequence[Edge]) -> Iterator[str]:
    """The kind of each edge, numbered where an edge before has the same tail, head and kind: `hosts`, `hosts 2`, ...

    Gephi keeps parallel edges apart by this name alone: of two that share it, its import makes one.
    """
    for edge, number in zip(edges, _occurrences(edges), strict=True):
        yield edge.kind if number == 1 else f"{edge.kind} {number}"


def parallel_edges(edges: Sequence[Edge]) -> Iterator[str]:
    """Ids of the edges that follow another of the same tail, head and kind, in order."""
    return (edge.id for edge, number in zip(edges, _occurrences(edges), strict=True) if number > 1)


def _occurrences(edges: Sequence[Edge]) -> Iterator[int]:
    """1 for the first edge of a tail, head and kind, 2 for the second, and so on, whatever the order of the edges.

    Edges are distinguished by 64 bits of a hash: among 10^6 edges one in 10^7 graphs has a false repeat.
    """
    # Not at the top: a start would wait for it, and no other module needs it.
    import pyarrow.compute as pc

    marks = array("Q", (_mark(edge) for edge in edges))
    counted = pc.value_counts(pa.Array.from_buffers(pa.uint64(), len(marks), [None, pa.py_buffer(marks)]))
    shared = set(counted.filter(pc.greater(counted.field("counts"), 1)).field("values").to_pylist())
    seen: Counter[int] = Counter()
    for mark in marks:
        if mark in shared:
            seen[mark] += 1
        yield seen[mark] or 1


def _mark(edge: Edge) -> int:
    text = f"{edge.kind} {edge.tail} {edge.head}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
