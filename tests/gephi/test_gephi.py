"""What Gephi's own importers find in our files."""

import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from graphapi.bootstrap import ensure_loaded, open_ledger
from graphapi.export.options import Export, ExportOptions, SubgraphEvidence
from graphapi.export.registry import Exporter, exporter_named, exporters
from graphapi.model.columns import Column, ColumnType, edge_columns, node_columns
from graphapi.model.documents import Document, Edge, Node, Source, Statement, Subgraph
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.settings import Settings
from tests.export.expected import edge_cells, kinds_told_apart, node_cells
from tests.export.samples import IMPRINT, full_graph, small_graph
from tests.export.test_gexf_readers import nasty_graph
from tests.gephi.toolkit import Gephi

# The first test may wait for Maven.
pytestmark = pytest.mark.timeout(600)
SEED = Path(__file__).parents[2] / "seed"
READ = {one.name: one for one in exporters() if one.name in {"gexf", "graphml", "csv"}}
DRAWN = {name: one for name, one in READ.items() if one.carries_positions}
"""Formats with positions, colours, sizes and labels."""
GEXF = exporter_named("gexf")
G, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
JAVA = {
    ColumnType.INTEGER: "Integer",
    ColumnType.LONG: "Long",
    ColumnType.DOUBLE: "Double",
    ColumnType.BOOLEAN: "Boolean",
}


Imported = Callable[[str, str], Any]


@cache
def seed_documents() -> tuple[Document, ...]:
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), seed=SEED)
        with closing(open_ledger(settings)) as ledger:
            ensure_loaded(ledger, settings)
            return tuple(ledger.state())


@cache
def whole_seed() -> Subgraph:
    documents = seed_documents()
    nodes = [document for document in documents if isinstance(document, Node)]
    return Subgraph(nodes, [document for document in documents if isinstance(document, Edge)])


