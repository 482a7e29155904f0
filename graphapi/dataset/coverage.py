"""How much the graph knows of each park."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphapi.model.documents import Document, Edge, Node, Statement


@dataclass(frozen=True, slots=True)
class ParkCoverage:
    """Distinct companies, segments and energy systems of a park, and the sources behind all that is said of it."""

    park: str
    label: str
    companies: int
    segments: int
    energy: int
    sources: int

    def to_json(self) -> dict[str, Any]:
        """The line as printed by `graphapi coverage --json`."""
        return {
            "park": self.park,
            "label": self.label,
            "companies": self.companies,
            "segments": self.segments,
            "energy": self.energy,
            "sources": self.sources,
        }


@dataclass(slots=True)
class _Gathered:
    ends: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: set[str] = field(default_factory=set)


def coverage(documents: Iterable[Document]) -> Sequence[ParkCoverage]:
    """One line for each park, ordered by id; a park that nothing is known of has zeros.

    Sources count once, whether the park itself, an edge that touches it or a statement on either names them.
    """
    parks: dict[str, Node] = {}
    gathered: dict[str, _Gathered] = defaultdict(_Gathered)
    touching: dict[str, set[str]] = defaultdict(set)
    statements: list[Statement] = []
    for document in documents:
        if isinstance(document, Node) and document.kind == "park":
            parks[document.id] = document
            gathered[document.id].sources.update(document.sources)
        elif isinstance(document, Edge):
            _gather(document, gathered, touching)
        elif isinstance(document, Statement):
            statements.append(document)
    for statement in statements:
        for park in touching.get(statement.subject, {statement.subject}):
            gathered[park].sources.update(statement.sources)
    return [_line(parks[park], gathered[park]) for park in sorted(parks)]


def _gather(edge: Edge, gathered: dict[str, _Gathered], touching: dict[str, set[str]]) -> None:
    for park, other in ((edge.tail, edge.head), (edge.head, edge.tail)):
        if park.startswith("park:"):
            gathered[park].ends[edge.kind].add(other)
            gathered[park].sources.update(edge.sources)
            touching[edge.id].add(park)


def _line(park: Node, gathered: _Gathered) -> ParkCoverage:
    companies, segments, energy = (len(gathered.ends[kind]) for kind in ("operates_in", "hosts", "powered_by"))
    return ParkCoverage(park.id, park.label, companies, segments, energy, len(gathered.sources))
