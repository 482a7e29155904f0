"""How much the graph knows of each park."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from graphapi.model.documents import Document, Edge, Node, Statement
from graphapi.model.json import JsonObject


@dataclass(frozen=True, slots=True)
class ParkCoverage:
    """Distinct companies, segments and energy systems of a park, and the sources behind all that is said of it."""

    park: str
    label: str
    companies: int
    segments: int
    energy: int
    sources: int

    def to_json(self) -> JsonObject:
        """The line as printed by `graphapi coverage --json`."""
        return asdict(self)


def park_coverage(documents: Iterable[Document]) -> Sequence[ParkCoverage]:
    """One line for each park, ordered by id; a park that nothing is known of has zeros.

    Sources count once, whether the park itself, an edge that touches it or a statement on either names them.
    """
    parks: dict[str, Node] = {}
    ends: dict[tuple[str, str], set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    touching: dict[str, set[str]] = defaultdict(set)
    statements: list[Statement] = []
    for document in documents:
        if isinstance(document, Statement):
            statements.append(document)
        elif isinstance(document, Node) and document.kind == "park":
            parks[document.id] = document
            sources[document.id].update(document.sources)
        elif isinstance(document, Edge):
            pairs = ((document.tail, document.head), (document.head, document.tail))
            for park, other in (pair for pair in pairs if pair[0].startswith("park:")):
                ends[park, document.kind].add(other)
                sources[park].update(document.sources)
                touching[document.id].add(park)
    for statement in statements:
        for park in touching.get(statement.subject, {statement.subject}):
            sources[park].update(statement.sources)
    return [
        ParkCoverage(
            park=key,
            label=parks[key].label,
            companies=len(ends[key, "operates_in"]),
            segments=len(ends[key, "hosts"]),
            energy=len(ends[key, "powered_by"]),
            sources=len(sources[key]),
        )
        for key in sorted(parks)
    ]
