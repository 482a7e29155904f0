"""One name for one thing, and shapes that are written down: what a reader of any signature may rely on."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "graphapi"

SHARED_NAMES: Mapping[str, str] = {
    "hosts": "the command that asks the question of this name",
    "neighborhood": "the command that asks the question of this name",
    "paths": "the command that asks the question of this name",
    "search": "the command that asks the question of this name",
    "coverage": "the command that asks the question of this name",
}
"""Public names that may stand in two modules, with the reason."""

SHAPELESS: Mapping[str, str] = {
    "npt.NDArray[Any]": "an array of any element type",
}
"""Annotations with `Any` that are as exact as they can be, with the reason."""


@cache
def modules() -> Mapping[str, ast.Module]:
    """Syntax trees by the dotted name below the package."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def definitions(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def used_elsewhere() -> set[tuple[str, str]]:
    """Module and name of everything that another package imports; all names of a module that is imported whole."""
    found: set[tuple[str, str]] = set()
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graphapi."):
                source = str(node.module).removeprefix("graphapi.")
                if source.split(".")[0] != module.split(".")[0]:
                    found |= {(source, alias.name) for alias in node.names}
    whole = {f"{source}.{name}" for source, name in found} & modules().keys()
    return found | {(module, node.name) for module in whole for node in definitions(modules()[module])}


def signatures(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and annotation of each parameter and result of public functions and methods, and of public members."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_"):
            given = inner.args
            arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            annotations = [one.annotation for one in arguments if one is not None] + [inner.returns]
            yield from ((inner.lineno, ast.unparse(one)) for one in annotations if one is not None)
        if isinstance(inner, ast.ClassDef):
            for member in inner.body:
                if isinstance(member, ast.AnnAssign) and not ast.unparse(member.target).startswith("_"):
                    yield member.lineno, ast.unparse(member.annotation)


def test_no_public_name_is_defined_in_two_modules() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module, tree in modules().items():
        for node in definitions(tree):
            homes[node.name].append(module)
    twice = {name: where for name, where in homes.items() if len(where) > 1}
    assert {name: where for name, where in twice.items() if name not in SHARED_NAMES} == {}
    assert set(SHARED_NAMES) <= set(twice), "an exception that is no longer needed"
    assert all(any(one.startswith("cli.") for one in twice[name]) for name in SHARED_NAMES)


def test_what_packages_hand_to_each_other_has_a_shape() -> None:
    shapeless = {}
    for module, name in sorted(used_elsewhere()):
        for node in definitions(modules()[module]) if module in modules() else ():
            if node.name != name:
                continue
            for line, annotation in signatures(node):
                for exact in SHAPELESS:
                    annotation = annotation.replace(exact, "")
                if re.search(r"\bAny\b|\bdict\b(?!\[)", annotation):
                    shapeless[f"{module}:{line} {name}"] = annotation
    assert shapeless == {}
