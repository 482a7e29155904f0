"""How much the graph knows of each park."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
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
        return asdict(self)


@dataclass(slots=True)
class _Tally:
    ends: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: set[str] = field(default_factory=set)


def park_coverage(documents: Iterable[Document]) -> Sequence[ParkCoverage]:
    """One line for each park, ordered by id; a park that nothing is known of has zeros.

    Sources count once, whether the park itself, an edge that touches it or a statement on either names them.
    """
    parks: dict[str, Node] = {}
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    touching: dict[str, set[str]] = defaultdict(set)
    statements: list[Statement] = []
    for document in documents:
        if isinstance(document, Node) and document.kind == "park":
            parks[document.id] = document
            tallies[document.id].sources.update(document.sources)
        elif isinstance(document, Edge):
            _add(document, tallies, touching)
        elif isinstance(document, Statement):
            statements.append(document)
    for statement in statements:
        for park in touching.get(statement.subject, {statement.subject}):
            tallies[park].sources.update(statement.sources)
    return [_line(parks[park], tallies[park]) for park in sorted(parks)]


def _add(edge: Edge, tallies: dict[str, _Tally], touching: dict[str, set[str]]) -> None:
    for park, other in ((edge.tail, edge.head), (edge.head, edge.tail)):
        if park.startswith("park:"):
            tallies[park].ends[edge.kind].add(other)
            tallies[park].sources.update(edge.sources)
            touching[edge.id].add(park)


def _line(park: Node, tally: _Tally) -> ParkCoverage:
    companies, segments, energy = (len(tally.ends[kind]) for kind in ("operates_in", "hosts", "powered_by"))
    return ParkCoverage(park.id, park.label, companies, segments, energy, len(tally.sources))
