"""Random multigraphs of mixed kinds, random steps over them, and the plainest possible reading of a step."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, TypeVar

import networkx as nx
from hypothesis import strategies as st

from graphapi.model.documents import Document, Edge, Node
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS, Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, NodeFilter, Operator, Predicate, Rel, Step
from tests.contract.sample import NEWS, NOTICE, edge, node

SIZES = {"park": 3, "city": 2, "province": 1, "company": 2, "segment": 3}
POINTS = {"park:n0": (39.3, 109.8), "park:n1": (28.77, 104.62), "park:n2": (-33.0, 151.5)}
NODES: tuple[Node, ...] = tuple(
    node(key, **dict(zip(("lat", "lon"), POINTS.get(key, ()), strict=False)))
    for key in (f"{kind}:n{number}" for kind, size in SIZES.items() for number in range(size))
)
IDS = tuple(one.id for one in NODES)
YEARS = ("2020", "2021", "2022", "2023")
KINDS = tuple(
    name for name, kind in EDGE_KINDS.items() if any(tail in SIZES and head in SIZES for tail, head in kind.ends)
)
_WITH_STATUS = {"operates_in", "hosts"}
_BY_ENDS = {
    kind: [pair for pair in product(IDS, IDS) if tuple(map(kind_of, pair)) in EDGE_KINDS[kind].ends] for kind in KINDS
}

T = TypeVar("T")

EDGE_WHERE: Mapping[Predicate, Callable[[Edge], bool]] = {
    Predicate("status", Operator.EQ, "operating"): lambda one: one.attributes.get("status") == "operating",
    Predicate("status", Operator.EXISTS, False): lambda one: "status" not in one.attributes,
    Predicate("valid_from", Operator.GE, "2021"): lambda one: (one.valid_from or "") >= "2021",
    Predicate("basis", Operator.IN, ("official", "derived")): lambda one: one.basis in {"official", "derived"},
}
NODE_WHERE: Mapping[Predicate, Callable[[str], bool]] = {
    Predicate("lat", Operator.LT, 38): lambda key: key in {"park:n1", "park:n2"},
    Predicate("name_en", Operator.CONTAINS, "n1"): lambda key: key.endswith("n1"),
    Predicate("kind", Operator.NE, "city"): lambda key: kind_of(key) != "city",
}
"""Predicates and what they say, in plain Python."""


@dataclass(frozen=True)
class Graph:
    """Edges over the fixed nodes, in no particular order; loops, parallel and reciprocal edges are common."""

    edges: tuple[Edge, ...]

    @property
    def documents(self) -> Sequence[Document]:
        """All documents that a view needs."""
        return (*self.edges, *NODES, NOTICE, NEWS)

    @cached_property
    def province_of(self) -> Mapping[str, str]:
        """Where nodes lie: by their own edge, else by the first city that they lie in or have their head office in."""
        province, city = {}, {}
        for one in sorted(self.edges, key=lambda one: (one.kind == "headquartered_in", one.head)):
            if one.kind in {"located_in", "headquartered_in"}:
                (province if one.head.startswith("province:") else city).setdefault(one.tail, one.head)
        return {key: province[place] for key, place in city.items() if place in province} | province


PERIODS = ((None, None), ("2021", None), (None, "2021"), ("2021", "2022"), ("2023", "2023"))


@st.composite
def _edges(draw: st.DrawFn) -> Edge:
    """One edge of any kind; shrinks well."""
    return _edge(lambda choices: draw(st.sampled_from(choices)))


def _scattered(seed: int) -> list[Edge]:
    """Some thirty edges at random: hypothesis by itself makes graphs too thin for long paths."""
    choose = random.Random(seed).choice  # noqa: S311  (no secret)
    return list({one.id: one for one in (_edge(choose) for _ in range(32))}.values())


def _edge(choose: Callable[[Sequence[Any]], Any]) -> Edge:
    kind = choose(("feeds", "feeds", *KINDS))
    tail, head = choose(_BY_ENDS[kind])
    status = {"status": choose(("operating", "planned"))} if kind in _WITH_STATUS and choose((True, False)) else {}
    return edge(kind, tail, head, choose(("", "second")), basis=choose(tuple(Basis)), period=choose(PERIODS), **status)


def random_graphs() -> st.SearchStrategy[Graph]:
    """Small multigraphs of parks, cities, provinces, companies and segments with ends as in the kinds table."""
    thin = st.lists(_edges(), max_size=16, unique_by=lambda one: one.id)
    dense = st.integers(0, 2**32).map(_scattered)
    return st.builds(Graph, st.integers(0, 9).flatmap(lambda number: dense if number else thin).map(tuple))


def nodes() -> st.SearchStrategy[str]:
    """Ids of nodes that every random graph has."""
    return st.sampled_from(IDS)


def rels() -> st.SearchStrategy[tuple[Rel, ...]]:
    """Some edge kinds in some directions; all of them both ways often enough."""
    some = st.lists(st.builds(Rel, st.sampled_from(KINDS), st.sampled_from(Direction)), min_size=1, max_size=5)
    everything = st.just(tuple(map(Rel, KINDS)))
    return st.integers(0, 9).flatmap(lambda number: some.map(tuple) if number in {3, 4, 6} else everything)


def _few(of: Iterable[str]) -> st.SearchStrategy[frozenset[str]]:
    return _mostly(frozenset[str](), st.frozensets(st.sampled_from(sorted(of)), max_size=2))


def _mostly(usual: T, unusual: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """The unusual once in ten; hypothesis likes the ends of a range, so that a branch of `one_of` would not do."""
    return st.integers(0, 9).flatmap(lambda number: unusual if number == 5 else st.just(usual))


def _one(of: Iterable[Predicate]) -> st.SearchStrategy[tuple[Predicate, ...]]:
    return _mostly((), st.sampled_from(list(of)).map(lambda one: (one,)))


def barriers() -> st.SearchStrategy[Barrier]:
    """Mostly open barriers of every sort."""
    most = st.none() | st.frozensets(st.sampled_from(IDS), min_size=len(IDS) - 3)
    stops = st.sampled_from([NodeFilter(kinds=frozenset({"city"})), *(NodeFilter(where=(one,)) for one in NODE_WHERE)])
    return st.builds(
        Barrier,
        ids=_few(IDS),
        kinds=_few(SIZES),
        provinces=_few(["province:n0"]),
        within=_mostly(None, most),
        filters=_mostly((), stops.map(lambda one: (one,))),
    )


@st.composite
def steps(draw: st.DrawFn, repeat: tuple[int, int] = (1, 4)) -> Step:
    """A step with random relations and few filters, taken once up to a random number of times."""
    kinds = _mostly(frozenset[str](), st.frozensets(st.sampled_from(sorted(SIZES)), min_size=3))
    return Step(
        rels=draw(rels()),
        edge=EdgeFilter(
            basis=draw(_mostly(Basis.UNVERIFIED, st.sampled_from(Basis))),
            valid_on=draw(_mostly(None, st.sampled_from(YEARS))),
            statuses=draw(_few(("operating", "planned", "unknown"))),
            where=draw(_one(EDGE_WHERE)),
        ),
        to=NodeFilter(kinds=draw(kinds), where=draw(_one(NODE_WHERE))),
        barrier=draw(barriers()),
        repeat=(repeat[0], draw(st.sampled_from([repeat[1], *range(repeat[0], repeat[1] + 1)]))),
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
                and enters(graph, step, end)
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
    status = one.attributes.get("status", "unknown")
    if one.kind in _WITH_STATUS and wanted.statuses and status not in wanted.statuses:
        return False
    day = wanted.valid_on
    valid = day is None or (one.valid_from or "0") <= day <= (one.valid_to or "9")
    return valid and all(EDGE_WHERE[predicate](one) for predicate in wanted.where)


def enters(graph: Graph, step: Step, key: str) -> bool:
    """Whether a step may enter a node."""
    barrier, province = step.barrier, graph.province_of.get(key)
    if key in step.exempt:
        return True
    if {key, kind_of(key)} & (barrier.ids | barrier.kinds) or {key, province} & barrier.provinces:
        return False
    if barrier.within is not None and key not in barrier.within:
        return False
    return _is(key, step.to) and not any(_is(key, stop) for stop in barrier.filters)


def _is(key: str, wanted: NodeFilter) -> bool:
    if (wanted.kinds and kind_of(key) not in wanted.kinds) or (wanted.ids and key not in wanted.ids):
        return False
    return all(NODE_WHERE[predicate](key) for predicate in wanted.where)


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
