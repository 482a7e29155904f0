"""The seed behind a real server, a real browser, and visits that end without a complaint."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from graphapi.settings import Settings
from tests.explorer.browser import PROGRAMS, Visit, browsing, chromium, serving, visiting
from tests.export.conftest import NODE_TOOLS, install_node_packages, require

SEED = Path(__file__).parents[2] / "seed"
Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the seed is served."""
    with serving(Settings(home=tmp_path_factory.mktemp("home"), seed=SEED)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one module: its loop must be gone before other tests run loops of their own."""
    require(chromium(), f"a browser is needed to look at the page: none of {', '.join(PROGRAMS)} is installed")
    with browsing() as found:
        yield found


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visitor]:
    """Opens visits; at the end none may have complained or asked another host."""
    with ExitStack() as stack:
        visits: list[Visit] = []

        def begin(to: str = address, **options: Any) -> Visit:
            visits.append(stack.enter_context(visiting(browser, to, **options)))
            return visits[-1]

        yield begin
        assert [one.complaints for one in visits] == [[]] * len(visits)
        assert [one.elsewhere for one in visits] == [[]] * len(visits)


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of accessibility as a script. Absent only outside CI, and then visibly."""
    script = NODE_TOOLS / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        require(shutil.which("npm"), "npm is needed to install axe-core")
        install_node_packages()
    return script.read_text("utf-8")
