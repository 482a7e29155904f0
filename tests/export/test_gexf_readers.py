"""What readers that no one here wrote find in a file: the XML parser of Python, networkx, graphology under Node."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings

from graphapi.export.options import Export, ExportOptions
from graphapi.export.registry import exporter_named
from graphapi.model.documents import Subgraph
from graphapi.model.identifiers import edge_id
from tests.examples import examples
from tests.export.conftest import NODE_TOOLS, Reader
from tests.export.evidence import evidence
from tests.export.expected import edge_cells, kinds_told_apart, node_cells
from tests.export.samples import IMPRINT, full_graph, small_graph
from tests.export.strategies import nasty_graph, subgraphs

G = "{http://gexf.net/1.3}"
NODE_VIZ = {"color", "size", "x", "y", "z"}
Cells = Mapping[str, Mapping[str, Any]]


def gexf(subgraph: Subgraph) -> bytes:
    return b"".join(exporter_named("gexf").write(Export(subgraph, imprint=IMPRINT, evidence=evidence())))


@given(subgraphs())
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
def test_every_value_comes_back_through_an_xml_parser(subgraph: Subgraph) -> None:
    root = ET.fromstring(gexf(subgraph))  # noqa: S314
    types = {
        block.get("class"): {column.get("id"): column.get("type") for column in block}
        for block in root.iter(f"{G}attributes")
    }
    for of, expected in (("node", node_cells(subgraph)), ("edge", edge_cells(subgraph))):
        read = {element.get("id"): attvalues(element, types[of]) for element in root.iter(f"{G}{of}")}
        assert read == expected
        assert list(read) == list(expected)
    assert [n.get("label") for n in root.iter(f"{G}node")] == [n.name_en for n in subgraph.nodes]


def attvalues(element: ET.Element, types: Mapping[str | None, str | None]) -> dict[str | None, Any]:
    parse = {"integer": int, "long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}
    return {
        v.get("for"): parse.get(types[v.get("for")] or "", str)(v.get("value", ""))
        for v in element.iter(f"{G}attvalue")
    }


@given(subgraphs())
@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])
def test_networkx_reads_every_column(subgraph: Subgraph) -> None:
    assert_networkx_reads(subgraph)


@pytest.mark.parametrize("subgraph", [small_graph(), full_graph()], ids=["small", "full"])
def test_networkx_reads_the_samples(subgraph: Subgraph) -> None:
    assert_networkx_reads(subgraph)


def assert_networkx_reads(subgraph: Subgraph) -> None:
    """networkx answers a DiGraph where no edge is parallel, and keeps an edge's id but neither its kind nor colour."""
    graph = nx.read_gexf(BytesIO(gexf(subgraph)))
    pairs = [(e.tail, e.head) for e in subgraph.edges]
    assert graph.is_directed()
    assert graph.is_multigraph() == (len(set(pairs)) < len(pairs))
    nodes = {key: {k: v for k, v in row.items() if k not in {"label", "viz"}} for key, row in graph.nodes(data=True)}
    edges = {
        row["id"]: {k: v for k, v in row.items() if k not in {"label", "id"}} for *_, row in graph.edges(data=True)
    }
    assert nodes == node_cells(subgraph)
    assert edges == edge_cells(subgraph)
    assert {row["id"]: (tail, head) for tail, head, row in graph.edges(data=True)} == {
        e.id: (e.tail, e.head) for e in subgraph.edges
    }
    assert {key: row["label"] for key, row in graph.nodes(data=True)} == {n.id: n.label for n in subgraph.nodes}


@pytest.mark.parametrize("subgraph", [small_graph(), full_graph(), nasty_graph()], ids=["small", "full", "nasty"])
def test_graphology_reads_what_networkx_reads_and_kinds_and_looks(subgraph: Subgraph, node_reader: Reader) -> None:
    graph = node_reader(gexf(subgraph), ".gexf")
    pairs = [(e.tail, e.head) for e in subgraph.edges]
    assert graph["type"] == "directed"
    assert graph["multi"] == (len(set(pairs)) < len(pairs))
    assert graph["attributes"]["lastModifiedDate"] == "2026-03-04"
    assert_nodes_read(subgraph, graph["nodes"])
    assert_edges_read(subgraph, graph["edges"])


def assert_nodes_read(subgraph: Subgraph, nodes: list[dict[str, Any]]) -> None:
    read: Cells = {row["key"]: row["attributes"] for row in nodes}
    assert without(read, NODE_VIZ | {"label"}) == node_cells(subgraph)
    assert {key: row["label"] for key, row in read.items()} == {n.id: n.label for n in subgraph.nodes}
    assert all(row.keys() >= NODE_VIZ and row["z"] == 0 for row in read.values())


def assert_edges_read(subgraph: Subgraph, edges: list[dict[str, Any]]) -> None:
    read: Cells = {row["key"]: row["attributes"] for row in edges}
    ends = {row["key"]: (row["source"], row["target"], row["undirected"]) for row in edges}
    assert without(read, {"label", "kind", "color"}) == edge_cells(subgraph)
    assert ends == {e.id: (e.tail, e.head, False) for e in subgraph.edges}
    assert {key: row["kind"] for key, row in read.items()} == kinds_told_apart(subgraph)


def without(cells: Cells, names: set[str]) -> Cells:
    return {key: {k: v for k, v in row.items() if k not in names} for key, row in cells.items()}


def test_the_readers_are_pinned_and_their_lock_file_names_no_address() -> None:
    manifest = json.loads((NODE_TOOLS / "package.json").read_text())
    lock = json.loads((NODE_TOOLS / "package-lock.json").read_text())
    assert all(version[0].isdigit() for version in manifest["dependencies"].values())
    locked = [package for path, package in lock["packages"].items() if path]
    assert all("integrity" in package and "resolved" not in package for package in locked)


def test_networkx_reads_intervals_as_days() -> None:
    subgraph = small_graph()
    content = b"".join(
        exporter_named("gexf").write(Export(subgraph, imprint=IMPRINT, options=ExportOptions(dynamic=True)))
    )
    graph = nx.read_gexf(BytesIO(content))
    assert (graph.nodes["park:north"]["start"], graph.nodes["park:north"]["end"]) == ("2025-01-01", "2027-12-31")
    periods = {row["id"]: (row.get("start"), row.get("end")) for *_, row in graph.edges(data=True)}
    plant = edge_id("operates_in", "company:maker", "park:north")
    assert periods.pop(plant) == ("2022-04-01", "2030-12-31")
    assert set(periods.values()) == {(None, None)}


def test_graphology_reads_a_dynamic_file_as_it_reads_a_static_one(node_reader: Reader) -> None:
    subgraph = full_graph()
    content = b"".join(
        exporter_named("gexf").write(Export(subgraph, imprint=IMPRINT, options=ExportOptions(dynamic=True)))
    )
    graph = node_reader(content, ".gexf")
    assert_nodes_read(subgraph, graph["nodes"])
    assert_edges_read(subgraph, graph["edges"])
