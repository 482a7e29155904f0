"""Properties of nodes as a table would have them as columns: names, places, attributes, and what edges join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graphapi.answers.names import FetchedColumn, FetchedValue, TypeReference
from graphapi.documents.edge_reader import EdgeReader
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node, Value
from graphapi.model.errors import BudgetExceeded, UnknownField, did_you_mean
from graphapi.model.kinds import NODE_KINDS, Label, attributes_of
from graphapi.model.steps import Direction, Rel

MAX_VALUES = 1_000
"""Values of one property of one node; other routes, which have pages, return more."""

PropertyValue: TypeAlias = Value | Node


@dataclass(frozen=True, slots=True)
class Property:
    """A column: `kind` is that of the nodes that are its values, absent for texts and numbers."""

    id: str
    label: Label
    kind: str | None = None
    rel: Rel | None = None

    @property
    def title(self) -> str:
        """Both labels, the English one first."""
        return _both(self.label)

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of node that have it."""
        return [kind for kind in NODE_KINDS if any(found.id == self.id for found in properties_of(kind))]

    @property
    def column(self) -> FetchedColumn:
        """The property as a column of a client's table."""
        return FetchedColumn(id=self.id, name=self.title, type=type_reference(self.kind) if self.kind else None)


_OUT, _IN = Direction.OUT, Direction.IN
_NAMES = (
    Property("name_zh", Label("Chinese name", "中文名称")),
    Property("name_en", Label("English name", "英文名称")),
    Property("aliases", Label("Other names", "别名")),
    Property("basis", Label("Basis", "依据")),
)
_PLACES = (
    Property("province", Label("Province", "省级行政区"), "province"),
    Property("city", Label("City", "城市"), "city"),
)
_TICKER = Property("ticker", Label("Ticker", "股票代码"))
_RELATED: Mapping[str, Sequence[Property]] = {
    "park": (
        *_PLACES,
        Property("segments", Label("Chain segments", "产业链环节"), "segment", Rel("hosts", _OUT)),
        Property("companies", Label("Companies", "企业"), "company", Rel("operates_in", _IN)),
        Property("lists", Label("Lists", "名单"), "list", Rel("listed_in", _OUT)),
        Property("energy", Label("Energy systems", "能源系统"), "energy", Rel("powered_by", _OUT)),
    ),
    "company": (
        *_PLACES,
        _TICKER,
        Property("segments", Label("Chain segments", "产业链环节"), "segment", Rel("active_in", _OUT)),
        Property("parks", Label("Parks", "园区"), "park", Rel("operates_in", _OUT)),
        Property("owners", Label("Owners", "股东"), "company", Rel("owned_by", _OUT)),
    ),
    "city": (_PLACES[0],),
    "segment": (
        Property("parks", Label("Parks", "园区"), "park", Rel("hosts", _IN)),
        Property("companies", Label("Companies", "企业"), "company", Rel("active_in", _IN)),
    ),
    "list": (Property("parks", Label("Parks", "园区"), "park", Rel("listed_in", _IN)),),
}
_CARD = ("province", "city", "aliases", "ticker", "segments", "owners", "lists", "status", "summary", "note")


def properties_of(kind: str) -> Sequence[Property]:
    """The columns of a kind of node: what edges join first, then its attributes, then names."""
    attributes = (Property(attribute.name, attribute.label) for attribute in attributes_of(kind).values())
    return [*_RELATED.get(kind, ()), *attributes, *_NAMES]


def known_property(identifier: str, *, parameter: str) -> Property:
    """A property that at least one kind has; where kinds differ, that of the first in the kinds table.

    Raises:
        UnknownField: none has it; the nearest is suggested.
    """
    found = {known.id: known for kind in reversed(list(NODE_KINDS)) for known in properties_of(kind)}
    if identifier not in found:
        raise UnknownField(
            f"no kind of node has the property {identifier[:80]!r}",
            value=identifier[:80],
            parameter=parameter,
            suggestion=did_you_mean(identifier, found),
        )
    return found[identifier]


def node_name(node: Node) -> str:
    """Both names, the Chinese one first."""
    return " · ".join(dict.fromkeys(name for name in (node.name_zh, node.name_en) if name))


def type_reference(kind: str) -> TypeReference:
    """A kind of node as a type."""
    return TypeReference(id=kind, name=_both(NODE_KINDS[kind].label))


def fetched(value: PropertyValue) -> FetchedValue:
    """A value: a node, a number, or a text; a boolean is a text, as the specification has none here."""
    if isinstance(value, Node):
        return FetchedValue(id=value.id, name=node_name(value))
    if isinstance(value, bool):
        return FetchedValue(text=str(value).lower())
    if isinstance(value, int):
        return FetchedValue(integer=value)
    return FetchedValue(number=value) if isinstance(value, float) else FetchedValue(text=str(value))


def _both(label: Label) -> str:
    return f"{label.en} · {label.zh}"


async def card_facts(view: GraphView, node: Node) -> Mapping[str, Sequence[str]]:
    """What a card about a node shows: values as a reader sees them, by label."""
    having = {known.id: known for known in properties_of(node.kind)}
    chosen = [having[name] for name in _CARD if name in having]
    values = {found.title: await values_of(view, node, found.id) for found in chosen}
    return {
        label: [node_name(value) if isinstance(value, Node) else str(value) for value in held]
        for label, held in values.items()
    }


async def values_of(view: GraphView, node: Node, identifier: str) -> Sequence[PropertyValue]:
    """The values of a property of one node, nodes by kind and id; none where the node or its kind has none.

    Raises:
        BudgetExceeded: there are more than a thousand.
    """
    held = next((known for known in properties_of(node.kind) if known.id == identifier), None)
    if held is None:
        return ()
    if held.rel is not None:
        found = {hop.node for hop in await EdgeReader(view).hops([node.id], [held.rel])}
        if len(found) > MAX_VALUES:
            raise BudgetExceeded(
                f"{node.id!r} has {len(found)} {identifier}; at most {MAX_VALUES} are returned here", value=identifier
            )
        return list((await view.nodes(await view.ordered(found))).values())
    if held in _PLACES:
        place = await view.location(node.id)
        key = place.province if held.id == "province" else place.city
        return list((await view.nodes([key])).values()) if key is not None else ()
    return _texts(node, identifier)


def _texts(node: Node, identifier: str) -> Sequence[Value]:
    named = {
        "name_zh": node.name_zh,
        "name_en": node.name_en,
        "aliases": node.aliases,
        "basis": node.basis.value,
        "ticker": node.attributes.get("listings"),
    }
    value = named.get(identifier) if identifier in named else node.attributes.get(identifier)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
