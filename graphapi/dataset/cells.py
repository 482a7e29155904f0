"""The text of a cell -> a value of the kinds table, or what is wrong with the text."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from graphapi.model.dates import is_date
from graphapi.model.documents import Value, attribute_problem
from graphapi.model.errors import did_you_mean
from graphapi.model.kinds import Attribute, ValueType

DATE_REMEDY: Final = "write a date as 2025, 2025-07 or 2025-07-08"
_SEPARATOR: Final = "|"
_INTEGER: Final = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


class BadCell(ValueError):
    """A text that is no value of its type; `remedy` says what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def value_of(text: str, attribute: Attribute) -> Value:
    """The value of an attribute; raises BadCell for a wrong type, a value that is not allowed or out of bounds."""
    value = _PARSERS[attribute.type](text)
    problem = attribute_problem(attribute, value)
    if problem is None:
        return value
    if attribute.values:
        allowed = f"write one of {', '.join(attribute.values)}"
        raise BadCell(problem, did_you_mean(text, attribute.values) or allowed)
    raise BadCell(problem, "check number and unit" + (f"; the unit is {attribute.unit}" if attribute.unit else ""))


def figure_of(text: str) -> Value:
    """The value of a figure that no attribute declares: a number or a boolean where the text is one, else the text."""
    if _NUMBER.fullmatch(text):
        return number_of(text)
    return text == "true" if text in {"true", "false"} else text


def items_of(text: str) -> tuple[str, ...]:
    """The items of a list, none for an empty cell; raises BadCell if an item is empty or given twice."""
    if not text:
        return ()
    items = tuple(item.strip() for item in text.split(_SEPARATOR))
    if not all(items):
        raise BadCell("the list has an empty item", "separate items by ' | ', without one at the beginning or end")
    repeated, times = Counter(items).most_common(1)[0]
    if times > 1:
        raise BadCell(f"the list names {repeated!r} twice", "name it once")
    return items


def date_of(text: str) -> str:
    """The date itself; raises BadCell if it is no date, or one that does not exist."""
    if not is_date(text):
        raise BadCell("bad date", DATE_REMEDY)
    return text


def number_of(text: str) -> int | float:
    """A whole number as `int` where no digit of it is lost on the way through JSON, else a `float`.

    Raises:
        BadCell: the text is no finite number.
    """
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and abs(float(text)) < 1e300:
        return float(text)
    raise BadCell("bad number", "write digits with a point, without unit and thousands separator, such as 1200.5")


def _integer_of(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise BadCell("bad number", "write a whole number of at most 15 digits, without separators")
    return int(text)


def _boolean_of(text: str) -> bool:
    if text not in {"true", "false"}:
        raise BadCell("bad boolean", did_you_mean(text.lower(), ("true", "false")) or "write true or false")
    return text == "true"


_PARSERS: Final[Mapping[ValueType, Callable[[str], Value]]] = {
    ValueType.STRING: str,
    ValueType.URI: str,
    ValueType.DATE: date_of,
    ValueType.BOOLEAN: _boolean_of,
    ValueType.INTEGER: _integer_of,
    ValueType.NUMBER: number_of,
    ValueType.STRINGS: items_of,
}
