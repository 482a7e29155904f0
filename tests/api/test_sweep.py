"""What holds for every route of the OpenAPI document that the service publishes."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from graphapi.answers.encoding import answer
from graphapi.api.openapi import ComponentClash, schemas
from graphapi.api.operations import OPERATIONS
from tests.api.client import Answer, Client
from tests.api.questions import FIRST_OF, QUESTIONS, Question

RECONCILIATION = {"ServiceManifest", "Extension", "ResultBatch", "SuggestedItems", "ProposedProperties", "Flyout"}
"""Answers whose shape another specification gives."""

PROBLEM = "application/problem+json"

every_operation = pytest.mark.parametrize("question", FIRST_OF.values(), ids=FIRST_OF.keys())
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=str)


def ask(client: Client, question: Question, *, more: str = "", method: str | None = None) -> Answer:
    url = question.url + (("&" if "?" in question.url else "?") + more if more else "")
    headers = {"content-type": question.content_type} if question.body else {}
    return client.request(method or question.method, url, headers, question.body)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, found in document["paths"].items():
        yield from ((path, operation) for operation in found.values())


def operation_of(document: dict[str, Any], question: Question) -> dict[str, Any]:
    return next(found for _, found in operations(document) if found["operationId"] == question.operation)


def response_of(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    """A response of an operation, looked up among the components where it is shared."""
    name = response.get("$ref", "").removeprefix("#/components/responses/")
    found: dict[str, Any] = document["components"]["responses"][name] if name else response
    return found


def validate(document: dict[str, Any], operation: dict[str, Any], answer: Answer) -> None:
    """The media type is declared for the status, and JSON fits its schema."""
    content = response_of(document, operation["responses"][str(answer.status)])["content"]
    assert answer.media_type in content
    if answer.media_type.endswith("json"):
        schema = content[answer.media_type]["schema"] | {"components": document["components"]}
        Draft202012Validator(schema).validate(answer.json())


def test_every_operation_is_asked_at_least_once(document: dict[str, Any]) -> None:
    assert {operation["operationId"] for _, operation in operations(document)} == set(FIRST_OF)


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_schema_of_the_document_is_a_json_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_and_parameter_is_described(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        assert operation["description"], path
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), f"{path}: {parameter['name']}"


def test_every_operation_publishes_a_schema_of_its_answer_and_of_its_problems(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        for status, response in operation["responses"].items():
            for media_type, content in response_of(document, response).get("content", {}).items():
                assert content["schema"], f"{path}: {status} {media_type} has no schema"
                assert status == "200" or content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert {"200", "400", "406", "414", "500"} <= set(operation["responses"])


def test_a_problem_is_described_once_and_referred_to_by_every_operation(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        described = [status for status, response in operation["responses"].items() if "$ref" not in response]
        assert described == ["200"], path


def test_two_types_that_claim_one_component_fail_the_document() -> None:
    def described(kind: type) -> type:
        return answer(type("Twin", (), {"__annotations__": {"member": kind}, "__doc__": "A twin."}))

    with pytest.raises(ComponentClash, match="Twin"):
        schemas([described(int), described(str)])


@every_question
def test_the_bytes_of_every_answer_fit_the_published_schema(
    seed: Client, document: dict[str, Any], question: Question
) -> None:
    answer = ask(seed, question)
    assert answer.status == 200, answer.content
    validate(document, operation_of(document, question), answer)


def test_a_member_that_is_not_published_would_be_noticed(document: dict[str, Any]) -> None:
    name = {"en": "CATL"}
    node = {"id": "company:catl", "kind": "company", "name": name, "aliases": [], "attributes": {}, "basis": "official"}
    schema = Draft202012Validator({"$ref": "#/components/schemas/Node", "components": document["components"]})
    assert schema.is_valid(node)
    for wrong in ({"extra": 1}, {"kind": "firm"}, {"basis": "sure"}, {"name": {"en": None}}, {"sources": None}):
        assert not schema.is_valid(node | wrong), wrong


@every_question
def test_every_answer_has_the_envelope_of_its_sort(seed: Client, question: Question) -> None:
    answer, operation = ask(seed, question), OPERATIONS[question.operation]
    if answer.media_type != "application/json":
        return
    if operation.is_graph and b'"estimate":{' not in answer.body[:20]:
        told = answer.json()
        assert {"nodes", "edges"} <= told["graph"].keys()
        assert {"revision", "query", "completeness", "cost"} <= told["meta"].keys()
        assert "self" in told["links"]
    if any(one.__name__.endswith("List") for one in operation.answers):
        assert {"items", "next", "meta", "links"} <= answer.json().keys()
    if operation.answers and not {one.__name__ for one in operation.answers} & ({"ProblemCodes"} | RECONCILIATION):
        assert answer.json()["meta"]["revision"] == 1


@every_question
def test_a_document_stands_once_in_an_answer_and_both_ends_of_every_edge_are_there(
    seed: Client, question: Question
) -> None:
    answer = ask(seed, question)
    graph = answer.json().get("graph") if answer.media_type == "application/json" else None
    if graph is None:
        return
    nodes, edges = ([found["id"] for found in graph[name]] for name in ("nodes", "edges"))
    assert len(nodes) == len(set(nodes))
    assert len(edges) == len(set(edges))
    assert {end for found in graph["edges"] for end in (found["tail"], found["head"])} <= set(nodes)
    assert graph["counts"] == {"nodes": len(nodes), "edges": len(edges)}


@every_operation
def test_every_graph_answer_has_a_permalink_that_holds_its_nodes_and_comes_as_a_file_by_accept(
    seed: Client, question: Question
) -> None:
    answer = ask(seed, question)
    told = answer.json() if answer.media_type == "application/json" else {}
    if "graph" not in told:
        return
    ids = {found["id"] for found in told["graph"]["nodes"]}
    assert told["links"]["gephi_lite"].endswith(".gexf")
    headers = {"content-type": "application/json"} if question.body else {}
    gexf = "application/gexf+xml"
    files = (
        seed.get(told["links"]["gexf"]),
        seed.request(question.method, question.url, headers | {"accept": gexf}, question.body),
    )
    for file in files:
        assert (file.status, file.media_type) == (200, gexf)
        found = {node.get("id") for node in ET.fromstring(file.content).iter("{http://gexf.net/1.3}node")}  # noqa: S314
        assert found >= ids if question.operation == "get_graph" else found == ids


@every_question
def test_every_answer_with_a_table_comes_as_csv(seed: Client, question: Question) -> None:
    if OPERATIONS[question.operation].table is None:
        return
    headers = {"content-type": question.content_type} if question.body else {}
    answer = seed.request(question.method, question.url, headers | {"accept": "text/csv"}, question.body)
    assert (answer.status, answer.media_type) == (200, "text/csv"), answer.content
    header, *rows = csv.reader(io.StringIO(answer.content.decode()))
    assert len(header) > 1
    assert all(len(row) == len(header) for row in rows)


@every_operation
def test_an_unknown_parameter_is_refused_and_the_nearest_named(
    seed: Client, document: dict[str, Any], question: Question
) -> None:
    operation = operation_of(document, question)
    known = [found["name"] for found in operation.get("parameters", ()) if found["in"] == "query"]
    wrong = f"{known[-1]}x" if known else "depht"
    answer = ask(seed, question, more=f"{wrong}=1")
    assert answer.status == 400
    validate(document, operation, answer)
    told = answer.json()
    assert (told["code"], told["parameter"], told["value"]) == ("unknown_parameter", wrong, "1")
    assert told.get("suggestion") == (f"did you mean '{known[-1]}'?" if known else None)


def _bad_values(parameter: dict[str, Any]) -> Iterator[str]:
    schema = parameter["schema"]
    kinds = [schema, *schema.get("anyOf", ())]
    if any({"enum", "$ref", "minimum", "pattern"} & kind.keys() or kind.get("type") == "boolean" for kind in kinds):
        yield from ("no-such-value", "%00", "-1", "")
    if any("maxLength" in kind for kind in kinds):
        yield "x" * 5000


@every_operation
def test_a_bad_value_of_any_parameter_is_a_problem_that_names_the_parameter(
    seed: Client, document: dict[str, Any], question: Question
) -> None:
    operation = operation_of(document, question)
    path, _, given = question.url.partition("?")
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "query":
            continue
        others = "&".join(pair for pair in given.split("&") if pair and not pair.startswith(f"{parameter['name']}="))
        for value in _bad_values(parameter):
            answer = seed.get(f"{path}?{others}{'&' if others else ''}{parameter['name']}={value}")
            assert (answer.status, answer.media_type) == (400, PROBLEM), (parameter["name"], value)
            validate(document, operation, answer)
            assert answer.json()["parameter"] == parameter["name"]


@every_operation
def test_head_answers_as_get_without_the_body(seed: Client, question: Question) -> None:
    if question.method != "GET":
        return
    get, head = ask(seed, question), ask(seed, question, method="HEAD")
    volatile = {"x-request-id", "server-timing"}
    assert (head.status, head.body) == (get.status, b"")
    assert [item for item in head.headers.items() if item[0] not in volatile] == [
        item for item in get.headers.items() if item[0] not in volatile
    ]


@every_operation
def test_a_method_that_a_route_lacks_is_refused_with_those_that_it_has(
    seed: Client, document: dict[str, Any], question: Question
) -> None:
    answer = ask(seed, question, method="DELETE")
    assert (answer.status, answer.media_type, answer.json()["code"]) == (405, PROBLEM, "method_not_allowed")
    has = {
        method.upper()
        for path, found in document["paths"].items()
        for method in found
        if any(operation["operationId"] == question.operation for operation in found.values())
    }
    assert set(answer.headers["allow"].split(", ")) == has | ({"HEAD"} if "GET" in has else set())


@every_operation
def test_a_format_that_a_route_lacks_is_refused(seed: Client, document: dict[str, Any], question: Question) -> None:
    answer = seed.request(question.method, question.url, {"accept": "image/png"}, question.body)
    assert answer.status == 406
    validate(document, operation_of(document, question), answer)
    told = answer.json()
    assert (told["code"], told["parameter"], told["value"]) == ("not_acceptable", "Accept", "image/png")


@every_operation
def test_a_url_above_16_kb_is_refused(seed: Client, document: dict[str, Any], question: Question) -> None:
    answer = ask(seed, question, more="q=" + "x" * 16_384)
    assert answer.status == 414
    validate(document, operation_of(document, question), answer)
    assert answer.json()["code"] == "url_too_long"
