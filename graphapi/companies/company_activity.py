"""The business of a group of companies: plants, activities and head offices, cut into the parts of a footprint."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from graphapi.companies.ownership import Group
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Edge
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import SCOPES, STAGES, STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel
from graphapi.traversal.answer import GraphAnswer, answered

_KINDS = ("operates_in", "active_in", "headquartered_in")


@dataclass(slots=True)
class CompanyActivity:
    """What is known of the companies of a group, read once."""

    group: Group
    plants: list[Edge] = field(default_factory=list)
    activities: list[Edge] = field(default_factory=list)
    offices: list[Edge] = field(default_factory=list)
    located: Mapping[str, list[Edge]] = field(default_factory=dict)
    province_of: Mapping[str, str] = field(default_factory=dict)
    stage_of: Mapping[str, str] = field(default_factory=dict)

    def entry(
        self, identifier: str, edges: Sequence[Edge], *, companies: Iterable[str], placed: Iterable[Edge] = ()
    ) -> dict[str, Any]:
        """A thing that the group touches: through whom, by which edges, on whose word.

        `basis` is that of the best vouched of the edges; `placed` are edges that only say where a thing lies.
        """
        by, behind = sorted(set(companies)), {edge.id: edge for edge in (*edges, *placed)}
        owned = self.group.via(by)
        return {
            "id": identifier,
            "through": self._through(by),
            "companies": by,
            "basis": min((edge.basis for edge in edges), key=lambda basis: basis.rank),
            "edges": sorted(behind),
            "ownership": sorted(edge.id for edge in owned),
            "sources": sorted({key for edge in (*behind.values(), *owned) for key in edge.sources}),
        }

    def _through(self, companies: Sequence[str]) -> str:
        """Whether the company itself, subsidiaries, or both touch a thing."""
        own = self.group.company in companies
        return ("both" if len(companies) > 1 else "itself") if own else "subsidiaries"

    def parts(self) -> dict[str, list[dict[str, Any]]]:
        """All parts of a footprint by name."""
        segments = self.segments()
        return {
            "parks": self.parks(),
            "provinces": self.provinces(),
            "segments": segments,
            "stages": [_stage(one, of) for one in STAGES if (of := [row for row in segments if row["stage"] == one])],
            "statuses": self.statuses(),
        }

    def parks(self) -> list[dict[str, Any]]:
        """Parks with plants, by id; `scope` is the nearest to the park that any of its plants is known for."""
        return [
            self.entry(park, plants, companies=[plant.tail for plant in plants])
            | without_absent({"province": self.province_of.get(park), "scope": _nearest(plants)})
            | {"plants": len(plants), "statuses": _statuses(plants)}
            | {"segments": sorted({one for plant in plants for one in products_of(plant)})}
            for park, plants in _grouped(self.plants, lambda plant: [plant.head])
        ]

    def provinces(self) -> list[dict[str, Any]]:
        """Provinces of parks with plants and of head offices, by id, with the edges that place them."""
        plants = dict(_grouped(self.plants, lambda plant: self._province_of(plant.head)))
        seats = dict(_grouped(self.offices, lambda office: self._province_of(office.head)))
        return [self._province(one, plants.get(one, []), seats.get(one, [])) for one in sorted({*plants, *seats})]

    def _province_of(self, place: str) -> list[str]:
        return [self.province_of[place]] if place in self.province_of else []

    def _province(self, province: str, plants: list[Edge], seats: list[Edge]) -> dict[str, Any]:
        found = [*plants, *seats]
        placed = [edge for one in found for edge in self.located.get(one.head, ())]
        told = self.entry(province, found, companies=[one.tail for one in found], placed=placed)
        return told | {"parks": _parks(plants), "head_offices": sorted({seat.tail for seat in seats})}

    def segments(self) -> list[dict[str, Any]]:
        """Segments by id; `direct` when it is stated of a company, not only of the product of a plant."""
        found = _grouped([*self.activities, *self.plants], lambda edge: products_of(edge) or _segment(edge))
        return [
            self.entry(segment, edges, companies=[edge.tail for edge in edges])
            | without_absent({"stage": self.stage_of.get(segment)})
            | {"direct": any(edge.kind == "active_in" and edge.basis is not Basis.DERIVED for edge in edges)}
            | {"parks": _parks(edges)}
            for segment, edges in found
        ]

    def statuses(self) -> list[dict[str, Any]]:
        """Plants by status, in the order of the table; a plant without one counts as `unknown`."""
        by_status = dict(_grouped(self.plants, lambda plant: [status_of(plant)]))
        return [
            self.entry(status, plants, companies=[plant.tail for plant in plants])
            | {"plants": len(plants), "parks": _parks(plants)}
            for status in STATUSES
            if (plants := by_status.get(status))
        ]


async def business(reader: EdgeReader, group: Group, edge: EdgeFilter) -> CompanyActivity:
    """Plants, activities and head offices of all companies of a group, and where those lie."""
    view, found = reader.view, CompanyActivity(group)
    rels = [Rel(kind, Direction.OUT) for kind in _KINDS]
    hops = await reader.hops(sorted(group.members), rels, edge=edge)
    read = sorted((await view.edges([hop.edge for hop in hops])).values(), key=lambda one: one.id)
    found.plants, activities, found.offices = ([one for one in read if one.kind == kind] for kind in _KINDS)
    found.activities = _founded(activities, {plant.id for plant in found.plants})
    ends = sorted({one.head for one in (*found.plants, *found.offices)})
    found.located = await _located(reader, ends)
    found.province_of = {one: place for one in ends if (place := (await view.location(one)).province)}
    segments = {one for edge in (*found.plants, *found.activities) for one in (*products_of(edge), *_segment(edge))}
    nodes = await view.nodes(sorted(segments))
    found.stage_of = {key: str(node.attributes["stage"]) for key, node in nodes.items()}
    return found


async def evident(
    reader: EdgeReader, query: Mapping[str, Any], nodes: Iterable[str], edges: Iterable[Edge], **told: Mapping[str, Any]
) -> GraphAnswer:
    """The answer with the graph of its evidence: edges, the nodes that they join, and the segments made in plants."""
    known = {edge.id: edge for edge in edges}
    ends = {*nodes, *(end for edge in known.values() for end in (edge.tail, edge.head))}
    ends |= {segment for edge in known.values() for segment in products_of(edge)}
    return answered(
        reader.meter,
        nodes=await reader.view.ordered(ends),
        edges=await reader.view.ordered(known),
        query=query,
        completeness=reader.completeness,
        extra=told,
    )


def evidence_of(found: CompanyActivity) -> list[Edge]:
    """Every edge that the parts of a footprint rest on, ownership aside."""
    located = (edge for edges in found.located.values() for edge in edges)
    return [*found.plants, *found.activities, *found.offices, *located]


def products_of(edge: Edge) -> tuple[str, ...]:
    """Segments that a plant makes; none for other edges."""
    return _texts(edge, "products")


def status_of(edge: Edge) -> str:
    """The status of an edge, `unknown` where none is stated."""
    return str(edge.attributes.get("status", "unknown"))


def without_absent(told: Mapping[str, Any]) -> dict[str, Any]:
    """Members that have a value."""
    return {name: value for name, value in told.items() if value is not None}


async def _located(reader: EdgeReader, ends: Sequence[str]) -> Mapping[str, list[Edge]]:
    """Edges that place parks and cities, those of a park's city added to its own."""
    direct = await _located_in(reader, ends)
    cities = {edge.head for edges in direct.values() for edge in edges if kind_of(edge.head) == "city"}
    onward = {**direct, **await _located_in(reader, sorted(cities - direct.keys()))}
    return {
        end: [*edges, *(more for edge in edges for more in onward.get(edge.head, ()))] for end, edges in direct.items()
    }


