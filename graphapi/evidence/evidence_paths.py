"""The evidence of a path: each hop with its edge, a sentence in both languages, sources, statements and caveat."""

from collections.abc import Iterable, Mapping, Sequence

from graphapi.answers.graphs import EvidenceHop, EvidencePath, Path, PathHop
from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.graph.costs import MICRO
from graphapi.graph.results import FoundPath
from graphapi.model.dates import first_day
from graphapi.model.documents import Edge
from graphapi.model.kinds import EDGE_KINDS, Basis

_ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(EDGE_KINDS)}


async def explain_path(view: GraphView, path: FoundPath) -> Path:
    """A path as served: nodes, edges, hops, cost, the weakest basis and oldest source, and each hop explained.

    Of parallel edges the one with the strongest basis is explained, the others are in `also`. `costs` is cumulative.
    """
    hops = [await _hop(view, edges) for edges in path.hops]
    costs = [cost / MICRO for cost in path.costs] or list(range(1, len(hops) + 1))
    return Path(
        nodes=path.nodes,
        edges=[hop.edge for hop in hops],
        hops=len(hops),
        cost=costs[-1],
        costs=costs,
        weakest_basis=_weakest(hops),
        explanation=hops,
        oldest_source=_oldest(hops),
    )


async def evidence_path(view: GraphView, path: FoundPath) -> EvidencePath:
    """A path with one sentence a hop; sources and statements are those of the edges in the answer's graph."""
    hops = [await _hop(view, edges) for edges in path.hops]
    return EvidencePath(
        nodes=path.nodes,
        edges=[hop.edge for hop in hops],
        hops=len(hops),
        weakest_basis=_weakest(hops) if hops else None,
        oldest_source=_oldest(hops),
        explanation=[
            EvidenceHop(
                edge=hop.edge, also=hop.also, kind=hop.kind, basis=hop.basis, sentence=hop.sentence, caveat=hop.caveat
            )
            for hop in hops
        ],
    )


def sentences_of(path: EvidencePath | Path, language: str) -> str:
    """The sentences of an explanation as one text; `language` is `en` or `zh`."""
    return " ".join(getattr(hop.sentence, language) for hop in path.explanation)


def start(node: str) -> FoundPath:
    """The path that starts at a node and has no hop yet."""
    return FoundPath((node,), ())


def onward(path: FoundPath, node: str, edges: Iterable[Edge]) -> FoundPath:
    """The path with one more hop over parallel edges, the best supported first."""
    return FoundPath((*path.nodes, node), (*path.hops, tuple(edge.id for edge in sorted(edges, key=strength))))


def along(path: FoundPath, edges: Iterable[Edge]) -> FoundPath:
    """The path with one more hop over each of the edges in turn, from whichever end it has reached."""
    for edge in edges:
        path = onward(path, edge.head if edge.tail == path.nodes[-1] else edge.tail, [edge])
    return path


def edges_of(paths: Iterable[FoundPath]) -> set[str]:
    """Ids of all edges on the paths."""
    return {edge for path in paths for hop in path.hops for edge in hop}


def strength(edge: Edge) -> tuple[int, int, str]:
    """Sort key of parallel edges: strongest basis first, then the kinds table, then the id."""
    return edge.basis.rank, _ORDER[edge.kind], edge.id


async def _hop(view: GraphView, ids: Sequence[str]) -> PathHop:
    best, *others = sorted((await view.edges(ids)).values(), key=strength)
    ends = await view.nodes([best.tail, best.head])
    sources = list((await view.sources(best.sources)).values())
    return PathHop(
        edge=best.id,
        also=[edge.id for edge in others],
        kind=best.kind,
        basis=best.basis,
        sentence=sentence(best, ends[best.tail], ends[best.head], sources),
        sources=sources,
        statements=await view.statements(best.id),
        caveat=best.caveat or None,
    )


def _weakest(hops: Sequence[PathHop]) -> Basis:
    return max((hop.basis for hop in hops), key=lambda basis: basis.rank)


def _oldest(hops: Sequence[PathHop]) -> str | None:
    dated = [source.date for hop in hops for source in hop.sources if source.date]
    return min(dated, key=first_day) if dated else None