@cache
def evidence() -> SubgraphEvidence:
    """Sources and statements of the seed, which no importer of Gephi should stumble over."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    for document in seed_documents():
        if isinstance(document, Statement):
            statements[document.subject].append(document)
    return SubgraphEvidence(statements, {one.id: one for one in seed_documents() if isinstance(one, Source)})


def around_catl() -> Subgraph:
    """What lies within two hops of CATL, and the edges among it."""
    seed = whole_seed()
    graph = nx.MultiGraph((edge.tail, edge.head, {"edge": edge}) for edge in seed.edges)
    near = nx.ego_graph(graph, "company:catl", radius=2)
    edges = [edge for *_, edge in near.edges(data="edge")]
    return Subgraph([node for node in seed.nodes if node.id in near], edges)


SAMPLES = {
    "small": small_graph,
    "full": full_graph,
    "nasty": nasty_graph,
    "whole seed": whole_seed,
    "around CATL": around_catl,
}
DIGITS = {"gbt_2260"}
"""Columns of texts that the seed fills with digits alone: numbers, for a spreadsheet."""

all_formats = pytest.mark.parametrize("name", READ)
drawn_formats = pytest.mark.parametrize("name", DRAWN)
samples = pytest.mark.parametrize("sample", SAMPLES)


@pytest.fixture(scope="session")
def imported(gephi: Gephi, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """What Gephi holds after it imported a sample in a format, each once."""

    @cache
    def read(sample: str, name: str) -> Any:
        files = written(tmp_path_factory.mktemp(name), SAMPLES[sample](), READ[name])
        return gephi.read(files)

    return read


def files(folder: Path, content: bytes, exporter: Exporter) -> list[Path]:
    """The file as it would be opened in Gephi: an archive is unpacked, and its nodes are imported before its edges."""
    path = folder / f"graph{exporter.suffix}"
    path.write_bytes(content)
    if not zipfile.is_zipfile(path):
        return [path]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return [folder / "nodes.csv", folder / "edges.csv"]


def written(folder: Path, subgraph: Subgraph, exporter: Exporter, **options: Any) -> list[Path]:
    chosen = ExportOptions(**options)
    content = b"".join(exporter.write(Export(subgraph, imprint=IMPRINT, options=chosen, evidence=evidence())))
    return files(folder, content, exporter)


def by_id(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    return {row["id"]: row for row in rows}


@all_formats
@samples
def test_gephi_finds_every_node_and_edge_the_kinds_as_edge_types_and_no_issue(
    sample: str, name: str, imported: Imported
) -> None:
    subgraph, graph = SAMPLES[sample](), imported(sample, name)
    kinds = kinds_told_apart(subgraph)
    assert graph["issues"] == []
    assert graph["directed"]
    assert by_id(graph["nodes"]).keys() == {node.id for node in subgraph.nodes}
    assert {row["id"]: (row["source"], row["target"], row.get("kind")) for row in graph["edges"]} == {
        edge.id: (edge.tail, edge.head, kinds[edge.id]) for edge in subgraph.edges
    }
    assert all(row["directed"] and row["weight"] == 1 for row in graph["edges"])


@all_formats
@samples
def test_every_value_arrives_in_a_column_of_its_name_but_for_empty_texts(
    sample: str, name: str, imported: Imported
) -> None:
    subgraph, graph = SAMPLES[sample](), imported(sample, name)
    told = spreadsheet_row if name == "csv" else dict
    for rows, cells in ((graph["nodes"], node_cells(subgraph)), (graph["edges"], edge_cells(subgraph))):
        assert {row["id"]: row["values"] for row in rows} == {
            identifier: {column: cell for column, cell in told(row).items() if cell != ""}
            for identifier, row in cells.items()
        }


def spreadsheet_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row becomes: dates are intervals, formulas have an apostrophe in front, Gephi trims cells as Java does."""
    told = dict(row)
    begins, ends = told.pop("valid_from", ".."), told.pop("valid_to", "..")
    if (begins, ends) != ("..", ".."):
        told["valid"] = f"{begins}/{ends}"
    for column in {"published", "as_of"} & told.keys():
        told[column] = f"{told[column]}/{told[column]}"
    for column, cell in told.items():
        if isinstance(cell, str):
            harmless = f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
            told[column] = harmless.strip("\t\n\r \u2028\u2029")
    return told | {column: int(told[column]) for column in DIGITS & told.keys() if told[column].isdecimal()}


@all_formats
@samples
def test_every_column_has_the_type_of_the_kinds_table(sample: str, name: str, imported: Imported) -> None:
    subgraph, graph = SAMPLES[sample](), imported(sample, name)
    nodes = types(node_columns({node.kind for node in subgraph.nodes}))
    edges = types(edge_columns({edge.kind for edge in subgraph.edges}))
    if name == "csv":
        nodes, edges = guessed(nodes, graph["nodes"]), guessed(edges, graph["edges"])
    assert nodes.items() <= graph["node_columns"].items()
    assert edges.items() <= graph["edge_columns"].items()


def types(columns: tuple[Column, ...]) -> dict[str, str]:
    return {column.name: JAVA.get(column.type, "String") for column in columns}


