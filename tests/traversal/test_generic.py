"""Traversal knows the kinds table and no kind: it would answer about any other graph as well."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import graphapi.traversal
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

MODULES = sorted(Path(graphapi.traversal.__path__[0]).glob("*.py"))
ENGLISH = {"list", "policy", "reports"}
"""Kinds whose names are words of the language or of Python: a list of items, a policy for hubs."""
KINDS = {*NODE_KINDS, *EDGE_KINDS} - ENGLISH
KINDS |= {f"{kind}s" for kind in KINDS} | {"companies", "cities"}
KINDS -= {"provinces"}
"""A field of requests and of the model's barrier; what it holds is checked below traversal."""


def words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each word of a text and each part of a name, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield from ((node.lineno, word) for word in re.findall(r"[a-z_]+", text.casefold()))
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield from ((node.lineno, part) for part in (name.casefold(), *name.casefold().split("_")))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield from ((node.lineno, part) for part in (name.casefold(), *name.casefold().split("_")))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_kind_is_mentioned(module: Path) -> None:
    found = [f"{module.name}:{line}: {word}" for line, word in words(ast.parse(module.read_text())) if word in KINDS]
    assert found == []


def test_a_mention_would_be_found() -> None:
    text = 'def parks(company):\n    """Follows hosts."""\n    return view.segment(feeds="owned_by")'
    assert {word for _, word in words(ast.parse(text))} >= {"parks", "company", "hosts", "segment", "feeds", "owned_by"}
