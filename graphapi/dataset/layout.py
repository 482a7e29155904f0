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


def _layout(kind: NodeKind | EdgeKind, folder: str, first: tuple[str, ...], last: tuple[str, ...]) -> Layout:
    """The table of a kind; its attributes are between the first and the last columns."""
    columns = (*first, *(attribute.name for attribute in kind.attributes), *last)
    required = {attribute.name for attribute in kind.attributes if attribute.required} | _REQUIRED.intersection(columns)
    lists = {attribute.name for attribute in kind.attributes if attribute.type is ValueType.STRINGS}
    return Layout(
        file=f"{folder}/{kind.name}.csv",
        kind=kind.name,
        columns=columns,
        required=frozenset(required | ({"id"} if folder == "nodes" else set())),
        lists=frozenset(lists | {"aliases", "sources"}.intersection(columns)),
    )


_REQUIRED = frozenset({"name_en", "name_zh", "tail", "head", "basis", "sources", "caveat"})
_NODE = ("nodes", ("id", "name_en", "name_zh", "aliases"), ("basis", "sources"))
_EDGE = ("edges", ("id", "tail", "head", "discriminator"), ("valid_from", "valid_to", "basis", "sources", "caveat"))

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

NODE_TABLES: Final = tuple(_layout(kind, *_NODE) for kind in NODE_KINDS.values())
EDGE_TABLES: Final = tuple(_layout(kind, *_EDGE) for kind in EDGE_KINDS.values())

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {layout.file: layout for layout in (SOURCES, *NODE_TABLES, *EDGE_TABLES, STATEMENTS, REDIRECTS, LEFT_OUT)}
)
"""Every table by its file, in the order in which they are read."""
