"""How much the graph holds, what the parks of a list have in common, and what is not known of them."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.answers.encoding import members
from graphapi.chain.hosting import Hosting, hosting
from graphapi.chain.segment_presence import is_wider, members_of
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.overview import counts
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView
from graphapi.graph.meter import CHECK_EVERY
from graphapi.model.answers import Completeness
from graphapi.model.documents import Edge, Node, Statement
from graphapi.model.kinds import CHAINS, STAGES, Basis
from graphapi.model.steps import Direction, Rel
from graphapi.parks.battery import CLAIM, BasePark, base_parks, shares

NATIONAL = "list:national-batch-1"


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics as served and how complete they are."""

    members: Mapping[str, Any]
    completeness: Completeness


async def statistics(view: GraphView, on_list: str) -> Statistics:
    """Counts of the whole graph, counts of the parks of a list with their ids, battery bases, and what is unknown.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the list.
    """
    await node_of_kind(view, on_list, "list", parameter="list")
    reader = EdgeReader(view)
    parks = await base_parks(reader, await _listed(reader, on_list))
    hosted = await hosting(reader, parks=[one.park.id for one in parks])
    claims = [one for one in await view.statements(on_list) if one.field == CLAIM]
    battery = shares(parks, claims[0] if claims else None)
    members = {
        "counts": await _whole(view),
        "lists": [await _size(reader, node) for node in (await view.nodes(await view.node_ids("list"))).values()],
        "parks": _parks(parks) | {"by_hosted_stage": await _by_stage(view, hosted)},
        "battery": battery | {"claims": [await _told(view, one) for one in claims]},
        "unknown": _unknown(hosted, parks) | {"segments_without_park": await _unhosted(view, hosted)},
    }
    return Statistics(members, reader.completeness)


async def battery_parks(view: GraphView, on_list: str, *, limit: int, cursor: str | None) -> Page[dict[str, Any]]:
    """Each park of a list with the three flags of a battery base and the edges behind them, by id.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the list.
        InvalidCursor.
    """
    await node_of_kind(view, on_list, "list", parameter="list")
    reader = EdgeReader(view)
    parks = await base_parks(reader, await _listed(reader, on_list))
    items = [park.to_json() for park in parks]
    return paged(view, items, {"list": on_list}, limit=limit, cursor=cursor, completeness=reader.completeness)


async def _listed(reader: EdgeReader, on_list: str) -> Sequence[str]:
    hops = await reader.hops([on_list], [Rel("listed_in", Direction.IN)])
    return sorted({hop.node for hop in hops})


async def _told(view: GraphView, claim: Statement) -> dict[str, Any]:
    sources = await view.sources(claim.sources)
    return claim.to_json() | {"sources": [source.to_json() for source in sources.values()]}


async def _whole(view: GraphView) -> dict[str, Any]:
    nodes: Counter[str] = Counter()
    stages: Counter[str] = Counter()
    chains: Counter[str] = Counter()
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
    return {
        **members(await counts(view)),
        "nodes_by_basis": _in_order(nodes, Basis),
        "edges_by_basis": _in_order(sum(edges.values(), Counter()), Basis),
        "edges_by_kind_and_basis": {kind: _in_order(found, Basis) for kind, found in edges.items()},
        "segments_by_stage": _in_order(stages, STAGES),
        "segments_by_chain": _in_order(chains, CHAINS),
    }


async def _size(reader: EdgeReader, node: Node) -> dict[str, Any]:
    stated = {"stated_size": node.attributes["size"]} if "size" in node.attributes else {}
    return {"id": node.id, "parks": len(await _listed(reader, node.id)), **stated}


def _parks(parks: Sequence[BasePark]) -> dict[str, Any]:
    return {
        "total": len(parks),
        "by_province": _groups((one.place.province, one) for one in parks),
        "by_construction_end": _groups((one.park.attributes.get("construction_end"), one) for one in parks),
        "by_status": _groups((one.park.attributes["status"], one) for one in parks),
    }


async def _by_stage(view: GraphView, hosted: Hosting) -> dict[str, Any]:
    segments = await view.nodes(list(hosted.by_segment))
    by_stage: dict[str, list[tuple[str, bool]]] = {stage: [] for stage in STAGES}
    for one in hosted.hosted.values():
        by_stage[str(segments[one.segment].attributes["stage"])].append((one.park, one.direct))
    return {stage: members_of(parks) for stage, parks in by_stage.items()}


def _unknown(hosted: Hosting, parks: Sequence[BasePark]) -> dict[str, Any]:
    """Parks of which something is not known; `hosted_segments` counts pairs of park and segment."""
    by_park, pairs = hosted.by_park, list(hosted.hosted.values())
    wider = {park for park, found in by_park.items() if is_wider([edge for one in found for edge in one.edges])}
    lacking: Mapping[str, Callable[[BasePark], bool]] = {
        "no_hosted_segment": lambda one: one.park.id not in by_park,
        "no_direct_hosted_segment": lambda one: not one.knows_segments,
        "only_wider_scope": lambda one: one.park.id in wider,
        "no_company": lambda one: not one.knows_companies,
        "no_lithium_or_new_energy_flag": lambda one: "lithium_or_new_energy" not in one.park.attributes,
        "no_construction_end": lambda one: "construction_end" not in one.park.attributes,
        "no_area": lambda one: "area_km2" not in one.park.attributes,
        "no_province": lambda one: one.place.province is None,
    }
    return {name: _counted(one for one in parks if holds(one)) for name, holds in lacking.items()} | {
        "hosted_segments": {
            "total": len(pairs),
            "status_unknown": sum(_status_unknown(one.edges) for one in pairs),
            "only_wider_scope": sum(is_wider(one.edges) for one in pairs),
        }
    }


async def _unhosted(view: GraphView, hosted: Hosting) -> dict[str, Any]:
    found = hosted.by_segment
    ids = [key for key in await view.node_ids("segment") if key not in found]
    return {"total": len(ids), "ids": ids}


def _status_unknown(edges: Iterable[Edge]) -> bool:
    return all(edge.attributes.get("status", "unknown") == "unknown" for edge in edges)


def _groups(found: Iterable[tuple[Any, BasePark]]) -> list[dict[str, Any]]:
    """Groups by key in order, with counts and ids; parks without a key are in the group without one, the last."""
    groups: dict[Any, list[BasePark]] = defaultdict(list)
    for key, park in found:
        groups[key].append(park)
    order = sorted((key for key in groups if key is not None), key=str)
    told = [{"key": str(key)} | _counted(groups[key]) for key in order]
    return told + ([_counted(groups[None])] if None in groups else [])


def _counted(parks: Iterable[BasePark]) -> dict[str, Any]:
    ids = sorted(one.park.id for one in parks)
    return {"total": len(ids), "ids": ids}


def _in_order(found: Mapping[str, int], order: Iterable[str]) -> dict[str, int]:
    return {str(name): found.get(name, 0) for name in order}


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[begin : begin + CHECK_EVERY] for begin in range(0, len(ids), CHECK_EVERY))
