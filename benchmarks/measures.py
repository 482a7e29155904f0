"""What is kept of a measurement: the figures of a contender on a graph, as values that are written as JSON."""

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.trial import Loaded

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of one way to ask one question, over the first `asked` asks; without them, `trouble` says why."""

    question: str
    way: str
    prepared: bool
    asked: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    per_second: float | None = None
    trouble: str | None = None
    ours_p50_ms: float | None = None
    """Our median over the same asks."""


@dataclass(slots=True)
class Record:
    """One contender on one graph; without `loaded`, `trouble` says why."""

    graph: str
    contender: str
    loaded: Loaded | None = None
    trouble: str | None = None
    asked_mb: float | None = None
    """Megabytes resident after all questions, over those before loading."""
    figures: list[Figures] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain values, rounded to what a stopwatch can tell."""
        return _rounded(asdict(self))


def figures(question: str, way: str, times: Sequence[float], *, prepared: bool) -> Figures:
    """Median and percentiles (nearest rank) of seconds, and asks per second of one caller."""
    ordered = sorted(times)
    p95, p99 = (1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.95, 0.99))
    return Figures(
        question, way, prepared, len(times), 1000 * statistics.median(times), p95, p99, len(times) / sum(times)
    )


def keep(name: str, measured: Mapping[str, Any]) -> Path:
    """Write measurements with date and machine to `results/NAME.json`."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    kept = {"date": datetime.now(UTC).date().isoformat(), "machine": machine(), **measured}
    path.write_text(json.dumps(_rounded(kept), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def machine() -> dict[str, str | float]:
    """What it was measured on; the load average tells whether others were at work on it too."""
    told = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(": ")[2] for line in told.splitlines() if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count() or 0,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load_average": os.getloadavg()[0],
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
