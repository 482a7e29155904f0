"""All contenders, one after another, each alone in its process, on the same graphs with the same questions.

`python -m benchmarks.contest` (part of `make bench`) takes minutes and prints; `--full` (`make bench-full`) takes
larger graphs and writes `benchmarks/results/contest.json`. Each answer is compared with the oracle outside the
stopwatch; one that is wrong ends that way, and none of its times is believed.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.graphs.arrays import Graph
from benchmarks.graphs.debian import lists_of_machine, read_debian
from benchmarks.graphs.generated import generate
from benchmarks.measures import Figures, Record, figures, keep
from benchmarks.oracle import Oracle
from benchmarks.questions import Question, filters_of
from benchmarks.report import contest_table
from benchmarks.trial import Ended, Failed, Offer, Trial

OURS = "snapshot"
VIEWS = ("snapshot, ids", "memory, ids")
LIBRARIES = ("networkx", "rustworkx", "igraph")
DATABASES = ("ladybug", "falkordb", "arcadedb")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a contest may take: asks drawn, seconds for one way, for one answer and for loading."""

    asks: int
    seconds: float
    patience: float
    loading: float


SMALL = Limits(asks=50, seconds=0.4, patience=5, loading=60)
FULL = Limits(asks=200, seconds=0.8, patience=16, loading=300)


class Match:
    """One contender on one graph; keeps what it measured in `record`."""

    def __init__(self, contender: str, folder: Path, oracle: Oracle, limits: Limits) -> None:
        self.contender, self.folder, self.oracle, self.limits = contender, folder, oracle, limits
        self.record = Record(oracle.graph.title.name, contender)
        self.times: dict[Offer, list[float]] = {}
        self._over: set[int] = set()

    def play(self) -> None:
        """Ask every way of every question; a way that takes too long costs a new start of the contender."""
        try:
            while not self._round():
                pass
        except (Ended, Failed) as error:
            self.record.trouble = f"not loaded: {error}"

    def _round(self) -> bool:
        """Whether all was asked. What may take too long comes last, so that little has to be loaded again."""
        with Trial(self.contender, self.folder, self.oracle.filters, patience=self.limits.loading) as trial:
            self.record.loaded = self.record.loaded or trial.loaded
            order = sorted(trial.offers, key=lambda offer: offer.question is Question.K_SHORTEST)
            for offer in (offer for offer in order if offer.number not in self._over):
                if offer.question is Question.K_SHORTEST and self.record.asked_mb is None:
                    self.record.asked_mb = trial.resident_mb()
                self._over.add(offer.number)
                try:
                    self.record.figures.append(self._measured(trial, offer))
                except Failed as error:
                    self._trouble(offer, str(error))
                except Ended as error:
                    self._trouble(offer, str(error))
                    return len(self._over) == len(trial.offers)
            self.record.asked_mb = trial.resident_mb()
        return True

    def _measured(self, trial: Trial, offer: Offer) -> Figures:
        asks = self.oracle.asks[offer.question]
        timed = trial.ask(offer, asks, seconds=self.limits.seconds, patience=self.limits.patience)
        for ask, (_, answer) in zip(asks, timed, strict=False):
            if wrong := self.oracle.wrong(offer.question, ask, answer):
                return Figures(offer.question, offer.name, offer.prepared, trouble=f"wrong for {ask}: {wrong}")
        times = [seconds for seconds, _ in timed]
        self.times[offer] = times
        return figures(offer.question, offer.name, times, prepared=offer.prepared)

    def _trouble(self, offer: Offer, trouble: str) -> None:
        self.record.figures.append(Figures(offer.question, offer.name, offer.prepared, trouble=trouble))


def contest(folder: Path, names: Sequence[str], limits: Limits) -> Iterator[Record]:
    """The records of all contenders on the graph of a folder, ours first: beside its times the others are set."""
    graph = Graph.open(folder)
    oracle = Oracle(graph, filters_of(graph), limits.asks)
    ours: dict[Question, list[float]] = {}
    for name in names:
        match = Match(name, folder, oracle, limits)
        match.play()
        if name == OURS:
            ours = {offer.question: times for offer, times in match.times.items()}
        match.record.figures = [_beside(figure, ours) for figure in match.record.figures]
        yield match.record


def _beside(figure: Figures, ours: Mapping[Question, Sequence[float]]) -> Figures:
    times = ours.get(Question(figure.question), [])[: figure.asked]
    return replace(figure, ours_p50_ms=1000 * statistics.median(times)) if times else figure


def played(*, full: bool) -> Iterator[tuple[Graph, Sequence[str]]]:
    """The graphs and who meets on each. The largest one is left to those that load it in the time of the run."""
    yield generate(100_000), (OURS, *VIEWS, *LIBRARIES, *DATABASES)
    if full:
        yield generate(1_000_000), (OURS, VIEWS[0], *LIBRARIES, *DATABASES)
    lists = lists_of_machine()
    if lists:
        yield read_debian(lists), (OURS, *LIBRARIES, *(DATABASES if full else ()))
    else:
        print("Debian's relations are left out: this machine has no package lists; `apt-get update` makes them.")
    if full:
        yield generate(10_000_000), (OURS, "rustworkx")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the contest and print its tables; with `--full`, write them too."""
    parser = argparse.ArgumentParser(description="Measure the snapshot beside libraries and databases.")
    parser.add_argument("--full", action="store_true", help="larger graphs and more time; results are written")
    full = parser.parse_args(arguments).full
    records: list[Record] = []
    graphs = {}
    for graph, names in played(full=full):
        graphs[graph.title.name] = {"origin": graph.title.origin, "nodes": graph.nodes, "edges": graph.edges}
        print(f"\n{graph.title.origin}: {graph.nodes:,} nodes, {graph.edges:,} edges\n", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            graph.save(Path(folder))
            found = list(contest(Path(folder), names, FULL if full else SMALL))
        print(contest_table([record.to_json() for record in found]), flush=True)
        records += found
        if full:
            keep("contest", {"graphs": graphs, "records": [record.to_json() for record in records]})
    return 0


if __name__ == "__main__":
    sys.exit(main())
