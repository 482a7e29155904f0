"""Where companies are active: the footprint of a group, and where two groups overlap; subsidiaries are rolled up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, TypeVar

from pydantic import Field

from graphapi.answers import companies as answers
from graphapi.answers.encoding import extended
from graphapi.answers.envelopes import GraphIds, GraphMeta, Query
from graphapi.companies.ownership import (
    LEVELS,
    MAX_LEVELS,
    CompanyGroup,
    GroupCompany,
    OwnershipRequest,
    parents,
    subsidiaries,
)
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.grouping import (
    basis_rank,
    grouped,
    ids_of,
    narrowest_scope,
    products_of,
    sources_of,
    status_of,
    statuses_of,
    texts_of,
)
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import STAGES, STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel
from graphapi.traversal.answer import graph_meta

Standing = Literal["itself", "subsidiary", "parent"]
Touched = TypeVar("Touched", bound=answers.Involvement)
Side = TypeVar("Side", bound=answers.Involvement)
_KINDS = ("operates_in", "active_in", "headquartered_in")


class FootprintRequest(OwnershipRequest):
    """How far subsidiaries are rolled up, and what counts."""

    depth: int = Field(LEVELS, ge=0, le=MAX_LEVELS, description="Maximum number of levels; 0: only the company.")

    def normalised(self) -> dict[str, object]:
        return {"depth": self.depth} | super().normalised()


class OverlapRequest(FootprintRequest):
    """The other company, and what counts."""

    other: str = Field(alias="with", max_length=200, description="Id of the other company.", examples=["company:byd"])


async def footprint(view: GraphView, company: str, request: FootprintRequest) -> answers.FootprintAnswer:
    """A company with everything that it and its subsidiaries touch, each with its edges and sources.

    Raises:
        InvalidRequest: an unknown relation or status.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    query = {"company": company} | request.normalised()
    await node_of_kind(view, company, "company")
    reader = EdgeReader(view)
    below = await subsidiaries(reader, company, request.ownership, depth=request.depth)
    above = await parents(reader, company, request.ownership, depth=request.depth)
    activity = await company_activity(reader, below, request.edge)
    links = [link for member in (*below.others, *above.others) for link in member.links]
    graph, meta = await evidence_with_meta(reader, query, [company], [*links, *activity.edges])
    segments = activity.segments()
    found = answers.Footprint(
        company=company,
        subsidiaries=[_affiliate(member) for member in below.others],
        parents=[_affiliate(member) for member in above.others],
        deeper=answers.Deeper(subsidiaries=below.deeper, parents=above.deeper),
        tickers=await _tickers(view, below, above),
        parks=activity.parks(),
        provinces=activity.provinces(),
        segments=segments,
        stages=[_stage(stage, of) for stage in STAGES if (of := [row for row in segments if row.stage == stage])],
        statuses=activity.statuses(),
    )
    return answers.FootprintAnswer(graph=graph, meta=meta, footprint=found)


