from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from graphapi.export.options import Export, ExportOptions
from graphapi.export.registry import exporter_named
from graphapi.export.styling import node_size
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.errors import UnexportableText
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis, attributes_of
from tests.export.expected import RENAMED, gexf_type
from tests.export.samples import IMPRINT, edge, full_graph, node, park, segment, small_graph

WRITE = exporter_named("gexf").write
GOLDEN = Path(__file__).parent / "golden" / "small.gexf"
G = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


def gexf(subgraph: Subgraph, **options) -> bytes:
    return b"".join(WRITE(Export(subgraph, imprint=IMPRINT, options=ExportOptions(**options))))


def parsed(subgraph: Subgraph, **options) -> ET.Element:
    return ET.fromstring(gexf(subgraph, **options))  # noqa: S314


def found(root: ET.Element, path: str) -> ET.Element:
    element = root.find(path.replace("viz:", VIZ).replace("g:", G))
    assert element is not None
    return element


def column_types(root: ET.Element, of: str) -> dict[str, str]:
    blocks = [block for block in root.iter(f"{G}attributes") if block.get("class") == of]
    assert len(blocks) == 1
    for attribute in blocks[0]:
        assert attribute.get("id") == attribute.get("title")
    return {attribute.get("id", ""): attribute.get("type", "") for attribute in blocks[0]}


def test_the_small_graph_is_written_as_in_the_golden_file() -> None:
    """After a wanted change, look at the difference and replace the file by what `gexf(small_graph())` answers."""
    assert gexf(small_graph()).decode() == GOLDEN.read_text(encoding="utf-8")


def test_the_head_says_what_the_file_is_and_of_when() -> None:
    root = parsed(small_graph())
    assert root.tag == f"{G}gexf"
    assert root.get("version") == "1.3"
    assert found(root, "g:meta").get("lastmodifieddate") == "2026-03-04"
    assert found(root, "g:meta/g:creator").text == "graphapi"
    description = found(root, "g:meta/g:description").text or ""
    assert description.startswith("Two parks & their “chain” (revision 7, 2026-03-04T05:06:07Z)\nColours: Park #1b9e77")
    assert "Not carried as it is: lists: " in description
    assert found(root, "g:graph").attrib == {"defaultedgetype": "directed", "idtype": "string", "mode": "static"}


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_every_attribute_of_a_node_kind_has_its_column_and_its_value(kind: str) -> None:
    document = next(n for n in full_graph().nodes if n.kind == kind)
    root = parsed(Subgraph([document], []))
    assert_columns(root, "node", document)


@pytest.mark.parametrize("kind", EDGE_KINDS)
def test_every_attribute_of_an_edge_kind_has_its_column_and_its_value(kind: str) -> None:
    full = full_graph()
    documents = [e for e in full.edges if e.kind == kind]
    root = parsed(Subgraph(full.nodes, documents))
    for document in documents:
        assert_columns(root, "edge", document)


def assert_columns(root: ET.Element, of: str, document: Node | Edge) -> None:
    types = column_types(root, of)
    element = next(e for e in root.iter(f"{G}{of}") if e.get("id") == document.id)
    written = {value.get("for") for value in element.iter(f"{G}attvalue")}
    for name in attributes_of(document.kind):
        column = RENAMED.get((document.kind, name), name)
        assert types[column] == gexf_type(document.kind, name)
        assert column in written


def test_coordinates_are_doubles_and_no_column_has_a_type_that_gephi_drops() -> None:
    root = parsed(full_graph())
    nodes, edges = column_types(root, "node"), column_types(root, "edge")
    assert nodes["lat"] == nodes["lon"] == "double"
    assert {*nodes.values(), *edges.values()} <= {"string", "integer", "long", "double", "boolean"}


def test_every_value_belongs_to_a_declared_column() -> None:
    root = parsed(full_graph())
    for of in ("node", "edge"):
        types = column_types(root, of)
        assert all(v.get("for") in types for e in root.iter(f"{G}{of}") for v in e.iter(f"{G}attvalue"))


def test_an_edge_carries_its_kind_and_an_untyped_direction() -> None:
    element = found(parsed(small_graph()), "g:graph/g:edges/g:edge")
    assert element.attrib == {
        "id": edge_id("located_in", "park:north", "province:nm"),
        "source": "park:north",
        "target": "province:nm",
        "kind": "located_in",
        "label": "located in",
    }


