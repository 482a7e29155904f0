"""Whatever goes wrong: words on stderr, the right exit status, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

COMMANDS = ["serve", "load", "validate", "export", "coverage", "query", "openapi"]


def test_help_names_every_command(run: Run) -> None:
    outcome = run("--help")
    assert outcome.status == 0
    assert [command for command in COMMANDS if f" {command} " not in outcome.out] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("querry",),
        ("load",),
        ("query", "hosts"),
        ("query", "neighborhood", "park:east", "--depth", "0"),
        ("query", "neighborhood", "park:east", "--depth", "99"),
        ("query", "neighborhood", "park/east"),
        ("query", "neighborhood", ""),
        ("query", "paths", "park:east", "company:acme", "--mode", "longest"),
        ("serve", "--port", "65536"),
        ("export", "gexf", "--label", "fr"),
    ],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...], run: Run) -> None:
    outcome = run(*arguments)
    assert outcome.status == 2
    assert outcome.err
    assert not outcome.out


def test_an_unknown_id_is_told_with_the_nearest_one(run: Run) -> None:
    outcome = run("query", "neighborhood", "company:acne")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "graphapi: no node has the id 'company:acne'; did you mean 'company:acme'?\n"


def test_an_unknown_relation_is_told_with_the_nearest_one(run: Run) -> None:
    outcome = run("query", "neighborhood", "park:east", "--rel", "operate_in")
    assert outcome.status == 1
    assert "did you mean 'operates_in'?" in outcome.err


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("GRAPHAPI_MAX_EDGES", "many", "a whole number from 1 to 100,000,000"),
        ("GRAPHAPI_CACHE_BYTES", "-1", "a whole number, 0 or more"),
        ("GRAPHAPI_LOG_LEVEL", "loud", "debug, info, warning or error"),
    ],
)
@pytest.mark.parametrize("command", [("serve",), ("coverage",), ("query", "hosts", "segment:cells")])
def test_a_bad_setting_is_one_line_with_variable_value_and_what_is_allowed(
    command: tuple[str, ...], variable: str, value: str, allowed: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    outcome = run(*command)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == f"graphapi: {variable}={value} is not allowed; write {allowed} (see docs/settings.md)\n"


def test_a_home_that_cannot_be_made_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GRAPHAPI_HOME", str(tmp_path / "file" / "home"))
    outcome = run("coverage")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(f"graphapi: GRAPHAPI_HOME={tmp_path}/file/home cannot be created: ")
    assert outcome.err.count("\n") == 1


def test_a_file_that_is_no_ledger_is_told(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "ledger.sqlite").write_text("not a ledger")
    outcome = run("coverage")
    assert (outcome.status, outcome.out) == (1, "")
    assert "ledger.sqlite" in outcome.err
    assert outcome.err.count("\n") == 1


def test_control_characters_reach_no_terminal(run: Run) -> None:
    outcome = run("query", "neighborhood", "company:\x1b[31m")
    assert outcome.status == 1
    assert "\x1b" not in outcome.err


@pytest.mark.process
@pytest.mark.parametrize("command", [("coverage",), ("coverage", "--json"), ("export", "gexf"), ("openapi",)])
def test_a_reader_that_goes_away_is_no_error(command: tuple[str, ...], home: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "graphapi", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout
    assert program.stderr
    with program, program.stderr:
        program.stdout.close()
        assert program.stderr.read() == b""


@pytest.mark.process
def test_a_terminal_without_chinese_letters_is_no_error(home: Path) -> None:
    command = [sys.executable, "-m", "graphapi", "query", "hosts", "segment:cells"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    outcome = subprocess.run(command, capture_output=True, env=environment)
    assert outcome.returncode == 0, outcome.stderr
    assert rb"\u4e1c\u56ed" in outcome.stdout
