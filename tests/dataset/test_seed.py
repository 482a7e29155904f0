"""The real package: nothing wrong, nothing lost."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from graphapi.dataset.package import validate_package
from graphapi.model.documents import Document, Edge, Node
from graphapi.model.kinds import Basis
from tests.dataset.packages import read_package

SEED = Path(__file__).parents[2] / "seed"
FACT_LINES = Path(__file__).parent / "fixtures" / "fact_lines.csv"
FACTS = 640

pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the checkout has no seed")


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return read_package(SEED).documents


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def test_the_seed_has_no_problem() -> None:
    assert validate_package(SEED).problems == ()


def test_52_national_parks_and_15_of_guangdong_are_listed(documents: tuple[Document, ...]) -> None:
    parks = {document.id for document in documents if isinstance(document, Node) and document.kind == "park"}
    members: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        if isinstance(document, Edge) and document.kind == "listed_in":
            members[document.head].add(document.tail)
    assert sorted(len(listed) for listed in members.values()) == [15, 52]
    assert set().union(*members.values()) == parks
    assert len(parks) == 67


def test_every_edge_has_sources_or_says_that_it_is_unverified(documents: tuple[Document, ...]) -> None:
    edges = [document for document in documents if isinstance(document, Edge)]
    assert [edge.id for edge in edges if not edge.sources and edge.basis not in {Basis.UNVERIFIED, Basis.DERIVED}] == []


def test_every_derived_edge_names_the_edges_behind_it(documents: tuple[Document, ...]) -> None:
    edges = {document.id: document for document in documents if isinstance(document, Edge)}
    derived = [edge for edge in edges.values() if edge.basis is Basis.DERIVED]
    assert derived
    for edge in derived:
        behind = edge.attributes["derived_from"]
        assert isinstance(behind, tuple)
        assert behind
        assert {edges[base].kind for base in behind} == {"operates_in"}


def test_every_fact_is_represented_or_left_out_with_a_reason(documents: tuple[Document, ...]) -> None:
    left_out = {row["fact"] for row in rows_of(SEED / "left_out.csv") if row["reason"].strip()}
    sources = _sources_by_park_name(documents)
    facts = list(rows_of(FACT_LINES))
    assert len(facts) == FACTS
    lost = [
        (fact["fact"], fact["kind"], fact["park_zh"])
        for fact in facts
        if fact["fact"] not in left_out and not _sources_of(fact) & sources.get(fact["park_zh"], set())
    ]
    assert lost == []


def _sources_of(fact: Mapping[str, str]) -> set[str]:
    return {source.strip() for source in fact["sources"].split("|") if source.strip()}


def _sources_by_park_name(documents: tuple[Document, ...]) -> dict[str, set[str]]:
    """Sources of the edges that touch a park, by its Chinese name and by each alias."""
    touching: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        if isinstance(document, Edge):
            for end in (document.tail, document.head):
                touching[end].update(document.sources)
    named: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        if isinstance(document, Node) and document.kind == "park":
            for name in (document.name_zh, *document.aliases):
                if name:
                    named[name] |= touching[document.id]
    return named
