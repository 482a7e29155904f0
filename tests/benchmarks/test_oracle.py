"""The oracle against networkx, and the comparison against answers that are wrong."""

from itertools import islice

import networkx as nx
import pytest

from benchmarks.adjacency import adjacency, pairs
from benchmarks.graphs.arrays import Graph
from benchmarks.graphs.generated import generate
from benchmarks.oracle import Oracle
from benchmarks.questions import HOPS, LIMIT, K, Question, filters_of

ASKS = 12


@pytest.fixture(scope="module")
def graph() -> Graph:
    return generate(20_000)


@pytest.fixture(scope="module")
def oracle(graph: Graph) -> Oracle:
    return Oracle(graph, filters_of(graph), ASKS)


@pytest.fixture(scope="module")
def paths(graph: Graph) -> "nx.Graph[int]":
    return nx.Graph(list(zip(*(ends.tolist() for ends in pairs(graph, filters_of(graph).path)), strict=True)))


def test_the_asks_are_drawn_the_same_each_time(graph: Graph, oracle: Oracle) -> None:
    assert Oracle(graph, filters_of(graph), ASKS).asks == oracle.asks
    assert len(oracle.asks[Question.TWO_HOPS]) == ASKS


@pytest.mark.parametrize("question", HOPS)
def test_neighborhoods_are_those_of_networkx(graph: Graph, oracle: Oracle, question: Question) -> None:
    reach = nx.DiGraph(list(zip(*(ends.tolist() for ends in pairs(graph, filters_of(graph).reach)), strict=True)))
    for start, *_ in oracle.asks[question]:
        within = nx.single_source_shortest_path_length(reach, start, cutoff=HOPS[question])
        assert set(oracle.reach.reached(start, HOPS[question]).tolist()) == set(within) - {start}


def test_lengths_are_those_of_networkx(oracle: Oracle, paths: "nx.Graph[int]") -> None:
    for ask in oracle.asks[Question.SHORTEST]:
        lengths = oracle.lengths(*ask)
        assert lengths.least == nx.shortest_path_length(paths, *ask)
        assert lengths.counts[0] == len(list(nx.all_shortest_paths(paths, *ask)))
    for ask in oracle.asks[Question.K_SHORTEST]:
        found = list(islice(nx.shortest_simple_paths(paths, *ask), K))
        assert oracle.lengths(*ask).of_k == tuple(len(path) - 1 for path in found)


def test_right_answers_pass(oracle: Oracle, paths: "nx.Graph[int]") -> None:
    (start,) = oracle.asks[Question.CLOSURE][0]
    assert oracle.wrong(Question.CLOSURE, (start,), oracle.hosts(start).tolist()) is None
    pair = oracle.asks[Question.K_SHORTEST][0]
    assert oracle.wrong(Question.SHORTEST, pair, nx.shortest_path(paths, *pair)) is None
    assert oracle.wrong(Question.K_SHORTEST, pair, list(islice(nx.shortest_simple_paths(paths, *pair), K))) is None


def test_a_node_too_few_too_many_twice_or_strange_is_told(oracle: Oracle) -> None:
    ask = next(ask for ask in oracle.asks[Question.TWO_HOPS] if 1 < len(oracle.reach.reached(*ask, 2)) < LIMIT)
    right = oracle.reach.reached(ask[0], 2).tolist()
    strange = next(node for node in range(oracle.graph.nodes) if node not in right)
    assert oracle.wrong(Question.TWO_HOPS, ask, right) is None
    for answer in (right[1:], [*right, strange], [right[0], *right[:-1]], [strange, *right[1:]], []):
        assert oracle.wrong(Question.TWO_HOPS, ask, answer), answer


def test_beyond_the_limit_any_nodes_of_the_neighborhood_are_right(graph: Graph) -> None:
    filters = filters_of(graph)
    wide = Oracle(graph, type(filters)(filters.path, filters.path, filters.upstream, filters.hosting), 1)
    start = wide.asks[Question.THREE_HOPS][0]
    whole = wide.reach.reached(*start, 3).tolist()
    assert len(whole) > LIMIT
    assert wide.wrong(Question.THREE_HOPS, start, whole[-LIMIT:]) is None
    assert wide.wrong(Question.THREE_HOPS, start, whole)
    assert wide.wrong(Question.THREE_HOPS, start, whole[: LIMIT - 1])


def test_a_path_that_is_long_looped_or_not_there_is_told(oracle: Oracle, paths: "nx.Graph[int]") -> None:
    ask = next(ask for ask in oracle.asks[Question.K_SHORTEST] if oracle.lengths(*ask).least == 2)
    right = nx.shortest_path(paths, *ask)
    longer = next(path for path in nx.shortest_simple_paths(paths, *ask) if len(path) > len(right))
    unjoined = next(node for node in paths if not paths.has_edge(ask[0], node) and node not in ask)
    for answer in ([], longer, right[::-1], [ask[0], unjoined, ask[1]], [ask[0], ask[0], ask[1]]):
        assert oracle.wrong(Question.SHORTEST, ask, answer), answer
    several = list(islice(nx.shortest_simple_paths(paths, *ask), K))
    assert oracle.wrong(Question.K_SHORTEST, ask, several) is None
    assert oracle.wrong(Question.K_SHORTEST, ask, several[:-1])
    assert oracle.wrong(Question.K_SHORTEST, ask, [several[0], several[0], *several[2:]])


def test_nothing_is_the_right_path_to_a_node_that_cannot_be_reached(graph: Graph) -> None:
    rows = adjacency(graph, filters_of(graph).path)
    alone = next(node for node in range(graph.nodes) if not len(rows.reached(node, 1)))
    oracle = Oracle(graph, filters_of(graph), 1)
    assert oracle.lengths(alone, oracle.asks[Question.SHORTEST][0][1]).least is None
