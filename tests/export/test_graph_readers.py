"""What readers that no one here wrote find in GraphML and in the JSON formats."""

import json
import math
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import igraph
import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings

from graphapi.export.options import Export, ExportOptions, SubgraphEvidence
from graphapi.export.registry import exporter_named
from graphapi.model.documents import Subgraph
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from tests.examples import examples
from tests.export.conftest import Reader
from tests.export.evidence import evidence
from tests.export.expected import edge_cells, node_cells
from tests.export.samples import IMPRINT, full_graph, small_graph
from tests.export.strategies import nasty_graph, subgraphs

SAMPLES = pytest.mark.parametrize(
    "subgraph", [small_graph(), full_graph(), nasty_graph()], ids=["small", "full", "nasty"]
)
RANDOM = settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow], deadline=None)
NODE_LOOK = {"label", "color", "size", "x", "y"}
Cells = dict[str, dict[str, Any]]


def exported(name: str, subgraph: Subgraph, evidence: SubgraphEvidence | None = None, **options: Any) -> bytes:
    chosen = ExportOptions(**options)
    write = exporter_named(name).write
    return b"".join(write(Export(subgraph, imprint=IMPRINT, options=chosen, evidence=evidence or SubgraphEvidence())))


def without(cells: Mapping[str, Mapping[str, Any]], names: set[str]) -> Cells:
    return {key: {k: v for k, v in row.items() if k not in names} for key, row in cells.items()}


@given(subgraphs())
@RANDOM
def test_networkx_reads_graphml_with_every_type(subgraph: Subgraph) -> None:
    assert_networkx_reads_graphml(subgraph)


@SAMPLES
def test_networkx_reads_the_samples_in_graphml(subgraph: Subgraph) -> None:
    assert_networkx_reads_graphml(subgraph)


def assert_networkx_reads_graphml(subgraph: Subgraph) -> None:
    """networkx takes an element without text for an absent value, and an edge's id for its key."""
    graph = nx.read_graphml(BytesIO(exported("graphml", subgraph, evidence())), force_multigraph=True)
    assert graph.is_directed()
    assert graph.graph["title"] == IMPRINT.title
    nodes = without(dict(graph.nodes(data=True)), {*["label", "r", "g", "b", "x", "y", "size"]})
    edges = without({key: row for *_, key, row in graph.edges(keys=True, data=True)}, {*["label", "r", "g", "b", "id"]})
    assert filled(nodes) == filled(node_cells(subgraph))
    assert filled(edges) == filled(edge_cells(subgraph))
    assert {key: (tail, head) for tail, head, key in graph.edges(keys=True)} == {
        e.id: (e.tail, e.head) for e in subgraph.edges
    }


def filled(cells: Mapping[str, Mapping[str, Any]]) -> Cells:
    return {key: {name: cell for name, cell in row.items() if cell not in {"", None}} for key, row in cells.items()}


@SAMPLES
def test_igraph_reads_graphml_with_types(subgraph: Subgraph, tmp_path: Any) -> None:
    path = tmp_path / "graph.graphml"
    path.write_bytes(exported("graphml", subgraph, evidence()))
    graph = igraph.Graph.Read_GraphML(str(path))
    assert graph.is_directed()
    assert graph["title"] == IMPRINT.title
    assert graph.vs["id"] == [n.id for n in subgraph.nodes]
    ids = graph.vs["id"]
    assert [(ids[e.source], ids[e.target]) for e in graph.es] == [(e.tail, e.head) for e in subgraph.edges]
    for vertex, expected in zip(graph.vs, node_cells(subgraph).values(), strict=True):
        assert known_to_igraph(vertex.attributes(), expected) == expected
    for edge, expected in zip(graph.es, edge_cells(subgraph).values(), strict=True):
        assert known_to_igraph(edge.attributes(), expected) == expected