async def overlap(view: GraphView, company: str, request: OverlapRequest) -> answers.OverlapAnswer:
    """What the groups of two companies share, with what each side has there and its edges and sources.

    A company of both groups (a joint venture) is listed under `companies`; what it touches counts for both sides.

    Raises:
        InvalidRequest: an unknown relation or status, or both companies are the same.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about either company.
    """
    query, other = {"company": company} | request.normalised(), request.other
    await node_of_kind(view, company, "company")
    await node_of_kind(view, other, "company", parameter="with")
    if other == company:
        raise InvalidRequest("with must name another company", value=other, parameter="with")
    reader = EdgeReader(view)
    groups = [await subsidiaries(reader, key, request.ownership, depth=request.depth) for key in (company, other)]
    one, two = [await company_activity(reader, group, request.edge) for group in groups]
    parks, provinces = (one.parks(), two.parks()), (one.provinces(), two.provinces())
    segments, members = (one.segments(), two.segments()), [group.members for group in groups]
    found = answers.Overlap(
        of=[company, other],
        measures=answers.OverlapSizes(parks=_size(*parks), provinces=_size(*provinces), segments=_size(*segments)),
        parks=[
            answers.SharedPark(
                id=ours.id,
                sides=_sides(answers.ParkSide, ours, theirs),
                shared_segments=sorted(set(ours.segments) & set(theirs.segments)),
            )
            for ours, theirs in _shared(*parks)
        ],
        provinces=[
            answers.SharedProvince(id=ours.id, sides=_sides(answers.ProvinceSide, ours, theirs))
            for ours, theirs in _shared(*provinces)
        ],
        segments=[
            answers.SharedSegment(id=ours.id, sides=_sides(answers.SegmentSide, ours, theirs))
            for ours, theirs in _shared(*segments)
        ],
        companies=[
            answers.SharedCompany(id=key, ownership=[ids_of(side[key].via) for side in members])
            for key in sorted(members[0].keys() & members[1].keys())
        ],
    )
    named = {key for member in found.companies for via in member.ownership for key in via}
    sides = [side for shared in (*found.parks, *found.provinces, *found.segments) for side in shared.sides]
    named |= {key for side in sides for key in (*side.edges, *side.ownership)}
    edges = [edge for side in (one, two) for edge in (*side.edges, *side.group.via(side.group.members))]
    kept = [edge for edge in edges if edge.id in named]
    graph, meta = await evidence_with_meta(reader, query, [company, other], kept)
    return answers.OverlapAnswer(graph=graph, meta=meta, overlap=found)


@dataclass(slots=True)
class CompanyActivity:
    """What is known of the companies of a group, read once: plants, activities, head offices, and where those lie."""

    group: CompanyGroup
    plants: list[Edge] = field(default_factory=list)
    activities: list[Edge] = field(default_factory=list)
    offices: list[Edge] = field(default_factory=list)
    located: Mapping[str, list[Edge]] = field(default_factory=dict)
    province_of: Mapping[str, str] = field(default_factory=dict)
    stage_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def edges(self) -> list[Edge]:
        """Every edge that the parts of a footprint rest on, without ownership."""
        return [*self.plants, *self.activities, *self.offices, *chain.from_iterable(self.located.values())]

    def parks(self) -> list[answers.FootprintPark]:
        """Parks with plants, by id; `scope` is the nearest to the park that any of its plants is known for."""
        return [
            self._touched(
                answers.FootprintPark,
                park,
                plants,
                province=self.province_of.get(park),
                scope=narrowest_scope(plants),
                plants=len(plants),
                statuses=statuses_of(plants),
                segments=sorted({segment for plant in plants for segment in products_of(plant)}),
            )
            for park, plants in sorted(grouped(self.plants, lambda plant: plant.head).items())
        ]

    def provinces(self) -> list[answers.FootprintProvince]:
        """Provinces of parks with plants and of head offices, by id, with the edges that place them."""
        return [
            self._touched(
                answers.FootprintProvince,
                province,
                edges,
                placed=[placing for edge in edges for placing in self.located.get(edge.head, ())],
                parks=_parks(edges),
                head_offices=sorted({edge.tail for edge in edges if edge.kind == "headquartered_in"}),
            )
            for province, edges in _by_each([*self.plants, *self.offices], self._province_of)
        ]

    def segments(self) -> list[answers.FootprintSegment]:
        """Segments by id; `direct` when it is stated of a company, not only of the product of a plant."""
        found = _by_each([*self.activities, *self.plants], lambda edge: products_of(edge) or _segment(edge))
        return [
            self._touched(
                answers.FootprintSegment,
                segment,
                edges,
                stage=self.stage_of.get(segment),
                direct=any(edge.kind == "active_in" and edge.basis is not Basis.DERIVED for edge in edges),
                parks=_parks(edges),
            )
            for segment, edges in found
        ]

    def statuses(self) -> list[answers.FootprintStatus]:
        """Plants by status, in the order of the table; a plant without one counts as `unknown`."""
        by_status = grouped(self.plants, status_of)
        return [
            self._touched(answers.FootprintStatus, status, plants, plants=len(plants), parks=_parks(plants))
            for status in STATUSES
            if (plants := by_status[status])
        ]

    def _touched(
        self, cls: type[Touched], key: str, edges: Sequence[Edge], *, placed: Iterable[Edge] = (), **more: object
    ) -> Touched:
        """A thing that the group touches by some edges; `placed` are edges that only say where it lies."""
        companies = sorted({edge.tail for edge in edges})
        own = self.group.company in companies
        support = {edge.id: edge for edge in (*edges, *placed)}
        ownership = self.group.via(companies)
        return cls(
            id=key,
            through=("both" if len(companies) > 1 else "itself") if own else "subsidiaries",
            companies=companies,
            basis=min(edges, key=basis_rank).basis,
            edges=sorted(support),
            ownership=sorted(ids_of(ownership)),
            sources=sorted(sources_of((*support.values(), *ownership))),
            **more,
        )

    def _province_of(self, edge: Edge) -> list[str]:
        return [self.province_of[edge.head]] if edge.head in self.province_of else []


