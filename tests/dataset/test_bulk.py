"""A package that is sorted on disk becomes the same revisions as one that is read into memory."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.packages import write
from graphapi.dataset.bulk import sorted_package
from graphapi.dataset.package import validate_package
from graphapi.ledger.base import Ledger
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.errors import InvalidPackage
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.loading import Stage
from tests.contract.ledger_suite import noon
from tests.dataset.packages import Package, read_package, small_package, write_package
from tests.examples import examples

SEED = Path(__file__).parents[2] / "seed"
SPILLING = 2_000
"""Bytes of a run in these tests, so that even small packages are sorted on disk."""


@pytest.fixture
def ledgers(tmp_path: Path) -> tuple[Ledger, Ledger]:
    return SqliteLedger(tmp_path / "memory.sqlite", now=noon), SqliteLedger(tmp_path / "disk.sqlite", now=noon)


def load_both_ways(folder: Path, scratch: Path, memory: Ledger, disk: Ledger) -> None:
    expected = memory.apply(read_package(folder), author="a", message="m")
    with sorted_package(folder, scratch, run_bytes=SPILLING) as graph:
        assert disk.load(graph, author="a", message="m") == expected


def assert_alike(memory: Ledger, disk: Ledger) -> None:
    assert list(disk.revisions()) == list(memory.revisions())
    for revision in memory.revisions():
        assert list(disk.state(revision.number)) == list(memory.state(revision.number))
        assert list(disk.tombstones(revision.number)) == list(memory.tombstones(revision.number))
    memory.close()
    disk.close()


@pytest.mark.slow
@pytest.mark.skipif(not SEED.is_dir(), reason="the checkout has no seed")
def test_the_seed_is_the_same_both_ways(tmp_path: Path, ledgers: tuple[Ledger, Ledger]) -> None:
    load_both_ways(SEED, tmp_path, *ledgers)
    assert_alike(*ledgers)


@pytest.mark.slow
def test_a_made_up_package_and_the_one_after_it_are_the_same_both_ways(
    tmp_path: Path, ledgers: tuple[Ledger, Ledger]
) -> None:
    for seed, edges in enumerate((1_500, 1_200)):
        write(tmp_path / str(seed), edges, "csv", seed)
        load_both_ways(tmp_path / str(seed), tmp_path, *ledgers)
    assert [revision.deleted > 0 for revision in ledgers[0].revisions()] == [False, True]
    assert_alike(*ledgers)


@settings(deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_packages_that_follow_each_other_are_the_same_both_ways(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("both")
    memory, disk = SqliteLedger(folder / "memory.sqlite", now=noon), SqliteLedger(folder / "disk.sqlite", now=noon)
    for number in range(3):
        package = write_package(folder / str(number), data.draw(changed_packages()))
        load_both_ways(package, folder, memory, disk)
    assert_alike(memory, disk)


@st.composite
def changed_packages(draw: st.DrawFn) -> Package:
    """The small package, with rows left out that nothing names, plants added, and a merge that may be undone."""
    package = small_package()
    if draw(st.booleans()):
        del package["redirects.csv"]
    if draw(st.booleans()):
        package["statements.csv"] = []
    for number in range(draw(st.integers(0, 5))):
        products = draw(st.sets(st.sampled_from(["segment:cells", "segment:packs"])))
        package["edges/operates_in.csv"].append(
            {
                "tail": "company:acme",
                "head": "park:east",
                "discriminator": f"{number}",
                "basis": "unverified",
                "products": " | ".join(sorted(products)),
                "valid_from": draw(st.sampled_from(["", "2020", "2022"])),
            }
        )
    package["nodes/company.csv"][0]["name_en"] = draw(st.sampled_from(["", "Acme", "Acme\nLtd"]))
    return package


def test_a_package_with_problems_is_refused_with_the_same_report(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/segment.csv"][1]["stage"] = "nowhere"
    package["edges/located_in.csv"][0]["head"] = "province:nowhere"
    folder = write_package(tmp_path / "package", package)
    with pytest.raises(InvalidPackage, match="2 problems") as raised, sorted_package(folder, tmp_path):
        pass
    assert raised.value.report == validate_package(folder)


def test_more_problems_than_anyone_reads_are_counted_and_the_first_kept(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/city.csv"] = [{"id": f"city:c{n}", "name_en": "C", "basis": "guess"} for n in range(10_500)]
    report = validate_package(write_package(tmp_path, package))
    assert (report.total, len(report.problems)) == (10_500, 10_000)
    assert not report.ok


def test_each_stage_is_told_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", small_package())
    told: list[Stage] = []
    with (
        closing(SqliteLedger(tmp_path / "l.sqlite")) as ledger,
        sorted_package(folder, tmp_path, watch=told.append) as graph,
    ):
        ledger.load(graph, author="a", message="m")
    assert list(dict.fromkeys(stage.name for stage in told)) == ["reading", "writing"]
    for name in ("reading", "writing"):
        fractions = [stage.fraction for stage in told if stage.name == name]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0


def test_a_table_names_only_what_tables_before_it_hold() -> None:
    # One pass over a package is enough because of this: sources, nodes, edges, statements.
    for kind in NODE_KINDS.values():
        assert [attribute.name for attribute in kind.attributes if attribute.references] == []
    for edge_kind in EDGE_KINDS.values():
        assert {attribute.references for attribute in edge_kind.attributes if attribute.name != "derived_from"} <= {
            None,
            *NODE_KINDS,
        }
