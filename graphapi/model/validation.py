"""What is wrong with a data package: problems that a curator can find and mend, all in one report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `row` counts as in the file with the header as row 1; absent for the file as a whole."""

    file: str
    row: int | None
    column: str | None
    value: str
    problem: str
    remedy: str

    def to_json(self) -> dict[str, Any]:
        """The problem as printed by `graphapi validate --json`."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "problem": self.problem,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Problems of a package, ordered by file, row and column; `rows` counts the rows read of each table.

    `total` counts all problems; of very many only the first ones found are kept.
    """

    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    @property
    def ok(self) -> bool:
        """Whether the package can be loaded."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """The report as printed by `graphapi validate --json`."""
        return {
            "ok": self.ok,
            "rows": dict(self.rows),
            "total": self.total,
            "problems": [found.to_json() for found in self.problems],
        }
