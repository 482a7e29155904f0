"""Tables from results: for the terminal after a run, and for `docs/performance.md`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from benchmarks.questions import Question

Result: TypeAlias = Mapping[str, Any]
"""A record, figures or a whole result as read back from JSON."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def contest_table(records: Sequence[Result]) -> str:
    """One row a contender and manner: seconds to load, memory, disk, and the median of each question."""
    head = ["contender", "load s", "loaded MB", "asked MB", "disk MB", *(f"{question}, ms" for question in Question)]
    rows = []
    for record in records:
        for prepared in (False, True):
            best = {question: best_way(record, question, prepared=prepared) for question in Question}
            if not prepared or any(best.values()):
                rows.append([*_loading(record, prepared=prepared), *(_median(best[question]) for question in Question)])
    return table(head, rows)


def details_table(records: Sequence[Result]) -> str:
    """The fastest way of each contender for each question, with percentiles, rate, and ours on the same asks."""
    head = ["question", "contender", "way", "asks", "p50 ms", "p95 ms", "p99 ms", "per second", "ours is faster"]
    rows = []
    for question in Question:
        for record in records:
            for prepared in (False, True):
                best = best_way(record, question, prepared=prepared)
                if best is not None:
                    name = f"{record['contender']}, prepared" if prepared else record["contender"]
                    rows.append([question.value, name, *_figures(best)])
    return table(head, rows)


def http_table(rows: Sequence[Result]) -> str:
    """The neighborhood compared with constant bytes."""
    head = ["view", "cache", "p50 ms", "p50 ms constant", "requests/s", "requests/s constant", "share"]
    return table(
        head,
        (
            [
                row["view"],
                "cached" if row["cached"] else "uncached",
                f"{row['p50_ms']:.2f}",
                f"{row['constant_p50_ms']:.2f}",
                f"{row['per_second']:,.0f}",
                f"{row['constant_per_second']:,.0f}",
                f"{row['share']:.0%}",
            ]
            for row in rows
        ),
    )


def workers_table(workers: Sequence[Result]) -> str:
    """Each worker that maps the snapshot, while those before it live."""
    head = ["worker", "mapped in ms", "first answer ms", "own MB", "resident MB"]
    return table(
        head,
        (
            [
                str(number),
                f"{1000 * one['mapping_s']:.1f}",
                f"{one['first_ms']:.1f}",
                f"{one['own_mb']:.0f}",
                f"{one['resident_mb']:.0f}",
            ]
            for number, one in enumerate(workers, start=1)
        ),
    )


def best_way(record: Result, question: str, *, prepared: bool) -> Result | None:
    """The fastest correct method by median; else one that names the trouble; `None` if there is none."""
    ways = [one for one in record["figures"] if one["question"] == question and one["prepared"] is prepared]
    right = [one for one in ways if one["p50_ms"] is not None]
    if right:
        return min(right, key=lambda one: one["p50_ms"])
    return ways[0] if ways else None


def three_digits(value: float) -> str:
    """A number with three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}"


def _loading(record: Result, *, prepared: bool) -> list[str]:
    name, loaded = record["contender"], record["loaded"]
    if loaded is None:
        return [f"{name}: {record['trouble']}", "—", "—", "—", "—"]
    seconds = loaded["load_s"] + (loaded["prepare_s"] if prepared else 0)
    memory = loaded["prepared_mb"] if prepared else loaded["resident_mb"]
    disk = "—" if loaded["disk_mb"] is None else f"{loaded['disk_mb']:,.0f}"
    title = f"{name} {loaded['version']}"
    asked = "—" if record["asked_mb"] is None else f"{record['asked_mb']:,.0f}"
    return [f"{title}, prepared" if prepared else title, f"{seconds:.3g}", f"{memory:,.0f}", asked, disk]


def _median(best: Result | None) -> str:
    if best is None:
        return "—"
    return three_digits(best["p50_ms"]) if best["trouble"] is None else best["trouble"].partition(":")[0]


def _figures(best: Result) -> list[str]:
    if best["trouble"] is not None:
        return [best["way"], "—", best["trouble"], "—", "—", "—", "—"]
    milliseconds = (three_digits(best[name]) for name in ("p50_ms", "p95_ms", "p99_ms"))
    ours = best["ours_p50_ms"]
    ratio = "—" if ours is None else f"{three_digits(best['p50_ms'] / ours)} ×"
    return [best["way"], str(best["asked"]), *milliseconds, f"{best['per_second']:,.0f}", ratio]
