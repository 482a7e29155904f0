"""The graphs that contenders meet on."""

from pathlib import Path

import numpy as np

from benchmarks.graphs.arrays import Graph
from benchmarks.graphs.debian import EDGE_KINDS, NODE_KINDS, build, lists_of_machine, stanzas
from benchmarks.graphs.generated import CHAIN, generate
from graphapi.model.kinds import EDGE_KINDS as HOUSE_KINDS

PACKAGES = """\
Package: soup
Maintainer: A Cook <cook@example.org>
Depends: water (>= 1.0), salt | sea-salt:any,
Recommends: spoon
Section: food
Description: warm
 Depends: nothing

Package: water
Provides: liquid (= 1)
Section: food

Package: salt
Conflicts: liquid
"""


def arrays(graph: Graph) -> list[list[int]]:
    return [getattr(graph, name).tolist() for name in ("node_kinds", "edge_kinds", "tails", "heads", "bases")]


def test_the_same_size_and_seed_give_the_same_graph() -> None:
    assert arrays(generate(5_000)) == arrays(generate(5_000))
    assert arrays(generate(5_000)) != arrays(generate(5_000, seed=1))


def test_a_generated_graph_keeps_to_the_ends_that_the_kinds_allow() -> None:
    graph = generate(20_000)
    title = graph.title
    assert graph.edges == 20_000
    for kind, tail, head in zip(graph.edge_kinds, graph.tails, graph.heads, strict=True):
        ends = (title.node_kinds[graph.node_kinds[tail]], title.node_kinds[graph.node_kinds[head]])
        assert ends in HOUSE_KINDS[title.edge_kinds[kind]].ends
    assert not np.any(graph.tails == graph.heads)


def test_feeds_leads_forward_within_a_chain() -> None:
    graph = generate(100_000)
    feeds = graph.edge_kinds == graph.title.edge_kinds.index("feeds")
    first = int(np.flatnonzero(graph.node_kinds == graph.title.node_kinds.index("segment"))[0])
    tails, heads = graph.tails[feeds] - first, graph.heads[feeds] - first
    assert np.all(tails < heads)
    assert np.array_equal(tails // CHAIN, heads // CHAIN)
    assert tails.max() > CHAIN


def test_a_graph_comes_back_from_its_files(tmp_path: Path) -> None:
    graph = generate(5_000)
    graph.save(tmp_path)
    assert arrays(Graph.open(tmp_path)) == arrays(graph)
    assert Graph.open(tmp_path).title == graph.title


def test_relations_alternatives_and_virtual_names_are_read_from_package_lists() -> None:
    graph = build({stanza["Package"]: stanza for stanza in stanzas(PACKAGES.splitlines())}, "a kitchen")
    kinds = [NODE_KINDS[kind] for kind in graph.node_kinds]
    assert kinds == ["package"] * 3 + ["virtual"] * 3 + ["maintainer", "section"]
    names = ["salt", "soup", "water", "liquid", "sea-salt", "spoon", "A Cook", "food"]
    columns = (graph.edge_kinds, graph.tails, graph.heads, graph.bases)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    assert {(EDGE_KINDS[kind], names[tail], names[head], basis) for kind, tail, head, basis in rows} == {
        ("Depends", "soup", "water", 0),
        ("Depends", "soup", "salt", 0),
        ("Depends", "soup", "sea-salt", 1),
        ("Recommends", "soup", "spoon", 0),
        ("Provides", "water", "liquid", 0),
        ("Conflicts", "salt", "liquid", 0),
        ("maintained_by", "soup", "A Cook", 0),
        ("in_section", "soup", "food", 0),
        ("in_section", "water", "food", 0),
    }


def test_a_machine_without_package_lists_has_none(tmp_path: Path) -> None:
    (tmp_path / "mirror_InRelease").touch()
    assert lists_of_machine(tmp_path) == []
