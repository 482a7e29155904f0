"""The chain of a segment: distances, presence, budgets; against networkx, by hand, and on the real seed."""

import random
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.answers.chain import ChainSegment, ParkMembers, SegmentChain
from graphapi.answers.encoding import members
from graphapi.chain.segment_chain import ChainDirection, ChainRequest, segment_chain
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import COMPLETE, Shortfall
from graphapi.model.errors import InvalidIdentifier, NodeNotFound
from graphapi.model.kinds import Basis
from tests.contract.graphs import Graph, random_graphs
from tests.contract.sample import LFP, SCRAP, TERNARY
from tests.contract.views import VIEWS, MakeView
from tests.dataset.packages import read_package
from tests.examples import examples

pytestmark = pytest.mark.anyio

SEED = Path(__file__).parents[2] / "seed"
CELL = "segment:cell"
START = "segment:n0"
orders = st.integers(0, 2**32)
"""Seeds of a shuffle: drawing inside an asynchronous test would not end it cleanly."""


async def ask(view: GraphView, segment: str = CELL, **more: Any) -> SegmentChain:
    return await segment_chain(view, segment, ChainRequest(**more), Meter(Budget()))


def by_id(chain: SegmentChain) -> dict[str, ChainSegment]:
    """The segments in the order of the graph."""
    found = {segment.id: segment for layer in chain.layers for segment in layer.segments}
    return {key: found[key] for key in chain.graph.nodes}


def layers(chain: SegmentChain) -> dict[str, int]:
    assert all(segment.layer == layer.layer for layer in chain.layers for segment in layer.segments)
    return {key.removeprefix("segment:"): segment.layer for key, segment in by_id(chain).items()}


@pytest.fixture(scope="module")
def real() -> GraphView:
    return VIEWS["memory"](read_package(SEED).documents)


@pytest.mark.parametrize(
    ("direction", "depth", "found"),
    [
        ("both", 1, {"cathode": -1, "cell": 0, "pack": 1}),
        ("up", 2, {"lithium-carbonate": -2, "cathode": -1, "cell": 0}),
        ("down", 2, {"cell": 0, "pack": 1, "recycling": 2}),
        ("both", 12, {"lithium-carbonate": -2, "cathode": -1, "cell": 0, "pack": 1, "recycling": 2}),
        ("up", 12, {"lithium-carbonate": -2, "cathode": -1, "cell": 0, "pack": -4, "recycling": -3}),
    ],
)
async def test_layers_are_signed_distances_in_stage_order(
    view: GraphView, direction: str, depth: int, found: dict[str, int]
) -> None:
    chain = await ask(view, direction=ChainDirection(direction), depth=depth)
    assert layers(chain) == found
    stages = [segment.stage for segment in by_id(chain).values()]
    assert stages == sorted(stages, key=["resource", "manufacturing", "application"].index)
    assert chain.meta.completeness == COMPLETE


async def test_a_segment_both_ways_shows_both_distances_and_counts_where_it_is_nearer(view: GraphView) -> None:
    found = by_id(await ask(view))
    recycling, carbonate = found["segment:recycling"], found["segment:lithium-carbonate"]
    assert (recycling.upstream_hops, recycling.downstream_hops) == (3, 2)
    assert (carbonate.layer, carbonate.downstream_hops) == (-2, 3)
    assert found[CELL].upstream_hops == found[CELL].downstream_hops == 0
    up = by_id(await ask(view, direction=ChainDirection.UP))
    assert "downstream_hops" not in members(up["segment:recycling"])


async def test_edges_are_those_walked_parallel_ones_and_self_loops_with_them(view: GraphView) -> None:
    chain = await ask(view, depth=1, direction=ChainDirection.UP)
    assert set(chain.graph.edges) == {LFP.id, TERNARY.id, SCRAP.id}


async def test_presence_tells_direct_from_derived_and_names_its_evidence(view: GraphView) -> None:
    cell = by_id(await ask(view))[CELL]
    assert cell.parks.ids == ["park:mengsu", "park:yibin-east"]
    assert (cell.parks.direct, cell.parks.derived_ids) == (1, ["park:yibin-east"])
    assert cell.companies.derived_ids == ["company:catl-sichuan", "company:envision"]
    assert (cell.companies.total, cell.provinces.ids) == (3, ["province:nm", "province:sc"])
    kinds = {edge.partition(":")[0] for edge in cell.edges}
    assert kinds == {"hosts", "operates_in", "active_in"}
    assert cell.sources
    nobody = by_id(await ask(view))["segment:recycling"]
    assert (nobody.parks.total, nobody.companies.total, nobody.edges) == (0, 0, [])


async def test_a_basis_floor_binds_links_and_presence(view: GraphView) -> None:
    chain = await ask(view, basis=Basis.OFFICIAL)
    assert layers(chain) == {"cathode": -1, "cell": 0}
    assert list(chain.graph.edges) == [TERNARY.id]
    assert by_id(chain)[CELL].parks.total == 0


async def test_a_budget_cuts_and_says_so(view: GraphView) -> None:
    chain = await segment_chain(view, CELL, ChainRequest(), Meter(Budget(edges=2)))
    assert (chain.meta.completeness.complete, chain.meta.completeness.reason) == (False, Shortfall.EDGE_BUDGET)
    assert CELL in chain.graph.nodes


