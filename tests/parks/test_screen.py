"""Screens: each condition true, false and unknown, three-valued joining, verdicts, order, pages and the table."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidCursor, InvalidIdentifier, InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from graphapi.model.steps import Operator, Predicate
from graphapi.parks.screen import ScreenRequest, Verdict, screen, screen_table, screened_items
from graphapi.parks.screen_conditions import (
    Discloses,
    Hosts,
    InProvince,
    Measured,
    OnList,
    Operates,
    ParkFields,
    PlantStatus,
    ScreenCondition,
)
from graphapi.parks.screen_coverage import Covers
from graphapi.parks.three_valued import Interval, Ticked, Truth, joined
from tests.contract.sample import (
    BLOG,
    DOCUMENTS,
    GIGAFACTORY,
    MENGSU_HOSTS,
    NOTICE,
    PLANT,
    REPORTED_CARBON,
    SECOND_PLANT,
    YIBIN_HOSTS,
    edge,
    node,
)
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio

PARKS = ("park:lonely", "park:mengsu", "park:yibin-east")
SIGNS = {Truth.TRUE: "+", Truth.FALSE: "-", Truth.UNKNOWN: "?"}
ALL = frozenset(Verdict)


def asked(*conditions: ScreenCondition, require: int = 1, **more: Any) -> ScreenRequest:
    return ScreenRequest(conditions, require, {"asked": repr(conditions)}, **({"show": ALL} | more))


async def ticks(view: GraphView, condition: ScreenCondition) -> dict[str, Ticked]:
    page = await screen(view, asked(condition))
    return {row.park.id: row.ticks[0] for row in page.items}


async def signs(view: GraphView, condition: ScreenCondition) -> str:
    """Ticks of the lonely park, Mengsu and Yibin."""
    found = await ticks(view, condition)
    return "".join(SIGNS[found[park].tick] for park in PARKS)


def field(name: str, op: Operator, value: Any) -> Predicate:
    return Predicate(name, op, value)


CELL, PACK, CATHODE = "segment:cell", "segment:pack", "segment:cathode"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Hosts((CELL,)), "?++"),
        (Hosts((CELL,), direct=True), "?+-"),
        (Hosts((CELL, CATHODE), every=True), "?-+"),
        (Hosts((CELL, CATHODE)), "?++"),
        (Hosts((PACK,)), "?--"),
        (Hosts((CELL,), statuses=frozenset({"operating"})), "?++"),
        (Hosts((CATHODE,), statuses=frozenset({"operating"})), "?-?"),
        (Hosts((CELL,), basis=Basis.OFFICIAL), "?-+"),
        (Operates(("company:catl",)), "?-+"),
        (Operates(("company:catl",), roll_up=False), "?--"),
        (Operates(("company:catl", "company:envision")), "?++"),
        (Operates(("company:catl", "company:envision"), every=True), "?--"),
        (Operates(("company:catl",), statuses=frozenset({"operating"}), basis=Basis.OFFICIAL), "?--"),
        (Operates(("company:catl-sichuan",), statuses=frozenset({"operating"}), basis=Basis.OFFICIAL), "?-+"),
        (InProvince(("province:nm",)), "?+-"),
        (InProvince(("province:nm", "province:sc")), "?++"),
        (OnList(("list:batch-1",)), "-+-"),
        (ParkFields((field("construction_end", Operator.LE, 2028),)), "?+-"),
        (ParkFields((field("construction_end", Operator.LE, 2028), field("area_km2", Operator.GT, 30))), "?+-"),
        (ParkFields((field("area_km2", Operator.EXISTS, False),)), "+--"),
        (ParkFields((field("province", Operator.EQ, "province:sc"),)), "?-+"),
        (PlantStatus(frozenset({"under_construction"})), "?+-"),
        (PlantStatus(frozenset({"planned"}), (CELL,)), "?-+"),
        (PlantStatus(frozenset({"planned"}), (CATHODE,)), "???"),
        (Measured("indicator:carbon", Operator.LE, 0.2), "?+?"),
        (Measured("indicator:carbon", Operator.LT, 0.15), "?-?"),
        (Measured("indicator:carbon", Operator.GE, 100, "kg/t", frozenset({"target"})), "??+"),
        (Measured("indicator:carbon", Operator.GE, 100, None, frozenset({"target"})), "???"),
        (Measured("indicator:green-power", Operator.GE, 50), "??-"),
        (Discloses(("indicator:carbon",)), "-++"),
        (Discloses(("indicator:carbon",), states=frozenset({"status"})), "-+-"),
        (Discloses(("indicator:carbon", "indicator:green-power"), every=True), "--+"),
        (Covers("lithium battery", Operator.GE, 0), "?++"),
        (Covers("lithium battery", Operator.GT, 1), "?--"),
        (Covers("wind", Operator.GE, 0), "???"),
    ],
    ids=repr,
)
async def test_a_condition_is_true_false_or_unknown(view: GraphView, condition: ScreenCondition, expected: str) -> None:
    assert await signs(view, condition) == expected


async def test_a_park_whose_status_is_unknown_neither_has_it_nor_not() -> None:
    view = VIEWS["memory"](DOCUMENTS)
    statuses = {park: (await view.nodes([park]))[park].attributes["status"] for park in PARKS}
    assert set(statuses.values()) == {"listed_for_construction"}
    assert await signs(view, ParkFields((field("status", Operator.EQ, "accepted"),))) == "---"
    lonely = node("park:lonely", Basis.UNVERIFIED, BLOG, status="unknown")
    changed = VIEWS["memory"]([*(one for one in DOCUMENTS if one.id != "park:lonely"), lonely])
    for wanted, expected in (("accepted", "?--"), ("unknown", "+--")):
        assert await signs(changed, ParkFields((field("status", Operator.EQ, wanted),))) == expected
    assert await signs(changed, ParkFields((field("status", Operator.NE, "accepted"),))) == "?++"


async def test_ticks_name_their_evidence(view: GraphView) -> None:
    hosts = await ticks(view, Hosts((CELL,)))
    assert {one.id for one in hosts["park:yibin-east"].edges} == {YIBIN_HOSTS.id, PLANT.id, SECOND_PLANT.id}
    assert {one.id for one in hosts["park:mengsu"].edges} == {MENGSU_HOSTS.id, GIGAFACTORY.id}
    operates = await ticks(view, Operates(("company:catl",)))
    assert [one.tail for one in operates["park:yibin-east"].ownership] == ["company:catl-sichuan"]
    measured = await ticks(view, Measured("indicator:carbon", Operator.LT, 0.15))
    assert [one.id for one in measured["park:mengsu"].edges] == [REPORTED_CARBON.id]
    period = (await ticks(view, ParkFields((field("area_km2", Operator.GT, 30),))))["park:mengsu"].to_json()
    assert period["values"] == {"area_km2": 62.0}
    assert period["sources"] == [NOTICE.id]


CONDITIONS = (Hosts((CELL,)), InProvince(("province:nm",)), OnList(("list:batch-1",)))


@pytest.mark.parametrize(
    ("require", "verdicts"),
    [
        (3, ["met", "failed", "failed"]),
        (2, ["met", "undecided", "failed"]),
        (1, ["met", "undecided", "met"]),
    ],
)
async def test_a_park_is_met_undecided_or_failed(view: GraphView, require: int, verdicts: list[str]) -> None:
    page = await screen(view, asked(*CONDITIONS, require=require))
    found = {row.park.id: row.verdict for row in page.items}
    assert [found[park] for park in ("park:mengsu", "park:lonely", "park:yibin-east")] == verdicts
    assert page.facts["verdicts"] == {word: verdicts.count(word) for word in ("met", "undecided", "failed")}
    assert page.facts["conditions"][0] == {"name": "c0", "true": 2, "false": 0, "unknown": 1}
    met = await screen(view, asked(*CONDITIONS, require=require, show=frozenset({Verdict.MET})))
    assert sorted(row.park.id for row in met.items) == sorted(key for key, word in found.items() if word == "met")


async def test_most_true_ticks_come_first_then_fewest_false_ones(view: GraphView) -> None:
    page = await screen(view, asked(*CONDITIONS))
    assert [row.park.id for row in page.items] == ["park:mengsu", "park:yibin-east", "park:lonely"]
    one = await screen(view, asked(InProvince(("province:sc",))))
    assert [row.park.id for row in one.items] == ["park:yibin-east", "park:lonely", "park:mengsu"]


async def test_only_the_parks_given_are_screened_and_pages_make_up_the_whole(view: GraphView) -> None:
    few = await screen(view, asked(*CONDITIONS, parks=("park:lonely",)))
    assert [row.park.id for row in few.items] == ["park:lonely"]
    first = await screen(view, asked(*CONDITIONS, limit=2))
    second = await screen(view, asked(*CONDITIONS, limit=2, cursor=first.next))
    assert [row.park.id for row in (*first.items, *second.items)] == ["park:mengsu", "park:yibin-east", "park:lonely"]
    with pytest.raises(InvalidCursor):
        await screen(view, asked(CONDITIONS[0], limit=2, cursor=first.next))


async def test_edges_and_sources_stand_once_a_park(view: GraphView) -> None:
    page = await screen(view, asked(Hosts((CELL,)), Operates(("company:catl",)), PlantStatus(frozenset({"operating"}))))
    for item in await screened_items(view, page.items):
        named = {key for one in item["conditions"] for key in (*one["edges"], *one["ownership"])}
        assert [found["id"] for found in item["edges"]] == sorted(named)
        assert {key for one in item["conditions"] for key in one["sources"]} == {one["id"] for one in item["sources"]}


async def test_the_table_has_a_boolean_column_a_condition(view: GraphView) -> None:
    page = await screen(view, asked(*CONDITIONS))
    table = screen_table(page.items, 3)
    assert [(column.name, column.type) for column in table.columns if column.name.startswith("c")][:3] == [
        ("c0", "boolean"),
        ("c1", "boolean"),
        ("c2", "boolean"),
    ]
    assert [(row["park"], row["c0"], row["c1"], row["c2"]) for row in table.rows] == [
        ("park:mengsu", True, True, True),
        ("park:yibin-east", True, False, False),
        ("park:lonely", None, None, False),
    ]
    assert all(set(row) == {column.name for column in table.columns} for row in table.rows)


@pytest.mark.parametrize(
    ("request_", "error", "parameter"),
    [
        (asked(OnList(("list:batch-1",)), Hosts((CELL, "segment:cel"))), NodeNotFound, "/conditions/1/segments/1"),
        (asked(Operates(("park:mengsu",))), InvalidIdentifier, "/conditions/0/companies/0"),
        (asked(InProvince(("province:zz",))), NodeNotFound, "/conditions/0/provinces/0"),
        (asked(PlantStatus(frozenset({"operating"}), ("segment:x",))), NodeNotFound, "/conditions/0/segments/0"),
        (asked(Measured("indicator:carbn", Operator.LE, 1)), NodeNotFound, "/conditions/0/indicator"),
        (asked(Discloses(("indicator:carbon", "x"))), InvalidIdentifier, "/conditions/0/indicators/1"),
        (asked(*CONDITIONS, parks=("park:mengsu", "park:x")), NodeNotFound, "/parks/1"),
        (asked(*CONDITIONS, require=4), InvalidRequest, "/require"),
    ],
)
async def test_what_is_not_there_is_refused_by_its_pointer(
    view: GraphView, request_: ScreenRequest, error: type[InvalidRequest], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await screen(view, request_)
    assert refused.value.parameter == parameter


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize(
    "parts", list(product(Truth, repeat=3)), ids=lambda parts: "".join(SIGNS[one] for one in parts)
)
def test_ticks_are_joined_as_kleene_has_it(parts: tuple[Truth, ...], every: bool) -> None:
    rank = {Truth.FALSE: 0, Truth.UNKNOWN: 1, Truth.TRUE: 2}
    found = (min if every else max)(parts, key=rank.__getitem__)
    assert joined([Ticked(one) for one in parts], every=every).tick is found


numbers = st.integers(-3, 3).map(float)
qualifiers = st.sampled_from(["=", "about", ">", ">=", "<", "<="])
comparisons = st.sampled_from([Operator.LT, Operator.LE, Operator.GT, Operator.GE, Operator.EQ])
_HOLDS = {
    "=": lambda one, two: one == two,
    "about": lambda one, two: one == two,
    ">": lambda one, two: one > two,
    ">=": lambda one, two: one >= two,
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
}
GRID = [number / 4 for number in range(-400, 401)]


@given(numbers, qualifiers, comparisons, numbers)
def test_a_qualified_value_passes_only_when_all_that_it_allows_does(
    value: float, qualifier: str, op: Operator, wanted: float
) -> None:
    allowed = [number for number in GRID if _HOLDS[qualifier](number, value)]
    passing = [_HOLDS[op](number, wanted) for number in allowed]
    expected = Truth.TRUE if all(passing) else Truth.UNKNOWN if any(passing) else Truth.FALSE
    assert Interval.of(value, qualifier).compared(op, wanted) is expected


@given(st.permutations(CONDITIONS), st.integers(1, 3))
async def test_the_order_of_conditions_changes_no_verdict(order: list[ScreenCondition], require: int) -> None:
    view = VIEWS["memory"](DOCUMENTS)
    one = await screen(view, asked(*CONDITIONS, require=require))
    two = await screen(view, asked(*order, require=require))
    assert [(row.park.id, row.verdict) for row in one.items] == [(row.park.id, row.verdict) for row in two.items]


async def test_more_evidence_never_takes_a_true_tick_away(view: GraphView) -> None:
    before = await ticks(view, Hosts((CELL, CATHODE), every=True))
    more = VIEWS["memory"]((*DOCUMENTS, edge("hosts", "park:mengsu", CATHODE), edge("hosts", "park:lonely", PACK)))
    after = await ticks(more, Hosts((CELL, CATHODE), every=True))
    assert all(after[park].tick is Truth.TRUE for park in PARKS if before[park].tick is Truth.TRUE)
    assert [SIGNS[after[park].tick] for park in PARKS] == ["-", "+", "+"]
