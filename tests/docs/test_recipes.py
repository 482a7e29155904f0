"""The recipes of CONTRIBUTING.md work as written: each is carried out on a copy of the tree, whose tests then pass."""

from pathlib import Path

import pytest

from tests.docs.recipes import carry_out, recipe

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]


def test_a_kind_of_node_and_of_edge_is_a_row_each(tmp_path: Path) -> None:
    tests = ("tests/docs/recipe_kind.py", "tests/model/test_kinds.py", "tests/evidence/test_sentences.py")
    carry_out("Add a kind of node or edge", tmp_path, *tests, "tests/export/test_formats.py")


def test_an_exporter_is_a_module(tmp_path: Path) -> None:
    tests = ("tests/docs/recipe_exporter.py", "tests/export/test_registry.py", "tests/export/test_formats.py")
    carry_out("Add an exporter", tmp_path, *tests)


def test_a_route_is_an_answer_a_question_and_a_route(tmp_path: Path) -> None:
    assert len({edit.file for edit in recipe("Add a route").edits}) == 3
    tests = ("tests/api/test_sweep.py", "tests/test_house.py", "-k", "'degree or openapi or component'")
    carry_out("Add a route", tmp_path, *tests)


def test_a_view_is_a_class_in_the_list_of_views(tmp_path: Path) -> None:
    carry_out("Add a view", tmp_path, "tests/graph/test_contract.py", "-k", "counting", "--hypothesis-profile=fast")


def test_a_setting_is_a_field_and_a_row(tmp_path: Path) -> None:
    carry_out("Add a setting", tmp_path, "tests/test_house.py", "-k", "settings")
