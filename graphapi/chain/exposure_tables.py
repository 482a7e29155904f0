"""Exposure as tables with stable columns: segments, parks or companies."""

from collections.abc import Callable, Mapping
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.coverage_tables import columns, names, sources_of
from graphapi.chain.exposure import ASSUMPTION
from graphapi.evidence.evidence_paths import sentences
from graphapi.graph.base import GraphView
from graphapi.model.kinds import ValueType
from graphapi.traversal.answer import GraphAnswer

_S, _I, _N, _L = ValueType.STRING, ValueType.INTEGER, ValueType.NUMBER, ValueType.STRINGS
_PATH = columns((_L, ("path_nodes", "path_edges")), (_S, ("path_en", "path_zh")), (_L, ("edges", "sources")))
_HEAD = columns((_S, ("direction",)), (_I, ("hop",)), (_S, ("id", "name_en", "name_zh")))

COLUMNS: Mapping[str, tuple[TableColumn, ...]] = {
    "segments": (
        *_HEAD,
        *columns((_S, ("stage", "chain")), (_N, ("replaceability",)), (_I, ("hosts",))),
        *columns((_L, ("remaining", "lost", "others"))),
        *_PATH,
    ),
    "parks": (*_HEAD, *columns((_S, ("province",)), (_L, ("segments",))), *_PATH),
    "companies": (*_HEAD, *columns((_L, ("listings", "segments", "parks", "through")), (_S, ("evidence",))), *_PATH),
}
_KEYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "segments": lambda row: str(row["segment"]),
    "parks": lambda row: str(row["id"]),
    "companies": lambda row: str(row["id"]),
}


async def exposure_table(view: GraphView, answer: GraphAnswer, table: str) -> Table:
    """One row a segment, park or listed company and direction, in the order of the answer."""
    found = answer.extra[table]
    nodes = await view.nodes([_KEYS[table](one) for one in found])
    wanted = {column.name for column in COLUMNS[table]}
    rows = []
    for one in found:
        node = nodes[_KEYS[table](one)]
        path = one["path"]
        row = {
            **one,
            **names(node),
            "id": node.id,
            "province": (await view.location(node.id)).province,
            "stage": node.attributes.get("stage"),
            "chain": node.attributes.get("chain"),
            "path_nodes": path["nodes"],
            "path_edges": path["edges"],
            "path_en": sentences(path["explanation"], "en"),
            "path_zh": sentences(path["explanation"], "zh"),
            "sources": await sources_of(view, [*path["edges"], *one["edges"]]),
        }
        rows.append({name: value for name, value in row.items() if name in wanted})
    return Table(f"exposure_{table}", COLUMNS[table], rows, {"assumption": ASSUMPTION})
