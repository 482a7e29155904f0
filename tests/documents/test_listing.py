"""Lists: filters, facets, and cursors that lead through the whole."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace

import orjson
import pytest
from pydantic import ValidationError

from graphapi.answers.envelopes import DocumentList
from graphapi.documents.listing import EdgeListRequest, NodeListRequest, list_edges, list_nodes
from graphapi.documents.overview import SourceListRequest, list_sources
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidCursor, InvalidIdentifier, NodeMoved, NodeNotFound
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction
from tests.contract.sample import DOCUMENTS, EDGES, MERGED, REVISION, SCRAP
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio

SEGMENTS, PARKS = "segment", "park"
Ask = Callable[[GraphView, int, str | None], Awaitable[DocumentList]]


async def ask_nodes(view: GraphView, limit: int, cursor: str | None) -> DocumentList:
    return await list_nodes(view, NodeListRequest(basis=Basis.OFFICIAL, limit=limit, cursor=cursor))


async def ask_edges(view: GraphView, limit: int, cursor: str | None) -> DocumentList:
    return await list_edges(view, "segment:cell", EdgeListRequest(limit=limit, cursor=cursor))


async def ask_sources(view: GraphView, limit: int, cursor: str | None) -> DocumentList:
    return await list_sources(view, SourceListRequest(limit=limit, cursor=cursor))


ASKS: dict[str, Ask] = {"nodes": ask_nodes, "edges": ask_edges, "sources": ask_sources}


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (NodeListRequest(kind=PARKS), ["park:lonely", "park:mengsu", "park:yibin-east"]),
        (NodeListRequest(kind="city,list"), ["city:ordos", "city:yibin", "list:batch-1"]),
        (
            NodeListRequest(province="province:sc"),
            ["park:yibin-east", "province:sc", "city:yibin", "company:catl-sichuan"],
        ),
        (NodeListRequest(province="province:sc", kind=PARKS), ["park:yibin-east"]),
        (NodeListRequest(list="list:batch-1"), ["park:mengsu"]),
        (NodeListRequest(stage="resource"), ["segment:lithium-carbonate"]),
        (NodeListRequest(chain="cross"), ["segment:recycling"]),
        (NodeListRequest(stage="resource", chain="cross"), []),
        (NodeListRequest(kind=PARKS, basis=Basis.OFFICIAL), ["park:mengsu"]),
        (NodeListRequest(kind=PARKS, basis=Basis.REPORTED), ["park:mengsu", "park:yibin-east"]),
        (NodeListRequest(ready_by=2026), []),
        (NodeListRequest(ready_by=2027), ["park:mengsu"]),
        (NodeListRequest(ready_by=2030), ["park:mengsu", "park:yibin-east"]),
        (NodeListRequest(listed=True), ["company:catl"]),
        (NodeListRequest(listed=False), ["company:catl-sichuan", "company:envision", "company:ouroboros"]),
        (NodeListRequest(q="宁德"), ["company:catl"]),
        (NodeListRequest(q="CatL"), ["company:catl", "company:catl-sichuan"]),
        (NodeListRequest(q="sichuan catl"), ["company:catl-sichuan"]),
        (NodeListRequest(q="鄂尔多斯"), ["park:mengsu"]),
        (NodeListRequest(q="no such name"), []),
    ],
    ids=lambda value: " ".join(map(str, value.normalised().values())) if isinstance(value, NodeListRequest) else "",
)
async def test_filters_keep_what_is_asked_for(view: GraphView, request_: NodeListRequest, found: list[str]) -> None:
    page = await list_nodes(view, request_)
    assert list(page.items) == found
    assert (page.meta.total, page.next) == (len(found), None)


async def test_without_filters_all_nodes_stand_in_the_order_of_the_view(view: GraphView) -> None:
    page = await list_nodes(view, NodeListRequest(limit=500))
    assert list(page.items) == list(await view.node_ids())


async def test_facets_count_the_whole_list_not_the_page_most_first(view: GraphView) -> None:
    page = await list_nodes(view, NodeListRequest(kind="park,segment", limit=1))
    assert page.meta.facets == {
        "kind": {"segment": 5, "park": 3},
        "province": {"province:nm": 1, "province:sc": 1},
        "list": {"list:batch-1": 1},
        "stage": {"manufacturing": 3, "application": 1, "resource": 1},
        "chain": {"lithium battery": 4, "cross": 1},
        "basis": {"official": 6, "reported": 1, "unverified": 1},
    }
    assert [list(count) for count in page.meta.facets.values()][3] == ["manufacturing", "application", "resource"]


async def test_the_query_is_told_as_understood(view: GraphView) -> None:
    page = await list_nodes(view, NodeListRequest(kind="park,city", province="province:nm", limit=7))
    assert page.meta.query == {"kind": ["city", "park"], "province": "province:nm", "basis": "unverified", "limit": 7}


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
async def test_a_walk_over_all_pages_is_the_whole_list(view: GraphView, ask: Ask, limit: int) -> None:
    whole = await ask(view, 500, None)
    items: list[str] = []
    cursor: str | None = None
    while True:
        page = await ask(view, limit, cursor)
        assert page.meta.total == whole.meta.total
        assert len(page.items) <= limit
        items.extend(page.items)
        cursor = page.next
        if cursor is None:
            break
    assert items == list(whole.items)


async def test_the_page_size_may_change_on_the_way(view: GraphView) -> None:
    first = await ask_nodes(view, 3, None)
    rest = await ask_nodes(view, 500, first.next)
    assert [*first.items, *rest.items] == list((await ask_nodes(view, 500, None)).items)


async def test_a_cursor_of_another_query_is_refused(view: GraphView) -> None:
    first = await list_nodes(view, NodeListRequest(kind=PARKS, limit=1))
    for other in (NodeListRequest(kind=SEGMENTS), NodeListRequest(kind=PARKS, q="park"), NodeListRequest()):
        with pytest.raises(InvalidCursor, match="belongs to another query"):
            await list_nodes(view, other.model_copy(update={"cursor": first.next}))
    with pytest.raises(InvalidCursor, match="belongs to another query"):
        await ask_edges(view, 1, first.next)


@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize(
    ("change", "told"), [({"number": 8}, "belongs to revision 7"), ({"content_hash": "beef"}, "another query")]
)
async def test_a_cursor_of_another_revision_is_refused(
    view: GraphView, make: Callable[..., GraphView], change: dict[str, object], told: str
) -> None:
    first = await ask_nodes(view, 1, None)
    later = make(DOCUMENTS, revision=replace(REVISION, **change))
    with pytest.raises(InvalidCursor, match=told) as refused:
        await ask_nodes(later, 1, first.next)
    assert refused.value.parameter == "cursor"


def forged(content: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!!",
        "园区",
        "=" * 500,
        forged(7),
        forged([]),
        forged({}),
        forged([7, "x"]),
        forged(None),
        forged([7, "x", 1]),
        forged(["7", "x", 1]),
        forged([7, ["x"], 1]),
        forged("abc"),
        forged([10**19, "x", 1]),
    ],
    ids=ascii,
)
async def test_a_forged_cursor_is_refused(view: GraphView, cursor: str) -> None:
    with pytest.raises(InvalidCursor) as refused:
        await ask_nodes(view, 1, cursor)
    assert refused.value.detail.isascii()


async def test_a_cursor_that_is_no_text_is_refused_by_the_request() -> None:
    with pytest.raises(ValidationError, match="unicode"):
        NodeListRequest(cursor="\ud800")


@pytest.mark.parametrize("position", [-1, 1.5, "1", None, 10**6])
async def test_a_forged_position_is_refused(view: GraphView, position: object) -> None:
    first = await ask_nodes(view, 1, None)
    content = orjson.loads(base64.urlsafe_b64decode(f"{first.next}=="))
    with pytest.raises(InvalidCursor):
        await ask_nodes(view, 1, forged([*content[:2], position]))


@pytest.mark.parametrize(
    ("change", "error", "parameter"),
    [
        ({"province": "province:zz"}, NodeNotFound, "province"),
        ({"province": "park:mengsu"}, InvalidIdentifier, "province"),
        ({"province": "nm"}, InvalidIdentifier, "province"),
        ({"list": "list:batch-9"}, NodeNotFound, "list"),
        ({"list": "province:nm"}, InvalidIdentifier, "list"),
    ],
)
async def test_a_wrong_province_or_list_is_refused_by_the_name_of_its_parameter(
    view: GraphView, change: dict[str, str], error: type[NodeNotFound], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await list_nodes(view, NodeListRequest(**change))
    assert refused.value.parameter == parameter


@pytest.mark.parametrize("direction", Direction)
async def test_edges_at_a_node_are_listed_each_once(view: GraphView, direction: Direction) -> None:
    page = await list_edges(view, "segment:cell", EdgeListRequest(direction=direction, limit=500))
    ends = {Direction.OUT: ("tail",), Direction.IN: ("head",), Direction.BOTH: ("tail", "head")}[direction]
    expected = {one.id for one in EDGES if "segment:cell" in [getattr(one, end) for end in ends]}
    assert len(page.items) == len(expected)
    assert set(page.items) == expected
    assert SCRAP.id in page.items


async def test_edges_at_a_node_may_be_of_one_kind_hubs_included(view: GraphView) -> None:
    page = await list_edges(view, "park:mengsu", EdgeListRequest(kind="reports", limit=9))
    assert [key.partition(":")[0] for key in page.items] == ["reports"]
    assert page.meta.query == {"node": "park:mengsu", "kind": "reports", "direction": "both", "limit": 9}


async def test_edges_of_a_merged_node_are_at_its_new_id(view: GraphView) -> None:
    with pytest.raises(NodeMoved):
        await list_edges(view, MERGED, EdgeListRequest(limit=1))


async def test_sources_are_found_by_words_of_address_and_publisher(view: GraphView) -> None:
    page = await list_sources(view, SourceListRequest(q="NDRC", limit=5))
    assert len(page.items) == 1
    assert (await list_sources(view, SourceListRequest(q="EXAMPLE.org", limit=5))).meta.total == 3
