"""What the page tells is what was measured."""

import re
from pathlib import Path

import pytest

from benchmarks.measures import RESULTS
from benchmarks.pages import IMAGES, MARK, PAGE, digest, filled, results
from benchmarks.questions import Question
from benchmarks.report import contest_table, http_table
from benchmarks.targets import Target, targets_table


def test_the_tables_of_the_page_are_those_of_the_results() -> None:
    text = PAGE.read_text("utf-8")
    assert len(MARK.findall(text)) > 8
    assert filled(text, results()) == text, "write it anew: python -m benchmarks.pages"


def test_a_changed_result_changes_the_page() -> None:
    found = results()
    changed = {**found, "http": {**found["http"], "rows": [{**row, "share": 0.01} for row in found["http"]["rows"]]}}
    text = PAGE.read_text("utf-8")
    assert "| 1% |" in filled(text, changed)
    assert "missed" in targets_table(changed)


@pytest.mark.parametrize("question", Question)
def test_each_plot_was_drawn_from_the_results(question: Question) -> None:
    name = "-".join(question.value.replace(",", "").split())
    text = (IMAGES / f"performance-{name}.svg").read_text("utf-8")
    assert f"sha256:{digest(results())}" in text
    assert results()["contest"]["date"] in text


def test_every_picture_of_the_page_is_there() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", PAGE.read_text("utf-8"))
    assert len(pictures) == len(Question)
    assert all((PAGE.parent / picture).is_file() for picture in pictures)


def test_results_name_no_folder_or_host() -> None:
    for path in RESULTS.glob("*.json"):
        assert not re.search(r'"/(?!v1/)|\blocalhost\b', path.read_text("utf-8")), path.name


def test_a_target_says_by_how_much_it_was_missed() -> None:
    assert Target("speed", 5, "×", 10).row == ["speed", "≥ 5 ×", "10.0 ×", "met"]
    assert Target("speed", 5, "×", 2.5).row[-1] == "missed: 0.500 of the target"
    assert Target("memory", 200, "MB", 400, least=False).row[-1] == "missed: 0.500 of the target"


def test_tables_tell_what_could_not_be_measured() -> None:
    loaded = {"version": "1", "load_s": 1.0, "prepare_s": 0.0, "resident_mb": 2.0, "prepared_mb": 2.0, "disk_mb": None}
    slow = {"question": Question.SHORTEST, "way": "w", "prepared": False, "p50_ms": None, "trouble": "more than 30 s"}
    told = contest_table([{"contender": "x", "loaded": loaded, "trouble": None, "asked_mb": 3.0, "figures": [slow]}])
    assert told.splitlines()[-1] == "| x 1 | 1 | 2 | 3 | — | — | — | more than 30 s | — | — |"


def test_an_empty_list_makes_an_empty_table() -> None:
    assert len(http_table([]).splitlines()) == 2
    assert Path(PAGE).name == "performance.md"
