"""Contenders in their processes: right ones are timed; wrong, broken, slow and absent ones are told."""

from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.contenders.base import Contender
from benchmarks.contenders.igraph_graph import Igraph
from benchmarks.contenders.networkx_graph import Networkx
from benchmarks.contenders.snapshot_arrays import Snapshot
from benchmarks.contenders.views import MemoryIds, SnapshotIds
from benchmarks.contest import Limits, contest
from benchmarks.graphs.arrays import Graph
from benchmarks.graphs.generated import generate
from benchmarks.measures import Record, figures
from benchmarks.oracle import Oracle
from benchmarks.questions import Question, filters_of
from benchmarks.report import best_way, contest_table

pytestmark = pytest.mark.process
LIMITS = Limits(asks=5, seconds=0.2, patience=4, loading=60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("graph")
    generate(20_000).save(found)
    return found


def played(folder: Path, contender: str) -> Record:
    (record,) = contest(folder, [contender], LIMITS)
    return record


@pytest.mark.parametrize("contender", [Snapshot, SnapshotIds, MemoryIds, Networkx, Igraph])
def test_a_contender_answers_every_way_rightly(folder: Path, tmp_path: Path, contender: type[Contender]) -> None:
    graph = Graph.open(folder)
    oracle = Oracle(graph, filters_of(graph), 5)
    with closing(contender()) as engine:
        engine.load(graph, tmp_path)
        engine.prepare(graph, oracle.filters)
        ways = list(engine.ways())
        assert {way.question for way in ways} == set(Question)
        for way in ways:
            for ask in oracle.asks[way.question]:
                answer = way.ask(*ask)
                assert oracle.wrong(way.question, ask, way.read(answer) if way.read else answer) is None, way


def test_a_right_contender_is_timed(folder: Path) -> None:
    record = played(folder, "networkx")
    assert record.trouble is None
    assert record.loaded
    assert record.loaded.own_mb > 0
    assert record.asked_mb
    assert {one.question for one in record.figures} == set(Question)
    assert all(one.trouble is None and one.p50_ms and one.asked for one in record.figures)


def test_a_wrong_answer_is_told_and_no_time_of_it_is_believed(folder: Path) -> None:
    record = played(folder, "tests.benchmarks.fakes:Liar")
    assert len(record.figures) > 5
    for one in record.figures:
        assert one.trouble
        assert one.trouble.startswith("wrong for (")
        assert one.p50_ms is None


def test_after_an_error_a_delay_or_a_death_the_other_ways_are_still_measured(folder: Path) -> None:
    record = played(folder, "tests.benchmarks.fakes:Clumsy")
    failed, slow, dead, right = record.figures
    assert failed.trouble == "ZeroDivisionError: integer division or modulo by zero"
    assert slow.trouble == "more than 5 s"
    assert dead.trouble == "its process died"
    assert right.trouble is None
    assert best_way(record.to_json(), Question.SHORTEST, prepared=False) == record.to_json()["figures"][3]


def test_a_contender_that_cannot_be_loaded_is_told_in_the_table(folder: Path) -> None:
    record = played(folder, "tests.benchmarks.fakes:Absent")
    assert record.trouble == "not loaded: ModuleNotFoundError: No module named 'absent'"
    assert record.trouble in contest_table([record.to_json()])


def test_percentiles_are_of_all_asks() -> None:
    found = figures("shortest path", "any", [number / 1000 for number in range(1, 101)], prepared=False)
    assert (found.asked, found.p50_ms, found.p95_ms, found.p99_ms) == (100, 50.5, 96.0, 100.0)
    assert found.per_second == pytest.approx(100 / 5.05)
