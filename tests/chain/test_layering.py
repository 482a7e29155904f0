"""Layers of graphs with loops, against networkx and by hand."""

import random
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.chain.flow import Layering, Pair, layered

NODES = "abcdefgh"
links = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=24)
ranks = st.fixed_dictionaries({node: st.integers(0, 2) for node in NODES})
FLAT = dict.fromkeys(NODES, 0)


def graph_of(pairs: list[Pair]) -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(pairs)
    return graph


def parts(found: Layering) -> set[frozenset[str]]:
    return {frozenset(node for node in found.loop if found.loop[node] == number) for number in found.loop.values()}


def longest(graph: "nx.DiGraph[str]") -> dict[str, int]:
    return {node: hop for hop, nodes in enumerate(nx.topological_generations(graph)) for node in nodes}


@given(links, ranks)
def test_layers_are_the_longest_ways_over_the_condensation(pairs: list[Pair], rank: dict[str, int]) -> None:
    condensed = nx.condensation(graph_of(pairs)) if pairs else nx.DiGraph()
    expected = longest(condensed)
    assert layered(pairs, rank).layer == {node: expected[part] for node, part in members(condensed).items()}


@given(links, ranks)
def test_loops_are_the_strongly_connected_components(pairs: list[Pair], rank: dict[str, int]) -> None:
    found = layered(pairs, rank)
    components = nx.strongly_connected_components(graph_of(pairs))
    assert parts(found) == {frozenset(part) for part in components if len(part) > 1}
    assert set(found.loop.values()) == set(range(1, len(parts(found)) + 1))


@given(links, ranks)
def test_without_the_links_that_lead_back_columns_are_the_longest_ways(pairs: list[Pair], rank: dict[str, int]) -> None:
    found = layered(pairs, rank)
    graph = graph_of(pairs)
    graph.remove_edges_from(found.back)
    assert nx.is_directed_acyclic_graph(graph)
    assert found.column == longest(graph)
    assert found.column.keys() == found.layer.keys()


@given(links, ranks)
def test_only_links_inside_a_loop_lead_back(pairs: list[Pair], rank: dict[str, int]) -> None:
    found = layered(pairs, rank)
    assert found.back <= set(pairs)
    for tail, head in pairs:
        inside = tail == head or (tail in found.loop and found.loop[tail] == found.loop.get(head))
        assert inside or ((tail, head) not in found.back and found.layer[tail] < found.layer[head])
        assert tail != head or (tail, head) in found.back


@given(links, ranks, st.randoms(use_true_random=False))
def test_the_order_of_the_links_does_not_matter(pairs: list[Pair], rank: dict[str, int], dice: random.Random) -> None:
    shuffled = [*pairs, *pairs[:3]]
    dice.shuffle(shuffled)
    assert layered(shuffled, rank) == layered(pairs, rank)


@given(links, st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)))
def test_a_link_more_without_a_loop_more_never_lowers_a_layer(pairs: list[Pair], more: Pair) -> None:
    before, after = layered(pairs, FLAT), layered([*pairs, more], FLAT)
    if parts(before) == parts(after):
        assert all(after.layer[node] >= layer for node, layer in before.layer.items())


@pytest.mark.parametrize(
    ("rank", "back"),
    [
        ({"mine": 0, "cell": 1, "scrap": 2}, ("scrap", "mine")),
        ({"mine": 2, "cell": 0, "scrap": 1}, ("mine", "cell")),
        ({"mine": 0, "cell": 0, "scrap": 0}, ("mine", "cell")),
    ],
)
def test_the_link_to_the_lower_rank_leads_back_else_the_first_id_begins(rank: dict[str, int], back: Pair) -> None:
    ring = [("mine", "cell"), ("cell", "scrap"), ("scrap", "mine")]
    found = layered(ring, rank)
    assert found.back == {back}
    assert set(found.layer.values()) == {0}
    assert found.column == {back[1]: 0, dict(ring)[back[1]]: 1, back[0]: 2}


def test_nothing_has_no_layers() -> None:
    assert layered([], {}) == Layering({}, {}, {}, frozenset())


def test_a_long_chain_and_a_long_ring_are_no_trouble() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    chain = list(pairwise(names))
    assert layered(chain, {}.fromkeys(names, 0)).layer[names[-1]] == len(names) - 1
    ring = layered([*chain, (names[-1], names[0])], {}.fromkeys(names, 0))
    assert ring.back == {(names[-1], names[0])}
    assert set(ring.layer.values()) == {0}


def members(condensed: "nx.DiGraph[int]") -> dict[str, int]:
    return {node: part for part, found in condensed.nodes(data="members") for node in found}
