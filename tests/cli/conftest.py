import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view
from graphapi.cli.main import main
from graphapi.settings import Settings
from tests.dataset.packages import small_package, write_package


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package", small_package())


@pytest.fixture
def home(tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home whose seed is the small package."""
    monkeypatch.setenv("GRAPHAPI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRAPHAPI_SEED", str(package))
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process: what it prints and its exit status."""

    def run(*arguments: str) -> Outcome:
        status = main(arguments)
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return run


def served(address: str) -> httpx.Response:
    """What HTTP answers from the home of the environment."""

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(settings, ledger, open_view(ledger), names_of=names(settings)))
        async with httpx.AsyncClient(transport=transport, base_url="http://graph") as client:
            return await client.get(address)

    settings = Settings()
    with closing(open_ledger(settings)) as ledger:
        ensure_loaded(ledger, settings)
        return asyncio.run(get())
