"""What holds in a copy of the tree once the recipe for kinds was carried out: `institute` and `advises` are known.

Run by `test_recipes.py` alone.
"""

import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, load_file, names, open_ledger, open_view
from graphapi.dataset.package import validate_package
from graphapi.export.registry import Exporter, exporter_named, exporters
from graphapi.ledger.base import Ledger
from graphapi.settings import Settings
from tests.api.client import Client

SEED = Path(__file__).parents[2] / "seed"
INSTITUTE = "institute:example"
FORMATS = pytest.mark.parametrize("known", exporters(), ids=lambda known: known.name)


@dataclass(frozen=True)
class Served:
    client: Client
    ledger: Ledger


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), seed=SEED)
    with closing(open_ledger(settings)) as ledger:
        ensure_loaded(ledger, settings)
        with Client(create_app(settings, ledger, open_view(ledger), names_of=names(settings))) as client:
            yield Served(client, ledger)


def test_the_package_with_its_tables_is_valid() -> None:
    report = validate_package(SEED)
    assert report.ok, report.problems
    assert (report.rows["nodes/institute.csv"], report.rows["edges/advises.csv"]) == (1, 1)


def test_the_schema_and_the_counts_name_the_kinds(served: Served) -> None:
    schema = served.client.get("/v1/schema").json()
    node, edge = schema["nodes"]["institute"], schema["edges"]["advises"]
    assert {"en", "zh"} == node["label"].keys() == node["short"].keys() == edge["label"].keys()
    assert edge["ends"] == [{"tail": "institute", "head": "park"}]
    assert served.client.get("/v1").json()["counts"]["nodes"]["institute"] == 1


@FORMATS
@pytest.mark.parametrize("options", ["", "layout=force&label=zh", "layout=chain&label=pinyin&dynamic=true"])
def test_every_format_carries_them(known: Exporter, options: str, served: Served) -> None:
    answer = served.client.get(f"/v1/nodes/{INSTITUTE}/neighborhood{known.suffix}?{options}")
    assert answer.status == 200
    text = _unpacked(answer.content)
    assert INSTITUTE.encode() in text
    assert known.name == "geojson" or b"advises" in text
    assert known.name in {"json-ld", "turtle"} or b"#1f78b4" in text or b"31,120,180" in text


@pytest.mark.parametrize("name", ["gexf", "graphml", "csv"])
def test_files_with_them_can_be_loaded(name: str, served: Served, tmp_path: Path) -> None:
    suffix = exporter_named(name).suffix
    file = tmp_path / f"exported{suffix}"
    file.write_bytes(served.client.get(f"/v1/nodes/{INSTITUTE}/neighborhood{suffix}").content)
    head = served.ledger.head()
    assert load_file(served.ledger, file, author="curator", message="nothing new") == head


def _unpacked(content: bytes) -> bytes:
    if not zipfile.is_zipfile(BytesIO(content)):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())
