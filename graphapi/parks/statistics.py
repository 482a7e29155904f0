"""How much the graph holds, what the parks of a list have in common, which of them are battery bases, what is unknown.

Battery bases are counted under three definitions that a reader can check.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from pydantic import Field

from graphapi.answers import statistics as answers
from graphapi.answers.chain import Members
from graphapi.answers.documents import Name, SourceDocument, StatementDocument
from graphapi.answers.encoding import extended
from graphapi.answers.statistics import BatteryDefinition
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.chain.hosting import Hosting, hosting, is_wider, members_of
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.overview import counts
from graphapi.documents.pages import meta_of, paged
from graphapi.documents.requests import PageRequest, Request
from graphapi.graph.base import GraphView
from graphapi.graph.meter import CHECK_EVERY
from graphapi.model.documents import Edge, Location, Node, Statement
from graphapi.model.grouping import grouped, ids_of, products_of, sources_of, status_of
from graphapi.model.kinds import CHAINS, STAGES, Basis
from graphapi.model.steps import Direction, Rel

NATIONAL = "list:national-batch-1"
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

TEXTS: Mapping[BatteryDefinition, str] = {
    BatteryDefinition.HOSTS: (
        f"A hosts edge that is not derived leads from the park to a segment of the chain '{CHAIN}'."
    ),
    BatteryDefinition.MAKER: (
        "As hosts_battery_segment, and a company operates_in the park with a cell segment as product."
    ),
    BatteryDefinition.FLAGGED: (
        "The park's attribute lithium_or_new_energy is true; wider than batteries, without a scope."
    ),
}


class StatisticsRequest(Request):
    """The parks that statistics speak of."""

    list: str = Field(NATIONAL, max_length=200, description="Id of the list whose parks are counted.")


class BatteryParksRequest(StatisticsRequest, PageRequest):
    """A part of those parks."""


async def statistics(view: GraphView, request: StatisticsRequest) -> answers.Statistics:
    """Counts of the whole graph, counts of the parks of a list with their ids, battery bases, and what is unknown.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the list.
    """
    await node_of_kind(view, request.list, "list", parameter="list")
    reader = EdgeReader(view)
    parks = await base_parks(reader, await _listed(reader, request.list))
    hosted = await hosting(reader, parks=[base.park.id for base in parks])
    claims = [statement for statement in await view.statements(request.list) if statement.field == CLAIM]
    return answers.Statistics(
        counts=await _whole(view),
        lists=[await _size(reader, node) for node in (await view.nodes(await view.node_ids("list"))).values()],
        parks=answers.ListParks(
            total=len(parks),
            by_province=_groups((base.place.province, base) for base in parks),
            by_construction_end=_groups((base.park.attributes.get("construction_end"), base) for base in parks),
            by_status=_groups((base.park.attributes["status"], base) for base in parks),
            by_hosted_stage=await _by_stage(view, hosted),
        ),
        battery=await battery_bases(view, parks, claims),
        unknown=await _unknown(view, hosted, parks),
        meta=meta_of(view, completeness=reader.completeness, query=request.normalised()),
    )


async def battery_parks(view: GraphView, request: BatteryParksRequest) -> answers.BatteryParkList:
    """Each park of a list with the three flags of a battery base and the edges that support them, by id.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the list.
        InvalidCursor.
    """
    await node_of_kind(view, request.list, "list", parameter="list")
    reader = EdgeReader(view)
    parks = await base_parks(reader, await _listed(reader, request.list))
    page = paged(view, parks, request.normalised(), request, completeness=reader.completeness)
    return page.answer(answers.BatteryParkList, [base.answer() for base in page.items])


async def battery_parks_table(view: GraphView, found: answers.BatteryParkList) -> Table:
    """One row a park with its flags."""
    return table_of("battery-parks", answers.BatteryPark, found.items)


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

    def meets(self, definition: BatteryDefinition) -> bool | None:
        """Whether it does, nothing where nothing is known: no hosted segment, no company, no flag."""
        flag = self.park.attributes.get("lithium_or_new_energy")
        hosting = bool(self.hosts) if self.knows_segments else None
        if definition is BatteryDefinition.HOSTS:
            return hosting
        if definition is BatteryDefinition.FLAGGED:
            return bool(flag) if flag is not None else None
        return hosting and (bool(self.makers) if self.knows_companies else None)

    def only_wider(self, definition: BatteryDefinition) -> bool | None:
        """Whether it would not meet the definition without what is known for its city or province only."""
        if definition is BatteryDefinition.FLAGGED or not self.meets(definition):
            return None
        return is_wider(self.hosts) or (definition is BatteryDefinition.MAKER and is_wider(self.makers))

    def evidence(self, definition: BatteryDefinition) -> list[Edge]:
        """The edges by which it meets the definition; none for a flag, which is in the park's document."""
        if definition is BatteryDefinition.FLAGGED or not self.meets(definition):
            return []
        return [*self.hosts, *self.makers] if definition is BatteryDefinition.MAKER else list(self.hosts)

    def answer(self) -> answers.BatteryPark:
        """The park as served; what is unknown is left out."""
        edges = [*self.hosts, *self.makers]
        return answers.BatteryPark(
            park=self.park.id,
            name=Name(**self.park.name),
            city=self.place.city,
            province=self.place.province,
            **{definition.value: self.meets(definition) for definition in BatteryDefinition},
            hosts_battery_segment_only_wider_scope=self.only_wider(BatteryDefinition.HOSTS),
            hosts_and_cell_maker_only_wider_scope=self.only_wider(BatteryDefinition.MAKER),
            segments=sorted({edge.head for edge in self.hosts}),
            cell_makers=sorted({edge.tail for edge in self.makers}),
            edges=ids_of(edges),
            sources=sources_of(edges),
            flag_sources=self.park.sources if self.meets(BatteryDefinition.FLAGGED) else (),
            caveats=list(dict.fromkeys(edge.caveat for edge in edges if edge.caveat)),
        )


