"""Turtle and JSON-LD as rdflib and a SHACL validator understand them."""

import json
import warnings
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pyshacl import validate
from rdflib import DCTERMS, PROV, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from graphapi.export.rdf import DOCUMENTS, NAMESPACE, PREFIXES, classes_of, context, terms
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis
from tests.examples import examples
from tests.export.evidence import evidence
from tests.export.samples import IMPRINT, SOURCE, edge, full_graph, small_graph
from tests.export.strategies import nasty_graph, subgraphs
from tests.export.test_graph_readers import exported

ZCP, ID, SCHEMA = Namespace(NAMESPACE), Namespace(DOCUMENTS), Namespace("https://schema.org/")
GRAPHS = {"small": small_graph(), "full": full_graph(), "nasty": nasty_graph()}
SAMPLES = pytest.mark.parametrize("subgraph", GRAPHS.values(), ids=GRAPHS.keys())
SHAPES = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix zcp: <{NAMESPACE}> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix schema: <https://schema.org/> .
zcp:EdgeShape a sh:NodeShape ; sh:targetClass rdf:Statement ;
  sh:property [ sh:path rdf:subject ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path rdf:object ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path rdf:predicate ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path zcp:basis ; sh:in ( "official" "reported" "derived" "unverified" ) ; sh:minCount 1 ] ;
  sh:property [ sh:path prov:hadPrimarySource ; sh:nodeKind sh:IRI ] .
zcp:ParkShape a sh:NodeShape ; sh:targetClass zcp:Park ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:uniqueLang true ; sh:languageIn ( "en" "zh" ) ] ;
  sh:property [ sh:path zcp:construction_start ; sh:datatype xsd:integer ; sh:maxCount 1 ] ;
  sh:property [ sh:path schema:latitude ; sh:datatype xsd:double ; sh:minInclusive -90.0 ; sh:maxInclusive 90.0 ] .
