"""Gephi without its windows: our Java programs over the Gephi Toolkit, built once by Maven and kept in build/gephi."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
BUILT = FOLDER.parents[1] / "build" / "gephi"
FONT = "Noto Sans CJK SC"


class Gephi:
    """Gephi's importers in one virtual machine, which reads one graph after the other."""

    def __init__(self, machine: subprocess.Popen[str]) -> None:
        self._machine = machine

    def read(self, files: Sequence[Path], *, as_written: bool = True, types: Mapping[str, str] | None = None) -> Any:
        """What Gephi holds after it imported the files into one workspace: JSON as `ReadGraph.java` prints it.

        The import dialog is left as it opens unless `as_written`; `types` are chosen for the columns of a spreadsheet.
        """
        assert self._machine.stdin
        assert self._machine.stdout
        request = {"files": list(map(str, files)), "as_written": as_written, "types": types or {}}
        self._machine.stdin.write(json.dumps(request) + "\n")
        self._machine.stdin.flush()
        return json.loads(self._machine.stdout.readline())


@contextlib.contextmanager
def gephi() -> Iterator[Gephi]:
    """Gephi's importers, ready to read. What they tell a terminal is thrown away: the answers hold all issues."""
    command = _java("ReadGraph")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, encoding="utf-8", **pipes) as machine:
        yield Gephi(machine)


def draw(gexf: bytes, schema: bytes, picture: Path) -> None:
    """Draws the graph as Gephi's preview does, with a legend from the answer of /v1/schema."""
    with tempfile.TemporaryDirectory() as folder:
        graph, kinds = Path(folder, "graph.gexf"), Path(folder, "schema.json")
        graph.write_bytes(gexf)
        kinds.write_bytes(schema)
        command = [*_java("DrawGraph"), str(graph), str(kinds), str(picture), FONT]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)


def require_toolkit() -> None:
    """Skips the test where there is no Java or no Maven; in CI it fails instead."""
    missing = [tool for tool in ("java", "javac", "mvn") if shutil.which(tool) is None]
    require(not missing, f"Gephi's importers need {', '.join(missing)}")


def require(holds: object, reason: str) -> None:
    """Skips the test with this reason, and fails it in CI."""
    if holds:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _java(program: str) -> list[str]:
    if not _is_built():
        _build()
    classpath = f"{(BUILT / 'classpath').read_text('utf-8')}{os.pathsep}{BUILT / 'classes'}"
    return ["java", "-Djava.awt.headless=true", "-Duser.language=en", "-cp", classpath, program]


def _is_built() -> bool:
    classpath = BUILT / "classpath"
    if not classpath.exists() or not Path(classpath.read_text("utf-8")).exists():
        return False
    built = min(path.stat().st_mtime for path in [classpath, *(BUILT / "classes").glob("*.class")])
    return all(path.stat().st_mtime <= built for path in _written())


def _written() -> Sequence[Path]:
    return [FOLDER / "pom.xml", *FOLDER.glob("*.java")]


def _build() -> None:
    # The folder goes first: what Maven finds unchanged keeps its old time.
    shutil.rmtree(BUILT, ignore_errors=True)
    command = ["mvn", "--quiet", "--batch-mode", "--file", str(FOLDER / "pom.xml"), "compile"]
    offline = subprocess.run([*command, "--offline"], capture_output=True, check=False)
    if offline.returncode:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        require(done.returncode == 0, f"Maven cannot build what drives Gephi: {done.stdout[-600:]}")