def test_the_kind_of_a_repeat_is_numbered_and_its_plain_kind_is_a_column() -> None:
    edges = [edge("hosts", "park:p", "segment:s", str(number)) for number in range(3)]
    other = edge("hosts", "park:p", "segment:t")
    written = list(
        parsed(Subgraph([park("p"), segment("s"), segment("t")], [*edges[:2], other, edges[2]])).iter(f"{G}edge")
    )
    assert [e.get("kind") for e in written] == ["hosts", "hosts 2", "hosts", "hosts 3"]
    assert {found(e, "g:attvalues/g:attvalue[@for='edge_kind']").get("value") for e in written} == {"hosts"}


@pytest.mark.parametrize(
    ("label", "of_node", "of_edge"),
    [("en", ["Maker", "内蒙古自治区", "Packs"], "feeds"), ("zh", ["制造商", "内蒙古自治区", "Packs"], "供给")],
)
def test_labels_speak_the_wanted_language_and_fall_back_to_the_other(label, of_node, of_edge) -> None:
    root = parsed(small_graph(), label=label)
    labels = {n.get("id"): n.get("label") for n in root.iter(f"{G}node")}
    assert [labels[i] for i in ("company:maker", "province:nm", "segment:packs")] == of_node
    assert of_edge in {e.get("label") for e in root.iter(f"{G}edge")}


def test_colour_tells_the_kind_and_size_the_degree() -> None:
    root = parsed(small_graph())
    by_id = {n.get("id"): n for n in root.iter(f"{G}node")}
    assert found(by_id["park:north"], "viz:color").attrib == {"r": "27", "g": "158", "b": "119"}
    assert found(by_id["company:maker"], "viz:size").get("value") == str(node_size(4))
    assert found(by_id["city:nowhere"], "viz:size").get("value") == str(node_size(0))
    assert found(root, "g:graph/g:edges/g:edge/viz:color").attrib == {"r": "117", "g": "112", "b": "179"}


def test_sizes_grow_within_bounds() -> None:
    sizes = [node_size(degree) for degree in range(1000)]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (4.0, 40.0)


def test_every_node_has_a_position_of_its_own_with_a_z() -> None:
    positions = [p.attrib for p in parsed(full_graph()).iter(f"{VIZ}position")]
    assert all(p["z"] == "0.0" for p in positions)
    assert len({(p["x"], p["y"]) for p in positions}) == len(NODE_KINDS)


@pytest.mark.parametrize(
    "text", ["nul \x00", "bell \x07", "form feed \x0c", "escape \x1b", "lone \ud83d", "\udd0b lone", "\ufffe", "\uffff"]
)
def test_a_character_that_xml_forbids_is_refused_by_name_before_the_first_byte(text: str) -> None:
    for field, document in refusable(text):
        subgraph = Subgraph([document], []) if isinstance(document, Node) else Subgraph([], [document])
        with pytest.raises(UnexportableText) as refusal:
            WRITE(Export(subgraph, imprint=IMPRINT))
        assert (refusal.value.value, refusal.value.parameter) == (document.id, field)
        assert f"{document.id}: {field}: XML cannot carry U+" in refusal.value.detail


def refusable(text: str) -> Iterator[tuple[str, Node | Edge]]:
    bare = ("company:c", "city:c", Basis.UNVERIFIED)
    yield "name_en", node("company:c", text)
    yield "name_zh", node("company:c", None, text)
    yield "aliases", Node("company:c", "C", None, Basis.UNVERIFIED, aliases=("fine", text))
    yield "note", node("company:c", note=text)
    yield "listings", node("company:c", listings=("fine", text))
    yield "caveat", Edge(edge_id("headquartered_in", "company:c", "city:c"), *bare, caveat=text)
    owned = edge_id("owned_by", "company:c", "company:d")
    yield "detail", Edge(owned, "company:c", "company:d", Basis.UNVERIFIED, attributes={"detail": text})


def test_a_title_that_xml_forbids_is_refused_too() -> None:
    with pytest.raises(UnexportableText) as refusal:
        WRITE(Export(Subgraph([], []), imprint=replace(IMPRINT, title="a\x00b")))
    assert refusal.value.parameter == "title"


def test_the_order_of_a_documents_attributes_does_not_change_the_bytes() -> None:
    full = full_graph()
    turned = [replace(n, attributes=dict(reversed(n.attributes.items()))) for n in full.nodes]
    assert gexf(Subgraph(turned, full.edges)) == gexf(full)


def test_chunks_are_bounded_and_none_is_empty() -> None:
    many = Subgraph([park(f"p{i}", 30.0, 110.0, summary="x" * 500) for i in range(500)], [])
    sizes = [len(chunk) for chunk in WRITE(Export(many, imprint=IMPRINT))]
    assert len(sizes) > 3
    assert 0 < max(sizes) < 70_000
    assert min(sizes) > 0
