"""Targets, and by how much they were met or missed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.contest import DATABASES, LIBRARIES, OURS
from benchmarks.questions import HOPS, Question
from benchmarks.report import Result, best_way, table, three_digits

ASKED = (*HOPS, Question.SHORTEST)
LARGE, SMALLEST, LARGEST = "generated-1000000", "generated-100000", "generated-10000000"


@dataclass(frozen=True, slots=True)
class Target:
    """A measured value beside its bound; `least` says whether it has to be at least the bound, or at most."""

    title: str
    bound: float
    unit: str
    measured: float
    least: bool = True

    @property
    def met(self) -> bool:
        """Whether the value is on the right side of the bound."""
        return self.measured >= self.bound if self.least else self.measured <= self.bound

    @property
    def row(self) -> list[str]:
        """The target as a row of its table."""
        sign = "≥" if self.least else "≤"
        times = self.measured / self.bound if self.least else self.bound / self.measured
        outcome = "met" if self.met else f"missed: {three_digits(times)} of the target"
        return [self.title, f"{sign} {self.bound:g} {self.unit}", f"{three_digits(self.measured)} {self.unit}", outcome]


def targets_table(results: Mapping[str, Result]) -> str:
    """All targets that the results (by name) cover."""
    found = [*_beside_others(results["contest"]), *_over_size(results["contest"]), *_serving(results)]
    return table(["what", "target", "measured", ""], (target.row for target in found))


def _beside_others(contest: Result) -> Iterator[Target]:
    records = [record for record in contest["records"] if record["graph"] == LARGE]
    for question in ASKED:
        for title, names, bound, prepared in (
            ("the best library, any filter", LIBRARIES, 5, False),
            ("the best library, prepared for this one filter", LIBRARIES, 5, True),
            ("the best database", DATABASES, 100, False),
        ):
            ratios = [
                one["p50_ms"] / one["ours_p50_ms"]
                for record in records
                if record["contender"] in names
                and (one := best_way(record, question, prepared=prepared))
                and one["p50_ms"]
                and one["ours_p50_ms"]
            ]
            if ratios:
                yield Target(f"{question}, 10^6 edges, faster than {title}", bound, "×", min(ratios))


def _over_size(contest: Result) -> Iterator[Target]:
    ours = {record["graph"]: record for record in contest["records"] if record["contender"] == OURS}
    if not {SMALLEST, LARGEST} <= set(ours):
        return
    for question in ASKED:
        small, large = (best_way(ours[graph], question, prepared=False) for graph in (SMALLEST, LARGEST))
        if small and large and small["p50_ms"] and large["p50_ms"]:
            times = large["p50_ms"] / small["p50_ms"]
            yield Target(f"{question}, median at 10^7 edges over that at 10^5", 2, "×", times, least=False)


def _serving(results: Mapping[str, Result]) -> Iterator[Target]:
    if http := results.get("http"):
        for row in http["rows"]:
            manner = f"{row['view']} view, {'cached' if row['cached'] else 'uncached'}"
            yield Target(f"HTTP, share of constant bytes, {manner}", 60, "%", 100 * row["share"])
    if kept := results.get("workers"):
        first, second = kept["workers"][:2]
        edges = f"{kept['edges']:,} edges"
        yield Target(f"mapping {edges}", 1, "s", max(first["mapping_s"], second["mapping_s"]), least=False)
        yield Target(f"own memory of a second worker, {edges}", 200, "MB", second["own_mb"], least=False)
