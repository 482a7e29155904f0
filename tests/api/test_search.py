"""Search and suggest over the seed: each way to write a name finds its node, and says why."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphapi.api.app import create_app, follow
from graphapi.bootstrap import names, open_ledger, open_view, views
from graphapi.graph.base import GraphView
from graphapi.names.base import NameIndex
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.conftest import Session
from tests.api.small import CATL, FIRST, SECOND, TIMES
from tests.examples import examples

Hit = dict[str, Any]
CATL_ZH = "宁德时代"


def suggested(client: Client, q: str, more: str = "") -> list[Hit]:
    answer = client.get(f"/v1/suggest?q={quote(q)}{more}")
    assert answer.status == 200, answer.content
    items: list[Hit] = answer.json()["items"]
    return items


def searched(client: Client, q: str, more: str = "") -> dict[str, Any]:
    answer = client.get(f"/v1/search?q={quote(q)}{more}")
    assert answer.status == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def shown(match: Hit) -> list[str]:
    return [match["name"][begin:end] for begin, end in match["highlight"]]


@pytest.mark.parametrize(
    ("q", "name", "field", "how", "lit"),
    [
        ("宁德时代", CATL_ZH, "name.zh", "exact", [CATL_ZH]),
        ("寧德時代", CATL_ZH, "name.zh", "exact", [CATL_ZH]),
        ("ndsd", CATL_ZH, "initials", "exact", [CATL_ZH]),
        ("ningdeshidai", CATL_ZH, "pinyin", "exact", [CATL_ZH]),
        ("Níngdé Shídài", CATL_ZH, "pinyin", "exact", [CATL_ZH]),
        ("ning de shi dai", CATL_ZH, "pinyin", "exact", [CATL_ZH]),
        ("shidai ningde", CATL_ZH, "pinyin", "words", [CATL_ZH]),
        ("ningdeshid", CATL_ZH, "pinyin", "prefix", [CATL_ZH]),
        ("宁得时代", CATL_ZH, "pinyin", "sound", [CATL_ZH]),
        ("catl", "CATL", "alias", "exact", ["CATL"]),
        ("ｃａｔｌ", "CATL", "alias", "exact", ["CATL"]),
        ("CATLL", "CATL", "alias", "fuzzy", ["CATL"]),
        (
            "technology amperex",
            "Contemporary Amperex Technology Co., Limited",
            "name.en",
            "words",
            ["Amperex", "Technology"],
        ),
        ("limited contem", "Contemporary Amperex Technology Co., Limited", "name.en", "words", ["Contem", "Limited"]),
        ("300750", "XSHE:300750", "ticker", "exact", ["XSHE:300750"]),
        ("300750.sz", "XSHE:300750", "ticker", "exact", ["XSHE:300750"]),
        ("XSHE:300750", "XSHE:300750", "ticker", "exact", ["XSHE:300750"]),
        ("03750.HK", "XHKG:3750", "ticker", "exact", ["XHKG:3750"]),
        ("company:catl", "company:catl", "id", "exact", ["company:catl"]),
    ],
)
def test_every_way_to_write_catl_finds_it_and_says_why(
    seed: Client, q: str, name: str, field: str, how: str, lit: list[str]
) -> None:
    first = suggested(seed, q)[0]
    assert first["id"] == CATL
    match = first["match"]
    assert (match["name"], match["field"], match["how"], shown(match)) == (name, field, how, lit)


@pytest.mark.parametrize(
    ("q", "node"),
    [
        ("蒙苏", "park:ordos-mengsu"),
        ("两江", "park:liangjiang"),
        ("亦庄", "park:beijing-etown"),
        ("mengsu", "park:ordos-mengsu"),
        ("leting", "park:tangshan-leting"),
        ("laoting", "park:tangshan-leting"),
        ("zhongqing liangjiang", "park:liangjiang"),
        ("TCL中环", "company:tcl-zhonghuan"),
        ("xiamen hithum", "company:hithium"),
        ("hefei gotion", "company:gotion"),
        ("碳酸鋰", "segment:lithium-carbonate"),
        ("CN-NM", "province:nm"),
        ("150000", "province:nm"),
        ("发改办环资〔2025〕1082号", "list:national-batch-1"),
    ],
)
def test_parks_segments_places_and_codes_are_found(seed: Client, q: str, node: str) -> None:
    assert node in [hit["id"] for hit in suggested(seed, q)][:3]


def test_suggestions_are_at_most_ten_and_narrowed_by_kind(seed: Client) -> None:
    assert len(suggested(seed, "a")) == 10
    assert {hit["kind"] for hit in suggested(seed, "宁德", "&kind=city,park")} <= {"city", "park"}
    assert len(suggested(seed, "宁", "&limit=2")) == 2


def test_nodes_come_best_first_and_in_one_order(seed: Client) -> None:
    items = searched(seed, "时代", "&limit=100")["items"]
    order = [
        (-hit["match"]["score"], hit["node"]["kind"], len(hit["match"]["name"]), hit["node"]["id"]) for hit in items
    ]
    assert len(items) > 5
    assert order == sorted(order, key=lambda one: (one[0], *one[2:]))
    assert len({hit["node"]["id"] for hit in items}) == len(items)


def test_a_search_is_narrowed_by_province_and_list(seed: Client) -> None:
    everywhere = searched(seed, "开发区", "&kind=park&limit=100")
    inner_mongolia = searched(seed, "开发区", "&kind=park&province=province:nm")
    assert {hit["node"]["id"] for hit in inner_mongolia["items"]} == {"park:ordos-mengsu", "park:baotou-rare-earth"}
    guangdong = searched(seed, "开发区", "&list=list:guangdong-batch-1")
    assert 0 < guangdong["meta"]["total"] < everywhere["meta"]["total"]


def test_pages_together_are_the_whole(seed: Client) -> None:
    whole = [hit["node"]["id"] for hit in searched(seed, "new energy", "&limit=500")["items"]]
    parts: list[str] = []
    url = f"/v1/search?q={quote('new energy')}&limit=7"
    while url:
        told = seed.get(url).json()
        parts += [hit["node"]["id"] for hit in told["items"]]
        url = told["links"].get("next", "")
    assert parts == whole
    assert len(whole) > 14


def test_more_names_than_are_looked_at_are_told(seed: Client) -> None:
    assert searched(seed, "s")["meta"]["completeness"] == {
        "complete": False,
        "reason": "result_limit",
        "hop": None,
        "unexpanded": None,
    }
    assert searched(seed, "宁德")["meta"]["completeness"] == {"complete": True}


@pytest.mark.parametrize("q", ["*", "?", '"', "()", "\t\n", "。", "🙂", "‮", "AND"])
def test_signs_alone_mean_nothing(seed: Client, q: str) -> None:
    found = searched(seed, q)["items"]
    assert found == [] or q == "AND"


@pytest.mark.parametrize(
    "q", ["catl AND byd", "catl OR byd", "name:catl", "catl*", '"catl', "(catl", "catl~2", "-catl"]
)
def test_no_query_language_is_understood(seed: Client, q: str) -> None:
    bare = "".join(letter if letter.isalnum() else " " for letter in q)
    assert suggested(seed, q) == suggested(seed, bare)


@settings(max_examples=examples(150), deadline=None)
@given(st.text(min_size=1, max_size=60) | st.text("宁德时代catlndsd *\"'():^~-+", min_size=1, max_size=30))
@example("\u202e宁德")
@example("e\u0301" * 30)
@example("ﷺ﷽")
@example("\U0003fff0\U0003fff1")
@example("宁\U0002a6ff\U0003fffd德")
def test_any_text_is_answered_and_its_ranges_lie_in_the_name(seed: Client, text: str) -> None:
    written = text.encode("utf-8", "replace").decode()
    found = [hit["match"]["score"] for hit in searched(seed, written)["items"]]
    assert found == sorted(found, reverse=True)
    for hit in suggested(seed, written):
        match = hit["match"]
        ends = [end for pair in match["highlight"] for end in pair]
        assert ends == sorted(ends)
        assert all(0 <= end <= len(match["name"]) for end in ends)
        assert 0 <= match["score"] <= 1


@pytest.mark.parametrize("q", ["", "x" * 201, "x" * 10_000])
def test_an_empty_or_a_too_long_query_is_a_problem(seed: Client, q: str) -> None:
    for route in ("search", "suggest"):
        answer = seed.get(f"/v1/{route}?q={q}")
        assert (answer.status, answer.json()["parameter"]) == (400, "q")


def test_unknown_provinces_lists_and_kinds_are_problems(seed: Client) -> None:
    wrong = {"province=province:nn": 404, "province=park:fuding": 400, "list=list:x": 404, "kind=parks": 400}
    for more, status in wrong.items():
        assert seed.get(f"/v1/search?q=a&{more}").status == status


def test_a_service_without_an_index_says_so_and_when_to_ask_again(house: Session) -> None:
    with Client(create_app(Settings(home=house.home), house.ledger, house.second)) as client:
        answer = client.get("/v1/suggest?q=catl")
    assert (answer.status, answer.json()["code"], answer.headers["retry-after"]) == (503, "names_not_ready", "2")


def test_a_home_that_cannot_be_written_leaves_the_rest_answering(house: Session, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    settings = Settings(home=tmp_path / "home")
    with Client(create_app(settings, house.ledger, house.second, names_of=names(settings))) as client:
        assert client.get("/v1/suggest?q=catl").status == 503
        assert client.get("/v1/nodes/company:catl").status == 200


@pytest.fixture
def slow() -> Iterator[Event]:
    finished = Event()
    yield finished
    finished.set()


def test_a_question_waits_for_the_index_that_is_being_made(house: Session, slow: Event) -> None:
    make = names(Settings(home=house.home))

    def names_of(view: GraphView) -> NameIndex:
        slow.wait(20)
        return make(view)

    app = create_app(Settings(home=house.home), house.ledger, house.second, names_of=names_of)

    async def asked() -> list[int]:
        with Client(app) as client:
            first = asyncio.create_task(client.send("GET", "/v1/suggest?q=catl", {}, b""))
            await asyncio.sleep(0)
            other = await client.send("GET", "/v1/nodes/company:catl", {}, b"")
            assert not first.done()
            slow.set()
            return [other.status, (await first).status]

    assert asyncio.run(asked()) == [200, 200]


def test_names_change_with_the_revision(tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    ledger = open_ledger(home)
    ledger.apply(FIRST, author="curator", message="first")
    first = open_view(ledger)
    app = create_app(home, ledger, first, view_at=views(ledger), names_of=names(home))
    with Client(app) as client:
        assert suggested(client, "Times")[0]["id"] == TIMES
        ledger.apply(SECOND, author="curator", message="second")

        async def followed() -> None:
            following = asyncio.create_task(follow(app, ledger, views(ledger), seconds=0.01))
            async with asyncio.timeout(20):
                while app.state.view is first:  # noqa: ASYNC110  (the app tells nobody)
                    await asyncio.sleep(0.01)
            following.cancel()

        asyncio.run(followed())
        assert [hit["id"] for hit in suggested(client, "Times")] == []
        assert client.get("/v1/suggest?q=catl").json()["meta"]["revision"] == 2
    ledger.close()
