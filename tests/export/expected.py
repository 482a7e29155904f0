"""What a reader should find, told a second time and without `flatten`: the oracle of the round trips."""

from collections import Counter
from typing import Any

from graphapi.export.places import places
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.kinds import EDGE_KINDS, ValueType, attributes_of

RENAMED = {("list", "size"): "list_size"}
"""Attributes whose name a reader would take for something else."""


def node_cells(subgraph: Subgraph, *, lists: bool = False) -> dict[str, dict[str, Any]]:
    """Columns and values of each node by id; lists joined to one text unless the format has them."""
    found = places(subgraph)
    rows = {}
    for node in subgraph.nodes:
        place = found.get(node.id)
        geo = {"lat": place.lat, "lon": place.lon, "geo_precision": place.precision} if place else {}
        rows[node.id] = _known(
            kind=node.kind,
            name_en=node.name_en,
            name_zh=node.name_zh,
            aliases=_listed(node.aliases, lists=lists),
            basis=node.basis,
            **_source_cells(node, lists=lists),
            **_attribute_cells(node, ("lat", "lon"), lists=lists),
            **geo,
        )
    return rows


def edge_cells(subgraph: Subgraph, *, lists: bool = False) -> dict[str, dict[str, Any]]:
    """Columns and values of each edge by id; lists joined to one text unless the format has them."""
    return {
        edge.id: _known(
            edge_kind=edge.kind,
            label_en=EDGE_KINDS[edge.kind].label.en,
            label_zh=EDGE_KINDS[edge.kind].label.zh,
            basis=edge.basis,
            caveat=edge.caveat,
            valid_from=edge.valid_from,
            valid_to=edge.valid_to,
            **_source_cells(edge, lists=lists),
            **_attribute_cells(edge, (), lists=lists),
        )
        for edge in subgraph.edges
    }


def kinds_told_apart(subgraph: Subgraph) -> dict[str, str]:
    """The kind of each edge, numbered where one before has the same ends and kind."""
    seen: Counter[tuple[str, str, str]] = Counter()
    told = {}
    for e in subgraph.edges:
        seen[e.kind, e.tail, e.head] += 1
        repeat = seen[e.kind, e.tail, e.head]
        told[e.id] = e.kind if repeat == 1 else f"{e.kind} {repeat}"
    return told


def gexf_type(kind: str, attribute: str) -> str:
    """Type of an attribute's column in GEXF."""
    row = attributes_of(kind)[attribute]
    if row.type is ValueType.INTEGER:
        return "long" if row.maximum is None else "integer"
    return {ValueType.NUMBER: "double", ValueType.BOOLEAN: "boolean"}.get(row.type, "string")


def _source_cells(document: Node | Edge, *, lists: bool) -> dict[str, Any]:
    return {"sources": _listed(document.sources, lists=lists), "source_count": len(document.sources)}


def _attribute_cells(document: Node | Edge, left_out: tuple[str, ...], *, lists: bool) -> dict[str, Any]:
    return {
        RENAMED.get((document.kind, name), name): _items(value, lists=lists) if isinstance(value, tuple) else value
        for name, value in document.attributes.items()
        if name not in left_out
    }


def _known(**cells: Any) -> dict[str, Any]:
    return {name: cell for name, cell in cells.items() if cell is not None}


def _listed(items: tuple[str, ...], *, lists: bool) -> Any:
    return _items(items, lists=lists) if items else None


def _items(items: tuple[str, ...], *, lists: bool) -> Any:
    return list(items) if lists else " | ".join(items)
