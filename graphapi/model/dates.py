"""Dates of reduced precision: `2025`, `2025-07`, `2025-07-08`."""

import calendar
import re
from contextlib import suppress
from datetime import date
from functools import lru_cache

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def is_date(text: str) -> bool:
    """Whether the text is a year, a month or a day that exists."""
    with suppress(ValueError):
        return bool(_parts(text))
    return False


def first_day(text: str) -> date:
    """First day of the year, month or day; raises ValueError if the text is no such date."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Last day of the year, month or day; raises ValueError if the text is no such date."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def holds_on(valid_from: str | None, valid_to: str | None, day: str) -> bool:
    """Whether a period with open ends overlaps the given year, month or day."""
    begins = date.min if valid_from is None else first_day(valid_from)
    ends = date.max if valid_to is None else last_day(valid_to)
    return begins <= last_day(day) and first_day(day) <= ends


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[int, int | None, int | None]:
    if match := _DATE.fullmatch(text):
        year, month, day = (int(group) if group else None for group in match.groups())
        with suppress(ValueError):
            date(year or 0, 1 if month is None else month, 1 if day is None else day)
            return (year or 0, month, day)
    raise ValueError(f"{text!r} is not a date such as 2025, 2025-07 or 2025-07-08")