async def _located_in(reader: EdgeReader, places: Sequence[str]) -> Mapping[str, list[Edge]]:
    hops = await reader.hops(places, [Rel("located_in", Direction.OUT)])
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in (await reader.view.edges([hop.edge for hop in hops])).values():
        found[edge.tail].append(edge)
    return found


def _founded(activities: Iterable[Edge], plants: AbstractSet[str]) -> list[Edge]:
    """Activities that a source states, and those that follow from a plant which the filters kept."""
    return [
        one
        for one in activities
        if one.basis is not Basis.DERIVED or not plants.isdisjoint(_texts(one, "derived_from"))
    ]


def _stage(stage: str, of: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    through = {one["through"] for one in of}
    told: dict[str, Any] = {
        "id": stage,
        "through": through.pop() if len(through) == 1 else "both",
        "basis": min((one["basis"] for one in of), key=lambda basis: Basis(basis).rank),
    }
    for name in ("companies", "edges", "ownership", "sources"):
        told[name] = sorted({key for one in of for key in one[name]})
    return told | {"segments": [one["id"] for one in of]}


def _grouped(edges: Iterable[Edge], keys: Callable[[Edge], Iterable[str]]) -> list[tuple[str, list[Edge]]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        for key in keys(edge):
            found[key].append(edge)
    return sorted(found.items())


def _texts(edge: Edge, name: str) -> tuple[str, ...]:
    found = edge.attributes.get(name)
    return found if isinstance(found, tuple) else ()


def _segment(edge: Edge) -> tuple[str, ...]:
    return (edge.head,) if kind_of(edge.head) == "segment" else ()


def _statuses(plants: Iterable[Edge]) -> list[str]:
    found = {status_of(plant) for plant in plants}
    return [status for status in STATUSES if status in found]


def _nearest(plants: Iterable[Edge]) -> str | None:
    found = {plant.attributes.get("scope") for plant in plants}
    return next((scope for scope in SCOPES if scope in found), None)


def _parks(edges: Iterable[Edge]) -> list[str]:
    return sorted({edge.head for edge in edges if kind_of(edge.head) == "park"})