async def company_activity(reader: EdgeReader, group: CompanyGroup, edge: EdgeFilter) -> CompanyActivity:
    """Plants, activities and head offices of all companies of a group by edges that pass, and where those lie.

    Derived activities count if they derive from a plant that passes.
    """
    view, found = reader.view, CompanyActivity(group)
    rels = [Rel(kind, Direction.OUT) for kind in _KINDS]
    read = sorted(await reader.edges(sorted(group.members), *rels, edge=edge), key=lambda edge: edge.id)
    found.plants, activities, found.offices = ([edge for edge in read if edge.kind == kind] for kind in _KINDS)
    plants = {*ids_of(found.plants)}
    found.activities = [
        activity
        for activity in activities
        if activity.basis is not Basis.DERIVED or not plants.isdisjoint(texts_of(activity, "derived_from"))
    ]
    places = sorted({edge.head for edge in (*found.plants, *found.offices)})
    found.located = await _located(reader, places)
    found.province_of = {place: province for place in places if (province := (await view.location(place)).province)}
    segments = {key for edge in (*found.plants, *found.activities) for key in (*products_of(edge), *_segment(edge))}
    nodes = await view.nodes(sorted(segments))
    found.stage_of = {key: str(node.attributes["stage"]) for key, node in nodes.items()}
    return found


async def evidence_with_meta(
    reader: EdgeReader, query: Query, nodes: Iterable[str], edges: Iterable[Edge]
) -> tuple[GraphIds, GraphMeta]:
    """The graph of an answer's evidence (edges, the nodes that they join, segments made in plants) and its `meta`."""
    known = {edge.id: edge for edge in edges}
    ends = {*nodes, *(end for edge in known.values() for end in (edge.tail, edge.head))}
    ends |= {segment for edge in known.values() for segment in products_of(edge)}
    view, whole = reader.view, reader.completeness
    graph = GraphIds(nodes=await view.ordered(ends), edges=await view.ordered(known))
    return graph, graph_meta(view, reader.meter, query=query, completeness=whole, nodes=len(graph.nodes))


def listings_of(company: Node) -> list[answers.Listing]:
    """Listings of a company; `verified` is false where its record says that no source showed the listing."""
    doubts, found = {*texts_of(company, "unverified_fields")}, []
    for listing in texts_of(company, "listings"):
        mic, _, ticker = listing.partition(":")
        verified = company.basis is not Basis.UNVERIFIED and not doubts & {"listings", f"listings.{mic}"}
        found.append(answers.Listing(listing=listing, mic=mic, ticker=ticker, verified=verified))
    return found


