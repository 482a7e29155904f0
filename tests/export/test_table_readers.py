"""The CSV and Parquet pairs, GeoJSON and DOT as their readers understand them."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import geojson
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings

from graphapi.export.places import places
from graphapi.model.columns import EXECUTED, edge_columns, node_columns
from graphapi.model.documents import Subgraph
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from tests.examples import examples
from tests.export.evidence import evidence
from tests.export.expected import edge_cells, kinds_told_apart, node_cells
from tests.export.samples import IMPRINT, full_graph, node, small_graph
from tests.export.strategies import nasty_graph, subgraphs
from tests.export.test_graph_readers import exported

GRAPHS = {"small": small_graph(), "full": full_graph(), "nasty": nasty_graph()}
SAMPLES = pytest.mark.parametrize("subgraph", GRAPHS.values(), ids=GRAPHS.keys())
RANDOM = settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow], deadline=None)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.lstrip("'").startswith(EXECUTED):
        return f"'{cell}"
    return str(cell)


@given(subgraphs())
@RANDOM
def test_the_csv_pair_holds_every_cell(subgraph: Subgraph) -> None:
    files = opened(exported("csv", subgraph))
    nodes = {row["Id"]: row for row in rows(files["nodes.csv"])}
    for key, cells in node_cells(subgraph).items():
        assert_cells(nodes[key], cells)
    edges = {row["Id"]: row for row in rows(files["edges.csv"])}
    for key, cells in edge_cells(subgraph).items():
        assert_cells(edges[key], cells)
    assert (len(nodes), len(edges)) == (len(subgraph.nodes), len(subgraph.edges))
    kinds = kinds_told_apart(subgraph)
    ends = {e.id: (e.tail, e.head, "Directed", kinds[e.id]) for e in subgraph.edges}
    assert {key: (row["Source"], row["Target"], row["Type"], row["Kind"]) for key, row in edges.items()} == ends


def with_intervals(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells as the CSV pair writes dates, which Gephi would misunderstand: an interval in one column."""
    told = {k: v for k, v in cells.items() if not k.startswith("valid_")}
    told |= {name: f"{told[name]}/{told[name]}" for name in {"published", "as_of"} & told.keys()}
    period = (cells.get("valid_from", ".."), cells.get("valid_to", ".."))
    return told if period == ("..", "..") else told | {"valid": "/".join(period)}


def assert_cells(row: dict[str, str], cells: dict[str, Any]) -> None:
    cells = with_intervals(cells)
    for name, cell in cells.items():
        expected = as_text(cell)
        numeric = isinstance(cell, int | float) and not isinstance(cell, bool)
        assert float(row[name]) == float(cell) if numeric else row[name] == expected
    assert all(
        not row[name] for name in row.keys() - cells.keys() - {"Id", "Label", "Source", "Target", "Type", "Kind"}
    )


def test_the_csv_pair_begins_with_the_columns_that_gephi_looks_for_and_explains_itself() -> None:
    files = opened(exported("csv", small_graph(), evidence()))
    assert list(files) == ["nodes.csv", "edges.csv", "sources.csv", "statements.csv", "README.txt", "losses.json"]
    assert files["nodes.csv"].startswith(b"Id,Label,kind,")
    assert files["edges.csv"].startswith(b"Source,Target,Type,Kind,Id,Label,edge_kind,")
    assert {loss["what"] for loss in json.loads(files["losses.json"])["losses"]} >= {"lists", "periods"}
    assert IMPRINT.title in files["README.txt"].decode()
    assert "Import spreadsheet" in files["README.txt"].decode()


def test_no_cell_is_executed_by_a_spreadsheet() -> None:
    subgraph = Subgraph([node("company:c", "=cmd|' /C calc'!A0", note="@SUM(1)", legal_name_zh="+1")], [])
    (row,) = rows(opened(exported("csv", subgraph))["nodes.csv"])
    assert not [cell for cell in row.values() if cell.startswith(EXECUTED)]
    assert row["note"] == "'@SUM(1)"


@given(subgraphs())
@RANDOM
def test_pyarrow_reads_the_parquet_pair_with_lists_types_and_units(subgraph: Subgraph) -> None:
    files = opened(exported("parquet", subgraph))
    nodes = pa.parquet.read_table(io.BytesIO(files["nodes.parquet"]))
    edges = pa.parquet.read_table(io.BytesIO(files["edges.parquet"]))
    assert known(nodes) == node_cells(subgraph, lists=True)
    assert known(edges) == edge_cells(subgraph, lists=True)
    assert nodes.column_names == ["id", *(column.name for column in node_columns(NODE_KINDS))]
    assert edges.column_names == ["id", "tail", "head", *(column.name for column in edge_columns(EDGE_KINDS))]
    assert nodes.schema.field("area_km2").metadata == {b"unit": b"km2"}
    assert nodes.schema.field("aliases").type == pa.list_(pa.string())
    assert json.loads(nodes.schema.metadata[b"graphapi"])["revision"] == IMPRINT.revision


def known(table: pa.Table) -> dict[str, dict[str, Any]]:
    found = {}
    for row in table.to_pylist():
        found[row["id"]] = {k: v for k, v in row.items() if v is not None and k not in {"id", "tail", "head"}}
    return found


def test_the_pairs_carry_statements_and_sources() -> None:
    files = opened(exported("parquet", small_graph(), evidence()))
    (statement,) = pa.parquet.read_table(io.BytesIO(files["statements.parquet"])).to_pylist()
    assert (statement["subject"], statement["value"], statement["unit"]) == ("park:north", "14.0", "km2")
    (source,) = pa.parquet.read_table(io.BytesIO(files["sources.parquet"])).to_pylist()
    assert source["publisher"] == "The office"


@SAMPLES
def test_geojson_is_valid_and_tells_own_coordinates_from_borrowed_ones(subgraph: Subgraph) -> None:
    found = geojson.loads(exported("geojson", subgraph).decode())
    assert isinstance(found, geojson.FeatureCollection)
    assert found.is_valid, found.errors()
    located = places(subgraph)
    assert [feature["id"] for feature in found["features"]] == [n.id for n in subgraph.nodes if n.id in located]
    for feature in found["features"]:
        place = located[feature["id"]]
        assert feature["geometry"]["coordinates"] == [place.lon, place.lat]
        assert feature["properties"]["geo_precision"] == place.precision


@SAMPLES
def test_graphviz_reads_dot_and_keeps_every_attribute(subgraph: Subgraph, graphviz: Callable[..., bytes]) -> None:
    read = json.loads(graphviz("neato -n -Tjson0", exported("dot", subgraph)), strict=False)
    nodes = {row["name"]: row for row in read["objects"]}
    assert list(nodes) == [n.id for n in subgraph.nodes]
    for key, cells in node_cells(subgraph).items():
        # Graphviz answers no attribute that is empty.
        assert {name: dot_value(nodes[key].get(name, ""), cell) for name, cell in cells.items()} == cells
    names = {row["_gvid"]: row["name"] for row in read["objects"]}
    ends = {row["id"]: (names[row["tail"]], names[row["head"]]) for row in read.get("edges", [])}
    assert ends == {e.id: (e.tail, e.head) for e in subgraph.edges}


def dot_value(read: str, like: Any) -> Any:
    if isinstance(like, bool):
        return {"true": True, "false": False}[read]
    return float(read) if isinstance(like, int | float) else read.replace("\\\\", "\\")
