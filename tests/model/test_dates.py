"""Dates of reduced precision against a calendar walked day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphapi.model.dates import first_day, holds_on, is_date, last_day

DAYS = [date(2023, 11, 1) + timedelta(days=number) for number in range(500)]
"""Two turns of the year and a leap day."""


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A day of the calendar, cut to a year, a month or a day."""
    return draw(st.sampled_from(DAYS)).isoformat()[: draw(st.sampled_from([4, 7, 10]))]


def covers(text: str, day: date) -> bool:
    return day.isoformat().startswith(text)


def after(begin: str | None, day: date) -> bool:
    return begin is None or begin[:10] <= day.isoformat()[: len(begin)]


def before(end: str | None, day: date) -> bool:
    return end is None or day.isoformat()[: len(end)] <= end


@given(st.none() | texts(), st.none() | texts(), texts())
def test_a_period_holds_on_a_date_when_it_holds_on_one_of_its_days(
    begin: str | None, end: str | None, wanted: str
) -> None:
    assume(begin is None or end is None or first_day(begin) <= last_day(end))
    year = int(wanted[:4])
    calendar = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    naive = any(after(begin, day) and before(end, day) for day in calendar if covers(wanted, day))
    assert holds_on(begin, end, wanted) is naive


@given(texts())
def test_first_and_last_day_bound_the_days_of_a_date(text: str) -> None:
    assert covers(text, first_day(text))
    assert covers(text, last_day(text))
    assert not covers(text, first_day(text) - timedelta(days=1))
    assert not covers(text, last_day(text) + timedelta(days=1))


@given(st.dates())
def test_every_day_its_month_and_its_year_are_dates(day: date) -> None:
    assert all(is_date(day.isoformat()[:length]) for length in (4, 7, 10))
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20",
        "20245",
        "0000",
        "2024-13",
        "2023-02-29",
        "2024-02-30",
        "2024-1",
        "2024-01-1",
        "2024/01",
        "2024-01-01T00:00",
        " 2024",
        "2024\n",
        "2024-",
        "２０２４",
        "-2024",
        "24-01-01",
        "now",
    ],
    ids=ascii,
)
def test_other_texts_are_no_dates(text: str) -> None:
    assert not is_date(text)
    with pytest.raises(ValueError, match="is not a date"):
        first_day(text)
    with pytest.raises(ValueError, match="is not a date"):
        last_day(text)


def test_february_ends_as_the_year_says() -> None:
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2023-02") == date(2023, 2, 28)
    assert last_day("9999") == date.max


@pytest.mark.parametrize("text", ["2024-00", "2024-01-00", "2024-00-00"])
def test_there_is_no_month_or_day_nought(text: str) -> None:
    assert not is_date(text)
