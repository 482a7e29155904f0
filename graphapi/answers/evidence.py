"""Paths with their evidence, hop by hop."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from graphapi.answers.documents import EdgeKindName, Name, ServedSource, ServedStatement
from graphapi.answers.encoding import answer
from graphapi.model.kinds import Basis

OldestSource = Annotated[str | None, Field(description="Year, month or day.")]


@answer
class EvidenceHop:
    """One hop of a path of evidence: its strongest edge and the parallel ones; the graph holds the documents."""

    edge: str
    also: Sequence[str]
    kind: EdgeKindName
    basis: Basis
    sentence: Name
    caveat: str | None = None


@answer
class EvidencePath:
    """A path of evidence by ids, with one sentence a hop."""

    nodes: Sequence[str]
    edges: Sequence[str]
    hops: int
    weakest_basis: Basis | None = None
    oldest_source: OldestSource = None
    explanation: Sequence[EvidenceHop]


@answer
class PathHop:
    """One hop of a path: its strongest edge, parallel ones under `also`, and the sources that support it."""

    edge: str
    also: Sequence[str]
    kind: EdgeKindName
    basis: Basis
    sentence: Name
    sources: Sequence[ServedSource]
    statements: Sequence[ServedStatement]
    caveat: str | None = None


@answer
class Path:
    """A path by ids, with one explanation per hop."""

    nodes: Sequence[str]
    edges: Sequence[str]
    hops: int
    cost: float
    costs: Annotated[Sequence[float], Field(description="Cost so far, hop by hop.")]
    weakest_basis: Basis
    explanation: Sequence[PathHop]
    oldest_source: OldestSource = None
