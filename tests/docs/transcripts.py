"""Transcripts of the documents: commands with the output that they really give.

A transcript is a fenced block marked `console`: lines that begin with `$ ` are commands (continued by lines
indented by four spaces), the lines below are their output. `python -m tests.docs.transcripts` writes the outputs anew.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
ADDRESS = "http://127.0.0.1:8000"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*(?:\n {4}.*)*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One command of a document and the output printed below it."""

    document: str
    number: int
    command: str
    output: str

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


def transcripts() -> list[Transcript]:
    """The curl commands of all documents, in order."""
    found = []
    for name in DOCUMENTS:
        path = ROOT / name
        for block in _BLOCK.findall(path.read_text(encoding="utf-8")) if path.exists() else []:
            asked = [(command, output) for command, output in _COMMAND.findall(block) if command.startswith("curl ")]
            found += [Transcript(name, len(found) + number, *one) for number, one in enumerate(asked, 1)]
    return found


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The address of `graphapi serve` on an empty home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "graphapi", "serve", "--port", str(port)]
        environment = os.environ | {"GRAPHAPI_HOME": home, "GRAPHAPI_LOG_LEVEL": "error"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=environment, cwd=ROOT, **quiet) as server:
            try:
                _wait(port, server)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def run(command: str, address: str) -> str:
    """What the command prints when it asks the given address."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace(ADDRESS, address)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command}\n{done.stderr}")
    return done.stdout


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not answer")


def write() -> None:
    """Put true outputs below all commands."""
    with serving() as address:
        for name in DOCUMENTS:
            path = ROOT / name
            if path.exists():
                text = path.read_text(encoding="utf-8")
                path.write_text(_BLOCK.sub(lambda block: _rewritten(block, address), text), encoding="utf-8")


def _rewritten(block: re.Match[str], address: str) -> str:
    def answered(command: re.Match[str]) -> str:
        if not command[1].startswith("curl "):
            return command[0]
        return f"$ {command[1]}\n{run(command[1], address)}"

    return f"```console\n{_COMMAND.sub(answered, block[1])}```"


if __name__ == "__main__":
    write()
