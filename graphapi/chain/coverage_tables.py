"""Coverage and its rankings as tables with stable columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.coverage import FORMULA
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.kinds import ValueType
from graphapi.traversal.answer import GraphAnswer

_S, _I, _N, _L = ValueType.STRING, ValueType.INTEGER, ValueType.NUMBER, ValueType.STRINGS


def columns(*groups: tuple[ValueType, Sequence[str]]) -> tuple[TableColumn, ...]:
    """Columns of the given types, in the order of the groups."""
    return tuple(TableColumn(name, kind) for kind, names in groups for name in names)


LINKS = (
    *columns(
        (_S, ("segment", "name_en", "name_zh", "stage", "state")),
        (_N, ("credit",)),
        (_S, ("scope",)),
        (_L, ("statuses", "parks", "companies")),
        (_S, ("by_park", "by_company")),
        (_L, ("graph_parks",)),
        (_S, ("graph_by_park", "graph_by_company")),
        (_L, ("suppliers",)),
        (_I, ("candidates",)),
        (_S, ("nearest_by_km",)),
    ),
    TableColumn("km", _N, "km"),
    *columns((_S, ("nearest_by_owner", "owner", "nearest_by_hops")), (_I, ("hops",)), (_L, ("edges", "sources"))),
)

RANKS = columns(
    (_I, ("rank",)),
    (_S, ("id", "name_en", "name_zh")),
    (_L, ("parks",)),
    (_N, ("score",)),
    (_I, ("links", "direct", "derived", "one_hop", "absent")),
    (_L, ("direct_segments", "derived_segments", "one_hop_segments", "edges", "sources")),
)


async def coverage_table(view: GraphView, answer: GraphAnswer) -> Table:
    """One row a link of the chain; of each order of nearest parks the first alone."""
    segments = answer.extra["segments"]
    nodes = await view.nodes([one["segment"] for one in segments])
    rows = [
        {**names(nodes[one["segment"]]), **_link(one), "sources": await sources_of(view, _behind(one))}
        for one in segments
    ]
    score = answer.extra["coverage"].get("score")
    told = {"formula": FORMULA} | ({"score": str(score)} if score is not None else {})
    return Table("coverage", LINKS, rows, told)


async def ranking_table(view: GraphView, items: Sequence[Mapping[str, Any]]) -> Table:
    """One row a park or province."""
    rows = []
    for item in items:
        node = item["node"]
        rows.append(
            {
                **{name: item.get(name) for name in ("rank", "parks", "score", "links", "edges")},
                **{name: item[name] for name in ("direct", "derived", "one_hop", "absent")},
                **{f"{state}_segments": found for state, found in item["segments"].items()},
                "id": node["id"],
                "name_en": node["name"].get("en"),
                "name_zh": node["name"].get("zh"),
                "sources": await sources_of(view, item["edges"]),
            }
        )
    return Table("coverage_ranking", RANKS, rows, {"formula": FORMULA})


def names(node: Node) -> dict[str, Any]:
    """Names of a node as columns."""
    return {"name_en": node.name_en, "name_zh": node.name_zh}


async def sources_of(view: GraphView, edges: Iterable[str]) -> list[str]:
    """Ids of the sources of the edges, each once, in their order."""
    found = await view.edges(list(edges))
    return list(dict.fromkeys(key for edge in found.values() for key in edge.sources))


def _behind(one: Mapping[str, Any]) -> list[str]:
    return [*one["edges"], *(edge for supplier in one["suppliers"] for edge in supplier["edges"])]


def _link(one: Mapping[str, Any]) -> dict[str, Any]:
    near = one.get("nearest", {})
    by_km, by_owner, by_hops = (_first(near, f"by_{order}") for order in ("km", "owner", "hops"))
    return {
        **{name: one.get(name) for name in ("segment", "stage", "state", "credit", "scope", "statuses")},
        **{name: one["set"][name] for name in ("parks", "companies", "by_park", "by_company")},
        **{f"graph_{name}": one["graph"][name] for name in ("parks", "by_park", "by_company")},
        "suppliers": [supplier["segment"] for supplier in one["suppliers"]],
        "candidates": near.get("candidates"),
        "nearest_by_km": by_km.get("park"),
        "km": by_km.get("km"),
        "nearest_by_owner": by_owner.get("park"),
        "owner": by_owner.get("owner"),
        "nearest_by_hops": by_hops.get("park"),
        "hops": by_hops.get("hops"),
        "edges": _behind(one),
    }


def _first(near: Mapping[str, Any], order: str) -> Mapping[str, Any]:
    found = near.get(order) or [{}]
    first: Mapping[str, Any] = found[0]
    return first
