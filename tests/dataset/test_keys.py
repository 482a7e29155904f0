"""Ids of eight bytes each behave as a dictionary of the first row that has each."""

from hypothesis import given
from hypothesis import strategies as st

from graphapi.dataset.index import Keys

DIGITS = st.integers(0, 30).map(lambda number: f"{number * 9_000_000_000_000:012x}")


@given(st.lists(st.lists(DIGITS, max_size=12), max_size=12))
def test_keys_agree_with_a_dictionary(batches: list[list[str]]) -> None:
    keys, model, row = Keys(), dict[str, int](), 0
    for batch in batches:
        rows = list(range(row, row + len(batch)))
        row += len(batch)
        expected = {}
        for place, (digits, number) in enumerate(zip(batch, rows, strict=True)):
            if model.setdefault(digits, number) != number:
                expected[place] = model[digits]
        assert dict(keys.add(batch, rows)) == expected
        assert sorted(keys) == sorted(model)
        assert len(keys) == len(model)
    assert all(digits in keys for digits in model)
    assert "ffffffffffff" not in keys
