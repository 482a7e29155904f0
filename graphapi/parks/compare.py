"""Nodes side by side: attribute by attribute and relation by relation, with sources and differences marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from graphapi.answers.documents import JsonValue, Name
from graphapi.answers.parks import CompareCell, CompareRow, Comparison, ComparisonAnswer
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.companies.company_activity import evidence_with_meta
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_node
from graphapi.documents.requests import BASIS, Request, words
from graphapi.evidence.provenance import value_sources
from graphapi.graph.base import GraphView
from graphapi.graph.filters import node_field
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.grouping import sources_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis, Label, attributes_of
from graphapi.model.steps import Direction, EdgeFilter, Rel

MAX_NODES = 10
_COMMON: Mapping[str, Label] = {
    "name_en": Label("English name", "英文名"),
    "name_zh": Label("Chinese name", "中文名"),
    "basis": Label("Basis", "依据"),
    "city": Label("City", "城市"),
    "province": Label("Province", "省级行政区"),
}


class CompareRequest(Request):
    """What is compared; `basis` binds the relations."""

    ids: str = Field(
        max_length=3000,
        description=f"2 to {MAX_NODES} node ids, separated by commas.",
        examples=["park:ordos-mengsu,park:yichun-etdz"],
    )
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids, each once; InvalidRequest where they are fewer than 2 or more than 10."""
        found = words(self.ids, "ids")
        if not 2 <= len(found) <= MAX_NODES:
            raise InvalidRequest(
                f"{len(found)} nodes cannot be compared; 2 to {MAX_NODES} can", value=",".join(found), parameter="ids"
            )
        return found

    def normalised(self) -> dict[str, object]:
        return super().normalised() | {"ids": list(self.nodes)}


@dataclass(frozen=True, slots=True)
class CompareTableRow:
    """A field of one node; `value` as text, `number` where it is one, `nodes` for relations."""

    section: str
    field: str
    unit: str | None
    verdict: str
    node: str
    name_en: str | None
    name_zh: str | None
    known: bool
    value: str | None
    number: float | None
    nodes: Sequence[str] | None = None
    edges: Sequence[str] | None = None
    sources: Sequence[str] | None = None


async def compare(view: GraphView, request: CompareRequest) -> ComparisonAnswer:
    """Nodes of one kind by all that the kind has, nodes of several kinds by what these have in common.

    A row is `same` where all nodes agree, `different` where two known ones do not, else `partly`.

    Raises:
        InvalidRequest: fewer than 2 or more than 10 nodes.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    nodes = {key: await known_node(view, key, parameter="ids") for key in request.nodes}
    kinds = sorted({node.kind for node in nodes.values()}, key=list(NODE_KINDS).index)
    reader, edges = EdgeReader(view), dict[str, Edge]()
    rows = await _attributes(view, nodes, kinds)
    rows += await _relations(reader, list(nodes), kinds, request.basis, edges)
    graph, meta = await evidence_with_meta(reader, request.normalised(), nodes, edges.values())
    return ComparisonAnswer(graph=graph, meta=meta, compare=Comparison(nodes=list(nodes), kinds=kinds, rows=rows))


async def compare_table(view: GraphView, found: ComparisonAnswer) -> Table:
    """One row for each field and node."""
    nodes = await view.nodes(found.compare.nodes)
    rows = [_table_row(row, nodes[key]) for row in found.compare.rows for key in found.compare.nodes]
    return table_of("compare", CompareTableRow, rows)


async def _attributes(view: GraphView, nodes: Mapping[str, Node], kinds: Sequence[str]) -> list[CompareRow]:
    """Names, place and the attributes that all kinds have, in the order of the first kind."""
    tables = [attributes_of(kind) for kind in kinds]
    shared = [found for name, found in tables[0].items() if all(name in table for table in tables)]
    fields = [(name, label, None) for name, label in _COMMON.items()]
    rows = []
    for name, label, unit in [*fields, *((attribute.name, attribute.label, attribute.unit) for attribute in shared)]:
        cells = {}
        for key, node in nodes.items():
            if (value := node_field(node, await view.location(key), name)) is not None:
                cells[key] = CompareCell(value=value, sources=await value_sources(view, node, name, value))
        if cells:
            rows.append(_row(name, label, list(nodes), cells, unit=unit))
    return rows


async def _relations(
    reader: EdgeReader, nodes: Sequence[str], kinds: Sequence[str], basis: Basis, read: dict[str, Edge]
) -> list[CompareRow]:
    """Relations that all kinds can have, along the edge before against it, in the order of the kinds table.

    Their edges are added to `read`.
    """
    rels = [Rel(kind, direction) for kind in EDGE_KINDS for direction in (Direction.OUT, Direction.IN)]
    rows = []
    for rel in (rel for rel in rels if all(_possible(rel, kind) for kind in kinds)):
        found = await reader.edges_at(nodes, rel, edge=EdgeFilter(basis=basis))
        cells = {node: _connected(edges, rel) for node, edges in found.items() if edges}
        read.update({edge.id: edge for edges in found.values() for edge in edges})
        if cells:
            rows.append(_row(str(rel), EDGE_KINDS[rel.kind].label, nodes, cells))
    return rows


def _connected(edges: Sequence[Edge], rel: Rel) -> CompareCell:
    known = {edge.id: edge for edge in sorted(edges, key=lambda edge: edge.id)}
    ends = {edge.head if rel.direction is Direction.OUT else edge.tail for edge in edges}
    return CompareCell(nodes=sorted(ends), edges=list(known), sources=sources_of(known.values()))


def _possible(rel: Rel, kind: str) -> bool:
    ends = EDGE_KINDS[rel.kind].ends
    return any(kind == (tail if rel.direction is Direction.OUT else head) for tail, head in ends)


def _row(
    field: str, label: Label, nodes: Sequence[str], cells: Mapping[str, CompareCell], *, unit: str | None = None
) -> CompareRow:
    related = any(cell.nodes for cell in cells.values())
    held = {node: set((cells[node].nodes if node in cells else None) or ()) for node in nodes}
    others = {node: set().union(*(of for other, of in held.items() if other != node)) for node in nodes}
    known = {(cell.value, frozenset(cell.nodes or ())) for cell in cells.values()}
    return CompareRow(
        section="relations" if related else "attributes",
        field=field,
        label=Name(en=label.en, zh=label.zh),
        unit=unit,
        verdict="different" if len(known) > 1 else "same" if len(cells) == len(nodes) else "partly",
        unknown=[node for node in nodes if node not in cells],
        cells=cells,
        shared=sorted(set.intersection(*held.values())) if related else None,
        only={node: sorted(held[node] - others[node]) for node in nodes} if related else None,
    )


def _table_row(row: CompareRow, node: Node) -> CompareTableRow:
    cell = row.cells.get(node.id)
    value = cell.value if cell else None
    return row_of(
        CompareTableRow,
        row,
        cell,
        node=node.id,
        name_en=node.name_en,
        name_zh=node.name_zh,
        known=cell is not None,
        value=_text(value),
        number=value if isinstance(value, int | float) and not isinstance(value, bool) else None,
    )


def _text(value: JsonValue | None) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    return None if value is None else " | ".join(value)
