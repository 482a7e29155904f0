"""Contract of a view: what can be traversed. `tests/contract/view_suite.py` is the suite that every view passes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphapi.graph.engine import Engine
from graphapi.graph.meter import Meter
from graphapi.model.changes import Revision
from graphapi.model.documents import Edge, Location, Node, Source, Statement
from graphapi.model.steps import Step


class Hop(NamedTuple):
    """One edge traversed from `origin` to `node`, along it or against it."""

    origin: str
    edge: str
    node: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """Hops out of a frontier in its order; `expanded` nodes of the frontier were examined to their last edge."""

    hops: Sequence[Hop]
    expanded: int


class GraphView(ABC):
    """One revision, ready for traversal and never changing.

    A view implements the documents and `expand`; everything else is built on them in `graph.bfs`,
    `graph.shortest_paths` and `graph.k_shortest`, or answered faster by an engine of its own.
    """

    revision: Revision
    engine: Engine | None = None

    @abstractmethod
    async def nodes(self, ids: Sequence[str]) -> Mapping[str, Node]:
        """Nodes by id, in the order asked for; an id that is not there is absent."""

    @abstractmethod
    async def edges(self, ids: Sequence[str]) -> Mapping[str, Edge]:
        """Edges by id, in the order asked for; an id that is not there is absent."""

    @abstractmethod
    async def sources(self, ids: Sequence[str]) -> Mapping[str, Source]:
        """Sources by id, in the order asked for; an id that is not there is absent."""

    @abstractmethod
    async def statements(self, subject: str) -> Sequence[Statement]:
        """Statements about a node or edge, preferred first, then by id."""

    @abstractmethod
    async def documents(self, ids: Sequence[str]) -> Sequence[bytes]:
        """Nodes, edges or sources as JSON bytes, in the order asked for; an id that is not there is left out."""

    @abstractmethod
    async def node_ids(self, kind: str | None = None) -> Sequence[str]:
        """Ids of all nodes (of one kind), ordered by kind as in the kinds table, then by id."""

    @abstractmethod
    async def edge_ids(self, kind: str | None = None) -> Sequence[str]:
        """Ids of all edges (of one kind), ordered by kind as in the kinds table, then tail, head and id."""

    @abstractmethod
    async def ordered(self, ids: Iterable[str]) -> Sequence[str]:
        """Node or edge ids in the order of `node_ids` or `edge_ids`; an id that is not there is left out."""

    @abstractmethod
    async def source_ids(self) -> Sequence[str]:
        """Ids of all sources, ordered."""

    @abstractmethod
    async def supported_by(self, source: str) -> Sequence[str]:
        """Ids of the nodes, edges and statements that name a source: nodes, then edges, then statements, each by id."""

    @abstractmethod
    async def fate(self, identifier: str) -> str | None:
        """What became of an id that is not there: the id it was merged into, "" when deleted, nothing if never seen."""

    @abstractmethod
    async def location(self, node: str) -> Location:
        """City and province of a park, city or company (by head office); empty for other kinds."""

    @abstractmethod
    async def degree(self, node: str) -> int:
        """Edges at a node; a self-loop counts twice."""

    @abstractmethod
    async def expand(self, frontier: Sequence[str], step: Step, meter: Meter) -> Expansion:
        """Hops out of each frontier node that the step allows.

        Order: frontier order; then edge kinds as in the kinds table, along the edge before against it, neighbour id,
        edge id. A self-loop is traversed once. Each edge examined is counted, whether it passes the filters or not;
        the meter is checked between blocks of at most `CHECK_EVERY` edges, and when it stops, what was found so far is
        returned. A node that is not there has no hops.
        """
