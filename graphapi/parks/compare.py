"""Nodes side by side: attribute by attribute and relation by relation, with sources and differences marked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.companies.company_activity import evident, without_absent
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_node
from graphapi.evidence.provenance import value_sources
from graphapi.graph.base import GraphView
from graphapi.graph.filters import node_field
from graphapi.model.documents import Edge, Node, Value
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, Label, ValueType, attributes_of
from graphapi.model.steps import Direction, EdgeFilter, Rel
from graphapi.traversal.answer import GraphAnswer

MAX_NODES = 10
_COMMON: Mapping[str, Label] = {
    "name_en": Label("English name", "英文名"),
    "name_zh": Label("Chinese name", "中文名"),
    "basis": Label("Basis", "依据"),
    "city": Label("City", "城市"),
    "province": Label("Province", "省级行政区"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one node has in a row: a value, or the nodes at the other end of edges."""

    sources: tuple[str, ...]
    value: Value | None = None
    nodes: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The cell as served."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        told: dict[str, Any] = without_absent({"value": value})
        if self.edges:
            told |= {"nodes": list(self.nodes), "edges": [edge.id for edge in self.edges]}
        return told | {"sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class Row:
    """A field of all the nodes; a node that nothing is known of has no cell."""

    section: str
    field: str
    label: Label
    cells: Mapping[str, Cell]
    unit: str | None = None

    def to_json(self, nodes: Sequence[str]) -> dict[str, Any]:
        """The row as served: `same` where all nodes agree, `different` where two known ones do not, else `partly`."""
        told = {
            "section": self.section,
            "field": self.field,
            "label": {"en": self.label.en, "zh": self.label.zh},
            **without_absent({"unit": self.unit}),
            "verdict": self.verdict(nodes),
            "unknown": [node for node in nodes if node not in self.cells],
            "cells": {node: cell.to_json() for node, cell in self.cells.items()},
        }
        return told | (self._shared(nodes) if self.section == "relations" else {})

    def verdict(self, nodes: Sequence[str]) -> str:
        """Whether the known values agree; `partly` when they do and some are not known."""
        known = {(cell.value, frozenset(cell.nodes)) for cell in self.cells.values()}
        if len(known) > 1:
            return "different"
        return "same" if len(self.cells) == len(nodes) else "partly"

    def _shared(self, nodes: Sequence[str]) -> dict[str, Any]:
        """Nodes that all are joined to, and those that only one is."""
        held = {node: set(self.cells[node].nodes) if node in self.cells else set() for node in nodes}
        others = {node: set().union(*(of for other, of in held.items() if other != node)) for node in nodes}
        shared = set.intersection(*held.values())
        return {"shared": sorted(shared), "only": {node: sorted(held[node] - others[node]) for node in nodes}}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The nodes in the order asked for, their rows, and the answer that holds both."""

    nodes: Mapping[str, Node]
    rows: Sequence[Row]
    answer: GraphAnswer


async def compare(view: GraphView, ids: Sequence[str], *, basis: Basis = Basis.UNVERIFIED) -> Comparison:
    """Nodes of one kind by all that the kind has, nodes of several kinds by what these have in common.

    Raises:
        InvalidRequest: fewer than 2 or more than 10 nodes.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    if not 2 <= len(ids) <= MAX_NODES:
        raise InvalidRequest(
            f"{len(ids)} nodes cannot be compared; 2 to {MAX_NODES} can", value=",".join(ids), parameter="ids"
        )
    nodes = {node.id: node for node in [await known_node(view, one, parameter="ids") for one in ids]}
    kinds = sorted({node.kind for node in nodes.values()}, key=list(NODE_KINDS).index)
    reader = EdgeReader(view)
    rows = [row for row in await _attributes(view, nodes, kinds) if row.cells]
    rows += [row for row in await _relations(reader, nodes, kinds, basis) if row.cells]
    told = {"nodes": list(nodes), "kinds": kinds, "rows": [row.to_json(list(nodes)) for row in rows]}
    edges = [edge for row in rows for cell in row.cells.values() for edge in cell.edges]
    answer = await evident(reader, {"ids": list(nodes), "basis": basis}, nodes, edges, compare=told)
    return Comparison(nodes, rows, answer)


async def _attributes(view: GraphView, nodes: Mapping[str, Node], kinds: Sequence[str]) -> list[Row]:
    """Names, place and the attributes that all kinds have, in the order of the first kind."""
    shared = [
        one for name, one in attributes_of(kinds[0]).items() if all(name in attributes_of(kind) for kind in kinds)
    ]
    fields = [(name, label, None) for name, label in _COMMON.items()] + [_titled(one) for one in shared]
    rows = []
    for name, label, unit in fields:
        cells = {key: await _cell(view, node, name) for key, node in nodes.items()}
        rows.append(Row("attributes", name, label, {key: cell for key, cell in cells.items() if cell}, unit))
    return rows


def _titled(attribute: Attribute) -> tuple[str, Label, str | None]:
    return attribute.name, attribute.label, attribute.unit


async def _cell(view: GraphView, node: Node, name: str) -> Cell | None:
    value = node_field(node, await view.location(node.id), name)
    return None if value is None else Cell(tuple(await value_sources(view, node, name, value)), value)


async def _relations(reader: EdgeReader, nodes: Mapping[str, Node], kinds: Sequence[str], basis: Basis) -> list[Row]:
    """Relations that all kinds can have, along the edge before against it, in the order of the kinds table."""
    rels = [rel for kind in EDGE_KINDS for rel in _directed(kind) if all(_possible(rel, of) for of in kinds)]
    rows = []
    for rel in rels:
        hops = await reader.hops(list(nodes), [rel], edge=EdgeFilter(basis=basis))
        edges = await reader.view.edges([hop.edge for hop in hops])
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for hop in hops:
            found[hop.origin][hop.edge] = hop.node
        cells = {node: _joined(found[node], edges) for node in nodes if node in found}
        rows.append(Row("relations", str(rel), EDGE_KINDS[rel.kind].label, cells))
    return rows


def _joined(ends: Mapping[str, str], edges: Mapping[str, Edge]) -> Cell:
    behind = tuple(edges[key] for key in sorted(ends))
    sources = dict.fromkeys(key for edge in behind for key in edge.sources)
    return Cell(tuple(sources), None, tuple(sorted(set(ends.values()))), behind)


def _directed(kind: str) -> tuple[Rel, Rel]:
    return Rel(kind, Direction.OUT), Rel(kind, Direction.IN)


def _possible(rel: Rel, kind: str) -> bool:
    ends = EDGE_KINDS[rel.kind].ends
    return any(kind == (tail if rel.direction is Direction.OUT else head) for tail, head in ends)


COLUMNS = (
    TableColumn("section"),
    TableColumn("field"),
    TableColumn("unit"),
    TableColumn("verdict"),
    TableColumn("node"),
    TableColumn("name_en"),
    TableColumn("name_zh"),
    TableColumn("known", ValueType.BOOLEAN),
    TableColumn("value"),
    TableColumn("number", ValueType.NUMBER),
    TableColumn("nodes", ValueType.STRINGS),
    TableColumn("edges", ValueType.STRINGS),
    TableColumn("sources", ValueType.STRINGS),
)


def compare_table(found: Comparison) -> Table:
    """One row for each field and node; `value` as text, `number` where it is one, `nodes` for relations."""
    ids = list(found.nodes)
    rows = [
        _cells(row, node, row.cells.get(node.id), row.verdict(ids))
        for row in found.rows
        for node in found.nodes.values()
    ]
    return Table("compare", COLUMNS, rows)


def _cells(row: Row, node: Node, cell: Cell | None, verdict: str) -> dict[str, Any]:
    told = cell.to_json() if cell else {}
    value = cell.value if cell else None
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return {
        "section": row.section,
        "field": row.field,
        "unit": row.unit,
        "verdict": verdict,
        "node": node.id,
        "name_en": node.name_en,
        "name_zh": node.name_zh,
        "known": cell is not None,
        "number": number,
        **told,
        "value": _text(value),
    }


def _text(value: Value | None) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return " | ".join(value) if isinstance(value, tuple) else None if value is None else str(value)
