"""Writes the results into `docs/performance.md`, between the marks that name a table, and draws its plots.

`python -m benchmarks.pages` after `make bench-full`, which runs it. A test compares page and results.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measures import RESULTS
from benchmarks.report import Result, contest_table, details_table, http_table, workers_table
from benchmarks.targets import targets_table

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
IMAGES = PAGE.parent / "images"
MARK = re.compile(r"(<!-- (\w+)(?: ([\w-]+))? -->\n).*?(<!-- end -->)", re.DOTALL)


def results() -> dict[str, Result]:
    """All stored results by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def filled(text: str, found: Mapping[str, Result]) -> str:
    """The page with everything between its marks regenerated."""
    return MARK.sub(lambda match: f"{match[1]}\n{_part(match[2], match[3] or '', found)}\n\n{match[4]}", text)


def digest(found: Mapping[str, Result]) -> str:
    """Identifies the results that a plot was drawn from."""
    return hashlib.sha256(json.dumps(found["contest"], sort_keys=True).encode()).hexdigest()


def _part(name: str, graph: str, found: Mapping[str, Result]) -> str:
    contest = found["contest"]
    records = [record for record in contest["records"] if record["graph"] == graph]
    parts = {
        "measured": lambda: _measured(found),
        "targets": lambda: targets_table(found),
        "contest": lambda: f"{_graph(contest, graph)}\n\n{contest_table(records)}",
        "details": lambda: details_table(records),
        "http": lambda: http_table(found["http"]["rows"]),
        "workers": lambda: f"{_snapshot(found['workers'])}\n\n{workers_table(found['workers']['workers'])}",
    }
    return parts[name]()


def _measured(found: Mapping[str, Result]) -> str:
    machine = found["contest"]["machine"]
    dates = ", ".join(f"{name} {result['date']}" for name, result in found.items())
    versions = {
        f"{record['contender']} {record['loaded']['version']}"
        for record in found["contest"]["records"]
        if record["loaded"]
    }
    busy = f" Load average at the end: {machine['load_average']}." if "load_average" in machine else ""
    return (
        f"Measured: {dates}. {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}.{busy} {', '.join(sorted(versions))}."
    )


def _graph(contest: Result, graph: str) -> str:
    kept = contest["graphs"][graph]
    return f"{kept['origin']}: {kept['nodes']:,} nodes, {kept['edges']:,} edges."


def _snapshot(workers: Result) -> str:
    size, built = workers["disk_gb"], workers["built_s"]
    return f"{workers['edges']:,} edges with their documents: {size:.2f} GB, built in {built:.0f} s."


def main() -> int:
    """Write the page and the plots."""
    # Here alone: whoever reads only the tables needs no matplotlib.
    from benchmarks.plots import draw

    found = results()
    PAGE.write_text(filled(PAGE.read_text("utf-8"), found), "utf-8")
    for path in draw(found["contest"], IMAGES, digest(found)):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
