"""A whole chain as a flow: segments in columns, links between them and to other chains, ready for a Sankey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.layering import Layering, layered
from graphapi.chain.segment_chain import stage_of, stage_rank
from graphapi.chain.segment_presence import (
    HOME_COLUMNS,
    SEGMENT_COLUMNS,
    Presence,
    home_row,
    presence_of,
    segment_row,
)
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import CHAINS, STAGES, Basis, ValueType
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import Direction, EdgeFilter, Rel
from graphapi.traversal.answer import GraphAnswer, answered

SLUGS: Mapping[str, str] = {chain.replace(" ", "-"): chain for chain in CHAINS}
"""Chains by the word that stands for them in a path."""

_UNLINKED = -1


@dataclass(frozen=True, slots=True)
class Flow:
    """Segments in the order of stage, column and id, the links between them, and the answer about both."""

    nodes: Sequence[Node]
    found: Mapping[str, Presence]
    layering: Layering
    chain: str
    answer: GraphAnswer

    @property
    def table(self) -> Table:
        """One row a segment; what has no link has no layer."""
        columns = (
            *SEGMENT_COLUMNS,
            TableColumn("outside", ValueType.BOOLEAN),
            *(TableColumn(name, ValueType.INTEGER) for name in ("layer", "column", "loop")),
            *HOME_COLUMNS,
        )
        return Table(
            "chain",
            columns,
            [
                segment_row(node)
                | home_row(self.found[node.id])
                | {"outside": node.attributes["chain"] != self.chain}
                | _place(node, self.layering)
                for node in self.nodes
            ],
        )


def known_chain(text: str, *, parameter: str = "chain") -> str:
    """The chain that a slug or a name means; case, spaces and underscores do not matter.

    Raises:
        InvalidRequest: there is no such chain; the nearest is suggested.
    """
    slug = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    if slug not in SLUGS:
        raise InvalidRequest(
            f"{text[:80]!r} is no chain; there are {', '.join(SLUGS)}",
            value=text[:80],
            parameter=parameter,
            suggestion=did_you_mean(slug, SLUGS),
        )
    return SLUGS[slug]


async def list_chains(view: GraphView, basis: Basis, *, limit: int, cursor: str | None) -> Page[dict[str, Any]]:
    """Every chain in table order with its segments by stage, links, and parks, companies and provinces.

    A park counts once for a chain; it is direct when it is for one of its segments.

    Raises:
        InvalidCursor.
    """
    reader, edge = EdgeReader(view), EdgeFilter(basis=basis)
    nodes = await view.nodes(await view.node_ids("segment"))
    links = await _links(reader, list(nodes), edge)
    found = await presence_of(reader, list(nodes), edge)
    chain_of = {key: str(node.attributes["chain"]) for key, node in nodes.items()}
    items = []
    for slug, chain in SLUGS.items():
        own = [node for key, node in nodes.items() if chain_of[key] == chain]
        touching = [{chain_of[link.tail], chain_of[link.head]} for link in links]
        items.append(
            {
                "slug": slug,
                "chain": chain,
                "segments": len(own),
                "stages": _stages(own),
                "links": touching.count({chain}),
                "cross_chain": sum(chain in ends and len(ends) > 1 for ends in touching),
                **Presence.joined([found[node.id] for node in own]).counted(),
            }
        )
    return paged(view, items, {"basis": basis}, limit=limit, cursor=cursor, completeness=reader.completeness)


async def chain_flow(view: GraphView, chain: str, basis: Basis) -> Flow:
    """The segments of a chain, those of other chains that they are linked with, and all `feeds` links at the chain.

    The member `flow` holds `nodes` with stage, layer, column, parks, companies and provinces, `links` with the edge
    behind each, and `counts`. Layers and columns are those of `layered`, ranked by stage, over the links shown; a
    segment without a link has none. `value` is 1: how much flows is not known.
    """
    reader, edge = EdgeReader(view), EdgeFilter(basis=basis)
    segments = await view.nodes(await view.node_ids("segment"))
    own = [key for key, node in segments.items() if node.attributes["chain"] == chain]
    links = await _links(reader, own, edge)
    shown = {key: segments[key] for key in dict.fromkeys([*own, *(end for link in links for end in _ends(link))])}
    layering = layered(map(_ends, links), {key: stage_rank(node) for key, node in shown.items()})
    found = await presence_of(reader, list(shown), edge)
    nodes = sorted(shown.values(), key=lambda node: (stage_rank(node), _column(node, layering), node.id))
    flow = {
        "chain": chain,
        "nodes": [_node(node, chain, layering, found[node.id]) for node in nodes],
        "links": [_link(link, shown, layering) for link in links],
        "counts": _counts(nodes, links, layering, chain) | Presence.joined([found[key] for key in own]).counted(),
    }
    answer = answered(
        reader.meter,
        nodes=[node.id for node in nodes],
        edges=[link.id for link in links],
        query={"chain": chain, "basis": basis},
        completeness=reader.completeness,
        extra={"flow": flow},
    )
    return Flow(nodes, found, layering, chain, answer)


async def _links(reader: EdgeReader, segments: Sequence[str], edge: EdgeFilter) -> list[Edge]:
    hops = await reader.hops(segments, [Rel("feeds", Direction.BOTH)], edge=edge)
    return list((await reader.view.edges(await reader.view.ordered({hop.edge for hop in hops}))).values())


def _ends(link: Edge) -> tuple[str, str]:
    return link.tail, link.head


def _column(node: Node, layering: Layering) -> int:
    return layering.column.get(node.id, _UNLINKED)


def _place(node: Node, layering: Layering) -> dict[str, int]:
    places = {"layer": layering.layer, "column": layering.column, "loop": layering.loop}
    return {name: found[node.id] for name, found in places.items() if node.id in found}


def _node(node: Node, chain: str, layering: Layering, homes: Presence) -> dict[str, Any]:
    name = {language: text for language, text in (("en", node.name_en), ("zh", node.name_zh)) if text}
    outside = node.attributes["chain"] != chain
    told = {"id": node.id, "name": name, **stage_of(node), "outside": outside, **_place(node, layering)}
    return told | homes.to_json()


def _link(link: Edge, shown: Mapping[str, Node], layering: Layering) -> dict[str, Any]:
    told: dict[str, Any] = {
        "edge": link.id,
        "source": link.tail,
        "target": link.head,
        "value": 1,
        "cross_chain": shown[link.tail].attributes["chain"] != shown[link.head].attributes["chain"],
        "back": _ends(link) in layering.back,
        "basis": link.basis,
        "sources": link.sources,
    }
    said = {"reason": link.attributes.get("reason"), "caveat": link.caveat}
    return told | {name: text for name, text in said.items() if text is not None}


def _counts(nodes: Sequence[Node], links: Sequence[Edge], layering: Layering, chain: str) -> dict[str, Any]:
    own = {node.id for node in nodes if node.attributes["chain"] == chain}
    return {
        "segments": len(own),
        "outside": len(nodes) - len(own),
        "unlinked": sum(node.id not in layering.layer for node in nodes),
        "links": len(links),
        "cross_chain": sum(not own.issuperset(_ends(link)) for link in links),
        "back": sum(_ends(link) in layering.back for link in links),
        "loops": len(set(layering.loop.values())),
        "stages": _stages([node for node in nodes if node.id in own]),
    }


def _stages(segments: Sequence[Node]) -> dict[str, int]:
    return {stage: sum(node.attributes["stage"] == stage for node in segments) for stage in STAGES}