async def base_parks(reader: EdgeReader, parks: Sequence[str]) -> list[BasePark]:
    """What makes each park a battery base or not, in their order."""
    view = reader.view
    nodes = await view.nodes(parks)
    hosts = await reader.edges_at(parks, Rel("hosts", Direction.OUT))
    plants = await reader.edges_at(parks, Rel("operates_in", Direction.IN))
    heads = sorted({edge.head for found in hosts.values() for edge in found})
    battery = {key for key, node in (await view.nodes(heads)).items() if node.attributes["chain"] == CHAIN}
    return [
        BasePark(
            park=node,
            place=await view.location(park),
            hosts=[edge for edge in hosts[park] if edge.head in battery and edge.basis is not Basis.DERIVED],
            makers=[edge for edge in plants[park] if not set(CELLS).isdisjoint(products_of(edge))],
            knows_segments=any(edge.basis is not Basis.DERIVED for edge in hosts[park]),
            knows_companies=bool(plants[park]),
        )
        for park, node in nodes.items()
    ]


async def battery_bases(
    view: GraphView, parks: Sequence[BasePark], claims: Sequence[Statement]
) -> answers.BatteryBases:
    """The share of the parks under each definition, the parks that make the differences, and what sources claim.

    `share` = numerator / denominator, absent without parks; `points_from_claim` = 100 · share - the percentage of the
    first claim. `unknown_ids` are parks of which nothing is known that decides: they are in the denominator alone.
    """
    met = {definition: {base.park.id for base in parks if base.meets(definition)} for definition in BatteryDefinition}
    return answers.BatteryBases(
        definitions=[_share(definition, parks, claims[0] if claims else None) for definition in BatteryDefinition],
        cell_segments=CELLS,
        differences=[
            answers.BatteryDifference(met=one, not_met=other, park_ids=sorted(met[one] - met[other]))
            for one, other in permutations(BatteryDefinition, 2)
        ],
        cell_maker_without_hosts_ids=sorted(base.park.id for base in parks if base.makers and not base.hosts),
        claims=[await _claim(view, claim) for claim in claims],
    )


def _share(definition: BatteryDefinition, parks: Sequence[BasePark], claim: Statement | None) -> answers.BatteryShare:
    meeting = [base for base in parks if base.meets(definition)]
    wider = None
    if definition is not BatteryDefinition.FLAGGED:
        wider = sorted(base.park.id for base in meeting if base.only_wider(definition))
    claimed = claim.value if claim is not None and claim.unit == "%" else None
    share, points = None, None
    if parks:
        share = round(len(meeting) / len(parks), 4)
        points = round(100 * len(meeting) / len(parks) - claimed, 2) if isinstance(claimed, int | float) else None
    return answers.BatteryShare(
        definition=definition,
        text=TEXTS[definition],
        numerator=len(meeting),
        denominator=len(parks),
        park_ids=sorted(base.park.id for base in meeting),
        edges=[edge.id for base in meeting for edge in base.evidence(definition)],
        unknown_ids=sorted(base.park.id for base in parks if base.meets(definition) is None),
        only_wider_scope_ids=wider,
        only_wider_scope=None if wider is None else len(wider),
        share=share,
        points_from_claim=points,
    )


