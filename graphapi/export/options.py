"""What a caller may choose about a file, and what every writer is given."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Literal, Self, TypeAlias

from graphapi.model.changes import Revision
from graphapi.model.columns import FORMAT_VERSION
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.documents import Source, Statement, Subgraph
from graphapi.model.json import JsonObject
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Label

LabelLanguage: TypeAlias = Literal["en", "zh", "pinyin"]
"""Which name labels nodes and edges; a document without that name shows the other. Edges have no pinyin: English."""

FONT_NOTE = "Chinese labels need a font that has them, such as Noto Sans CJK; label=pinyin needs none."

LayoutName: TypeAlias = Literal["geo", "force", "chain"]
"""How nodes are laid out: on the map, by the pull of their edges, or along the chain from resource to application."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a file shall style. `dynamic` writes periods as intervals of time where the format has them."""

    label: LabelLanguage = "en"
    layout: LayoutName = "geo"
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says about itself. `time` is the revision's, never the clock's: same answer, same bytes."""

    title: str
    revision: int
    time: str
    completeness: Completeness = COMPLETE

    @classmethod
    def of(cls, revision: Revision, title: str, completeness: Completeness = COMPLETE) -> Self:
        """The imprint of an answer taken from this revision."""
        return cls(title, revision.number, revision.time, completeness)

    def to_json(self) -> JsonObject:
        """The members of a file's metadata."""
        completeness = self.completeness.to_json()
        return {"title": self.title, "revision": self.revision, "time": self.time, "completeness": completeness}

    def __str__(self) -> str:
        text = f"{self.title} (revision {self.revision}, {self.time})"
        reason = self.completeness.reason
        return text if self.completeness.complete else f"{text}; not complete: {reason or 'unknown reason'}"


@dataclass(frozen=True, slots=True)
class SubgraphEvidence:
    """The evidence of a subgraph, for formats that can carry it: statements by subject, sources by id.

    Both are read by id and never iterated, so a mapping that looks things up on demand will do.
    """

    statements: Mapping[str, Sequence[Statement]] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a colour means: a kind of node or edge."""

    of: str
    kind: str
    label: Label
    colour: str

    def to_json(self) -> JsonObject:
        """The entry as in files and answers."""
        return asdict(self)


def legend(nodes: Collection[str] = NODE_KINDS, edges: Collection[str] = EDGE_KINDS) -> tuple[LegendEntry, ...]:
    """What the colours of these kinds mean, in the order of the kinds table; of all kinds by default."""
    sides = (("node", NODE_KINDS, nodes), ("edge", EDGE_KINDS, edges))
    return tuple(
        LegendEntry(of, name, kind.label, kind.colour)
        for of, kinds, wanted in sides
        for name, kind in kinds.items()
        if name in wanted
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of the subgraph that the format could not carry as it is: how often, one example, and why."""

    what: str
    count: int
    example: str
    why: str

    def to_json(self) -> JsonObject:
        """The loss as served."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.what}: {self.count}, such as {self.example}. {self.why}"


@dataclass(frozen=True, slots=True)
class Export:
    """What a writer turns into bytes."""

    subgraph: Subgraph
    imprint: Imprint
    options: ExportOptions = ExportOptions()
    evidence: SubgraphEvidence = field(default_factory=SubgraphEvidence)
    losses: Sequence[Loss] = ()

    def named_sources(self) -> Iterator[Source]:
        """The sources that documents and statements of the export name and its evidence knows, by id."""
        known = self.evidence.sources
        if known:
            named = {source for document in self.subgraph.documents for source in document.sources}
            named |= {source for statement in self.named_statements() for source in statement.sources}
            yield from (known[source] for source in sorted(named) if source in known)

    def named_statements(self) -> Iterator[Statement]:
        """The statements about documents of the export, in the order of these."""
        for document in self.subgraph.documents if self.evidence.statements else ():
            yield from self.evidence.statements.get(document.id, ())

    def metadata(self) -> JsonObject:
        """Title, revision, time, completeness, legend and losses, for formats that hold JSON."""
        return self.imprint.to_json() | {
            "generator": "graphapi",
            "format": FORMAT_VERSION,
            "legend": [entry.to_json() for entry in self._legend()],
            "losses": [loss.to_json() for loss in self.losses],
        }

    def description(self) -> str:
        """The same in words, one sentence a line."""
        colours = ", ".join(f"{entry.label.en} {entry.colour}" for entry in self._legend())
        lines = [str(self.imprint), f"Colours: {colours or 'none'}."]
        if self.options.label == "zh":
            lines.append(FONT_NOTE)
        lines += [f"Not carried as it is: {loss}" for loss in self.losses] or ["Everything is carried."]
        return "\n".join(lines)

    def _legend(self) -> Sequence[LegendEntry]:
        return legend(self.subgraph.node_kinds, self.subgraph.edge_kinds)
