"""What a load reports: how far it has come, and everything that is wrong with a data package, at once."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from graphapi.model.json import JsonObject


@dataclass(frozen=True, slots=True)
class Stage:
    """`rows` done in this stage, which is `fraction` of it (0 to 1)."""

    name: str
    rows: int
    fraction: float


Watch = Callable[[Stage], None]


def no_watch(_: Stage) -> None:
    """Reports to nobody."""


@dataclass(frozen=True, slots=True)
class PackageProblem:
    """One thing to correct. `row` counts as in the file with the header as row 1; absent for the file as a whole."""

    file: str
    row: int | None
    column: str | None
    value: str
    problem: str
    remedy: str

    def to_json(self) -> JsonObject:
        """The problem as printed by `graphapi validate --json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Report:
    """Problems of a package, ordered by file, row and column; `rows` counts the rows read of each table.

    `total` counts all problems; of very many only the first ones found are kept.
    """

    problems: tuple[PackageProblem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    @property
    def ok(self) -> bool:
        """Whether the package can be loaded."""
        return not self.problems

    def to_json(self) -> JsonObject:
        """The report as printed by `graphapi validate --json`."""
        return {
            "ok": self.ok,
            "rows": dict(self.rows),
            "total": self.total,
            "problems": [found.to_json() for found in self.problems],
        }
