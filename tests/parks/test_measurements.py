"""What a reported value says against a threshold, and which nodes are one official indicator."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.answers.parks import DISCLOSURES, ThresholdGap
from graphapi.model.documents import Edge
from graphapi.parks.indicators import Disclosure, against, disclosures, official_indicators
from tests.contract.sample import edge, node
from tests.contract.views import VIEWS

LARGE = node("indicator:large", role="core", threshold=0.3, direction="at_most", unit="t/t", applies_to="large")
SMALL = node("indicator:small", role="core", threshold=0.2, direction="at_most", unit="t/t", applies_to="small")
UNSIZED = node("indicator:unsized", role="other", unit="t/t")
REUSE = node("indicator:reuse", role="guiding", threshold=80, direction="at_least", unit="%")
WASTE = node("indicator:waste", role="guiding", threshold_text="level 2")
OTHER = node("indicator:firms", role="other", unit="companies")


def report(indicator: str, value: float, number: str = "", **more: Any) -> Edge:
    more = {"unit": "t/t", "state": "status"} | more
    return edge("reports", "park:a", f"indicator:{indicator}", number, value=value, **more)


@pytest.mark.parametrize(
    ("direction", "qualifier", "value", "meets"),
    [
        ("at_least", "=", 90, True),
        ("at_least", "=", 89, False),
        ("at_least", "about", 90, True),
        ("at_least", ">", 90, True),
        ("at_least", ">=", 90, True),
        ("at_least", ">", 85, None),
        ("at_least", "<", 90, False),
        ("at_least", "<=", 90, None),
        ("at_least", "<", 95, None),
        ("at_least", "<=", 85, False),
        ("at_most", "<", 90, True),
        ("at_most", "<=", 90, True),
        ("at_most", "<", 95, None),
        ("at_most", ">", 90, False),
        ("at_most", ">=", 90, None),
        ("at_most", ">=", 91, False),
        ("at_most", ">", 85, None),
    ],
)
def test_a_bound_meets_a_threshold_only_if_every_value_that_it_allows_does(
    direction: str, qualifier: str, value: float, meets: bool | None
) -> None:
    asked = node("indicator:x", role="guiding", threshold=90, direction=direction, unit="%")
    found = against(asked, report("x", value, unit="%", qualifier=qualifier))
    assert found == ThresholdGap(indicator="indicator:x", gap=value - 90, meets_threshold=meets)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(["at_most", "at_least"]))
def test_the_gap_is_value_minus_threshold_and_its_sign_decides(value: float, threshold: float, direction: str) -> None:
    asked = node("indicator:x", role="guiding", threshold=threshold, direction=direction, unit="%")
    found = against(asked, report("x", value, unit="%"))
    assert found is not None
    assert found.gap == pytest.approx(value - threshold, abs=1e-5)
    assert found.meets_threshold is (value <= threshold if direction == "at_most" else value >= threshold)


@pytest.mark.anyio
@pytest.mark.parametrize("make", VIEWS)
async def test_core_indicators_of_one_unit_are_one_indicator_with_a_threshold_for_each_class(make: str) -> None:
    view = VIEWS[make]((LARGE, SMALL, UNSIZED, REUSE, WASTE, OTHER))
    officials = await official_indicators(view)
    assert [(one.indicator.id, one.role, [*one.ids]) for one in officials] == [
        ("indicator:unsized", "core", ["indicator:unsized", "indicator:large", "indicator:small"]),
        ("indicator:reuse", "guiding", ["indicator:reuse"]),
        ("indicator:waste", "guiding", ["indicator:waste"]),
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("make", VIEWS)
async def test_a_core_indicator_of_one_class_stands_for_itself(make: str) -> None:
    (core,) = await official_indicators(VIEWS[make]((LARGE, UNSIZED)))
    assert (core.indicator, core.classes, core.sized) == (LARGE, (LARGE,), False)


async def read(*reported: Edge) -> Disclosure:
    (official,) = await official_indicators(VIEWS["memory"]((LARGE, SMALL, UNSIZED)))
    return disclosures([official], reported)[0]


@pytest.mark.anyio
async def test_the_size_class_is_unknown_unless_a_report_states_one() -> None:
    assert (await read(report("unsized", 0.25))).classes == (LARGE, SMALL)
    assert (await read(report("small", 0.25))).classes == (SMALL,)
    assert (await read(report("small", 0.25), report("unsized", 0.3))).classes == (SMALL,)
    assert (await read(report("small", 0.25), report("large", 0.3))).classes == (LARGE, SMALL)
    assert (await read()).classes == (LARGE, SMALL)


@pytest.mark.anyio
async def test_the_latest_status_and_the_first_target_are_shown() -> None:
    old, new, undated = report("unsized", 1, "1", year=2020), report("unsized", 2, "2", year=2024), report("unsized", 3)
    far, near = (report("unsized", 0.2, str(year), state="target", year=year) for year in (2035, 2029))
    told = await read(old, far, new, undated, near)
    assert (told.latest, told.target) == (new, near)
    assert list(told.values) == [new, old, undated, far, near]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("states", "word"),
    [
        (("target", "status"), "status"),
        (("under_construction", "target"), "target"),
        (("under_construction",), "under_construction"),
        ((), "not_disclosed"),
    ],
)
async def test_the_best_that_is_told_names_the_disclosure(states: tuple[str, ...], word: str) -> None:
    told = await read(*(report("unsized", 1, state, state=state) for state in states))
    assert told.word == word
    assert word in DISCLOSURES


@pytest.mark.anyio
async def test_values_of_other_indicators_do_not_count() -> None:
    assert (await read(report("firms", 3, unit="companies"))).word == "not_disclosed"
