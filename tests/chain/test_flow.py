"""A whole chain as a flow: its links, columns, neighbours of other chains, and what is not linked."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.answers.chain import Flow, FlowLink
from graphapi.answers.encoding import members
from graphapi.chain.flow import (
    SLUGS,
    ChainListRequest,
    FlowRequest,
    chain_flow,
    flow_table,
    known_chain,
    list_chains,
)
from graphapi.graph.base import GraphView
from graphapi.model.completeness import COMPLETE
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import CHAINS, Basis
from tests.contract.graphs import Graph, random_graphs
from tests.contract.sample import DOCUMENTS, LFP, node
from tests.contract.views import VIEWS, MakeView
from tests.dataset.packages import read_package
from tests.examples import examples

pytestmark = pytest.mark.anyio

SEED = Path(__file__).parents[2] / "seed"
LITHIUM = "lithium battery"
orders = st.integers(0, 2**32)
"""Seeds of a shuffle: drawing inside an asynchronous test would not end it cleanly."""


async def flow_of(view: GraphView, chain: str = LITHIUM, basis: Basis = Basis.UNVERIFIED) -> Flow:
    return (await chain_flow(view, chain, FlowRequest(basis=basis))).flow


@pytest.fixture(scope="module")
def real() -> GraphView:
    return VIEWS["memory"](read_package(SEED).documents)


@pytest.mark.parametrize("text", ["lithium-battery", "lithium battery", "Lithium_Battery", " LITHIUM  battery "])
def test_a_chain_is_known_however_its_words_are_joined(text: str) -> None:
    assert known_chain(text) == LITHIUM


def test_every_chain_has_its_slug() -> None:
    assert [known_chain(slug) for slug in SLUGS] == list(CHAINS)


@pytest.mark.parametrize(("text", "meant"), [("lithium-batery", "lithium-battery"), ("photovoltaic", "photovoltaics")])
def test_an_unknown_chain_is_refused_and_the_nearest_named(text: str, meant: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        known_chain(text)
    assert (refused.value.value, refused.value.suggestion) == (text, f"did you mean {meant!r}?")


async def test_segments_stand_in_columns_and_the_loop_closes_with_a_link_back(view: GraphView) -> None:
    flow = await flow_of(view)
    assert [(node.id, node.column, node.outside) for node in flow.nodes] == [
        ("segment:lithium-carbonate", 0, False),
        ("segment:cathode", 1, False),
        ("segment:cell", 2, False),
        ("segment:pack", 3, False),
        ("segment:recycling", 4, True),
    ]
    assert {(node.layer, node.loop) for node in flow.nodes} == {(0, 1)}
    back = {(link.source, link.target) for link in flow.links if link.back}
    assert back == {
        ("segment:recycling", "segment:lithium-carbonate"),
        ("segment:recycling", "segment:pack"),
        ("segment:cell", "segment:cell"),
    }


async def test_links_name_their_edge_with_reason_basis_and_sources(view: GraphView) -> None:
    link = next(link for link in (await flow_of(view)).links if link.edge == LFP.id)
    assert link == FlowLink(
        edge=LFP.id,
        source="segment:cathode",
        target="segment:cell",
        value=1,
        cross_chain=False,
        back=False,
        basis=Basis.REPORTED,
        sources=LFP.sources,
        reason="LFP",
    )


async def test_links_to_other_chains_are_marked_from_both_sides(view: GraphView) -> None:
    across = {
        ("segment:pack", "segment:recycling"),
        ("segment:recycling", "segment:lithium-carbonate"),
        ("segment:recycling", "segment:pack"),
    }
    for chain in (LITHIUM, "cross"):
        links = (await flow_of(view, chain)).links
        assert {(link.source, link.target) for link in links if link.cross_chain} == across


async def test_counts_are_those_of_the_chain_itself(view: GraphView) -> None:
    counts = (await flow_of(view)).counts
    assert (counts.segments, counts.outside, counts.unlinked) == (4, 1, 0)
    assert (counts.links, counts.cross_chain, counts.back) == (8, 3, 3)
    assert counts.stages == {"resource": 1, "manufacturing": 3, "application": 0}
    assert (counts.parks.direct, counts.parks.derived) == (2, 0)


async def test_a_chain_without_segments_is_an_empty_flow(view: GraphView) -> None:
    flow = await flow_of(view, "wind")
    assert (flow.nodes, flow.links, flow.counts.parks.total) == ([], [], 0)


async def test_a_segment_without_a_link_has_no_layer() -> None:
    lonely = node("segment:testing", stage="manufacturing", chain=LITHIUM)
    view = VIEWS["memory"]([*DOCUMENTS, lonely])
    answer = await chain_flow(view, LITHIUM, FlowRequest())
    found = next(node for node in answer.flow.nodes if node.id == lonely.id)
    assert not {"layer", "column", "loop"} & members(found).keys()
    assert answer.flow.counts.unlinked == 1
    row = next(row for row in (await flow_table(view, answer)).rows if row["segment"] == lonely.id)
    assert row["layer"] is None


@settings(max_examples=examples(60), deadline=None)
@given(graph=random_graphs(), basis=st.sampled_from(Basis), order=orders)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
async def test_the_flow_holds_every_link_once_and_flows_one_way(
    make: MakeView, graph: Graph, basis: Basis, order: int
) -> None:
    view = make(graph.documents)
    answer = await chain_flow(view, LITHIUM, FlowRequest(basis=basis))
    column = {node.id: node.column for node in answer.flow.nodes}
    assert sorted(link.edge for link in answer.flow.links) == sorted(
        one.id for one in graph.edges if one.kind == "feeds" and one.basis.rank <= basis.rank
    )
    for link in answer.flow.links:
        assert link.back or (column[link.source] or 0) < (column[link.target] or 0)
        assert None not in (column[link.source], column[link.target])
    assert answer.meta.completeness == COMPLETE
    documents = list(graph.documents)
    random.Random(order).shuffle(documents)  # noqa: S311  (no secret)
    other = make(documents)
    again = await chain_flow(other, LITHIUM, FlowRequest(basis=basis))
    assert again.flow == answer.flow
    assert await flow_table(other, again) == await flow_table(view, answer)


async def test_the_list_of_chains_agrees_with_each_flow(real: GraphView) -> None:
    page = await list_chains(real, ChainListRequest())
    assert [item.chain for item in page.items] == list(CHAINS)
    for item in page.items:
        counts = (await flow_of(real, item.chain)).counts
        assert item.links + item.cross_chain == counts.links
        for name in ("segments", "stages", "cross_chain", "parks", "companies", "provinces"):
            assert getattr(item, name) == getattr(counts, name), name


async def test_golden_lithium_battery(real: GraphView) -> None:
    """Read by hand from `seed/edges/feeds.csv`: recycling brings four materials back, and nothing else leads back."""
    flow = await flow_of(real)
    assert {(link.source, link.target, link.edge) for link in flow.links if link.back} == {
        ("segment:battery-recycling", "segment:iron-phosphate", "feeds:22c6717a5423"),
        ("segment:battery-recycling", "segment:lithium-carbonate", "feeds:f39f7e1333a0"),
        ("segment:battery-recycling", "segment:ncm-precursor", "feeds:d80b4ba67e19"),
        ("segment:battery-recycling", "segment:nonferrous-metals", "feeds:fa1b95eda1ee"),
    }
    column = {node.id.removeprefix("segment:"): node.column for node in flow.nodes}
    path = (
        "spodumene-mining",
        "lithium-carbonate",
        "lithium-hydroxide",
        "ncm-cathode",
        "power-battery-cells",
        "battery-packs",
        "electric-vehicles",
        "battery-recycling",
        "commercial-storage",
    )
    assert [column[segment] for segment in path] == list(range(9))
    assert column["battery-testing"] is None
