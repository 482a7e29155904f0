"""Documents of the graph: nodes, edges, statements, sources. Valid against the kinds table once they exist."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar, Self, TypeAlias

from graphapi.model.dates import first_day, is_date, last_day
from graphapi.model.errors import InvalidDocument
from graphapi.model.identifiers import is_edge_id, is_node_id, is_source_id, is_statement_id, kind_of
from graphapi.model.json import Json, JsonObject
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, ValueType, attributes_of

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
"""Value of an attribute or a statement; JSON-ready but for the tuple."""

FIGURE_PREFIX = "figure:"
RANKS = ("preferred", "normal", "deprecated")
_SUPPORT = ("basis", "sources")
_VALIDITY = ("valid_from", "valid_to")


class _Document:
    """What every document can do: become JSON with its members in order, and be made from it again."""

    __slots__ = ()
    type: ClassVar[str]
    members: ClassVar[tuple[str, ...]]

    def to_json(self) -> JsonObject:
        """The document as served; what is absent is left out."""
        found: dict[str, Json] = {}
        for name in self.members:
            value = getattr(self, name)
            if value is not None:
                found[name] = value if type(value) is str else _plain(value)
        return found

    @classmethod
    def from_json(cls, document: JsonObject) -> Self:
        """Inverse of `to_json`."""
        fields = {name: _frozen(document[name]) for name in cls.members if name in document and name != "kind"}
        if "basis" in fields:
            fields["basis"] = Basis(fields["basis"])
        if "name" in fields:
            name = fields.pop("name")
            fields |= {"name_en": name.get("en"), "name_zh": name.get("zh")}
        make: Callable[..., Self] = cls
        return make(**fields)


@dataclass(frozen=True, slots=True)
class Source(_Document):
    """A page or document that says something. `url` is absent where no address was recorded."""

    id: str
    url: str | None = None
    publisher: str | None = None
    date: str | None = None
    title: str | None = None

    type: ClassVar[str] = "source"
    members: ClassVar[tuple[str, ...]] = ("id", "url", "publisher", "date", "title")

    def __post_init__(self) -> None:
        _check(is_source_id(self.id), self.id, "id", "is not a source id")
        _check(self.date is None or is_date(self.date), self.id, "date", f"{self.date!r} is not a date")
        _check(bool(self.url or self.publisher or self.title), self.id, "url", "names neither page nor publisher")


@dataclass(frozen=True, slots=True)
class Node(_Document):
    """A thing of the graph with its names, typed attributes and sources."""

    id: str
    name_en: str | None
    name_zh: str | None
    basis: Basis
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)

    type: ClassVar[str] = "node"
    members: ClassVar[tuple[str, ...]] = ("id", "kind", "name", "aliases", "attributes", "basis", "sources")

    def __post_init__(self) -> None:
        _check(is_node_id(self.id), self.id, "id", "is not a node id")
        _check(bool(self.name_en or self.name_zh), self.id, "name", "has no name in any language")
        _check_sources(self.id, self.basis, self.sources)
        _check_attributes(self.id, self.attributes)

    @property
    def kind(self) -> str:
        """Node kind, the part of the id before the colon."""
        return kind_of(self.id)

    @property
    def label(self) -> str:
        """Name to show where only one can be shown: English, else Chinese."""
        return self.name_en or self.name_zh or self.id

    @property
    def name(self) -> Mapping[str, str]:
        """The known names by language."""
        return {language: name for language, name in (("en", self.name_en), ("zh", self.name_zh)) if name is not None}


@dataclass(frozen=True, slots=True)
class Edge(_Document):
    """One fact, `tail` to `head`, and the sources that support it."""

    id: str
    tail: str
    head: str
    basis: Basis
    sources: tuple[str, ...] = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)
    valid_from: str | None = None
    valid_to: str | None = None
    caveat: str | None = None

    type: ClassVar[str] = "edge"
    members: ClassVar[tuple[str, ...]] = ("id", "kind", "tail", "head", "attributes", *_SUPPORT, *_VALIDITY, "caveat")

    def __post_init__(self) -> None:
        _check(is_edge_id(self.id), self.id, "id", "is not an edge id")
        for name, end in (("tail", self.tail), ("head", self.head)):
            if not is_node_id(end):
                raise _invalid(self.id, name, f"{end!r} is not a node id")
        ends = (kind_of(self.tail), kind_of(self.head))
        allowed = EDGE_KINDS[self.kind].ends
        if ends not in allowed:
            pairs = ", ".join(f"{tail} → {head}" for tail, head in allowed)
            raise _invalid(self.id, "head", f"{self.kind} cannot join {ends[0]} to {ends[1]}; allowed: {pairs}")
        _check_sources(self.id, self.basis, self.sources)
        _check_attributes(self.id, self.attributes)
        self._check_period()

    def _check_period(self) -> None:
        for name, text in (("valid_from", self.valid_from), ("valid_to", self.valid_to)):
            if text is not None and not is_date(text):
                raise _invalid(self.id, name, f"{text!r} is not a date")
        if self.valid_from and self.valid_to and first_day(self.valid_from) > last_day(self.valid_to):
            what = f"the period ends ({self.valid_to}) before it begins ({self.valid_from})"
            raise _invalid(self.id, "valid_to", what)

    @property
    def kind(self) -> str:
        """Edge kind, the part of the id before the colon."""
        return kind_of(self.id)


@dataclass(frozen=True, slots=True)
class Statement(_Document):
    """One sourced assertion about a field of a node or edge: a further or a conflicting value.

    `field` is an attribute of the subject's kind, `name_en`, `name_zh`, or `figure:` + the name of a figure that has
    no attribute of its own. The value shown on the document is the preferred one; ranks order the others.
    """

    id: str
    subject: str
    field: str
    value: Value
    basis: Basis
    sources: tuple[str, ...] = ()
    unit: str | None = None
    period: str | None = None
    rank: str = "normal"
    caveat: str | None = None

    type: ClassVar[str] = "statement"
    members: ClassVar[tuple[str, ...]] = (
        *("id", "subject", "field", "value", "rank"),
        *_SUPPORT,
        *("unit", "period", "caveat"),
    )

    def __post_init__(self) -> None:
        _check(is_statement_id(self.id), self.id, "id", "is not a statement id")
        known = is_node_id(self.subject) or is_edge_id(self.subject)
        _check(known, self.id, "subject", f"{self.subject!r} is neither a node nor an edge id")
        _check(self.rank in RANKS, self.id, "rank", f"{self.rank!r} is not one of {', '.join(RANKS)}")
        _check(self.period is None or is_date(self.period), self.id, "period", f"{self.period!r} is not a date")
        _check(
            field_is_known(self.subject, self.field),
            self.id,
            "field",
            f"{self.field!r} is not a field of the kind {kind_of(self.subject)}",
        )
        _check_sources(self.id, self.basis, self.sources)


@dataclass(frozen=True, slots=True)
class Location:
    """Where a node lies: ids of city and province, absent where unknown."""

    city: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes and edges, each once, in the order of the answer. Both ends of every edge are among the nodes."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]

    @property
    def documents(self) -> Iterator[Node | Edge]:
        """The nodes, then the edges."""
        return chain[Node | Edge](self.nodes, self.edges)

    @property
    def node_kinds(self) -> Set[str]:
        """Kinds of the nodes."""
        return {node.kind for node in self.nodes}

    @property
    def edge_kinds(self) -> Set[str]:
        """Kinds of the edges."""
        return {edge.kind for edge in self.edges}


Document: TypeAlias = Node | Edge | Statement | Source
DOCUMENT_TYPES: Mapping[str, type[Document]] = {cls.type: cls for cls in (Source, Node, Edge, Statement)}


def field_is_known(subject: str, name: str) -> bool:
    """Whether a statement may speak of this field of this subject."""
    if name.startswith(FIGURE_PREFIX):
        return len(name) > len(FIGURE_PREFIX)
    if name in {"name_en", "name_zh"}:
        return kind_of(subject) in NODE_KINDS
    return name in attributes_of(kind_of(subject)) or name in {"valid_from", "valid_to"}


def attribute_problem(attribute: Attribute, value: object) -> str | None:
    """What is wrong with a value of an attribute, or nothing."""
    if not _TYPE_CHECKS[attribute.type](value):
        return f"{value!r} is not of type {attribute.type}"
    if attribute.values and value not in attribute.values:
        return f"{value!r} is not one of {', '.join(attribute.values)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if attribute.minimum is not None and value < attribute.minimum:
            return f"{value!r} is below {attribute.minimum:g}"
        if attribute.maximum is not None and value > attribute.maximum:
            return f"{value!r} is above {attribute.maximum:g}"
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value and abs(value) < 1e300


_TYPE_CHECKS: Mapping[ValueType, Callable[[object], bool]] = {
    ValueType.STRING: lambda value: isinstance(value, str),
    ValueType.URI: lambda value: isinstance(value, str),
    ValueType.DATE: lambda value: isinstance(value, str) and is_date(value),
    ValueType.BOOLEAN: lambda value: isinstance(value, bool),
    ValueType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    ValueType.NUMBER: _is_number,
    ValueType.STRINGS: lambda value: isinstance(value, tuple) and all(isinstance(item, str) for item in value),
}


def _check_attributes(identifier: str, attributes: Mapping[str, Value]) -> None:
    table = attributes_of(kind_of(identifier))
    for name, value in attributes.items():
        if name not in table:
            raise _invalid(identifier, name, f"is not an attribute of the kind {kind_of(identifier)}")
        if (problem := attribute_problem(table[name], value)) is not None:
            raise _invalid(identifier, name, problem)
    for attribute in table.values():
        if attribute.required and attribute.name not in attributes:
            raise _invalid(identifier, attribute.name, "is missing")


def _check_sources(identifier: str, basis: Basis, sources: tuple[str, ...]) -> None:
    if not sources and basis is not Basis.UNVERIFIED and basis is not Basis.DERIVED:
        raise _invalid(identifier, "sources", "names no source and is not marked unverified")
    for source in sources:
        if not is_source_id(source):
            raise _invalid(identifier, "sources", f"{source!r} is not a source id")


def _check(holds: bool, identifier: str, name: str, what: str) -> None:
    if not holds:
        raise _invalid(identifier, name, what)


def _invalid(identifier: str, name: str, what: str) -> InvalidDocument:
    return InvalidDocument(f"{identifier}: {name}: {what}", value=identifier, parameter=name)


_SCALARS = frozenset({str, int, float, bool})


def _plain(value: Any) -> Any:
    """A member in JSON. Types are compared, not asked what they derive from: every document passes here."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple:
        return list(value)
    if kind is Basis:
        return value.value
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(value) if isinstance(value, list) else value
