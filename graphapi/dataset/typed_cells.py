"""Values of typed formats as the texts that a CSV table would hold: one validation for all."""

from datetime import date, datetime, time
from typing import Any

from graphapi.dataset.cells import BadCell


def text_of(value: Any, *, takes_list: bool) -> str:
    """The text of a cell: nothing is empty, items of a list are joined by bars, days are ISO 8601.

    Raises:
        BadCell: no text can stand for it.
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, list):
        return _joined(value, takes_list=takes_list)
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # tables with gaps often hold whole numbers as floats
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise BadCell(f"is of type {type(value).__name__}", "write a text, a number, true, false or a list of texts")


def _joined(items: list[Any], *, takes_list: bool) -> str:
    if not takes_list:
        raise BadCell("is a list", "write one value: the column holds no lists")
    texts = [item.strip() if isinstance(item, str) else _scalar(item) for item in items]
    if any("|" in text for text in texts):
        raise BadCell("an item of the list holds a bar", "write it without '|', which separates items in a CSV table")
    return " | ".join(texts)
