"""What holds in a copy of the tree once the recipe for exporters was carried out there: `edge-list` is a format.

Run by `test_recipes.py` alone.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view
from graphapi.cli.main import main
from graphapi.settings import Settings
from tests.api.client import Client
from tests.dataset.packages import small_package, write_package


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("home")
    return Settings(home=folder, seed=write_package(folder / "package", small_package()))


@pytest.fixture(scope="module")
def client(home: Settings) -> Iterator[Client]:
    with closing(open_ledger(home)) as ledger:
        ensure_loaded(ledger, home)
        with Client(create_app(home, ledger, open_view(ledger), names_of=names(home))) as client:
            yield client


def test_the_api_answers_by_suffix_and_by_accept(client: Client) -> None:
    by_suffix = client.get("/v1/graph.tsv")
    by_accept = client.get("/v1/graph", accept="text/tab-separated-values")
    assert by_suffix.media_type == by_accept.media_type == "text/tab-separated-values"
    assert by_suffix.content == by_accept.content
    assert b"company:acme\toperates_in\tpark:east\n" in by_suffix.content


def test_the_openapi_document_names_it(client: Client) -> None:
    assert "text/tab-separated-values" in client.get("/openapi.json").content.decode()


def test_the_program_exports_it(
    home: Settings, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHAPI_HOME", str(home.home))
    assert main(["export", "edge-list", "--out", str(tmp_path / "graph.tsv")]) == 0
    assert (tmp_path / "graph.tsv").read_bytes() == client.get("/v1/graph.tsv").content
