"""docs/architecture.md shows the packages as they import each other, and names functions that exist."""

import ast
import re
from importlib import import_module
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
MOST_STEPS = 10


def package_of(module: str) -> str:
    """`graphapi.chain.hosts` belongs to `chain`, `graphapi.settings` to itself."""
    return module.split(".")[1]


def imports() -> nx.DiGraph:
    """Which package imports which, function bodies included."""
    graph = nx.DiGraph()
    for path in (ROOT / "graphapi").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if len(parts) < 3 and parts[-1] in {"__init__", "__main__"}:
            continue
        for found in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(found, ast.ImportFrom) and (found.module or "").startswith("graphapi."):
                graph.add_edge(parts[1], package_of(str(found.module)))
    graph.remove_edges_from(nx.selfloop_edges(graph))
    return graph


def test_the_diagram_shows_the_packages_as_they_import_each_other() -> None:
    shown = set(re.findall(r"^    (\w+) --> (\w+)$", TEXT, re.MULTILINE))
    expected = imports()
    together = {"chain", "companies", "parks"}  # one layer: they may use each other, so no arrow stands between them
    expected.remove_edges_from([(tail, head) for tail in together for head in together])
    assert shown == set(nx.transitive_reduction(expected).edges)


def test_a_request_is_followed_in_at_most_ten_steps_that_exist() -> None:
    sections = re.findall(r"^## Follow .*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert len(sections) == 2
    for section in sections:
        steps = re.findall(r"^\d+\. `graphapi\.([\w.]+):([\w.]+)`", section, re.MULTILINE)
        assert 3 < len(steps) <= MOST_STEPS
        for module, name in steps:
            found: object = import_module(f"graphapi.{module}")
            for part in name.split("."):
                found = getattr(found, part)