def guessed(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> dict[str, str]:
    """Types of the columns that hold anything, where Gephi can tell them only by their cells: a long may be short."""
    filled = {name: cell for row in rows for name, cell in row["values"].items()}
    found = {name: of for name, of in columns.items() if name in filled}
    short = {name for name, of in found.items() if of == "Long"} | {
        one for one in DIGITS if type(filled.get(one)) is int
    }
    return found | dict.fromkeys(short, "Integer")


@drawn_formats
@samples
def test_labels_and_colours_by_kind_arrive(sample: str, name: str, imported: Imported) -> None:
    subgraph, graph = SAMPLES[sample](), imported(sample, name)
    nodes, edges = by_id(graph["nodes"]), by_id(graph["edges"])
    for node in subgraph.nodes:
        assert (nodes[node.id]["label"], nodes[node.id]["color"]) == (node.label, NODE_KINDS[node.kind].colour)
    for edge in subgraph.edges:
        kind = EDGE_KINDS[edge.kind]
        assert (edges[edge.id]["label"], edges[edge.id]["color"]) == (kind.label.en, kind.colour)


@drawn_formats
@samples
def test_positions_and_sizes_arrive_as_written(sample: str, name: str, imported: Imported) -> None:
    subgraph, graph = SAMPLES[sample](), imported(sample, name)
    expected = looks(b"".join(GEXF.write(Export(subgraph, imprint=IMPRINT))))
    assert {row["id"]: look(row) for row in graph["nodes"]} == {
        identifier: pytest.approx(numbers, rel=1e-6) for identifier, numbers in expected.items()
    }
    assert len({look(row)[:2] for row in graph["nodes"]}) == len(subgraph.nodes)


def look(row: Mapping[str, float]) -> tuple[float, float, float]:
    return row["x"], row["y"], row["size"]


def looks(content: bytes) -> dict[str, tuple[float, float, float]]:
    """Position and size of each node of a GEXF file."""
    return {
        node.get("id", ""): (
            number(node, "position", "x"),
            number(node, "position", "y"),
            number(node, "size", "value"),
        )
        for node in ET.fromstring(content).iter(f"{G}node")  # noqa: S314
    }


def number(node: ET.Element, of: str, name: str) -> float:
    element = node.find(f"{VIZ}{of}")
    assert element is not None
    return float(element.get(name, ""))


def test_the_import_dialog_as_it_opens_moves_and_scales_the_drawing_as_a_whole(gephi: Gephi, tmp_path: Path) -> None:
    paths = written(tmp_path, small_graph(), GEXF)
    as_written = [look(row) for row in gephi.read(paths)["nodes"]]
    scaled = [look(row) for row in gephi.read(paths, as_written=False)["nodes"]]
    assert scaled != as_written
    for axis in range(3):
        factors = [
            (b[axis] - scaled[0][axis]) / (a[axis] - as_written[0][axis])
            for a, b in zip(as_written, scaled, strict=True)
            if abs(a[axis] - as_written[0][axis]) > 1
        ]
        assert factors == pytest.approx([factors[0]] * len(factors), rel=1e-3)


@all_formats
@pytest.mark.parametrize("sample", ["small", "whole seed"])
def test_the_import_dialog_as_it_opens_keeps_every_parallel_edge(
    sample: str, name: str, gephi: Gephi, tmp_path: Path
) -> None:
    subgraph = SAMPLES[sample]()
    graph = gephi.read(written(tmp_path, subgraph, READ[name]), as_written=False)
    assert graph["issues"] == []
    kinds = kinds_told_apart(subgraph)
    assert {row["id"]: (row["kind"], row["weight"]) for row in graph["edges"]} == {
        identifier: (kind, 1) for identifier, kind in kinds.items()
    }
    assert any(" " in kind for kind in kinds.values())


@pytest.mark.parametrize("exporter", [one for one in READ.values() if one.dynamic], ids=lambda one: one.name)
def test_periods_arrive_as_intervals_for_the_timeline(exporter: Exporter, gephi: Gephi, tmp_path: Path) -> None:
    subgraph = small_graph()
    graph = gephi.read(written(tmp_path, subgraph, exporter, dynamic=True))
    assert graph["issues"] == []
    assert graph["dynamic"]
    assert (graph["time_format"], graph["time_representation"]) == ("DATE", "INTERVAL")
    assert {row["id"]: row["intervals"] for row in graph["nodes"] if row["intervals"]} == {
        "park:north": [[millis("2025-01-01"), millis("2027-12-31")]]
    }
    (edge,) = [edge for edge in subgraph.edges if edge.valid_from]
    assert {row["id"]: row["intervals"] for row in graph["edges"] if row["intervals"]} == {
        edge.id: [[millis("2022-04-01"), millis("2030-12-31")]]
    }


def millis(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000


def test_a_plain_file_has_no_timeline(gephi: Gephi, tmp_path: Path) -> None:
    assert not gephi.read(written(tmp_path, small_graph(), GEXF))["dynamic"]
