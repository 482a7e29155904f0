"""Who is exposed when segments, parks, companies or whole provinces fall out: segments, parks, listed companies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graphapi.chain.coverage_ranking import parks_that_count
from graphapi.chain.hosting import Hosted, hosting
from graphapi.chain.propagation import Impact, ImpactReader, Reach, ReachedSegment, Side, fallen_segments, reached
from graphapi.chain.removal import Pair, Removal, RemovalReader, remaining, replaceability
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.evidence.evidence_paths import edges_of, told_short
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.model.answers import COMPLETE, Completeness, Shortfall
from graphapi.model.documents import Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import EdgeFilter
from graphapi.traversal.answer import GraphAnswer, answered

MAX_HOPS = 6
MAX_IDS = 200
ASSUMPTION = (
    "Every listed feed is needed: a segment counts as affected when any segment that feeds it (up: that it feeds) is. "
    "`others` names what else feeds it. Replaceability counts parks, not capacity."
)


class ExposureDirection(StrEnum):
    """`down`: what depends on the ids; `up`: what they depend on; `both`."""

    DOWN = "down"
    UP = "up"
    BOTH = "both"


_SIDES: Mapping[ExposureDirection, tuple[Side, ...]] = {
    ExposureDirection.DOWN: (Side.DOWN,),
    ExposureDirection.UP: (Side.UP,),
    ExposureDirection.BOTH: (Side.DOWN, Side.UP),
}


@dataclass(frozen=True, slots=True)
class ExposureRequest:
    """`segments` narrows what falls out; `on_list` and `province` keep affected parks, and the plants in them."""

    ids: tuple[str, ...]
    segments: tuple[str, ...] = ()
    hops: int = 3
    direction: ExposureDirection = ExposureDirection.DOWN
    on_list: str | None = None
    province: str | None = None
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()

    def normalised(self) -> dict[str, Any]:
        """The request as understood, what is not given left out."""
        query: dict[str, Any] = {
            "ids": list(self.ids),
            "segments": list(self.segments) or None,
            "hops": self.hops,
            "direction": self.direction,
            "list": self.on_list,
            "province": self.province,
            "basis": self.basis,
            "status": [status for status in STATUSES if status in self.statuses] or None,
        }
        return {name: value for name, value in query.items() if value is not None}


@dataclass(slots=True)
class _Found:
    """All that is exposed, in the order of the answer: what falls out itself, then down, then up."""

    fallen: Removal
    by_segment: Mapping[str, Sequence[Hosted]]
    segments: list[ReachedSegment] = field(default_factory=list)
    parks: list[Impact] = field(default_factory=list)
    companies: list[Impact] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    shortfalls: list[Completeness] = field(default_factory=list)


async def exposure(view: GraphView, request: ExposureRequest, *, meter: Meter) -> GraphAnswer:
    """What falls out with the ids, and the segments, parks and listed companies that depend on it, hop by hop.

    Each comes with one way of evidence from a given id. The graph of the answer holds the edges named in it and the
    nodes that they join. `meter` bounds the walk along `feeds`, and parks and companies told; reading hosts is
    bounded in time.

    Raises:
        InvalidRequest: no id, more than 200, or one of a kind that hosts, makes and holds nothing.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an id, a segment, the list or the province.
    """
    await _check(view, request)
    reader = EdgeReader(view)
    found = await _exposed(reader, request, meter)
    most = meter.budget.results
    cut = [_cut(found.parks, most), _cut(found.companies, most)]
    found.parks, found.companies = found.parks[:most], found.companies[:most]
    meter.edges += reader.meter.edges
    edges = _evidence(found)
    ends = {end for edge in (await view.edges(sorted(edges))).values() for end in (edge.tail, edge.head)}
    nodes = await view.ordered({*ends, *request.ids, *(one.segment for one in found.segments)})
    known = await view.nodes([one.node for one in found.companies])
    return answered(
        meter,
        nodes=nodes,
        edges=await view.ordered(edges),
        query=request.normalised(),
        completeness=_first_shortfall([reader.completeness, *found.shortfalls, *cut]),
        extra={
            "exposure": _summary(request, found),
            "segments": [await _segment(view, one, found) for one in found.segments],
            "parks": [await _touched(view, one) for one in found.parks],
            "companies": [await _touched(view, one) | _company(one, known[one.node]) for one in found.companies],
        },
    )


async def _check(view: GraphView, request: ExposureRequest) -> None:
    if not 1 <= len(request.ids) <= MAX_IDS:
        raise InvalidRequest(
            f"ids names {len(request.ids)} nodes; 1 to {MAX_IDS} are possible", value=len(request.ids), parameter="ids"
        )
    for segment in request.segments:
        await node_of_kind(view, segment, "segment", parameter="segments")


async def _exposed(reader: EdgeReader, request: ExposureRequest, meter: Meter) -> _Found:
    edge = EdgeFilter(basis=request.basis, statuses=request.statuses)
    whole = await hosting(reader, edge=edge)
    by_segment = whole.by_segment
    falling = RemovalReader(reader, by_segment, whole.by_park, edge, frozenset(request.segments))
    fallen = await falling.of(request.ids)
    behind = ImpactReader(reader, by_segment, fallen, edge, await _counting(reader, request))
    found = _Found(fallen, by_segment, list(fallen_segments(fallen).values()))
    found.parks, found.companies = behind.fallen_parks(), await behind.fallen_companies()
    for side in _SIDES[request.direction]:
        reach: Reach = await reached(reader, fallen, side, request.hops, request.basis, meter)
        found.segments += reach.segments.values()
        found.feeds += reach.edges
        found.shortfalls.append(reach.completeness)
        found.parks += behind.parks_of(reach.segments)
        found.companies += await behind.companies_of(reach.segments)
    return found


async def _counting(reader: EdgeReader, request: ExposureRequest) -> frozenset[str] | None:
    if request.on_list is None and request.province is None:
        return None
    return frozenset(await parks_that_count(reader, request.on_list, request.province))


def _summary(request: ExposureRequest, found: _Found) -> dict[str, Any]:
    fallen = found.fallen
    return {
        "falls_out": {
            "segments": sorted(fallen.segments),
            "parks": sorted(fallen.parks),
            "companies": sorted({*fallen.companies, *(plant.tail for plant in fallen.plants.values())}),
        },
        "not_hosted": [one for one in request.segments if one not in fallen.segments],
        "counts": {
            side.value: {
                "segments": sum(one.side is side for one in found.segments),
                "parks": sum(one.side is side for one in found.parks),
                "companies": sum(one.side is side for one in found.companies),
            }
            for side in (Side.ITSELF, *_SIDES[request.direction])
        },
        "assumption": ASSUMPTION,
    }


async def _segment(view: GraphView, one: ReachedSegment, found: _Found) -> dict[str, Any]:
    hosted, pairs = found.by_segment.get(one.segment, ()), found.fallen.pairs
    share = replaceability(hosted, pairs)
    return {
        "segment": one.segment,
        "direction": one.side,
        "hop": one.hop,
        **({"replaceability": share} if share is not None else {}),
        **_hosts(hosted, pairs),
        **({"feeds": [edge.id for edge in one.edges], "others": list(one.others)} if one.hop else {}),
        "path": await told_short(view, one.way),
    }


def _hosts(hosted: Sequence[Hosted], pairs: Mapping[Pair, Hosted]) -> dict[str, Any]:
    left = [one.park for one in remaining(hosted, pairs)]
    return {
        "hosts": len(hosted),
        "remaining": left,
        "lost": [one.park for one in hosted if one.park not in set(left)],
        "edges": [edge.id for one in hosted for edge in one.edges],
    }


async def _touched(view: GraphView, one: Impact) -> dict[str, Any]:
    return {
        "id": one.node,
        "direction": one.side,
        "hop": one.hop,
        "segments": list(one.segments),
        "edges": list(one.edges),
        "path": await told_short(view, one.way),
    }


def _company(one: Impact, node: Node) -> dict[str, Any]:
    listings = node.attributes["listings"]
    return {
        "listings": list(listings) if isinstance(listings, tuple) else [],
        "parks": list(one.parks),
        "through": list(one.through),
        "evidence": "plant" if one.by_plant else "activity",
    }


def _evidence(found: _Found) -> set[str]:
    touched = [*found.parks, *found.companies]
    ways = [*(one.way for one in found.segments), *(one.way for one in touched)]
    named = {edge for one in touched for edge in one.edges}
    hosts = {
        edge.id for segment in found.segments for one in found.by_segment.get(segment.segment, ()) for edge in one.edges
    }
    return {*edges_of(ways), *named, *hosts, *found.feeds}


def _cut(found: Sequence[Impact], most: int) -> Completeness:
    left = len(found) - most
    return Completeness(False, Shortfall.RESULT_LIMIT, found[most].hop, left) if left > 0 else COMPLETE


def _first_shortfall(found: Iterable[Completeness]) -> Completeness:
    return next((one for one in found if not one.complete), COMPLETE)
