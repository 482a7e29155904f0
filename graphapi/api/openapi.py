"""The OpenAPI document: FastAPI's account of the routes with the answers, files and tables that they declare."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from graphapi.answers.envelopes import GraphAnswer, Links, ListAnswer, ThingAnswer
from graphapi.api.operations import JSON, OPERATIONS, Operation
from graphapi.api.problems import Problem
from graphapi.export.registry import exporters
from graphapi.export.tables import FORMATS

REF = "#/components/schemas/{model}"
_HEADERS: Mapping[str, Mapping[str, Any]] = {
    "X-Request-Id": {
        "description": "The id given in the request, else a new one; the log names it.",
        "required": True,
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Strong validator; absent if the time limit truncated the answer.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {"description": "How long the answer may be used.", "schema": {"type": "string"}},
}
_NOT_MODIFIED = {"description": "Not Modified: the answer with the given ETag is still current"}
_SHARED_BY_ALL = frozenset({"304", "400", "406", "414", "500"})
"""Statuses whose response is the same for every operation."""


class ComponentClash(Exception):
    """Two types claim one name among the components of the document."""


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1 as served: our answers and problems in place of FastAPI's own validation error.

    Raises:
        ComponentClash: two types of one name would describe different things.
    """
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.1.0",
            description=app.description,
            routes=app.routes,
            license_info=app.license_info,
        )
        _drop_validation_errors(document)
        _add_components(document)
        for path in document["paths"].values():
            for method, operation in path.items():
                _describe(operation, OPERATIONS[operation["operationId"]], method)
                _share_responses(operation["responses"], document["components"].setdefault("responses", {}))
        document["components"]["headers"] = _HEADERS
        app.openapi_schema = document
    return app.openapi_schema


def component_of(answer: type) -> str:
    """The name of a type among the components."""
    return str(answer.__dict__.get("component", answer.__name__))


def _drop_validation_errors(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        for operation in path.values():
            if JSON in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        document.get("components", {}).get("schemas", {}).pop(name, None)


def _add_components(document: dict[str, Any]) -> None:
    """The schemas of all answers, next to those of parameters and bodies."""
    answers = dict.fromkeys(answer for operation in OPERATIONS.values() for answer in operation.answers)
    found = schemas((Problem, Links, *answers))
    for answer in answers:
        if issubclass(answer, GraphAnswer | ListAnswer | ThingAnswer):
            schema = found[component_of(answer)]
            schema["properties"]["links"] = {"$ref": REF.format(model="Links")}
            schema["required"] = [*schema.get("required", ()), "links"]
    components = document.setdefault("components", {}).setdefault("schemas", {})
    if twice := [name for name in components if "__" in name]:
        raise ComponentClash(f"one name for several types of parameters or bodies: {', '.join(twice)}")
    for name, schema in found.items():
        if components.setdefault(name, schema) != schema:
            raise ComponentClash(f"{name} names a parameter or body, and an answer or part of one")


def schemas(answers: Iterable[type]) -> dict[str, Any]:
    """Schemas by component; a type may be published under a name other than that of its class.

    Raises:
        ComponentClash: two types have one name.
    """
    adapters: list[tuple[int, Any, TypeAdapter[Any]]] = [
        (number, "serialization", TypeAdapter(answer)) for number, answer in enumerate(answers)
    ]
    _, described = TypeAdapter.json_schemas(adapters, ref_template=REF)
    definitions: dict[str, Any] = described["$defs"]
    names = {key: schema.get("title", key) for key, schema in definitions.items()}
    if twice := [name for name, count in Counter(names.values()).items() if count > 1]:
        raise ComponentClash(f"one name for several types: {', '.join(twice)}")
    renamed = {REF.format(model=key): REF.format(model=name) for key, name in names.items() if key != name}
    return {names[key]: _with_references(schema, renamed) for key, schema in definitions.items()}


def _with_references(schema: Any, renamed: dict[str, str]) -> Any:
    if isinstance(schema, dict):
        return {
            key: renamed.get(value, value) if key == "$ref" else _with_references(value, renamed)
            for key, value in schema.items()
        }
    return [_with_references(part, renamed) for part in schema] if isinstance(schema, list) else schema


def _describe(described: dict[str, Any], operation: Operation, method: str) -> None:
    """Write what an operation answers, and in which formats, into its description."""
    content = _content(operation)
    if operation.is_graph:
        content |= {one.media_type: _file(one.media_type, one.purpose) for one in exporters()}
    if operation.table:
        content |= {one.media_type: _file(one.media_type, f"The rows as {one.name}.") for one in FORMATS}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    described["responses"]["200"] |= {"headers": headers} | ({"content": content} if content else {})
    if method == "get":
        described["responses"]["304"] = _NOT_MODIFIED


def _share_responses(responses: dict[str, Any], shared: dict[str, Any]) -> None:
    """Move all but the answer itself to the components, named after what they say, and refer to them there."""
    for status in [status for status in responses if status != "200"]:
        phrase, _, codes = responses[status]["description"].partition(": ")
        named = phrase if status in _SHARED_BY_ALL else codes.replace(",", " or")
        name = "".join(word[0].upper() + word[1:] for word in re.split(r"\W+|_", named))
        if shared.setdefault(name, responses[status]) != responses[status]:
            raise ComponentClash(f"{name} names two different responses")
        responses[status] = {"$ref": f"#/components/responses/{name}"}


def _content(operation: Operation) -> dict[str, Any]:
    schemas = [{"$ref": REF.format(model=component_of(answer))} for answer in operation.answers]
    if not schemas:
        return {}
    streamed = {operation.streamed: {"schema": {"type": "string"}}} if operation.streamed else {}
    return {operation.media_type: {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}} | streamed


def _file(media: str, purpose: str) -> dict[str, Any]:
    """What a client may make of a file: JSON an object, text a string, the others bytes."""
    if media.endswith("json"):
        return {"schema": {"type": "object", "description": purpose}}
    text = media.startswith("text/") or media.endswith("xml")
    binary = {} if text else {"format": "binary"}
    return {"schema": {"type": "string", "contentMediaType": media, "description": purpose, **binary}}