def known_to_igraph(read: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """igraph fills what is absent with NaN, false or an empty text."""
    surplus = {k: v for k, v in read.items() if k not in {"id", "label", *"rgbxy", "size"} and k not in expected}
    assert all(v in {"", False} or (isinstance(v, float) and math.isnan(v)) for v in surplus.values())
    return {k: v for k, v in read.items() if k in expected}


@pytest.mark.parametrize("name", ["graphml", "graphology", "cytoscape", "gephi-lite"])
@SAMPLES
def test_the_libraries_under_node_read_what_was_written(name: str, subgraph: Subgraph, node_reader: Reader) -> None:
    suffix = exporter_named(name).suffix
    lists = name in {"graphology", "cytoscape"}
    behind = evidence() if name == "graphml" else None
    graph = node_reader(exported(name, subgraph, behind), suffix)
    assert graph["type"] == "directed"
    read = {row["key"]: row["attributes"] for row in graph["nodes"]}
    own_names = {"id", "value", "name"} if name == "cytoscape" else set()
    shown = NODE_LOOK - ({"color"} if name == "gephi-lite" else set())
    assert all(row.keys() >= shown for row in read.values())
    assert without(read, NODE_LOOK | own_names) == node_cells(subgraph, lists=lists)
    found = {row["key"]: row["attributes"] for row in graph["edges"]}
    expected = edge_cells(subgraph, lists=lists)
    told = {"label", "color"} | ({"kind"} if lists else set())
    if name == "cytoscape":
        told |= {"id", "key", "source", "target"}
    assert without(found, told) == expected
    ends = {row["key"]: (row["source"], row["target"], row["undirected"]) for row in graph["edges"]}
    assert ends == {e.id: (e.tail, e.head, False) for e in subgraph.edges}


def test_gephi_lite_gets_fields_and_an_appearance_of_its_own_schema(node_reader: Reader) -> None:
    rest = node_reader(exported("gephi-lite", full_graph()), ".gephi-lite.json")["rest"]
    assert (rest["type"], rest["filters"]) == ("gephi-lite", {"filters": []})
    types = {field["id"]: field["type"] for field in rest["dataset"]["nodeFields"]}
    assert {types[name] for name in ("label", "summary", "published")} == {"text"}
    assert {types[name] for name in ("kind", "status", "basis", "lithium_or_new_energy")} == {"category"}
    assert {types[name] for name in ("size", "lat", "construction_start", "investment_cny")} == {"number"}
    assert types["aliases"] == "keywords"
    appearance = rest["appearance"]
    assert appearance["nodesColor"]["colorPalette"] == {name: kind.colour for name, kind in NODE_KINDS.items()}
    assert appearance["edgesColor"]["colorPalette"] == {name: kind.colour for name, kind in EDGE_KINDS.items()}
    for name in ("nodesSize", "nodesColor", "nodesLabel"):
        field = appearance[name]["field"]
        assert types[field["id"]] == field["type"]


@given(subgraphs())
@RANDOM
def test_networkx_reads_node_link_as_it_is(subgraph: Subgraph) -> None:
    graph = nx.node_link_graph(json.loads(exported("node-link", subgraph)))
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert without(dict(graph.nodes(data=True)), NODE_LOOK) == node_cells(subgraph, lists=True)
    edges = {key: row for *_, key, row in graph.edges(keys=True, data=True)}
    assert without(edges, {"label", "color", "kind"}) == edge_cells(subgraph, lists=True)
    assert graph.graph["revision"] == IMPRINT.revision


@given(subgraphs())
@RANDOM
def test_networkx_reads_cytoscape(subgraph: Subgraph) -> None:
    graph = nx.cytoscape_graph(json.loads(exported("cytoscape", subgraph)))
    named = {"id", "value", "name"}
    assert without(dict(graph.nodes(data=True)), NODE_LOOK | named) == node_cells(subgraph, lists=True)
    edges = {key: row for *_, key, row in graph.edges(keys=True, data=True)}
    told = {"id", "key", "source", "target", "kind", "label", "color"}
    assert without(edges, told) == edge_cells(subgraph, lists=True)


def test_cytoscape_positions_have_north_above(node_reader: Reader) -> None:
    read = node_reader(exported("cytoscape", small_graph()), ".cytoscape.json")
    up = node_reader(exported("graphology", small_graph()), ".graphology.json")
    turned = {row["key"]: (row["attributes"]["x"], -row["attributes"]["y"]) for row in read["nodes"]}
    assert turned == {row["key"]: (row["attributes"]["x"], row["attributes"]["y"]) for row in up["nodes"]}


@SAMPLES
def test_a_json_graph_holds_nodes_by_id_and_edges_with_relation(subgraph: Subgraph) -> None:
    graph = json.loads(exported("jgf", subgraph))["graph"]
    assert graph["directed"] is True
    read = {key: row["metadata"] for key, row in graph["nodes"].items()}
    assert without(read, NODE_LOOK) == node_cells(subgraph, lists=True)
    edges = {row["id"]: row["metadata"] for row in graph["edges"]}
    assert without(edges, {"color"}) == edge_cells(subgraph, lists=True)
    assert [(e["source"], e["relation"], e["target"]) for e in graph["edges"]] == [
        (e.tail, e.kind, e.head) for e in subgraph.edges
    ]


@pytest.mark.parametrize("name", ["node-link", "jgf", "cytoscape", "graphology", "geojson"])
def test_json_carries_statements_and_the_sources_that_are_named(name: str) -> None:
    text = exported(name, small_graph(), evidence()).decode()
    (statement,) = evidence().statements["park:north"]
    assert f'"statements":[{json.dumps(statement.to_json(), separators=(",", ":"))}]' in text
    assert '"publisher":"The office"' in text
    assert "office" not in exported(name, small_graph()).decode()
