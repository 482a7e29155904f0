"""The recipes of CONTRIBUTING.md work as written: each is carried out on a copy of the tree, whose tests then pass."""

from pathlib import Path

import pytest

from tests.docs.recipes import carry_out

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]


def test_a_kind_of_node_and_of_edge_is_a_row_each(tmp_path: Path) -> None:
    tests = ("tests/docs/recipe_kind.py", "tests/model/test_kinds.py", "tests/evidence/test_sentences.py")
    carry_out("Add a kind of node or edge", tmp_path, *tests, "tests/export/test_formats.py")


def test_an_exporter_is_a_module(tmp_path: Path) -> None:
    tests = ("tests/docs/recipe_exporter.py", "tests/export/test_registry.py", "tests/export/test_formats.py")
    carry_out("Add an exporter", tmp_path, *tests)
