"""What readers that no one here wrote find in a file: the XML parser of Python, networkx, graphology under Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphapi.export.registry import exporter_named
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis, ValueType, attributes_of
from tests.export.expected import edge_cells, node_cells
from tests.export.samples import IMPRINT, SOURCE, full_graph, small_graph

NODE_TOOLS = Path(__file__).parents[1] / "node"
G = "{http://gexf.net/1.3}"
NODE_VIZ = {"color", "size", "x", "y", "z"}
NASTY = [
    "]]>", "<![CDATA[x]]>", '"', "'", "&amp;", "&#0;", "a\nb\tc\rd\r\n", "\x85\u2028\u2029", "🔋", "\u202eRTL\u200f",
    " padded ", "", "0", "NaN", "None", "true", "\x7f\x9f", "x" * 10_000, "\U0001fffe", "<!--", "a | b",
]  # fmt: skip

Reader = Callable[[bytes], Mapping[str, Any]]
Cells = Mapping[str, Mapping[str, Any]]

texts = st.sampled_from(NASTY) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
    .filter(lambda c: c in "\t\n\r" or ord(c) > 31),
    max_size=12,
)  # fmt: skip


@st.composite
def attributes(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for attribute in attributes_of(kind).values():
        if attribute.required or draw(st.booleans()):
            low, high = attribute.minimum or 0, attribute.maximum or 10**9
            values = st.sampled_from(attribute.values) if attribute.values else texts
            chosen[attribute.name] = draw({
                ValueType.INTEGER: st.integers(int(low), int(high)),
                ValueType.NUMBER: st.floats(low, high) | st.integers(int(low), int(high)),
                ValueType.BOOLEAN: st.booleans(),
                ValueType.DATE: st.sampled_from(["2025", "2025-07", "2025-07-08"]),
                ValueType.STRINGS: st.lists(texts, max_size=3).map(tuple),
            }.get(attribute.type, values))  # fmt: skip
    for name in ("lat", "lon"):
        if not {"lat", "lon"} <= chosen.keys():
            chosen.pop(name, None)
    return chosen


@st.composite
def subgraphs(draw: st.DrawFn) -> Subgraph:
    """Two nodes of each drawn kind and edges among them, parallel ones included."""
    kinds = draw(st.lists(st.sampled_from(sorted(NODE_KINDS)), min_size=1, max_size=4, unique=True))
    names = texts.filter(bool)
    nodes = [
        Node(f"{kind}:{slug}", draw(names), draw(st.none() | names), Basis.OFFICIAL, (SOURCE,),
             tuple(draw(st.lists(texts, max_size=2))), draw(attributes(kind)))
        for kind in kinds for slug in ("a", "b")
    ]  # fmt: skip
    possible = [(kind, *ends) for kind, row in EDGE_KINDS.items() for ends in row.ends if set(ends) <= set(kinds)]
    edges = []
    for number, (kind, tail, head) in enumerate(
        draw(st.lists(st.sampled_from(possible), max_size=4)) if possible else []
    ):
        tail, head = f"{tail}:{draw(st.sampled_from('ab'))}", f"{head}:{draw(st.sampled_from('ab'))}"
        edges.append(Edge(edge_id(kind, tail, head, str(number)), tail, head, Basis.REPORTED, (SOURCE,),
                          draw(attributes(kind)), "2020", None, draw(st.none() | texts)))  # fmt: skip
    return Subgraph(nodes, edges)


def gexf(subgraph: Subgraph) -> bytes:
    return b"".join(exporter_named("gexf").write(subgraph, imprint=IMPRINT))


@given(subgraphs())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
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
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
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


@pytest.fixture(scope="session")
def graphology(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """graphology-gexf under Node, installed once beside the lock file. Absent only outside CI, and then visibly."""
    require(shutil.which("node") and shutil.which("npm"), "node and npm are needed to read GEXF as Gephi Lite does")
    if not (NODE_TOOLS / "node_modules" / "graphology-gexf").is_dir():
        install = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=NODE_TOOLS, capture_output=True, text=True
        )
        require(install.returncode == 0, f"npm cannot install the readers: {install.stderr[-400:]}")

    def read(content: bytes) -> Mapping[str, Any]:
        path = tmp_path_factory.mktemp("gexf") / "graph.gexf"
        path.write_bytes(content)
        command = ["node", str(NODE_TOOLS / "read_gexf.mjs"), str(path)]
        answer = subprocess.run(command, check=True, capture_output=True, timeout=60)
        assert not answer.stderr
        graph: Mapping[str, Any] = json.loads(answer.stdout)
        return graph

    return read


def require(holds: object, reason: str) -> None:
    if holds:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def nasty_graph() -> Subgraph:
    nodes = [
        Node(f"company:c{i}", text or "empty", text or None, Basis.OFFICIAL, (SOURCE,), (text,),
             {"note": text, "listings": (text, text)})
        for i, text in enumerate(NASTY)
    ]  # fmt: skip
    edges = [
        Edge(edge_id("owned_by", a.id, b.id), a.id, b.id, Basis.REPORTED, (SOURCE,), {"detail": text}, caveat=text)
        for a, b, text in zip(nodes, nodes[1:], NASTY, strict=False)
    ]
    return Subgraph(nodes, edges)


@pytest.mark.parametrize("subgraph", [small_graph(), full_graph(), nasty_graph()], ids=["small", "full", "nasty"])
def test_graphology_reads_what_networkx_reads_and_kinds_and_looks(subgraph: Subgraph, graphology: Reader) -> None:
    graph = graphology(gexf(subgraph))
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
    assert all(row["kind"] == row["edge_kind"] for row in read.values())


def without(cells: Cells, names: set[str]) -> Cells:
    return {key: {k: v for k, v in row.items() if k not in names} for key, row in cells.items()}


def test_the_readers_are_pinned_and_their_lock_file_names_no_address() -> None:
    manifest = json.loads((NODE_TOOLS / "package.json").read_text())
    lock = json.loads((NODE_TOOLS / "package-lock.json").read_text())
    assert all(version[0].isdigit() for version in manifest["dependencies"].values())
    locked = [package for path, package in lock["packages"].items() if path]
    assert all("integrity" in package and "resolved" not in package for package in locked)
