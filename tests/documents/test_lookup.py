"""Documents by id: there, moved, gone, never seen, and what was probably meant."""

import pytest

from graphapi.documents.lookup import known_edge, known_node, known_source, node_of_kind
from graphapi.graph.base import GraphView
from graphapi.model.errors import (
    DocumentGone,
    EdgeNotFound,
    GraphError,
    InvalidIdentifier,
    NodeMoved,
    NodeNotFound,
    SourceNotFound,
)
from tests.contract.sample import CLOSED, GONE_EDGE, GONE_SOURCE, MERGED, NEWS, NODES, PLANT

pytestmark = pytest.mark.anyio

NO_IDS = (
    "",
    "park",
    "park:",
    "PARK:MENGSU",
    "park:a'b",
    "park:\x00",
    "park:\ud800",
    "\ud800",
    "园区",
    "x" * 10_000,
    "park:" + "y" * 10_000,
    PLANT.id,
    NEWS.id,
)


async def test_what_is_there_is_found(view: GraphView) -> None:
    assert await known_node(view, "park:mengsu") == NODES[0]
    assert await known_edge(view, PLANT.id) == PLANT
    assert await known_source(view, NEWS.id) == NEWS
    assert await node_of_kind(view, "park:mengsu", "park") == NODES[0]


async def test_a_merged_node_names_its_target(view: GraphView) -> None:
    with pytest.raises(NodeMoved) as moved:
        await known_node(view, MERGED)
    assert (moved.value.value, moved.value.target) == (MERGED, "company:catl")


async def test_what_was_deleted_is_gone(view: GraphView) -> None:
    with pytest.raises(DocumentGone, match=CLOSED):
        await known_node(view, CLOSED)
    with pytest.raises(DocumentGone, match=GONE_EDGE):
        await known_edge(view, GONE_EDGE)
    with pytest.raises(DocumentGone, match=GONE_SOURCE):
        await known_source(view, GONE_SOURCE)


async def test_what_was_never_there_is_not_found(view: GraphView) -> None:
    with pytest.raises(NodeNotFound):
        await known_node(view, "park:nowhere")
    with pytest.raises(EdgeNotFound):
        await known_edge(view, "hosts:000000000000")
    with pytest.raises(SourceNotFound):
        await known_source(view, "source:000000000000")


@pytest.mark.parametrize(
    ("identifier", "near"),
    [
        ("company:cattl", "company:catl"),
        ("company:catl-sichuang", "company:catl-sichuan"),
        ("park:yibin", "park:yibin-east"),
        ("segment:lithium-carbonat", "segment:lithium-carbonate"),
        ("comapny:catl", "company:catl"),
        ("catl", "company:catl"),
        ("park:mengsu ", "park:mengsu"),
    ],
)
async def test_a_near_miss_is_answered_with_what_was_probably_meant(
    view: GraphView, identifier: str, near: str
) -> None:
    with pytest.raises(GraphError) as refused:
        await known_node(view, identifier)
    assert refused.value.suggestion == f"did you mean {near!r}?"


@pytest.mark.parametrize("identifier", ["company:zzz", "indicator:qq", "segment:xyzzy", "policy:none-such"])
async def test_nothing_is_suggested_where_only_the_kind_agrees(view: GraphView, identifier: str) -> None:
    with pytest.raises(NodeNotFound) as refused:
        await known_node(view, identifier)
    assert refused.value.suggestion is None


@pytest.mark.parametrize("identifier", NO_IDS, ids=lambda text: ascii(text)[:20])
async def test_what_cannot_be_a_node_id_is_refused_in_few_ascii_words(view: GraphView, identifier: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        await known_node(view, identifier, parameter="from")
    assert refused.value.parameter == "from"
    assert refused.value.detail.isascii()
    assert len(refused.value.detail) < 1100


@pytest.mark.parametrize("identifier", ["", "park:mengsu", "hosts:xyz", "hosts:" + "0" * 10_000, "\ud800", NEWS.id])
async def test_what_cannot_be_an_edge_id_is_refused(view: GraphView, identifier: str) -> None:
    with pytest.raises(InvalidIdentifier, match="an edge id looks like"):
        await known_edge(view, identifier)


@pytest.mark.parametrize("identifier", ["", "park:mengsu", "source:xyz", "\ud800", PLANT.id])
async def test_what_cannot_be_a_source_id_is_refused(view: GraphView, identifier: str) -> None:
    with pytest.raises(InvalidIdentifier, match="a source id looks like"):
        await known_source(view, identifier)


async def test_a_node_of_another_kind_is_refused_before_it_is_looked_up(view: GraphView) -> None:
    for identifier in ("company:catl", "company:nobody"):
        with pytest.raises(InvalidIdentifier, match="must look like 'segment:"):
            await node_of_kind(view, identifier, "segment")