"""


def turtle(subgraph: Subgraph, **more: Any) -> Graph:
    return Graph().parse(data=exported("turtle", subgraph, **more), format="turtle")


def json_ld(subgraph: Subgraph, **more: Any) -> Graph:
    with warnings.catch_warnings():
        # rdflib's own parser uses a class that rdflib has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Graph().parse(data=exported("json-ld", subgraph, **more), format="json-ld")


def about_documents(graph: Graph) -> Graph:
    """Without what the file says about itself, for the losses differ in words."""
    for triple in list(graph.triples((ID[f"revision:{IMPRINT.revision}"], None, None))):
        graph.remove(triple)
    return graph


@SAMPLES
def test_both_syntaxes_say_the_same(subgraph: Subgraph) -> None:
    there, back = about_documents(turtle(subgraph)), about_documents(json_ld(subgraph))
    assert len(there) > 2 * len(subgraph.edges)
    assert isomorphic(valued(there), valued(back))


def valued(graph: Graph) -> Graph:
    """Numbers by value: `12.0` and `1.2E1` are one double."""
    found = Graph()
    for subject, predicate, value in graph:
        double = isinstance(value, Literal) and value.datatype == XSD.double
        found.add((subject, predicate, Literal(float(value), datatype=XSD.double) if double else value))
    return found


@given(subgraphs())
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_names_aliases_and_edges_come_back(subgraph: Subgraph) -> None:
    graph = turtle(subgraph)
    for node in subgraph.nodes:
        labels = {(str(label), label.language) for label in graph.objects(ID[node.id], SKOS.prefLabel)}
        assert labels == {(name, of) for name, of in ((node.name_en, "en"), (node.name_zh, "zh")) if name}
        assert {str(alias) for alias in graph.objects(ID[node.id], SKOS.altLabel)} == set(node.aliases)
        assert set(graph.objects(ID[node.id], RDF.type)) >= {ZCP[NODE_KINDS[node.kind].rdf_class]}
    for fact in subgraph.edges:
        assert (ID[fact.tail], ZCP[fact.kind], ID[fact.head]) in graph
        assert (ID[fact.id], RDF.subject, ID[fact.tail]) in graph
        assert {str(text) for text in graph.objects(ID[fact.id], ZCP.caveat)} == ({fact.caveat} - {None})


def test_a_value_has_its_type_and_a_date_its_precision() -> None:
    graph = turtle(small_graph())
    north, plant = ID["park:north"], ID[edge_id("operates_in", "company:maker", "park:north")]
    assert (north, ZCP.construction_start, Literal(2025)) in graph
    assert (north, ZCP.area_km2, Literal("12.0", datatype=XSD.double)) in graph
    assert (north, ZCP.lithium_or_new_energy, Literal(True)) in graph
    assert (plant, SCHEMA.startDate, Literal("2022-04", datatype=XSD.gYearMonth)) in graph
    assert (plant, SCHEMA.endDate, Literal("2030", datatype=XSD.gYear)) in graph
    assert set(graph.objects(plant, ZCP.products)) == {ID["segment:cells"], ID["segment:packs"]}


def test_borrowed_coordinates_are_not_said_to_be_a_nodes_own() -> None:
    graph = turtle(small_graph())
    located = set(graph.subjects(SCHEMA.latitude))
    assert located == {ID["park:north"], ID["park:south"]}


@pytest.mark.parametrize("read", [turtle, json_ld])
def test_sources_and_statements_are_told_with_prov(read: Any) -> None:
    graph = read(small_graph(), evidence=evidence())
    (statement,) = graph.subjects(RDF.type, ZCP.Statement)
    assert graph.value(statement, ZCP.about) == ID["park:north"]
    assert float(graph.value(statement, ZCP.stated)) == 14.0
    assert graph.value(statement, PROV.hadPrimarySource) == ID[SOURCE]
    assert (ID["park:north"], PROV.hadPrimarySource, ID[SOURCE]) in graph
    assert str(graph.value(ID[SOURCE], DCTERMS.publisher)) == "The office"
    assert (ID[SOURCE], DCTERMS.date, Literal("2025-07", datatype=XSD.gYearMonth)) in graph


def test_the_file_tells_its_revision_and_its_losses() -> None:
    graph = turtle(small_graph())
    file = ID[f"revision:{IMPRINT.revision}"]
    assert graph.value(file, PROV.generatedAtTime).toPython() == datetime.fromisoformat(IMPRINT.time)
    assert any(
        "positions" in comment
        for comment in graph.objects(file, URIRef("http://www.w3.org/2000/01/rdf-schema#comment"))
    )


@SAMPLES
def test_every_graph_fits_the_shapes(subgraph: Subgraph) -> None:
    conforms, _, report = validate(turtle(subgraph), shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report


def test_the_shapes_do_see_what_is_wrong() -> None:
    broken = turtle(small_graph())
    broken.add((ID["park:north"], ZCP.construction_start, Literal("soon")))
    conforms, *_ = validate(broken, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert not conforms


def test_the_context_knows_every_column_and_every_kind_of_edge() -> None:
    published = context()
    assert terms().keys() < published.keys()
    assert published.keys() >= EDGE_KINDS.keys()
    assert {name.partition(":")[0] for kind in NODE_KINDS for name in classes_of(kind)} <= PREFIXES.keys()
    assert json.loads(exported("json-ld", small_graph()))["@context"] == published


def test_quotes_backslashes_and_control_characters_survive() -> None:
    text = 'a "quoted" \\ back\\\\slash\n\r\t\x00\x07\x7f 🔋 \u202e'
    graph = turtle(Subgraph([Node("company:c", text, None, Basis.UNVERIFIED)], []))
    assert str(graph.value(ID["company:c"], SKOS.prefLabel)) == text


def test_an_edge_without_sources_is_told_without_them() -> None:
    nodes = [Node(f"company:{slug}", slug, None, Basis.UNVERIFIED) for slug in "ab"]
    owned = Edge(edge_id("owned_by", "company:a", "company:b"), "company:a", "company:b", Basis.UNVERIFIED)
    assert not list(turtle(Subgraph(nodes, [owned])).objects(None, PROV.hadPrimarySource))


def test_a_reference_that_is_no_id_is_a_text() -> None:
    subgraph = small_graph()
    made = edge("operates_in", "company:maker", "park:south", "made", products=("segment:cells", "]]> no id"))
    for read in (turtle, json_ld):
        found = set(read(Subgraph(subgraph.nodes, [made])).objects(ID[made.id], ZCP.products))
        assert found == {ID["segment:cells"], Literal("]]> no id")}
