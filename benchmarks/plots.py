"""Log-log plots of the medians over the size of the graph."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt

from benchmarks.contest import OURS
from benchmarks.questions import Question
from benchmarks.report import Result, best_way

SUBJECT = "benchmarks/results/contest.json"
_STYLES = {"svg.hashsalt": "graphapi", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}

Points = dict[str, list[tuple[int, float]]]


def draw(contest: Result, folder: Path, digest: str) -> Iterator[Path]:
    """One file a question; each says in its metadata from which results it was drawn."""
    folder.mkdir(exist_ok=True)
    for question in Question:
        name = "-".join(question.value.replace(",", "").split())
        with plt.rc_context(_STYLES):
            figure, axes = plt.subplots(figsize=(7.5, 4.2), layout="constrained")
            for contender, points in sorted(_points(contest, question).items(), key=lambda item: -item[1][-1][1]):
                ours = contender == OURS
                style = "--" if contender.endswith("prepared") else "-"
                xs, ys = zip(*sorted(points), strict=True)
                width, colour = (2.6, "black") if ours else (1.2, None)
                axes.loglog(xs, ys, style, marker="o", markersize=4, label=contender, linewidth=width, color=colour)
            axes.set(title=f"{question}: median of one caller", xlabel="edges", ylabel="milliseconds")
            axes.grid(visible=True, which="major", linewidth=0.4)
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
            path = folder / f"performance-{name}.svg"
            metadata = {"Date": contest["date"], "Description": f"sha256:{digest}", "Source": SUBJECT}
            figure.savefig(path, metadata=metadata)
            plt.close(figure)
        yield path


def _points(contest: Result, question: Question) -> Points:
    """For each contender the sizes of the generated graphs and its medians there."""
    found: Points = defaultdict(list)
    for record in contest["records"]:
        if record["graph"].startswith("generated-"):
            for prepared in (False, True):
                best = best_way(record, question, prepared=prepared)
                if best and best["p50_ms"]:
                    name = f"{record['contender']}, prepared" if prepared else record["contender"]
                    found[name].append((contest["graphs"][record["graph"]]["edges"], best["p50_ms"]))
    return found
