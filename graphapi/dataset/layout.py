"""Which tables a data package has and which columns each has: generated from the kinds table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, EdgeKind, NodeKind, ValueType


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: its file in the package, the kind of its rows, its columns, those that must be there, those of lists.

    A column that is not required may be left out of a file, so a new attribute does not break older packages. `file` is
    that of a CSV table; other forms have another suffix.
    """

    file: str
    kind: str
    columns: tuple[str, ...]
    required: frozenset[str]
    lists: frozenset[str] = frozenset({"sources"})


def _of_nodes(kind: NodeKind) -> Layout:
    attributes = tuple(attribute.name for attribute in kind.attributes)
    required = {attribute.name for attribute in kind.attributes if attribute.required}
    return Layout(
        file=f"nodes/{kind.name}.csv",
        kind=kind.name,
        columns=("id", "name_en", "name_zh", "aliases", *attributes, "basis", "sources"),
        required=frozenset({"id", "name_en", "name_zh", "basis", "sources"} | required),
        lists=frozenset({"aliases", "sources"} | _lists(kind)),
    )


def _of_edges(kind: EdgeKind) -> Layout:
    attributes = tuple(attribute.name for attribute in kind.attributes)
    required = {attribute.name for attribute in kind.attributes if attribute.required}
    return Layout(
        file=f"edges/{kind.name}.csv",
        kind=kind.name,
        columns=(
            "id",
            "tail",
            "head",
            "discriminator",
            *attributes,
            "valid_from",
            "valid_to",
            "basis",
            "sources",
            "caveat",
        ),
        required=frozenset({"tail", "head", "basis", "sources", "caveat"} | required),
        lists=frozenset({"sources"} | _lists(kind)),
    )


def _lists(kind: NodeKind | EdgeKind) -> set[str]:
    return {attribute.name for attribute in kind.attributes if attribute.type is ValueType.STRINGS}


SOURCES: Final = Layout(
    "sources.csv", "source", ("id", "url", "publisher", "date", "title"), frozenset({"url", "publisher"})
)
STATEMENTS: Final = Layout(
    "statements.csv",
    "statement",
    ("id", "subject", "field", "value", "unit", "period", "rank", "basis", "sources", "caveat"),
    frozenset({"subject", "field", "value", "unit", "basis", "sources", "caveat"}),
    frozenset({"value", "sources"}),
)
REDIRECTS: Final = Layout("redirects.csv", "redirect", ("old", "target"), frozenset({"old", "target"}))
LEFT_OUT: Final = Layout("left_out.csv", "left_out", ("fact", "park", "reason"), frozenset({"fact", "reason"}))

NODE_TABLES: Final = tuple(_of_nodes(kind) for kind in NODE_KINDS.values())
EDGE_TABLES: Final = tuple(_of_edges(kind) for kind in EDGE_KINDS.values())

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {layout.file: layout for layout in (SOURCES, *NODE_TABLES, *EDGE_TABLES, STATEMENTS, REDIRECTS, LEFT_OUT)}
)
"""Every table by its file, in the order in which they are read."""
