"""Rows that show the types of columns come first, and nothing is lost or doubled."""

from hypothesis import given
from hypothesis import strategies as st

from graphapi.answers.tables import TableColumn
from graphapi.export.tables import type_samples_first

COLUMNS = [TableColumn(name) for name in "abc"]


def test_rows_that_show_a_column_come_before_the_others() -> None:
    rows = [{"a": "word"}] * 40 + [{"b": 1.0, "c": True}, {"a": "two words", "b": 2.0}]
    assert list(type_samples_first(COLUMNS, lambda: rows)) == [rows[0], rows[40], *rows[1:40], rows[41]]


def test_a_text_that_could_be_something_else_does_not_show_a_column_of_texts() -> None:
    rows = [{"a": text} for text in ("330000", "1e5", "2022-12/..", "NaN", "true", "[1, 2]", "GB 2260")]
    assert next(iter(type_samples_first(COLUMNS, lambda: rows))) == {"a": "GB 2260"}


cells = st.none() | st.booleans() | st.integers() | st.sampled_from(["text", "12", ""])


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys("abc", cells)), max_size=60))
def test_every_row_is_there_once(rows: list[dict[str, object]]) -> None:
    numbered = [row | {"number": number} for number, row in enumerate(rows)]
    found = list(type_samples_first(COLUMNS, lambda: numbered))
    assert sorted(row["number"] for row in found) == list(range(len(rows)))
    numbers = [row["number"] for row in found[25:]]
    assert numbers == sorted(numbers)
