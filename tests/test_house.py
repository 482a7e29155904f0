"""What holds for the project as a whole: documents that cannot drift, files that are what they say."""

import ast
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from graphapi.cli.main import main
from graphapi.cli.session import variables
from graphapi.settings import Settings

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "graphapi" / "api" / "static"
EXPLORER = ROOT / "graphapi" / "explorer"
PINS = [ROOT / f"requirements{part}.txt" for part in ("", "-dev", "-bench")]
MOST_LINES = 450
MACHINE = re.compile(r"(?<![\w.:/-])/(?:root|home|Users|work|opt)/\w")


def written_files() -> Iterator[Path]:
    """Files that people here write: neither made, nor vendored, nor data."""
    top = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    folders = [".ci", "graphapi", "tests", "docs", "benchmarks"]
    inner = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in top + inner:
        if not {"__pycache__", "node_modules", "static", "vendor"} & set(path.parts):
            yield path


def test_no_module_is_longer_than_can_be_read_at_once() -> None:
    modules = [path for path in written_files() if path.suffix == ".py"]
    assert len(modules) > 50
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_coroutine_draws_from_hypothesis() -> None:
    """A draw that ends an example raises what no task hands on: it would be printed after the last test."""
    drawing = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "tests").rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "draw"
    ]
    assert drawing == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    named = {}
    for path in written_files():
        text = path.read_text("utf-8", errors="replace")
        if found := MACHINE.findall(text) or re.findall(re.escape(f"{ROOT}/"), text):
            named[str(path.relative_to(ROOT))] = found
    assert named == {}


@pytest.mark.parametrize("pins", PINS, ids=lambda path: path.name)
def test_pins_hold_versions_and_checksums_and_no_address(pins: Path) -> None:
    text = pins.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE)
    requirements = [block for block in re.split(r"\n(?=\w)", text.strip()) if not block.startswith("#")]
    assert all(re.match(r"[\w.\[\]-]+==\S+ ", block) and "--hash=sha256:" in block for block in requirements)


def test_a_package_has_the_same_version_and_checksums_in_all_pins() -> None:
    pinned: dict[str, set[str]] = {}
    for pins in PINS:
        for block in re.split(r"\n(?=\w)", pins.read_text("utf-8").strip()):
            first, _, _ = block.partition("\n")
            pinned.setdefault(re.sub(r"==\S+", "", first), set()).add(block)  # by name and by what Python it is for
    assert len(pinned) > 100
    assert {name: blocks for name, blocks in pinned.items() if len(blocks) > 1} == {}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_lock_of_the_node_readers_holds_checksums_and_no_address() -> None:
    packages = json.loads((ROOT / "tests" / "node" / "package-lock.json").read_text("utf-8"))["packages"]
    installed = [package for name, package in packages.items() if name]
    assert all("integrity" in package and "resolved" not in package for package in installed)


def test_every_dependency_is_pinned_to_a_version_that_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", PINS[0].read_text("utf-8"), re.MULTILINE))
    for requirement in map(Requirement, project["project"]["dependencies"]):
        assert requirement.specifier.contains(pinned[requirement.name]), requirement


def test_vendored_files_are_those_of_the_list() -> None:
    vendored = json.loads((STATIC / "vendored.json").read_text("utf-8"))["packages"]
    listed = {name: mark for package in vendored for name, mark in package["files"].items()}
    found = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    del found["vendored.json"]
    assert {name: f"sha256-{hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in found.items()} == listed


@pytest.mark.process
def test_the_wheel_carries_the_seed_the_pages_and_the_licence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    seed = {f"graphapi/_seed/{path.relative_to(ROOT / 'seed')}" for path in (ROOT / "seed").rglob("*.*")}
    static = {f"graphapi/api/static/{path.relative_to(STATIC)}" for path in STATIC.rglob("*") if path.is_file()}
    explorer = {f"graphapi/explorer/{path.relative_to(EXPLORER)}" for path in EXPLORER.rglob("*") if path.is_file()}
    assert len(explorer) > 40
    assert seed | static | explorer <= carried
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in carried)


def test_the_openapi_file_is_what_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    printed = capsys.readouterr().out
    assert printed == (ROOT / "openapi" / "openapi.json").read_text("utf-8"), "write it anew: make openapi"


def test_the_settings_are_documented_as_they_are() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (?:`(.*?)`)? ?\| (.*?) \| (.*?) \|$",
        (ROOT / "docs" / "settings.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert rows == [(one.name, one.default, one.allowed, one.meaning) for one in variables()]
    assert len(rows) == len(Settings.model_fields)


def test_ci_and_make_choose_the_same_tests() -> None:
    makefile, ci = ((ROOT / path).read_text("utf-8") for path in ("Makefile", ".ci/run"))
    for name in ("PARALLEL", "FAST"):
        (options,) = re.findall(rf"^{name} := (.*)$", makefile, re.MULTILINE)
        assert options in " ".join(ci.replace("\\\n", " ").split()), name


def test_every_make_target_is_told_by_help() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert re.findall(r"^([a-z-]+):.*##", text, re.MULTILINE) == phony.split()
