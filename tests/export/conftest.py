"""Readers that no one here wrote and that do not live in Python."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

NODE_TOOLS = Path(__file__).parents[1] / "node"
Reader: TypeAlias = Callable[[bytes, str], Mapping[str, Any]]


@pytest.fixture(scope="session")
def node_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Reads a file of a suffix with the library for it under Node. Absent only outside CI, and then visibly."""
    require(shutil.which("node") and shutil.which("npm"), "node and npm are needed to read files as Gephi Lite does")
    install_node_packages()

    def read(content: bytes, suffix: str) -> Mapping[str, Any]:
        path = tmp_path_factory.mktemp("read") / f"graph{suffix}"
        path.write_bytes(content)
        command = ["node", str(NODE_TOOLS / "read.mjs"), str(path)]
        answer = subprocess.run(command, capture_output=True, timeout=60)
        assert not answer.stderr, answer.stderr.decode()
        graph: Mapping[str, Any] = json.loads(answer.stdout)
        return graph

    return read


@pytest.fixture(scope="session")
def graphviz() -> Callable[[str, bytes], bytes]:
    """Runs a program of Graphviz on a DOT file. Absent only outside CI, and then visibly."""
    require(shutil.which("dot"), "Graphviz is needed to read DOT")

    def run(command: str, content: bytes) -> bytes:
        answer = subprocess.run(command.split(), input=content, capture_output=True, timeout=60)
        assert answer.returncode == 0, answer.stderr.decode()
        assert not answer.stderr, answer.stderr.decode()
        return answer.stdout

    return run


def install_node_packages() -> None:
    """What the lock file pins, once: of several workers one installs and the others wait for it."""
    with (NODE_TOOLS / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if all((NODE_TOOLS / "node_modules" / package).is_dir() for package in ("cytoscape", "axe-core")):
            return
        command = ["npm", "ci", "--no-audit", "--no-fund"]
        install = subprocess.run(command, cwd=NODE_TOOLS, capture_output=True, text=True)
        require(install.returncode == 0, f"npm cannot install the readers: {install.stderr[-400:]}")


def require(holds: object, reason: str) -> None:
    if holds:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