async def _tickers(view: GraphView, below: CompanyGroup, above: CompanyGroup) -> list[answers.FootprintTicker]:
    standing: list[tuple[Standing, GroupCompany]] = [("itself", below.members[below.company])]
    standing += [("subsidiary", member) for member in below.others]
    standing += [("parent", member) for member in above.others]
    companies = await view.nodes([member.company for _, member in standing])
    return [
        extended(
            answers.FootprintTicker,
            listing,
            company=member.company,
            standing=name,
            level=member.level,
            ownership=ids_of(member.via),
            sources=sorted(sources_of((companies[member.company], *member.via))),
        )
        for name, member in standing
        for listing in listings_of(companies[member.company])
    ]


def _affiliate(member: GroupCompany) -> answers.Affiliate:
    links = [
        answers.Ownership(
            edge=link.id,
            company=link.tail,
            owner=link.head,
            basis=link.basis,
            caveat=link.caveat,
            sources=link.sources,
            **{name: link.attributes.get(name) for name in ("relation", "share_percent", "as_of")},  # type: ignore[arg-type]
        )
        for link in sorted(member.links, key=basis_rank)
    ]
    return answers.Affiliate(company=member.company, level=member.level, via=ids_of(member.via), links=links)


def _stage(stage: str, of: Sequence[answers.FootprintSegment]) -> answers.FootprintStage:
    through = {segment.through for segment in of}
    joined = ("companies", "edges", "ownership", "sources")
    return answers.FootprintStage(
        id=stage,
        through=through.pop() if len(through) == 1 else "both",
        basis=min((segment.basis for segment in of), key=lambda basis: basis.rank),
        segments=[segment.id for segment in of],
        **{name: sorted({key for segment in of for key in getattr(segment, name)}) for name in joined},
    )


def _shared(one: Sequence[Touched], two: Sequence[Touched]) -> Iterable[tuple[Touched, Touched]]:
    """What both groups touch, as each of them does, in the order of the first."""
    theirs = {entry.id: entry for entry in two}
    return ((entry, theirs[entry.id]) for entry in one if entry.id in theirs)


def _sides(cls: type[Side], ours: answers.Involvement, theirs: answers.Involvement) -> list[Side]:
    return [extended(cls, ours), extended(cls, theirs)]


def _size(one: Sequence[answers.Involvement], two: Sequence[answers.Involvement]) -> answers.OverlapSize:
    ours, theirs = {entry.id for entry in one}, {entry.id for entry in two}
    shared, union = len(ours & theirs), len(ours | theirs)
    jaccard = round(shared / union, 6) if union else None
    return answers.OverlapSize(first=len(ours), second=len(theirs), shared=shared, union=union, jaccard=jaccard)


async def _located(reader: EdgeReader, places: Sequence[str]) -> Mapping[str, list[Edge]]:
    """Edges that place parks and cities, those of a park's city added to its own."""
    located = Rel("located_in", Direction.OUT)
    direct = await reader.edges_at(places, located)
    cities = {edge.head for edges in direct.values() for edge in edges if kind_of(edge.head) == "city"}
    further = {**direct, **await reader.edges_at(sorted(cities - direct.keys()), located)}
    return {
        place: [*edges, *(more for edge in edges for more in further.get(edge.head, ()))]
        for place, edges in direct.items()
    }


def _by_each(edges: Iterable[Edge], keys: Callable[[Edge], Iterable[str]]) -> list[tuple[str, list[Edge]]]:
    pairs = grouped(((key, edge) for edge in edges for key in keys(edge)), lambda pair: pair[0])
    return sorted((key, [edge for _, edge in found]) for key, found in pairs.items())


def _segment(edge: Edge) -> tuple[str, ...]:
    return (edge.head,) if kind_of(edge.head) == "segment" else ()


def _parks(edges: Iterable[Edge]) -> list[str]:
    return sorted({edge.head for edge in edges if kind_of(edge.head) == "park"})
