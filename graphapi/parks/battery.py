"""Which parks of a list lie in battery bases, under three definitions that a reader can check."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.segment_presence import is_wider
from graphapi.documents.edge_reader import EdgeReader
from graphapi.graph.base import Location
from graphapi.model.documents import Edge, Node, Statement
from graphapi.model.kinds import Basis, ValueType
from graphapi.model.steps import Direction, Rel

CHAIN = "lithium battery"
CELLS = (
    "segment:battery-cells-unspecified",
    "segment:next-generation-batteries",
    "segment:power-battery-cells",
    "segment:small-battery-cells",
    "segment:storage-battery-cells",
)
"""Segments whose product is a cell; who makes one is a cell maker."""

CLAIM = "figure:share_in_lithium_battery_bases"
"""Field of the statement in which a source claims the share for a list."""

_EVIDENCE = ("edges", "sources", "flag_sources", "caveats")


class Definition(StrEnum):
    """What makes a park a battery base."""

    HOSTS = "hosts_battery_segment"
    MAKER = "hosts_and_cell_maker"
    FLAGGED = "flagged"


TEXTS: Mapping[Definition, str] = {
    Definition.HOSTS: f"A hosts edge that is not derived leads from the park to a segment of the chain '{CHAIN}'.",
    Definition.MAKER: "As hosts_battery_segment, and a company operates_in the park with a cell segment as product.",
    Definition.FLAGGED: "The park's attribute lithium_or_new_energy is true; wider than batteries, without a scope.",
}


@dataclass(frozen=True, slots=True)
class BasePark:
    """A park, its place, and what is known of batteries there; `hosts` and `makers` are the edges that qualify it.

    `knows_segments` when a source names any segment there, `knows_companies` when one names any company.
    """

    park: Node
    place: Location
    hosts: Sequence[Edge]
    makers: Sequence[Edge]
    knows_segments: bool
    knows_companies: bool

    def meets(self, definition: Definition) -> bool | None:
        """Whether it does, nothing where nothing is known: no hosted segment, no company, no flag."""
        flag = self.park.attributes.get("lithium_or_new_energy")
        hosting = bool(self.hosts) if self.knows_segments else None
        if definition is Definition.HOSTS:
            return hosting
        if definition is Definition.FLAGGED:
            return bool(flag) if flag is not None else None
        return hosting and (bool(self.makers) if self.knows_companies else None)

    def only_wider(self, definition: Definition) -> bool | None:
        """Whether it would not meet the definition without what is known for its city or province only."""
        if definition is Definition.FLAGGED or not self.meets(definition):
            return None
        return is_wider(self.hosts) or (definition is Definition.MAKER and is_wider(self.makers))

    def evidence(self, definition: Definition) -> list[Edge]:
        """The edges by which it meets the definition; none for a flag, which stands in the park's document."""
        if definition is Definition.FLAGGED or not self.meets(definition):
            return []
        return [*self.hosts, *self.makers] if definition is Definition.MAKER else list(self.hosts)

    def to_json(self) -> dict[str, Any]:
        """The park as a row; what is unknown is left out."""
        names = {"en": self.park.name_en, "zh": self.park.name_zh}
        wider = {f"{one}_only_wider_scope": self.only_wider(one) for one in (Definition.HOSTS, Definition.MAKER)}
        known: dict[str, Any] = {"city": self.place.city, "province": self.place.province}
        known |= {one.value: self.meets(one) for one in Definition} | wider
        edges = [*self.hosts, *self.makers]
        return {
            "park": self.park.id,
            "name": {language: name for language, name in names.items() if name},
            **{name: value for name, value in known.items() if value is not None},
            "segments": sorted({edge.head for edge in self.hosts}),
            "cell_makers": sorted({edge.tail for edge in self.makers}),
            "edges": [edge.id for edge in edges],
            "sources": list(dict.fromkeys(key for edge in edges for key in edge.sources)),
            "flag_sources": list(self.park.sources) if self.meets(Definition.FLAGGED) else [],
            "caveats": list(dict.fromkeys(edge.caveat for edge in edges if edge.caveat)),
        }


