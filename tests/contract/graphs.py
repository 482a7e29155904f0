"""Random multigraphs of mixed kinds, random steps over them, and the plainest possible reading of a step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import networkx as nx
from hypothesis import strategies as st

from graphapi.model.documents import Document, Edge, Node
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS, Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, NodeFilter, Rel, Step
from tests.contract.sample import NEWS, NOTICE, edge, node

SIZES = {"park": 2, "city": 2, "province": 1, "company": 2, "segment": 3}
NODES: tuple[Node, ...] = tuple(node(f"{kind}:n{number}") for kind, size in SIZES.items() for number in range(size))
IDS = tuple(one.id for one in NODES)
YEARS = ("2020", "2021", "2022", "2023")
KINDS = tuple(
    name for name, kind in EDGE_KINDS.items() if any(tail in SIZES and head in SIZES for tail, head in kind.ends)
)
_BY_ENDS = {
    kind: [pair for pair in product(IDS, IDS) if tuple(map(kind_of, pair)) in EDGE_KINDS[kind].ends] for kind in KINDS
}

T = TypeVar("T")


@dataclass(frozen=True)
class Graph:
    """Edges over the fixed nodes, in no particular order; loops, parallel and reciprocal edges are common."""

    edges: tuple[Edge, ...]

    @property
    def documents(self) -> Sequence[Document]:
        """All documents that a view needs."""
        return (*self.edges, *NODES, NOTICE, NEWS)


@st.composite
def _edges(draw: st.DrawFn) -> Edge:
    kind = draw(st.sampled_from(("feeds", "feeds", *KINDS)))
    tail, head = draw(st.sampled_from(_BY_ENDS[kind]))
    begin, end = draw(
        st.sampled_from([(None, None), ("2021", None), (None, "2021"), ("2021", "2022"), ("2023", "2023")])
    )
    return edge(kind, tail, head, draw(st.sampled_from(["", "second"])), basis=draw(st.sampled_from(Basis)),
                period=(begin, end))  # fmt: skip


def random_graphs() -> st.SearchStrategy[Graph]:
    """Small multigraphs of parks, cities, provinces, companies and segments with ends as in the kinds table."""
    sizes = st.integers(0, 20)
    some = sizes.flatmap(
        lambda size: st.lists(_edges(), min_size=size, max_size=size + 4, unique_by=lambda one: one.id)
    )
    return st.builds(Graph, some.map(tuple))


def nodes() -> st.SearchStrategy[str]:
    """Ids of nodes that every random graph has."""
    return st.sampled_from(IDS)


def rels() -> st.SearchStrategy[tuple[Rel, ...]]:
    """Some edge kinds in some directions; all of them both ways often enough."""
    some = st.lists(st.builds(Rel, st.sampled_from(KINDS), st.sampled_from(Direction)), min_size=1, max_size=5)
    return st.just(tuple(map(Rel, KINDS))) | some.map(tuple)


def _few(of: Iterable[str]) -> st.SearchStrategy[frozenset[str]]:
    return _mostly(frozenset[str](), st.frozensets(st.sampled_from(sorted(of)), max_size=2))


def _mostly(usual: T, unusual: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    return st.one_of(st.just(usual), st.just(usual), unusual)


@st.composite
def steps(draw: st.DrawFn, repeat: tuple[int, int] = (1, 4)) -> Step:
    """A step with random relations and few filters, taken once up to a random number of times."""
    kinds = _mostly(frozenset[str](), st.frozensets(st.sampled_from(sorted(SIZES)), min_size=3))
    return Step(
        rels=draw(rels()),
        edge=EdgeFilter(
            basis=draw(_mostly(Basis.UNVERIFIED, st.sampled_from(Basis))),
            valid_on=draw(_mostly(None, st.sampled_from(YEARS))),
        ),
        to=NodeFilter(kinds=draw(kinds)),
        barrier=Barrier(ids=draw(_few(IDS)), kinds=draw(_few(SIZES))),
        repeat=(repeat[0], draw(st.integers(repeat[0], repeat[1]))),
    )


Arc = tuple[str, str, str]
"""Origin, edge and node of one allowed hop."""


def arcs(graph: Graph, step: Step) -> list[Arc]:
    """Every hop that the step allows, from wherever, in the order that `expand` promises for one origin."""
    found: dict[Arc, tuple[int, bool, str, str]] = {}
    for one in graph.edges:
        for along, origin, end in ((True, one.tail, one.head), (False, one.head, one.tail)):
            arc = (origin, one.id, end)
            if (
                arc not in found
                and _goes(one, step, along)
                and _edge_passes(one, step.edge)
                and _node_passes(end, step)
            ):
                found[arc] = (list(EDGE_KINDS).index(one.kind), not along, end, one.id)
    return sorted(found, key=found.__getitem__)


def projection(graph: Graph, step: Step) -> "nx.MultiDiGraph[str]":
    """The graph that is left when only hops allowed by the step remain, edge ids as keys."""
    left: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    left.add_nodes_from(IDS)
    left.add_edges_from((origin, end, key) for origin, key, end in arcs(graph, step))
    return left


def _goes(one: Edge, step: Step, along: bool) -> bool:
    way = Direction.OUT if along else Direction.IN
    return any(rel.kind == one.kind and rel.direction in (way, Direction.BOTH) for rel in step.rels)


def _edge_passes(one: Edge, wanted: EdgeFilter) -> bool:
    if list(Basis).index(one.basis) > list(Basis).index(wanted.basis):
        return False
    day = wanted.valid_on
    return day is None or (one.valid_from or "0") <= day <= (one.valid_to or "9")


def _node_passes(key: str, step: Step) -> bool:
    kind = kind_of(key)
    if key in step.exempt:
        return True
    return (not step.to.kinds or kind in step.to.kinds) and not {key, kind} & (step.barrier.ids | step.barrier.kinds)


@dataclass(frozen=True)
class Kept:
    """Nodes with their smallest hop, and edges, on walks that end well; the starts are always there."""

    hop_of: dict[str, int]
    edges: set[str]


def walks(
    graph: Graph, starts: Sequence[str], plan: Sequence[Step], stop: frozenset[str], ends: frozenset[str] | None
) -> Kept:
    """All walks by the plan, one concrete sequence of single steps after the other: slow and plain.

    A walk that comes back to a start does not end there, unless nothing at all is asked of walks.
    """
    free = ends is None and all(step.repeat[0] == 0 for step in plan)
    kept = Kept(dict.fromkeys(starts, 0), set())
    hops = {step: arcs(graph, step) for step in plan}
    for turns in product(*(range(step.repeat[0], step.repeat[1] + 1) for step in plan)):
        sequence = [step for step, times in zip(plan, turns, strict=True) for _ in range(times)]
        layers: list[list[Arc]] = []
        here = set(starts)
        for step in sequence:
            layers.append([arc for arc in hops[step] if arc[0] in here and not (layers and arc[0] in stop)])
            here = {arc[2] for arc in layers[-1]}
        good = {end for end in here if _ends_well(end, starts, ends, free)} if layers else set()
        for number in range(len(layers), 0, -1):
            on_the_way = [arc for arc in layers[number - 1] if arc[2] in good]
            kept.edges.update(arc[1] for arc in on_the_way)
            for end in {arc[2] for arc in on_the_way}:
                kept.hop_of[end] = min(kept.hop_of.get(end, number), number)
            good = {arc[0] for arc in on_the_way}
    return kept


def _ends_well(end: str, starts: Sequence[str], ends: frozenset[str] | None, free: bool) -> bool:
    return free or (end not in starts and (ends is None or end in ends))
