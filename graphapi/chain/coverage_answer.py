"""The coverage of a set of parks as an answer: each link with its hosts, single points, gaps and who is nearest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphapi.chain.coverage import (
    FORMULA,
    GAPS,
    Landscape,
    Link,
    State,
    Supplier,
    landscape,
    links,
    scope_of,
    score,
    spread,
    statuses_of,
)
from graphapi.chain.gaps import Near, Nearest, Surroundings
from graphapi.chain.hosting import Hosted
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.evidence.evidence_paths import edges_of, told_short
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import matching
from graphapi.graph.meter import Meter
from graphapi.model.answers import Completeness
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import EdgeFilter, NodeFilter, Operator, Predicate
from graphapi.traversal.answer import GraphAnswer, answered

MAX_PARKS = 200
MAX_NEAREST = 20


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """`basis` and `statuses` bind the `hosts` and plant edges, `basis` the `feeds` and ownership edges too."""

    parks: tuple[str, ...]
    chain: str = "lithium battery"
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()
    nearest: int = 3
    of: Mapping[str, Any] = field(default_factory=dict)

    @property
    def edge(self) -> EdgeFilter:
        """What an edge must be."""
        return EdgeFilter(basis=self.basis, statuses=self.statuses)

    def normalised(self) -> dict[str, Any]:
        """The request as understood; `of` says what the set was chosen by."""
        query = {
            **self.of,
            "chain": self.chain,
            "basis": self.basis,
            "nearest": self.nearest,
            "status": [status for status in STATUSES if status in self.statuses] or None,
        }
        return {name: value for name, value in query.items() if value is not None}


async def parks_of_province(view: GraphView, province: str) -> tuple[str, ...]:
    """Ids of the parks in a province, ordered.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    await node_of_kind(view, province, "province")
    inside = NodeFilter(kinds=frozenset({"park"}), where=(Predicate("province", Operator.EQ, province),))
    return tuple(sorted(await matching(view, await view.node_ids("park"), inside)))


async def known_parks(view: GraphView, parks: Iterable[str], *, parameter: str) -> tuple[str, ...]:
    """The parks, each once, ordered.

    Raises:
        InvalidRequest: none, or more than 200.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    found = sorted(set(parks))
    if not 1 <= len(found) <= MAX_PARKS:
        raise InvalidRequest(
            f"the set holds {len(found)} parks; 1 to {MAX_PARKS} are possible", value=len(found), parameter=parameter
        )
    for park in found:
        await node_of_kind(view, park, "park", parameter=parameter)
    return tuple(found)


async def coverage(view: GraphView, request: CoverageRequest, *, meter: Meter) -> GraphAnswer:
    """The state of every link of the chain in the set, the score, single points, and the nearest hosts of each gap.

    The graph of the answer holds the edges named in it, as its evidence, and the nodes that they join. `meter` bounds
    the search by hops; the reading of hosts is bounded in time. A set without parks has no score.
    """
    reader = EdgeReader(view)
    land = await landscape(reader, request.chain, request.edge)
    parks = frozenset(request.parks)
    found = links(land, parks)
    outside = Surroundings(reader, meter, parks, request.basis, request.nearest)
    near = await outside.nearest([link for link in found if link.state in GAPS])
    unplaced = [one for segment in land.chain.unplaced for one in land.within(segment, parks)]
    meter.edges += reader.meter.edges
    edges = _evidence(found, unplaced, near)
    ends = {end for edge in (await view.edges(sorted(edges))).values() for end in (edge.tail, edge.head)}
    return answered(
        meter,
        nodes=await view.ordered({*ends, *parks, *land.chain.links}),
        edges=await view.ordered(edges),
        query=request.normalised(),
        completeness=_first_shortfall(reader.completeness, outside.completeness),
        extra={
            "coverage": {**summary(found, measured=bool(parks)), "parks": sorted(parks), "formula": FORMULA},
            "segments": [await _told(view, link, near.get(link.segment.id)) for link in found],
            "unplaced": _unplaced(land, parks),
            "single_points": {"set": _single(found, "hosted"), "graph": _single(found, "everywhere")},
        },
    )


def summary(found: Sequence[Link], *, measured: bool) -> dict[str, Any]:
    """Score and number of links by state; no score of nothing."""
    counts, mean = Counter(link.state for link in found), score(found) if measured else None
    told: dict[str, Any] = {"score": mean} if mean is not None else {}
    return told | {"links": len(found), **{state.value: counts[state] for state in State}}


def _evidence(found: Sequence[Link], unplaced: Iterable[Hosted], near: Mapping[str, Nearest]) -> set[str]:
    hosted = [*unplaced, *(one for link in found for one in link.hosted)]
    suppliers = [one for link in found for one in link.suppliers]
    nears = [one for gap in near.values() for one in gap.all]
    hosted += [one for supplier in suppliers for one in supplier.hosted]
    plants = {edge.id for one in hosted for edge in one.plants}
    hosts = {edge.id for one in (*hosted, *(near.hosted for near in nears)) for edge in one.edges}
    feeds = {edge.id for supplier in suppliers for edge in supplier.edges}
    return plants | hosts | feeds | edges_of(near.way for near in nears if near.way)


async def _told(view: GraphView, link: Link, near: Nearest | None) -> dict[str, Any]:
    segment = link.segment
    told: dict[str, Any] = {
        "segment": segment.id,
        "stage": segment.attributes["stage"],
        "state": link.state,
        "credit": link.credit,
        "set": spread(link.hosted),
        "graph": spread(link.everywhere),
        "edges": _edges(link.hosted),
        "suppliers": [_supplier(one) for one in link.suppliers],
    }
    if link.hosted:
        scope = scope_of(link.hosted)
        told |= {"statuses": statuses_of(link.hosted)} | ({"scope": scope} if scope else {})
    if near is not None:
        told["nearest"] = {
            "candidates": near.candidates,
            "by_km": [await _near(view, one) for one in near.by_km],
            "by_owner": [await _near(view, one) for one in near.by_owner],
            "by_hops": [await _near(view, one) for one in near.by_hops],
        }
    return told


async def _near(view: GraphView, near: Near) -> dict[str, Any]:
    return near.to_json() | ({"path": await told_short(view, near.way)} if near.way else {})


def _supplier(one: Supplier) -> dict[str, Any]:
    return {
        "segment": one.segment,
        "parks": [hosted.park for hosted in one.hosted],
        "edges": [*(edge.id for edge in one.edges), *_edges(one.hosted)],
    }


def _unplaced(land: Landscape, parks: frozenset[str]) -> list[dict[str, Any]]:
    found = {segment: land.within(segment, parks) for segment in land.chain.unplaced}
    return [
        {"segment": segment, "parks": [one.park for one in hosted], "edges": _edges(hosted)}
        for segment, hosted in found.items()
        if hosted
    ]


def _single(found: Sequence[Link], where: str) -> dict[str, list[str]]:
    spreads = {link.segment.id: spread(getattr(link, where)) for link in found}
    return {
        "by_park": [segment for segment, one in spreads.items() if one["by_park"] == "one"],
        "by_company": [segment for segment, one in spreads.items() if one["by_company"] == "one"],
    }


def _edges(hosted: Sequence[Hosted]) -> list[str]:
    return [edge.id for one in hosted for edge in (*one.edges, *one.plants)]


def _first_shortfall(*found: Completeness) -> Completeness:
    return next((one for one in found if not one.complete), found[0])
