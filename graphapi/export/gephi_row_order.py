"""Rows in an order from which Gephi's spreadsheet import guesses the right types: it looks at the first few alone."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from graphapi.answers.tables import TableColumn

Cells: TypeAlias = Mapping[str, Any]

_LOOKED_AT = 25
"""Rows from which Gephi 0.10 guesses the types."""

_MOST_SORTS = 10_000
"""Rows are told apart by the columns that they fill; a table is looked through until so many sorts are found."""

# What Gephi would take for a number, a truth value, a moment or an interval if nothing else stood in the column.
_NO_PLAIN_TEXT = re.compile(r"[-+\d\s.,:;/<>()\[\]eEdDfFxXpPtTzZlL]*|[+-]?(?:nan|infinity)|true|false|yes|no", re.I)


def telling_first(columns: Sequence[TableColumn], rows: Callable[[], Iterable[Cells]]) -> Iterator[Cells]:
    """All rows once: first at most 25 that between them show the type of every column, then the others in their order.

    `rows` is called twice and gives the same rows both times. A text shows that its column holds texts unless it
    could be taken for something else; where no row shows a column, Gephi goes on guessing.
    """
    chosen = _chosen([column.name for column in columns], rows())
    yield from chosen.values()
    yield from (row for number, row in enumerate(rows()) if number not in chosen)


def _chosen(names: Sequence[str], rows: Iterable[Cells]) -> Mapping[int, Cells]:
    """The rows that come first, by their place among all; greedily, those that show most columns."""
    bits = {name: 1 << place for place, name in enumerate(names)}
    sorts: dict[int, tuple[int, Cells]] = {}
    for number, row in enumerate(rows):
        shown = sum(bits.get(name, 0) for name, cell in row.items() if _tells(cell))
        sorts.setdefault(shown, (number, row))
        if len(sorts) == _MOST_SORTS:
            break
    chosen: dict[int, Cells] = {}
    missing = (1 << len(names)) - 1
    while len(chosen) < _LOOKED_AT:
        best = max(sorts, key=lambda shown: ((shown & missing).bit_count(), -sorts[shown][0]), default=0)
        if not best & missing:
            break
        missing &= ~best
        number, row = sorts[best]
        chosen[number] = row
    return dict(sorted(chosen.items()))


def _tells(cell: Any) -> bool:
    if isinstance(cell, str | tuple):
        return _NO_PLAIN_TEXT.fullmatch(" ".join(cell) if isinstance(cell, tuple) else cell) is None
    return cell is not None
