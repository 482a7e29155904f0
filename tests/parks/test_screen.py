"""Screens: each condition true, false and unknown, three-valued joining, verdicts, order, pages and the table."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.answers.parks import ConditionCounts, ConditionTick, ScreenList, Truth, Verdict, VerdictCounts
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidCursor, InvalidIdentifier, InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from graphapi.model.steps import Operator
from graphapi.parks.screen import ScreenRequest, screen, screen_table
from graphapi.parks.screen_conditions import (
    CompanyCondition,
    CoverageCondition,
    DisclosesCondition,
    HostsCondition,
    Interval,
    ListCondition,
    MeasuredCondition,
    ParkCondition,
    PlantStatusCondition,
    ProvinceCondition,
    ScreenCondition,
    Tick,
    combined,
)
from graphapi.traversal.conditions import Condition
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


def asked(*conditions: ScreenCondition, require: int = 1, show: str = "all", **more: Any) -> ScreenRequest:
    given = {"conditions": conditions, "require": require, "show": show} | more
    return ScreenRequest.model_validate(given)


async def ticks(view: GraphView, condition: ScreenCondition) -> dict[str, ConditionTick]:
    found = await screen(view, asked(condition))
    return {item.park.id: item.conditions[0] for item in found.items}


async def signs(view: GraphView, condition: ScreenCondition) -> str:
    """Ticks of the lonely park, Mengsu and Yibin."""
    found = await ticks(view, condition)
    return "".join(SIGNS[found[park].tick] for park in PARKS)


def ids(found: ScreenList) -> list[str]:
    return [item.park.id for item in found.items]


def hosts(*segments: str, **more: Any) -> HostsCondition:
    return HostsCondition(kind="hosts", segments=list(segments), **more)


def company(*companies: str, **more: Any) -> CompanyCondition:
    return CompanyCondition(kind="company", companies=list(companies), **more)


def province(*provinces: str) -> ProvinceCondition:
    return ProvinceCondition(kind="province", provinces=list(provinces))


def on_list(*lists: str) -> ListCondition:
    return ListCondition(kind="list", lists=list(lists))


def park(*tests: tuple[str, Operator, Any]) -> ParkCondition:
    where = [Condition(field=name, op=op, value=value) for name, op, value in tests]
    return ParkCondition(kind="park", where=where)


def plant(status: str, *segments: str) -> PlantStatusCondition:
    return PlantStatusCondition(kind="plant_status", status=[status], segments=list(segments))


def measured(indicator: str, op: str, value: float, **more: Any) -> MeasuredCondition:
    return MeasuredCondition(kind="measured", indicator=indicator, op=op, value=value, **more)


def discloses(*indicators: str, **more: Any) -> DisclosesCondition:
    return DisclosesCondition(kind="discloses", indicators=list(indicators), **more)


def covers(chain: str, op: str, value: float) -> CoverageCondition:
    return CoverageCondition(kind="coverage", chain=chain, op=op, value=value)


CELL, PACK, CATHODE = "segment:cell", "segment:pack", "segment:cathode"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (hosts(CELL), "?++"),
        (hosts(CELL, direct=True), "?+-"),
        (hosts(CELL, CATHODE, match="all"), "?-+"),
        (hosts(CELL, CATHODE), "?++"),
        (hosts(PACK), "?--"),
        (hosts(CELL, status=["operating"]), "?++"),
        (hosts(CATHODE, status=["operating"]), "?-?"),
        (hosts(CELL, basis=Basis.OFFICIAL), "?-+"),
        (company("company:catl"), "?-+"),
        (company("company:catl", subsidiaries=False), "?--"),
        (company("company:catl", "company:envision"), "?++"),
        (company("company:catl", "company:envision", match="all"), "?--"),
        (company("company:catl", status=["operating"], basis=Basis.OFFICIAL), "?--"),
        (company("company:catl-sichuan", status=["operating"], basis=Basis.OFFICIAL), "?-+"),
        (province("province:nm"), "?+-"),
        (province("province:nm", "province:sc"), "?++"),
        (on_list("list:batch-1"), "-+-"),
        (park(("construction_end", Operator.LE, 2028)), "?+-"),
        (park(("construction_end", Operator.LE, 2028), ("area_km2", Operator.GT, 30)), "?+-"),
        (park(("area_km2", Operator.EXISTS, False)), "+--"),
        (park(("province", Operator.EQ, "province:sc")), "?-+"),
        (plant("under_construction"), "?+-"),
        (plant("planned", CELL), "?-+"),
        (plant("planned", CATHODE), "???"),
        (measured("indicator:carbon", "<=", 0.2), "?+?"),
        (measured("indicator:carbon", "<", 0.15), "?-?"),
        (measured("indicator:carbon", ">=", 100, unit="kg/t", state=["target"]), "??+"),
        (measured("indicator:carbon", ">=", 100, state=["target"]), "???"),
        (measured("indicator:green-power", ">=", 50), "??-"),
        (discloses("indicator:carbon"), "-++"),
        (discloses("indicator:carbon", state=["status"]), "-+-"),
        (discloses("indicator:carbon", "indicator:green-power", match="all"), "--+"),
        (covers("lithium battery", ">=", 0), "?++"),
        (covers("lithium battery", ">", 1), "?--"),
        (covers("wind", ">=", 0), "???"),
    ],
    ids=repr,
)
async def test_a_condition_is_true_false_or_unknown(view: GraphView, condition: ScreenCondition, expected: str) -> None:
    assert await signs(view, condition) == expected


async def test_a_park_whose_status_is_unknown_neither_has_it_nor_not() -> None:
    view = VIEWS["memory"](DOCUMENTS)
    statuses = {park: (await view.nodes([park]))[park].attributes["status"] for park in PARKS}
    assert set(statuses.values()) == {"listed_for_construction"}
    assert await signs(view, park(("status", Operator.EQ, "accepted"))) == "---"
    lonely = node("park:lonely", Basis.UNVERIFIED, BLOG, status="unknown")
    changed = VIEWS["memory"]([*(one for one in DOCUMENTS if one.id != "park:lonely"), lonely])
    for wanted, expected in (("accepted", "?--"), ("unknown", "+--")):
        assert await signs(changed, park(("status", Operator.EQ, wanted))) == expected
    assert await signs(changed, park(("status", Operator.NE, "accepted"))) == "?++"


async def test_ticks_name_their_evidence(view: GraphView) -> None:
    hosting = await ticks(view, hosts(CELL))
    assert set(hosting["park:yibin-east"].edges) == {YIBIN_HOSTS.id, PLANT.id, SECOND_PLANT.id}
    assert set(hosting["park:mengsu"].edges) == {MENGSU_HOSTS.id, GIGAFACTORY.id}
    operating = await ticks(view, company("company:catl"))
    owned = (await view.edges(operating["park:yibin-east"].ownership)).values()
    assert [one.tail for one in owned] == ["company:catl-sichuan"]
    reported = await ticks(view, measured("indicator:carbon", "<", 0.15))
    assert reported["park:mengsu"].edges == [REPORTED_CARBON.id]
    period = (await ticks(view, park(("area_km2", Operator.GT, 30))))["park:mengsu"]
    assert period.values == {"area_km2": 62.0}
    assert period.sources == [NOTICE.id]


CONDITIONS = (hosts(CELL), province("province:nm"), on_list("list:batch-1"))


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
    found = {item.park.id: item.verdict for item in page.items}
    assert [found[park] for park in ("park:mengsu", "park:lonely", "park:yibin-east")] == verdicts
    assert page.meta.verdicts == VerdictCounts(
        **{word: verdicts.count(word) for word in ("met", "undecided", "failed")}
    )
    assert page.meta.conditions[0] == ConditionCounts(name="c0", true=2, false=0, unknown=1)
    for show in (Verdict.MET, Verdict.UNDECIDED):
        shown = await screen(view, asked(*CONDITIONS, require=require, show=show.value))
        assert sorted(ids(shown)) == sorted(key for key, verdict in found.items() if verdict is show)


async def test_most_true_ticks_come_first_then_fewest_false_ones(view: GraphView) -> None:
    page = await screen(view, asked(*CONDITIONS))
    assert ids(page) == ["park:mengsu", "park:yibin-east", "park:lonely"]
    one = await screen(view, asked(province("province:sc")))
    assert ids(one) == ["park:yibin-east", "park:lonely", "park:mengsu"]


async def test_only_the_parks_given_are_screened_and_pages_make_up_the_whole(view: GraphView) -> None:
    few = await screen(view, asked(*CONDITIONS, parks=["park:lonely"]))
    assert ids(few) == ["park:lonely"]
    first = await screen(view, asked(*CONDITIONS, limit=2))
    second = await screen(view, asked(*CONDITIONS, limit=2, cursor=first.next))
    assert [*ids(first), *ids(second)] == ["park:mengsu", "park:yibin-east", "park:lonely"]
    with pytest.raises(InvalidCursor):
        await screen(view, asked(CONDITIONS[0], limit=2, cursor=first.next))


async def test_edges_and_sources_stand_once_a_park(view: GraphView) -> None:
    page = await screen(view, asked(hosts(CELL), company("company:catl"), plant("operating")))
    for item in page.items:
        named = {key for tick in item.conditions for key in (*tick.edges, *tick.ownership)}
        assert [edge.id for edge in item.edges] == sorted(named)
        assert {key for tick in item.conditions for key in tick.sources} == {source.id for source in item.sources}


async def test_the_table_has_a_boolean_column_a_condition(view: GraphView) -> None:
    page = await screen(view, asked(*CONDITIONS))
    table = await screen_table(view, page)
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
        (asked(on_list("list:batch-1"), hosts(CELL, "segment:cel")), NodeNotFound, "/conditions/1/segments/1"),
        (asked(company("park:mengsu")), InvalidIdentifier, "/conditions/0/companies/0"),
        (asked(province("province:zz")), NodeNotFound, "/conditions/0/provinces/0"),
        (asked(plant("operating", "segment:x")), NodeNotFound, "/conditions/0/segments/0"),
        (asked(measured("indicator:carbn", "<=", 1)), NodeNotFound, "/conditions/0/indicator"),
        (asked(discloses("indicator:carbon", "x")), InvalidIdentifier, "/conditions/0/indicators/1"),
        (asked(*CONDITIONS, parks=["park:mengsu", "park:x"]), NodeNotFound, "/parks/1"),
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
    assert combined([Tick(one) for one in parts], every=every).truth is found


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
    assert [(item.park.id, item.verdict) for item in one.items] == [(item.park.id, item.verdict) for item in two.items]


async def test_more_evidence_never_takes_a_true_tick_away(view: GraphView) -> None:
    before = await ticks(view, hosts(CELL, CATHODE, match="all"))
    more = VIEWS["memory"]((*DOCUMENTS, edge("hosts", "park:mengsu", CATHODE), edge("hosts", "park:lonely", PACK)))
    after = await ticks(more, hosts(CELL, CATHODE, match="all"))
    assert all(after[park].tick is Truth.TRUE for park in PARKS if before[park].tick is Truth.TRUE)
    assert [SIGNS[after[park].tick] for park in PARKS] == ["-", "+", "+"]
