"""Answers about parks: profile, indicators, screens, comparisons, statistics, battery bases."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from graphapi.answers.documents import JsonValue, Name, NodeKindName
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer


@answer
class CompareCell:
    """What one node has in a row: a value, or the nodes at the other end of edges."""

    value: JsonValue | None = None
    nodes: Sequence[str] | None = None
    edges: Sequence[str] | None = None
    sources: Sequence[str]


@answer
class CompareRow:
    """One field of all nodes; `cells` by node id, none for a node of which nothing is known.

    Relations have `shared`, the nodes that all are connected to, and `only`, those that one alone is.
    """

    section: Literal["attributes", "relations"]
    field: Annotated[str, Field(examples=["construction_end", "hosts>", "<operates_in"])]
    label: Name
    unit: str | None = None
    verdict: Literal["same", "partly", "different"]
    unknown: Sequence[str]
    cells: Mapping[str, CompareCell]
    shared: Sequence[str] | None = None
    only: Mapping[str, Sequence[str]] | None = None


@answer
class Comparison:
    """Nodes side by side."""

    nodes: Sequence[str]
    kinds: Sequence[NodeKindName]
    rows: Sequence[CompareRow]


@answer
class ComparisonAnswer(GraphAnswer):
    """A comparison and the graph of its evidence."""

    compare: Comparison