async def base_parks(reader: EdgeReader, parks: Sequence[str]) -> list[BasePark]:
    """What makes each park a battery base or not, in their order."""
    view = reader.view
    nodes = await view.nodes(parks)
    hosts = await _edges_at(reader, parks, Rel("hosts", Direction.OUT))
    plants = await _edges_at(reader, parks, Rel("operates_in", Direction.IN))
    heads = sorted({edge.head for found in hosts.values() for edge in found})
    battery = {key for key, node in (await view.nodes(heads)).items() if node.attributes["chain"] == CHAIN}
    return [
        BasePark(
            park=node,
            place=await view.location(park),
            hosts=[edge for edge in hosts[park] if edge.head in battery and edge.basis is not Basis.DERIVED],
            makers=[edge for edge in plants[park] if makes_cells(edge)],
            knows_segments=any(edge.basis is not Basis.DERIVED for edge in hosts[park]),
            knows_companies=bool(plants[park]),
        )
        for park, node in nodes.items()
    ]


def makes_cells(plant: Edge) -> bool:
    """Whether a plant has a cell segment among its products."""
    products = plant.attributes.get("products")
    return isinstance(products, tuple) and not set(CELLS).isdisjoint(products)


def shares(parks: Sequence[BasePark], claim: Statement | None) -> dict[str, Any]:
    """The share of the parks under each definition, and the parks that make the differences.

    `share` = numerator / denominator, absent without parks; `points_from_claim` = 100 · share - the claimed percentage.
    `unknown_ids` are parks of which nothing is known that decides: they are in the denominator alone.
    """
    return {
        "definitions": [_share(one, parks, claim) for one in Definition],
        "cell_segments": list(CELLS),
        "differences": [
            {"met": one, "not_met": other, "park_ids": sorted(_meeting(parks, one) - _meeting(parks, other))}
            for one, other in permutations(Definition, 2)
        ],
        "cell_maker_without_hosts_ids": sorted(one.park.id for one in parks if one.makers and not one.hosts),
    }


def bases_table(items: Iterable[Mapping[str, Any]]) -> Table:
    """One row a park with its flags; an unknown flag is null."""
    flags = [*Definition, *(f"{one}_only_wider_scope" for one in (Definition.HOSTS, Definition.MAKER))]
    columns = [
        *(TableColumn(name) for name in ("park", "name_en", "name_zh", "city", "province")),
        *(TableColumn(str(name), ValueType.BOOLEAN) for name in flags),
        *(TableColumn(name, ValueType.STRINGS) for name in ("segments", "cell_makers", *_EVIDENCE)),
    ]
    rows = [{**item, "name_en": item["name"].get("en"), "name_zh": item["name"].get("zh")} for item in items]
    return Table("battery-parks", columns, rows)


def _meeting(parks: Sequence[BasePark], definition: Definition) -> set[str]:
    return {one.park.id for one in parks if one.meets(definition)}


def _share(definition: Definition, parks: Sequence[BasePark], claim: Statement | None) -> dict[str, Any]:
    meeting = [one for one in parks if one.meets(definition)]
    told: dict[str, Any] = {
        "definition": definition,
        "text": TEXTS[definition],
        "numerator": len(meeting),
        "denominator": len(parks),
        "park_ids": sorted(one.park.id for one in meeting),
        "edges": [edge.id for one in meeting for edge in one.evidence(definition)],
        "unknown_ids": sorted(one.park.id for one in parks if one.meets(definition) is None),
    }
    if definition is not Definition.FLAGGED:
        told["only_wider_scope_ids"] = sorted(one.park.id for one in meeting if one.only_wider(definition))
        told["only_wider_scope"] = len(told["only_wider_scope_ids"])
    if parks:
        told["share"] = round(len(meeting) / len(parks), 4)
        if claim is not None and claim.unit == "%" and isinstance(claim.value, int | float):
            told["points_from_claim"] = round(100 * len(meeting) / len(parks) - claim.value, 2)
    return told


async def _edges_at(reader: EdgeReader, parks: Sequence[str], rel: Rel) -> Mapping[str, list[Edge]]:
    hops = await reader.hops(parks, [rel])
    edges = await reader.view.edges([hop.edge for hop in hops])
    found: dict[str, list[Edge]] = defaultdict(list)
    for hop in hops:
        found[hop.origin].append(edges[hop.edge])
    return found
