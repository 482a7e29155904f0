"""Searches on arrays against networkx, paused anywhere, and with more of everything than there is room for at first."""

from itertools import islice, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.graph.snapshot.compiled_steps import simple_step
from graphapi.graph.snapshot.searches import CompiledQuery
from graphapi.graph.snapshot.topology import MAX_KINDS, Topology, edge_order, topology
from graphapi.graph.snapshot.traversal import Traversal
from graphapi.graph.snapshot.workspace import _LAST_EPOCH
from graphapi.model.steps import Direction
from tests.examples import examples

NODES = 12
ALONG, AGAINST = (simple_step([(0, way), (1, way)]) for way in (Direction.OUT, Direction.IN))
edges_of = st.lists(st.tuples(st.integers(0, 1), st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=60)
often = settings(max_examples=examples(150), deadline=None)


def graph_of(edges: list[tuple[int, int, int]], nodes: int = NODES) -> Topology:
    table = np.array(edges, np.int32).reshape(-1, 3)
    kinds = table[:, 0].astype(np.uint8)
    order = edge_order(kinds, table[:, 1], table[:, 2])
    return topology(
        node_kinds=np.zeros(nodes, np.uint8),
        edge_kinds=kinds[order],
        tails=table[order, 1],
        heads=table[order, 2],
    )


def oracle(edges: list[tuple[int, int, int]]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((tail, head) for _, tail, head in edges)
    return graph


@often
@given(edges_of, st.integers(0, NODES - 1), st.integers(1, 5))
def test_a_neighborhood_holds_what_networkx_reaches_each_node_at_its_distance(
    edges: list[tuple[int, int, int]], start: int, hops: int
) -> None:
    found = Traversal(graph_of(edges)).neighborhood([start], ALONG, hops, 1000)
    expected = nx.single_source_shortest_path_length(oracle(edges), start, cutoff=hops)
    assert dict(zip(found.nodes.tolist(), found.depths.tolist(), strict=True)) == expected
    assert len(set(found.edges.tolist())) == len(found.edges)


@often
@given(edges_of, st.integers(0, NODES - 1), st.integers(0, NODES - 1))
def test_a_shortest_path_is_as_long_as_that_of_networkx(
    edges: list[tuple[int, int, int]], source: int, target: int
) -> None:
    if source == target:
        return
    graph = oracle(edges)
    found = Traversal(graph_of(edges)).shortest_path(source, target, ALONG, AGAINST, 20)
    expected = nx.shortest_path(graph, source, target) if nx.has_path(graph, source, target) else ()
    assert len(found) == len(expected)
    assert all(graph.has_edge(*pair) for pair in pairwise(found))


@often
@given(edges_of, st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 12))
def test_the_k_shortest_paths_are_those_of_networkx(
    edges: list[tuple[int, int, int]], source: int, target: int, k: int
) -> None:
    if source == target:
        return
    graph = oracle(edges)
    found = Traversal(graph_of(edges)).k_shortest_paths(source, target, ALONG, AGAINST, NODES, k)
    every = sorted(nx.all_simple_paths(graph, source, target), key=lambda path: (len(path), path))
    assert [list(path) for path in found] == every[:k]


@often
@given(edges_of, st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 5))
def test_a_search_that_is_paused_at_every_edge_finds_the_same(
    edges: list[tuple[int, int, int]], source: int, target: int, pace: int
) -> None:
    traversal = Traversal(graph_of(edges))
    whole = traversal.neighborhood([source], ALONG, 4, 5)
    with traversal.bfs(np.array([source], np.int32), ALONG, 4, limit=5) as search:
        steps = sum(1 for _ in iter(lambda: search.advance(search.examined + pace), True))
        assert (search.nodes.tolist(), search.edges.tolist()) == (whole.nodes.tolist(), whole.edges.tolist())
    assert steps <= whole.examined
    if source != target:
        with traversal.bidirectional_bfs(source, target, ALONG, AGAINST, 9) as meeting:
            while not meeting.advance(meeting.examined + pace):
                pass
            path = next(meeting.paths(meeting.links()), ())
        assert path == traversal.shortest_path(source, target, ALONG, AGAINST, 9)


def star(size: int) -> Topology:
    """A hub that leads to every other node, each of which leads to the last."""
    edges = [(0, 0, node) for node in range(1, size)] + [(1, node, size) for node in range(1, size)]
    return graph_of(edges, size + 1)


def test_arrays_grow_with_what_is_found() -> None:
    size = 20_000
    traversal = Traversal(star(size))
    found = traversal.neighborhood([0], ALONG, 2, size + 1)
    assert (len(found.nodes), len(found.edges), found.examined) == (size + 1, 2 * (size - 1), 2 * (size - 1))
    with traversal.bidirectional_bfs(0, size, ALONG, AGAINST, 4) as search:
        assert search.advance(1 << 40)
        paths = list(search.paths(search.links()))
    assert paths == [(0, node, size) for node in range(1, size)]
    ranked = traversal.k_shortest_paths(0, size, ALONG, AGAINST, 4, 700)
    assert ranked == [(0, node, size) for node in range(1, 701)]


def test_searches_of_one_traversal_may_be_under_way_side_by_side() -> None:
    traversal = Traversal(star(50))
    hub, last = np.array([0], np.int32), np.array([50], np.int32)
    with traversal.bfs(hub, ALONG, 1, limit=99) as one, traversal.bfs(last, AGAINST, 1, limit=99) as other:
        while not (one.advance(one.examined + 1) & other.advance(other.examined + 1)):
            pass
        assert sorted(one.nodes.tolist()) == list(range(50))
        assert sorted(other.nodes.tolist()) == list(range(1, 51))


def test_marks_are_cleared_when_their_numbers_are_used_up() -> None:
    traversal = Traversal(star(5))
    workspace = traversal._workspaces.take()
    workspace.epoch = _LAST_EPOCH - 3
    traversal._workspaces.give_back(workspace)
    answers = [traversal.neighborhood([0], ALONG, 2, 99).nodes.tolist() for _ in range(6)]
    assert answers == [[0, 1, 2, 3, 4, 5]] * 6


def test_a_ranking_that_is_left_early_leaves_no_trace() -> None:
    traversal = Traversal(star(30))
    expected = [(0, node, 30) for node in range(1, 4)]
    for _ in range(3):
        with traversal.bfs(np.array([30], np.int32), AGAINST, 4, limit=99) as behind:
            behind.advance(1 << 40)
            with traversal.k_shortest(behind, ALONG, CompiledQuery((0,), (30,), 4)) as search:
                found = [search.path for _ in islice(iter(lambda: search.advance(1 << 40), False), 3)]
        assert found == expected


def test_more_than_a_snapshot_can_number_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        topology(
            node_kinds=np.zeros(1, np.uint8),
            edge_kinds=np.zeros(0, np.uint8),
            tails=np.zeros(0, np.int32),
            heads=np.zeros(0, np.int32),
            kinds=MAX_KINDS + 1,
        )