async def _claim(view: GraphView, claim: Statement) -> StatementDocument:
    sources = [row_of(SourceDocument, source) for source in (await view.sources(claim.sources)).values()]
    return row_of(StatementDocument, claim, sources=sources)


async def _listed(reader: EdgeReader, on_list: str) -> Sequence[str]:
    return sorted({edge.tail for edge in await reader.edges([on_list], Rel("listed_in", Direction.IN))})


async def _size(reader: EdgeReader, node: Node) -> answers.ListCount:
    size = node.attributes.get("size")
    parks = len(await _listed(reader, node.id))
    return answers.ListCount(id=node.id, parks=parks, stated_size=size if isinstance(size, int) else None)


async def _whole(view: GraphView) -> answers.WholeCounts:
    nodes, stages, chains = Counter[str](), Counter[str](), Counter[str]()
    for part in _parts(await view.node_ids()):
        for node in (await view.nodes(part)).values():
            nodes[node.basis] += 1
            if node.kind == "segment":
                stages[str(node.attributes["stage"])] += 1
                chains[str(node.attributes["chain"])] += 1
        await asyncio.sleep(0)
    edges: dict[str, Counter[str]] = defaultdict(Counter)
    for part in _parts(await view.edge_ids()):
        for edge in (await view.edges(part)).values():
            edges[edge.kind][edge.basis] += 1
        await asyncio.sleep(0)
    return extended(
        answers.WholeCounts,
        await counts(view),
        nodes_by_basis=_in_order(nodes, Basis),
        edges_by_basis=_in_order(sum(edges.values(), Counter()), Basis),
        edges_by_kind_and_basis={kind: _in_order(found, Basis) for kind, found in edges.items()},
        segments_by_stage=_in_order(stages, STAGES),
        segments_by_chain=_in_order(chains, CHAINS),
    )


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[begin : begin + CHECK_EVERY] for begin in range(0, len(ids), CHECK_EVERY))


def _in_order(found: Mapping[str, int], order: Iterable[str]) -> dict[str, int]:
    return {str(name): found.get(name, 0) for name in order}


async def _by_stage(view: GraphView, hosted: Hosting) -> dict[str, Members]:
    segments = await view.nodes(list(hosted.by_segment))
    by_stage = grouped(hosted.hosted.values(), lambda pair: segments[pair.segment].attributes["stage"])
    return {stage: members_of((pair.park, pair.direct) for pair in by_stage[stage]) for stage in STAGES}


async def _unknown(view: GraphView, hosted: Hosting, parks: Sequence[BasePark]) -> answers.UnknownOfList:
    """Parks of which something is not known; `hosted_segments` counts pairs of park and segment."""
    by_park, by_segment, pairs = hosted.by_park, hosted.by_segment, list(hosted.hosted.values())
    wider = {park for park, found in by_park.items() if is_wider([edge for pair in found for edge in pair.edges])}
    lacking: Mapping[str, Callable[[BasePark], bool]] = {
        "no_hosted_segment": lambda base: base.park.id not in by_park,
        "no_direct_hosted_segment": lambda base: not base.knows_segments,
        "only_wider_scope": lambda base: base.park.id in wider,
        "no_company": lambda base: not base.knows_companies,
        "no_lithium_or_new_energy_flag": lambda base: "lithium_or_new_energy" not in base.park.attributes,
        "no_construction_end": lambda base: "construction_end" not in base.park.attributes,
        "no_area": lambda base: "area_km2" not in base.park.attributes,
        "no_province": lambda base: base.place.province is None,
    }
    unhosted = [key for key in await view.node_ids("segment") if key not in by_segment]
    return answers.UnknownOfList(
        hosted_segments=answers.HostedUnknown(
            total=len(pairs),
            status_unknown=sum(all(status_of(edge) == "unknown" for edge in pair.edges) for pair in pairs),
            only_wider_scope=sum(is_wider(pair.edges) for pair in pairs),
        ),
        segments_without_park=answers.CountedIds(total=len(unhosted), ids=unhosted),
        **{name: _counted([base for base in parks if holds(base)]) for name, holds in lacking.items()},
    )


def _counted(parks: Sequence[BasePark]) -> answers.CountedIds:
    return answers.CountedIds(total=len(parks), ids=sorted(base.park.id for base in parks))


def _groups(found: Iterable[tuple[object, BasePark]]) -> list[answers.ParkGroup]:
    """Groups by key in order, with counts and ids; parks without a key are in the group without one, the last."""
    groups = grouped(found, lambda pair: None if pair[0] is None else str(pair[0]))
    order = sorted(groups.items(), key=lambda group: (group[0] is None, group[0] or ""))
    return [extended(answers.ParkGroup, _counted([park for _, park in pairs]), key=key) for key, pairs in order]
