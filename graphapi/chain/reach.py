"""Which segments lie within reach of a segment along the chain, and by which way."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graphapi.documents.edge_reader import EdgeReader
from graphapi.evidence.evidence_paths import told
from graphapi.graph.bfs import breadth_first
from graphapi.graph.shortest_paths import shortest
from graphapi.model.steps import NO_HUBS, Direction, EdgeFilter, Rel, Step

MAX_REACH = 4


class Reach(StrEnum):
    """Direct: the segment itself. Upstream: what feeds it. Downstream: what it feeds."""

    DIRECT = "direct"
    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, slots=True)
class Within:
    """The segments within reach by their distance in hops over `feeds` edges; the segment asked for only if direct."""

    segment: str
    reach: Reach
    hops: int
    edge: EdgeFilter
    distance: Mapping[str, int]


async def segments_within(reader: EdgeReader, segment: str, reach: Reach, hops: int, edge: EdgeFilter) -> Within:
    """What feeds the segment, or what it feeds, within so many hops; each segment at its smallest distance."""
    if reach is Reach.DIRECT:
        return Within(segment, reach, hops, edge, {segment: 0})
    direction = Direction.IN if reach is Reach.UPSTREAM else Direction.OUT
    step = Step((Rel("feeds", direction),), edge, repeat=(1, hops), hubs=NO_HUBS)
    found = await breadth_first(reader.view, [segment], [step], reader.meter)
    if not found.completeness.complete:
        reader.completeness = found.completeness
    distance = {node: hop for node, hop in found.hop_of.items() if hop}
    return Within(segment, reach, hops, edge, dict(sorted(distance.items(), key=lambda item: (item[1], item[0]))))


async def chain_path(reader: EdgeReader, within: Within, segment: str) -> dict[str, Any] | None:
    """A shortest way between a segment within reach and the one asked for, in the flow of the material, in sentences.

    The first by node ids; nothing when the time did not do.
    """
    ends = (segment, within.segment) if within.reach is Reach.UPSTREAM else (within.segment, segment)
    step = Step((Rel("feeds", Direction.OUT),), within.edge, repeat=(1, within.hops), hubs=NO_HUBS)
    found = await shortest(reader.view, *ends, step, reader.meter, most=1)
    if not found.paths:
        return None
    path = await told(reader.view, found.paths[0])
    sentences = [hop["sentence"] for hop in path["explanation"]]
    return {name: path[name] for name in ("nodes", "edges", "hops", "weakest_basis")} | {"sentences": sentences}
