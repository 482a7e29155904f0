"""The recipes of CONTRIBUTING.md, carried out on a copy of the tree.

A recipe is the text from its bold title to the next one. Each block of code in it begins with a comment that names a
file and, where the file exists, the place of the rest of the block in it:

    # graphapi/export/edge_list.py                        the whole file
    # graphapi/model/kinds.py, last in _NODES             before the bracket that closes the assignment to `_NODES`
    # graphapi/export/__init__.py, at the end
    <!-- docs/formats.md, below | `dot` -->               below the first line that begins so

Of the commands (`sh`) those that begin with `python -m` are run. A block without such a comment is left alone.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_COPIED = (
    "graphapi",
    "tests",
    "seed",
    "docs",
    "openapi",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "Makefile",
)
_LEFT_OUT = shutil.ignore_patterns("node_modules", "*.tmp.*", "*.pyc.*")
"""The last two are files that another process is about to rename."""
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"(?:#|<!--|//) (?P<file>[\w./-]+)(?:, (?P<place>.*?))?(?: -->)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that a recipe puts into a file; without a `place` it is the whole file."""

    file: str
    place: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to edit, then what to run."""

    edits: tuple[Edit, ...]
    commands: tuple[str, ...]


def recipe(title: str) -> Recipe:
    """The recipe `**title.**` of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (found,) = re.findall(rf"^\*\*{re.escape(title)}\.\*\*(.*?)(?=^\*\*|\Z)", text, re.MULTILINE | re.DOTALL)
    commands = "".join(block for language, block in _BLOCK.findall(found) if language == "sh").splitlines()
    return Recipe(tuple(_edits(found)), tuple(line for line in commands if line.startswith("python -m ")))


def carry_out(title: str, folder: Path, *tests: str) -> None:
    """Carries the recipe out on a copy of the tree, runs these tests of the copy, and fails with what they print."""
    found = recipe(title)
    copy = copy_with(found.edits, folder)
    pytest = f"python -m pytest -q -p no:cacheprovider {' '.join(tests)}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GRAPHAPI_", "PYTEST_"))}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    command = ["sh", "-e", "-c", "\n".join((*found.commands, pytest))]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


def copy_with(edits: Iterable[Edit], folder: Path) -> Path:
    """A copy of the tree with the edits; bytecode is copied too, so that it need not be compiled."""
    copy = folder / "tree"
    copy.mkdir()
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=_LEFT_OUT)
        else:
            shutil.copy2(ROOT / name, copy / name)
    for edit in edits:
        _apply(edit, copy / edit.file)
    return copy


def _edits(text: str) -> Iterator[Edit]:
    for language, block in _BLOCK.findall(text):
        first, _, rest = block.partition("\n")
        if language != "sh" and (named := _PLACE.fullmatch(first)):
            yield Edit(named["file"], named["place"], rest)


def _apply(edit: Edit, path: Path) -> None:
    if edit.place is None:
        assert not path.exists(), f"the recipe makes {edit.file}, which is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edit.text, "utf-8")
        return
    lines = path.read_text("utf-8").splitlines(keepends=True)
    number = _line(edit.place, lines)
    lines.insert(number, edit.text)
    path.write_text("".join(lines), "utf-8")


def _line(place: str, lines: list[str]) -> int:
    """The number of the line, from 0, before which the text of an edit comes."""
    kind, _, name = place.partition(" ")
    match kind:
        case "at":
            return len(lines)
        case "below":
            return next(number for number, line in enumerate(lines, 1) if line.startswith(name))
        case "last":
            return _end_of_assignment(name.removeprefix("in "), "".join(lines))
    raise ValueError(f"no place in a file is called {place!r}")


def _end_of_assignment(name: str, source: str) -> int:
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            assert statement.end_lineno is not None
            return statement.end_lineno - 1
    raise ValueError(f"nothing is assigned to {name}")
