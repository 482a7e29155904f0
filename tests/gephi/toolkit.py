"""Gephi without its windows: our Java programs over the Gephi Toolkit, built once by Maven and kept in build/gephi."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

FOLDER = Path(__file__).parent
BUILT = FOLDER.parents[1] / "build" / "gephi"
FONT = "Noto Sans CJK SC"


class Gephi:
    """Gephi's importers in one virtual machine, which reads one graph after the other."""

    def __init__(self, machine: subprocess.Popen[str]) -> None:
        self._machine = machine

    def read(self, files: Sequence[Path], *, as_written: bool = True) -> Any:
        """What Gephi holds after it imported the files into one workspace: JSON as `ReadGraph.java` prints it.

        The import dialog is left as it opens unless `as_written`.
        """
        assert self._machine.stdin
        assert self._machine.stdout
        request = {"files": list(map(str, files)), "as_written": as_written}
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


class NoFont(Exception):
    """The font of the labels is not installed."""


def draw(gexf: bytes, schema: bytes, picture: Path) -> None:
    """Draws the graph as Gephi's preview does, with a legend from the answer of /v1/schema.

    Raises:
        NoFont: `FONT` is not installed here.
    """
    with tempfile.TemporaryDirectory() as folder:
        graph, kinds = Path(folder, "graph.gexf"), Path(folder, "schema.json")
        graph.write_bytes(gexf)
        kinds.write_bytes(schema)
        command = [*_java("DrawGraph"), str(graph), str(kinds), str(picture), FONT]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode == 3:
            raise NoFont(f"no font {FONT!r} with Chinese glyphs is installed")
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
    built = _built()
    classpath = f"{(built / 'classpath').read_text('utf-8')}{os.pathsep}{built / 'classes'}"
    return ["java", "-Djava.awt.headless=true", "-Duser.language=en", "-cp", classpath, program]


def _built() -> Path:
    """The folder of this version of our programs; of several workers one makes it, the others wait."""
    sources = b"".join(path.read_bytes() for path in [FOLDER / "pom.xml", *sorted(FOLDER.glob("*.java"))])
    built = BUILT / hashlib.sha256(sources).hexdigest()[:12]
    with (FOLDER / "pom.xml").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _usable(built):
            shutil.rmtree(built, ignore_errors=True)
            unfinished = built.with_name(f".{built.name}.{uuid4().hex[:8]}")
            _build(unfinished)
            unfinished.rename(built)
    return built


def _usable(built: Path) -> bool:
    return (built / "classpath").exists() and Path((built / "classpath").read_text("utf-8")).exists()


def _build(folder: Path) -> None:
    file = str(FOLDER / "pom.xml")
    command = ["mvn", "--quiet", "--batch-mode", "--file", file, f"-Dfolder={folder}", "compile"]
    offline = subprocess.run([*command, "--offline"], capture_output=True, check=False)
    if offline.returncode:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        require(done.returncode == 0, f"Maven cannot build what drives Gephi: {done.stdout[-600:]}")
