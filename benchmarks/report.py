"""Tables from results: for the terminal after a run, and for `docs/performance.md`."""

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.questions import Question

Result = dict[str, Any]
"""A record or figures as read back from JSON."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def contest_table(records: Sequence[Result]) -> str:
    """One row a contender and manner: seconds to load, memory, disk, and the median of each question."""
    head = ["contender", "load s", "own MB", "disk MB", *(f"{question} ms" for question in Question)]
    rows = []
    for record in records:
        for prepared in (False, True):
            best = {question: best_way(record, question, prepared=prepared) for question in Question}
            if not prepared or any(best.values()):
                rows.append([*_loading(record, prepared=prepared), *(_median(best[question]) for question in Question)])
    return table(head, rows)


def best_way(record: Result, question: Question, *, prepared: bool) -> Result | None:
    """The fastest right way by median; when none is, one that tells the trouble; nothing when there is no way."""
    ways = [one for one in record["figures"] if one["question"] == question and one["prepared"] is prepared]
    right = [one for one in ways if one["p50_ms"] is not None]
    if right:
        return min(right, key=lambda one: one["p50_ms"])
    return ways[0] if ways else None


def milliseconds(value: float | None) -> str:
    """Three digits."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}"


def _loading(record: Result, *, prepared: bool) -> list[str]:
    name, loaded = record["contender"], record["loaded"]
    if loaded is None:
        return [f"{name}: {record['trouble']}", "—", "—", "—"]
    seconds = loaded["load_s"] + (loaded["prepare_s"] if prepared else 0)
    memory = loaded["prepared_mb"] if prepared else loaded["own_mb"]
    disk = "—" if loaded["disk_mb"] is None else f"{loaded['disk_mb']:,.0f}"
    title = f"{name} {loaded['version']}"
    return [f"{title}, prepared" if prepared else title, f"{seconds:.3g}", f"{memory:,.0f}", disk]


def _median(best: Result | None) -> str:
    if best is None:
        return "—"
    return milliseconds(best["p50_ms"]) if best["trouble"] is None else best["trouble"].partition(":")[0]
