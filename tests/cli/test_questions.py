"""`graphapi query`: the JSON of HTTP, or a table that says the same."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, served
from tests.dataset.packages import small_package, write_package

SAME = {
    "neighborhood park:east": "/v1/nodes/park:east/neighborhood?depth=1",
    "neighborhood park:east --depth 2 --rel <operates_in,hosts> --kind company --basis reported --valid-on 2023": (
        "/v1/nodes/park:east/neighborhood?depth=2&rel=<operates_in,hosts>&kind=company&basis=reported&valid_on=2023"
    ),
    "neighborhood park:east --depth 3 --max-edges 1": "/v1/nodes/park:east/neighborhood?depth=3&max_edges=1",
    "paths company:acme province:sc": "/v1/paths?from=company:acme&to=province:sc&max_hops=6&mode=shortest",
    "paths company:acme segment:cells --mode all_shortest --max-hops 3 --avoid park:east": (
        "/v1/paths?from=company:acme&to=segment:cells&mode=all_shortest&max_hops=3&avoid=park:east"
    ),
    "search 东园 --kind park --province province:sc --limit 3": (
        "/v1/search?q=东园&kind=park&province=province:sc&limit=3"
    ),
    "search dongyuan": "/v1/search?q=dongyuan",
    "hosts segment:cells": "/v1/segments/segment:cells/hosts",
    "hosts segment:cells --province province:sc --basis derived --status operating --limit 1": (
        "/v1/segments/segment:cells/hosts?province=province:sc&basis=derived&status=operating&limit=1"
    ),
}


@pytest.mark.parametrize("question", SAME)
def test_json_is_the_answer_of_http(question: str, run: Run) -> None:
    printed, answered = run("query", *question.split(), "--json"), served(SAME[question])
    assert answered.status_code == 200, answered.text
    assert (printed.status, printed.err) == (0, "")
    answers = json.loads(printed.out), answered.json()
    for answer in answers:
        answer.pop("links")  # parameters that stand at their defaults are written out by one and not by the other
    assert answers[0] == answers[1]


def test_an_empty_home_is_given_the_seed_first(run: Run) -> None:
    outcome = run("query", "hosts", "segment:cells")
    assert outcome.status == 0
    assert outcome.out.endswith("complete; revision 1\n")


def test_hosts_names_park_companies_basis_and_counts_sources(run: Run) -> None:
    row = next(line for line in run("query", "hosts", "segment:cells").out.splitlines() if "park:east" in line)
    assert [cell.strip() for cell in row.split("  ") if cell.strip()] == [
        "park:east",
        "东园 · East Park",
        "from a plant",
        "derived",
        "某某公司",
        "2",
    ]


def test_a_search_names_what_was_found_and_why(run: Run) -> None:
    shown = " ".join(run("query", "search", "dongyuan").out.split())
    assert "park:east 东园 · East Park 东园 pinyin exact 0.96" in shown
    assert shown.endswith("complete; revision 1")


def test_a_neighborhood_names_nodes_by_hop_and_the_edges_among_them(run: Run) -> None:
    shown = " ".join(run("query", "neighborhood", "park:east", "--depth", "2").out.split())
    assert "park:east 0 东园 · East Park official 1" in shown
    assert "company:acme 1 某某公司 reported 1" in shown
    assert "某某公司 operates_in 东园 · East Park operating reported 2" in shown
    assert shown.endswith("complete; revision 1")


def test_an_answer_that_was_cut_says_so(run: Run) -> None:
    outcome = run("query", "neighborhood", "park:east", "--depth", "3", "--max-edges", "1")
    assert outcome.status == 0
    assert outcome.out.splitlines()[-1].startswith("NOT complete (edge_budget): ")


def test_a_path_is_told_hop_by_hop_with_who_says_so(run: Run) -> None:
    shown = " ".join(run("query", "paths", "company:acme", "province:sc").out.split())
    assert "path 1 of 1, 2 hops" in shown
    assert "1 某某公司 operates in East Park" in shown
    assert "Example 2025-07-08" in shown
    assert "2 East Park" in shown


def test_no_path_is_an_answer_that_says_how_far_the_search_came(run: Run) -> None:
    outcome = run("query", "paths", "company:acme", "province:sc", "--max-hops", "1")
    assert outcome.status == 0
    assert outcome.out.startswith("no path within 1 hop; reached ")


def test_a_page_that_is_not_the_last_names_the_cursor_of_the_next(run: Run, package: Path) -> None:
    two = small_package()
    west = {"id": "park:west", "name_en": "West Park", "status": "unknown", "basis": "unverified"}
    two["nodes/park.csv"].append(west)
    two["edges/hosts.csv"] = [{"tail": "park:west", "head": "segment:cells", "basis": "unverified"}]
    write_package(package, two)
    first = run("query", "hosts", "segment:cells", "--limit", "1").out
    (cursor,) = re.findall(r"^more: --cursor (\S+)$", first, re.MULTILINE)
    second = run("query", "hosts", "segment:cells", "--limit", "1", "--cursor", cursor).out
    assert "park:west" in first
    assert "park:east" in second
    assert "more:" not in second