async def test_other_ids_are_refused(view: GraphView) -> None:
    with pytest.raises(InvalidIdentifier):
        await ask(view, "park:mengsu")
    with pytest.raises(NodeNotFound):
        await ask(view, "segment:nothing")


@settings(max_examples=examples(60), deadline=None)
@given(graph=random_graphs(), depth=st.integers(1, 12), basis=st.sampled_from(Basis), order=orders)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
async def test_distances_agree_with_networkx_whatever_the_order(
    make: MakeView, graph: Graph, depth: int, basis: Basis, order: int
) -> None:
    chain = await ask(make(graph.documents), START, depth=depth, basis=basis)
    feeds: nx.DiGraph[str] = nx.DiGraph()
    feeds.add_node(START)
    kept = [one for one in graph.edges if one.kind == "feeds" and one.basis.rank <= basis.rank]
    feeds.add_edges_from((one.tail, one.head) for one in kept)
    down = nx.single_source_shortest_path_length(feeds, START, depth)
    up = nx.single_source_shortest_path_length(feeds.reverse(), START, depth)
    assert {key: (segment.upstream_hops, segment.downstream_hops) for key, segment in by_id(chain).items()} == {
        node: (up.get(node), down.get(node)) for node in {*up, *down}
    }
    documents = list(graph.documents)
    random.Random(order).shuffle(documents)  # noqa: S311  (no secret)
    again = await ask(make(documents), START, depth=depth, basis=basis)
    assert (again.graph, again.layers) == (chain.graph, chain.layers)


@settings(max_examples=examples(40), deadline=None)
@given(graph=random_graphs(), depth=st.integers(1, 11), basis=st.sampled_from(list(Basis)[:-1]))
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
async def test_more_depth_and_a_lower_floor_never_take_away(
    make: MakeView, graph: Graph, depth: int, basis: Basis
) -> None:
    view = make(graph.documents)
    small = await ask(view, START, depth=depth, basis=basis)
    deeper = await ask(view, START, depth=depth + 1, basis=basis)
    looser = await ask(view, START, depth=depth)
    wide = by_id(looser)
    for key, segment in by_id(small).items():
        assert key in deeper.graph.nodes
        parks = wide[key].parks
        assert {*segment.parks.ids} <= {*parks.ids}
        assert parks.total == parks.direct + parks.derived
    assert set(small.graph.edges) <= set(deeper.graph.edges) & set(looser.graph.edges)


async def test_golden_lfp_cathode_one_hop(real: GraphView) -> None:
    """Read by hand from `seed/edges/{feeds,hosts,operates_in,active_in,located_in}.csv`."""
    chain = await ask(real, "segment:lfp-cathode", depth=1)
    assert layers(chain) == {
        "lithium-carbonate": -1,
        "manganese-resources": -1,
        "iron-phosphate": -1,
        "lfp-cathode": 0,
        "power-battery-cells": 1,
        "storage-battery-cells": 1,
    }
    assert set(chain.graph.edges) == {
        "feeds:6b6302a3be49",
        "feeds:5339adeadafe",
        "feeds:b2c7262d367d",
        "feeds:3c230513019e",
        "feeds:e7a4d6d8e497",
    }
    lfp = by_id(chain)["segment:lfp-cathode"]
    assert lfp.parks == ParkMembers(
        total=5,
        direct=4,
        derived=1,
        derived_ids=["park:xining-nanchuan"],
        ids=[
            "park:ordos-mengsu",
            "park:qujing-etdz",
            "park:xiangtan-etdz",
            "park:xining-nanchuan",
            "park:yulin-longtan",
        ],
        wider_scope_ids=["park:xiangtan-etdz"],
    )
    assert lfp.provinces.ids == ["province:gx", "province:hn", "province:nm", "province:qh", "province:yn"]
    assert (lfp.companies.total, lfp.companies.direct) == (15, 11)
    assert lfp.companies.derived_ids == [
        "company:defang-eve",
        "company:huajing-new-materials",
        "company:huayou-cobalt",
        "company:taifeng-pulead",
    ]


async def test_golden_polysilicon_one_hop(real: GraphView) -> None:
    """Read by hand from the same files."""
    chain = await ask(real, "segment:polysilicon", depth=1)
    assert layers(chain) == {
        "industrial-silicon": -1,
        "polysilicon": 0,
        "semiconductors-displays": 1,
        "silicon-wafers": 1,
        "park-microgrid": -1,
    }
    assert set(chain.graph.edges) == {
        "feeds:2dc1645b1745",
        "feeds:ff19282dce36",
        "feeds:bc4f0f8001d6",
        "feeds:504bc83b8efb",
    }
    silicon = by_id(chain)["segment:polysilicon"]
    assert silicon.parks.ids == [
        "park:baoding-hightech",
        "park:dali-xiangyun",
        "park:ganquanpu",
        "park:shihezi-etdz",
        "park:xining-nanchuan",
    ]
    assert (silicon.parks.direct, silicon.parks.derived) == (5, 0)
    assert silicon.provinces.ids == ["province:he", "province:qh", "province:xj", "province:xpcc", "province:yn"]
    assert (silicon.companies.direct, silicon.companies.derived_ids) == (8, ["company:hoshine-central"])
