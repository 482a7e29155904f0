"""A whole chain as a flow: its links, columns, neighbours of other chains, and what is not linked."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.chain.flow import SLUGS, chain_flow, known_chain, list_chains
from graphapi.dataset.package import read_package
from graphapi.graph.base import GraphView
from graphapi.model.answers import COMPLETE
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import CHAINS, Basis
from tests.contract.graphs import Graph, random_graphs
from tests.contract.sample import DOCUMENTS, LFP, node
from tests.contract.views import VIEWS, MakeView

pytestmark = pytest.mark.anyio

SEED = Path(__file__).parents[2] / "seed"
LITHIUM = "lithium battery"
orders = st.integers(0, 2**32)
"""Seeds of a shuffle: drawing inside an asynchronous test would not end it cleanly."""


async def flow_of(view: GraphView, chain: str = LITHIUM, basis: Basis = Basis.UNVERIFIED) -> dict[str, Any]:
    return dict((await chain_flow(view, chain, basis)).answer.extra["flow"])


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
    assert [(one["id"], one["column"], one["outside"]) for one in flow["nodes"]] == [
        ("segment:lithium-carbonate", 0, False),
        ("segment:cathode", 1, False),
        ("segment:cell", 2, False),
        ("segment:pack", 3, False),
        ("segment:recycling", 4, True),
    ]
    assert {(one["layer"], one["loop"]) for one in flow["nodes"]} == {(0, 1)}
    back = {(one["source"], one["target"]) for one in flow["links"] if one["back"]}
    assert back == {
        ("segment:recycling", "segment:lithium-carbonate"),
        ("segment:recycling", "segment:pack"),
        ("segment:cell", "segment:cell"),
    }


async def test_links_name_their_edge_with_reason_basis_and_sources(view: GraphView) -> None:
    link = next(one for one in (await flow_of(view))["links"] if one["edge"] == LFP.id)
    assert link == {
        "edge": LFP.id,
        "source": "segment:cathode",
        "target": "segment:cell",
        "value": 1,
        "cross_chain": False,
        "back": False,
        "basis": "reported",
        "sources": LFP.sources,
        "reason": "LFP",
    }


async def test_links_to_other_chains_are_marked_from_both_sides(view: GraphView) -> None:
    across = {
        ("segment:pack", "segment:recycling"),
        ("segment:recycling", "segment:lithium-carbonate"),
        ("segment:recycling", "segment:pack"),
    }
    for chain in (LITHIUM, "cross"):
        links = (await flow_of(view, chain))["links"]
        assert {(one["source"], one["target"]) for one in links if one["cross_chain"]} == across


async def test_counts_are_those_of_the_chain_itself(view: GraphView) -> None:
    counts = (await flow_of(view))["counts"]
    assert {name: counts[name] for name in ("segments", "outside", "unlinked", "links", "cross_chain", "back")} == {
        "segments": 4,
        "outside": 1,
        "unlinked": 0,
        "links": 8,
        "cross_chain": 3,
        "back": 3,
    }
    assert counts["stages"] == {"resource": 1, "manufacturing": 3, "application": 0}
    assert (counts["parks"]["direct"], counts["parks"]["derived"]) == (2, 0)


async def test_a_chain_without_segments_is_an_empty_flow(view: GraphView) -> None:
    flow = await flow_of(view, "wind")
    assert (flow["nodes"], flow["links"], flow["counts"]["parks"]["total"]) == ([], [], 0)


async def test_a_segment_without_a_link_has_no_layer() -> None:
    lonely = node("segment:testing", stage="manufacturing", chain=LITHIUM)
    flow = await chain_flow(VIEWS["memory"]([*DOCUMENTS, lonely]), LITHIUM, Basis.UNVERIFIED)
    told = next(one for one in flow.answer.extra["flow"]["nodes"] if one["id"] == lonely.id)
    assert not {"layer", "column", "loop"} & told.keys()
    assert flow.answer.extra["flow"]["counts"]["unlinked"] == 1
    row = next(row for row in flow.table.rows if row["segment"] == lonely.id)
    assert row.get("layer") is None


@settings(max_examples=60, deadline=None)
@given(graph=random_graphs(), basis=st.sampled_from(Basis), order=orders)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
async def test_the_flow_holds_every_link_once_and_flows_one_way(
    make: MakeView, graph: Graph, basis: Basis, order: int
) -> None:
    flow = await chain_flow(make(graph.documents), LITHIUM, basis)
    told = flow.answer.extra["flow"]
    column = {one["id"]: one.get("column") for one in told["nodes"]}
    assert sorted(one["edge"] for one in told["links"]) == sorted(
        one.id for one in graph.edges if one.kind == "feeds" and one.basis.rank <= basis.rank
    )
    for one in told["links"]:
        assert one["back"] or column[one["source"]] < column[one["target"]]
    assert flow.answer.completeness == COMPLETE
    documents = list(graph.documents)
    random.Random(order).shuffle(documents)  # noqa: S311  (no secret)
    again = await chain_flow(make(documents), LITHIUM, basis)
    assert (again.answer.extra, again.table) == (flow.answer.extra, flow.table)


async def test_the_list_of_chains_agrees_with_each_flow(real: GraphView) -> None:
    page = await list_chains(real, Basis.UNVERIFIED, limit=50, cursor=None)
    assert [item["chain"] for item in page.items] == list(CHAINS)
    for item in page.items:
        counts = (await flow_of(real, item["chain"]))["counts"]
        assert item["links"] + item["cross_chain"] == counts["links"]
        for name in ("segments", "stages", "cross_chain", "parks", "companies", "provinces"):
            assert item[name] == counts[name], name


async def test_golden_lithium_battery(real: GraphView) -> None:
    """Read by hand from `seed/edges/feeds.csv`: recycling brings four materials back, and nothing else leads back."""
    flow = await flow_of(real)
    assert {(one["source"], one["target"], one["edge"]) for one in flow["links"] if one["back"]} == {
        ("segment:battery-recycling", "segment:iron-phosphate", "feeds:22c6717a5423"),
        ("segment:battery-recycling", "segment:lithium-carbonate", "feeds:f39f7e1333a0"),
        ("segment:battery-recycling", "segment:ncm-precursor", "feeds:d80b4ba67e19"),
        ("segment:battery-recycling", "segment:nonferrous-metals", "feeds:fa1b95eda1ee"),
    }
    column = {one["id"].removeprefix("segment:"): one.get("column") for one in flow["nodes"]}
    way = (
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
    assert [column[segment] for segment in way] == list(range(9))
    assert column["battery-testing"] is None
