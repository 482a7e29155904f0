"""What a file says about itself: where it is from, what its colours stand for, what it could not carry."""

from collections.abc import Set
from typing import Any

from graphapi.export.options import Export
from graphapi.export.styling import LegendEntry, legend
from graphapi.model.columns import FORMAT_VERSION
from graphapi.model.documents import Subgraph

FONT_NOTE = "Chinese labels need a font that has them, such as Noto Sans CJK; label=pinyin needs none."


def node_kinds(subgraph: Subgraph) -> Set[str]:
    """Kinds of the nodes of a subgraph."""
    return {node.kind for node in subgraph.nodes}


def edge_kinds(subgraph: Subgraph) -> Set[str]:
    """Kinds of the edges of a subgraph."""
    return {edge.kind for edge in subgraph.edges}


def metadata(export: Export) -> dict[str, Any]:
    """Title, revision, time, completeness, legend and losses, for formats that hold JSON."""
    return export.imprint.to_json() | {
        "generator": "graphapi",
        "format": FORMAT_VERSION,
        "legend": [entry.to_json() for entry in _legend(export)],
        "losses": [loss.to_json() for loss in export.losses],
    }


def description(export: Export) -> str:
    """The same in words, one sentence a line."""
    colours = ", ".join(f"{entry.label.en} {entry.colour}" for entry in _legend(export))
    lines = [str(export.imprint), f"Colours: {colours or 'none'}."]
    if export.options.label == "zh":
        lines.append(FONT_NOTE)
    lines += [f"Not carried as it is: {loss}" for loss in export.losses] or ["Everything is carried."]
    return "\n".join(lines)


def _legend(export: Export) -> tuple[LegendEntry, ...]:
    return legend(node_kinds(export.subgraph), edge_kinds(export.subgraph))
