"""Where segments are at home: parks, companies and provinces of each, direct told apart from derived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.answers.tables import TableColumn
from graphapi.chain.hosting import Hosted, hosting
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import Basis, ValueType
from graphapi.model.steps import Direction, EdgeFilter, Rel

WIDER = frozenset({"city", "province"})
"""Scopes of what is known of a place around the park, not of the park itself."""


@dataclass(frozen=True, slots=True)
class Members:
    """Ids of one kind: edges of their own state the `direct` ones, the `derived` ones follow from a plant alone."""

    direct: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()

    @classmethod
    def of(cls, found: Iterable[tuple[str, bool]]) -> "Members":
        """Members from ids and whether they are direct; once is enough."""
        by_way: dict[bool, set[str]] = {True: set(), False: set()}
        for key, direct in found:
            by_way[direct].add(key)
        return cls(frozenset(by_way[True]), frozenset(by_way[False] - by_way[True]))

    def to_json(self) -> dict[str, Any]:
        """Counts and ids; `derived_ids` are those of `ids` that are not direct."""
        return {
            "total": len(self.direct) + len(self.derived),
            "direct": len(self.direct),
            "derived": len(self.derived),
            "ids": sorted(self.direct | self.derived),
            "derived_ids": sorted(self.derived),
        }


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known of one segment on the ground, and the edges that say so.

    `wider` are parks of which it is known for their city or province only, `unplaced` parks of no known province.
    """

    parks: Members = Members()
    companies: Members = Members()
    provinces: Members = Members()
    wider: frozenset[str] = frozenset()
    unplaced: frozenset[str] = frozenset()
    edges: Sequence[Edge] = ()

    @classmethod
    def joined(cls, found: Sequence["Presence"]) -> "Presence":
        """All of them as one; a park is `wider` where every segment of it is."""
        near = {park for one in found for park in (one.parks.direct | one.parks.derived) - one.wider}
        return cls(
            _joined([one.parks for one in found]),
            _joined([one.companies for one in found]),
            _joined([one.provinces for one in found]),
            frozenset({park for one in found for park in one.wider} - near),
            frozenset(park for one in found for park in one.unplaced),
            list({edge.id: edge for one in found for edge in one.edges}.values()),
        )

    def counted(self) -> dict[str, Any]:
        """Parks, companies and provinces as served, without the evidence."""
        return {
            "parks": self.parks.to_json() | {"wider_scope_ids": sorted(self.wider)},
            "companies": self.companies.to_json(),
            "provinces": self.provinces.to_json() | {"unplaced_park_ids": sorted(self.unplaced)},
        }

    def to_json(self) -> dict[str, Any]:
        """Counts with ids of the edges and sources behind them."""
        return self.counted() | {"edges": [edge.id for edge in self.edges], "sources": self.sources}

    @property
    def sources(self) -> list[str]:
        """Ids of the sources behind it, in order of the edges."""
        return list(dict.fromkeys(key for edge in self.edges for key in edge.sources))


async def presence_of(
    reader: EdgeReader, segments: Sequence[str], edge: EdgeFilter | None = None
) -> Mapping[str, Presence]:
    """Where each segment is at home, in their order, by edges that pass the filter.

    A company belongs to a segment when an `active_in` edge says so or when its plant makes the product in a park that
    hosts it; `reader.completeness` tells afterwards whether all of it was read.
    """
    hosted = (await hosting(reader, segments=segments, edge=edge)).by_segment
    hops = await reader.hops(segments, [Rel("active_in", Direction.IN)], edge=edge)
    active: dict[str, list[Edge]] = defaultdict(list)
    for found in (await reader.view.edges([hop.edge for hop in hops])).values():
        active[found.head].append(found)
    return {segment: await _homes(reader, hosted.get(segment, []), active[segment]) for segment in segments}


async def _homes(reader: EdgeReader, hosted: Sequence[Hosted], active: Sequence[Edge]) -> Presence:
    provinces = [((await reader.view.location(one.park)).province, one) for one in hosted]
    makers = [(edge.tail, edge.basis is not Basis.DERIVED) for edge in active]
    makers += [(company, False) for one in hosted for company in one.companies]
    edges = [edge for one in hosted for edge in (*one.edges, *one.plants)]
    return Presence(
        Members.of((one.park, one.direct) for one in hosted),
        Members.of(makers),
        Members.of((province, one.direct) for province, one in provinces if province is not None),
        frozenset(one.park for one in hosted if is_wider(one.edges)),
        frozenset(one.park for province, one in provinces if province is None),
        [*edges, *active],
    )


def is_wider(edges: Iterable[Edge]) -> bool:
    """Whether all of the edges speak of the city or province around a park."""
    return all(edge.attributes.get("scope") in WIDER for edge in edges)


HOME_COLUMNS: Sequence[TableColumn] = (
    *(
        TableColumn(f"{name}{part}", ValueType.INTEGER)
        for name in ("parks", "companies", "provinces")
        for part in ("", "_direct", "_derived")
    ),
    *(
        TableColumn(name, ValueType.STRINGS)
        for name in ("park_ids", "wider_scope_park_ids", "company_ids", "province_ids", "edges", "sources")
    ),
)
"""Columns of `home_row`."""

SEGMENT_COLUMNS: Sequence[TableColumn] = tuple(
    TableColumn(name) for name in ("segment", "name_en", "name_zh", "stage", "chain")
)
"""Columns of `segment_row`."""


def segment_row(segment: Node) -> dict[str, Any]:
    """A segment as the beginning of a row."""
    names = {"segment": segment.id, "name_en": segment.name_en, "name_zh": segment.name_zh}
    return names | {name: segment.attributes.get(name) for name in ("stage", "chain")}


def home_row(homes: Presence) -> dict[str, Any]:
    """The homes of a segment as the end of its row."""
    row: dict[str, Any] = {}
    for name, key, members in (
        ("parks", "park_ids", homes.parks),
        ("companies", "company_ids", homes.companies),
        ("provinces", "province_ids", homes.provinces),
    ):
        told = members.to_json()
        row |= {name: told["total"], f"{name}_direct": told["direct"], f"{name}_derived": told["derived"]}
        row[key] = told["ids"]
    edges = [edge.id for edge in homes.edges]
    return row | {"wider_scope_park_ids": sorted(homes.wider), "edges": edges, "sources": homes.sources}


def _joined(found: Sequence[Members]) -> Members:
    direct = frozenset(key for one in found for key in one.direct)
    return Members(direct, frozenset(key for one in found for key in one.derived) - direct)
