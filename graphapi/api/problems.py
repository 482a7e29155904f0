"""Errors as `application/problem+json` (RFC 9457). HTTP statuses are in one table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Scope

from graphapi.answers.service import ProblemCode
from graphapi.api.addresses import moved_address, raw_path, route_path
from graphapi.model import errors
from graphapi.model.errors import GraphError, did_you_mean

MEDIA_TYPE = "application/problem+json"
_JSON_INTEGER = 2**53
_PAGES = ("/docs", "/openapi.json", "/livez", "/readyz", "/metrics")

STATUS: Mapping[type[GraphError], int] = {
    errors.NodeNotFound: 404,
    errors.EdgeNotFound: 404,
    errors.SourceNotFound: 404,
    errors.IdentifierNotFound: 404,
    errors.RevisionNotFound: 404,
    errors.DocumentGone: 410,
    errors.NodeMoved: 308,
    errors.InvalidRequest: 400,
    errors.UnknownParameter: 400,
    errors.UnknownKind: 400,
    errors.UnknownField: 400,
    errors.InvalidIdentifier: 400,
    errors.InvalidCursor: 400,
    errors.BatchTooLarge: 413,
    errors.BudgetExceeded: 422,
    errors.InvalidDocument: 422,
    errors.InvalidPackage: 422,
    errors.UnknownFormat: 406,
    errors.UnexportableText: 422,
    errors.LedgerUnavailable: 503,
    errors.NamesNotReady: 503,
}

RETRY: Mapping[type[GraphError], Mapping[str, str]] = {errors.NamesNotReady: {"Retry-After": "2"}}
"""Headers that say when to retry."""

SERVICE: Mapping[str, tuple[int, str, str]] = {
    "route_not_found": (404, "Route not found", "No route has this path."),
    "method_not_allowed": (405, "Method not allowed", "The route has other methods; the header Allow names them."),
    "not_acceptable": (406, "Not acceptable", "The route has no answer in a format that the header Accept allows."),
    "url_too_long": (414, "URL too long", "The URL is longer than this service answers."),
    "internal_error": (500, "Internal error", "The service failed; it has been logged under the request id."),
}
"""Codes of failures that are not errors of the graph: status, title, meaning."""

_TITLES: Mapping[str, tuple[int, str, str]] = {
    **{kind.code: (status, kind.title, (kind.__doc__ or "").strip()) for kind, status in STATUS.items()},
    **SERVICE,
}
_HTTP_CODES = {status: code for code, (status, _, _) in SERVICE.items()}


class Problem(BaseModel):
    """What went wrong, in a stable `code`, and what to do about it."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(examples=["/v1/problems#node_not_found"])
    title: str
    status: int
    detail: str
    code: str = Field(examples=["node_not_found"])
    instance: str | None = Field(None, description="Path of the request.")
    parameter: str | None = Field(None, description="Query parameter, path segment or JSON pointer at fault.")
    value: Any = Field(None, description="The value at fault, cut at 80 characters.")
    suggestion: str | None = Field(None, examples=["did you mean 'company:catl'?"])


def codes() -> Mapping[str, ProblemCode]:
    """Every problem code with its status, title and meaning."""
    return {
        code: ProblemCode(status=status, title=title, meaning=meaning)
        for code, (status, title, meaning) in _TITLES.items()
    }


def problem(
    code: str,
    detail: str,
    scope: Scope,
    *,
    headers: Mapping[str, str] | None = None,
    value: object = None,
    parameter: str | None = None,
    suggestion: str | None = None,
) -> Response:
    """The problem response of a known code; members without a value are left out."""
    status, title, _ = _TITLES[code]
    return _response(
        status, code, title, detail, scope, headers=headers, parameter=parameter, value=value, suggestion=suggestion
    )


def of_error(error: GraphError, scope: Scope) -> Response:
    """The problem response of one of our errors; a merged node answers with the new address."""
    headers, suggestion = dict(RETRY.get(type(error), {})), error.suggestion
    if isinstance(error, errors.NodeMoved):
        suggestion = f"use {error.target!r}"
        address = moved_address(scope, old=str(error.value), new=error.target)
        headers = {"Location": address} if address else {}
    return problem(
        error.code,
        error.detail,
        scope,
        headers=headers,
        parameter=error.parameter,
        value=error.value,
        suggestion=suggestion,
    )


def install(app: FastAPI) -> None:
    """Answer every failure that was foreseen with a problem: ours, FastAPI's, unknown routes."""

    async def on_graph_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, GraphError)  # noqa: S101  (narrows the type that Starlette cannot state)
        return of_error(error, request.scope)

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101  (as above)
        return _of_validation(error, request.scope)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101  (as above)
        return _of_http(error, request.scope, app)

    app.add_exception_handler(GraphError, on_graph_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


def declared(*kinds: type[GraphError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses for the errors that a route may raise, with those that every route shares."""
    found: dict[int, list[str]] = {
        400: ["unknown_parameter", "invalid_request"],
        414: ["url_too_long"],
        406: ["not_acceptable"],
        500: ["internal_error"],
    }
    for kind in kinds:
        found.setdefault(STATUS[kind], []).append(kind.code)
    return {
        status: {
            "description": f"{_phrase(status)}: {', '.join(dict.fromkeys(names))}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, names in sorted(found.items())
    }


def _phrase(status: int) -> str:
    """The name of a status by RFC 9110; Python before 3.13 has older names for three of them."""
    renamed = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
    return renamed.get(status, HTTPStatus(status).phrase)


def _response(
    status: int,
    code: str,
    title: str,
    detail: str,
    scope: Scope,
    *,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    body = {
        "type": f"/v1/problems#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": raw_path(scope)[:200],
        **members,
    }
    shown = {name: _shown(value, 80 if name == "value" else 1_000) for name, value in body.items()}
    content = orjson.dumps({name: value for name, value in shown.items() if value is not None})
    return Response(content, status, headers={"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


def _of_validation(error: RequestValidationError, scope: Scope) -> Response:
    found = error.errors()[0]
    where, *rest = found["loc"]
    parameter = ".".join(str(part) for part in _written(rest, error.body)) or str(where)
    value = found.get("input")
    if found["type"] == "extra_forbidden":
        detail = f"the body has no field {parameter!r}"
        return problem("unknown_parameter", detail, scope, parameter=parameter, value=value)
    if found["type"] == "json_invalid":
        parameter = "body"
    detail = f"{parameter}: {found['msg']}"
    return problem("invalid_request", detail, scope, parameter=parameter, value=value, suggestion=_choice(found))


def _written(parts: Sequence[str | int], body: object) -> Iterator[str | int]:
    """The parts of a location that occur in the body: names of the alternatives of a union do not."""
    here = body
    for number, part in enumerate(parts, 1):
        inside = part in here if isinstance(here, dict) else isinstance(here, list) and isinstance(part, int)
        if inside:
            here = here[part]  # type: ignore[index]
        if inside or body is None or (number == len(parts) and isinstance(here, dict)):
            yield part


def _choice(found: Mapping[str, Any]) -> str | None:
    """The nearest of the words that a closed parameter takes."""
    if found["type"] == "union_tag_invalid":
        return did_you_mean(str(found["ctx"]["tag"]), re.findall(r"'([^']*)'", found["ctx"]["expected_tags"]))
    if found["type"] not in {"enum", "literal_error"} or not isinstance(found.get("input"), str):
        return None
    return did_you_mean(found["input"], re.findall(r"'([^']*)'", found["ctx"]["expected"]))


def _of_http(error: HTTPException, scope: Scope, app: FastAPI) -> Response:
    path = route_path(scope)
    if error.status_code == 404:
        suggestion = did_you_mean(path, [*app.openapi()["paths"], *_PAGES]) or "see /openapi.json"
        return problem("route_not_found", f"there is no route {path[:200]!r}", scope, suggestion=suggestion)
    if error.status_code == 405:
        allowed = _allowed(path, app) or (error.headers or {}).get("Allow", "")
        detail = f"{scope['method']} is not allowed here; allowed: {allowed}"
        return problem("method_not_allowed", detail, scope, headers={"Allow": allowed}, value=scope["method"])
    phrase = _phrase(error.status_code)
    code = _HTTP_CODES.get(error.status_code, phrase.lower().replace(" ", "_"))
    return _response(error.status_code, code, phrase, str(error.detail), scope, headers=error.headers)


def _allowed(path: str, app: FastAPI) -> str:
    """Methods of all routes at a path; each GET answers HEAD too."""
    methods: set[str] = set()
    for template, operations in app.openapi()["paths"].items():
        if compile_path(template)[0].match(path):
            methods.update(operation.upper() for operation in operations)
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _shown(value: object, most: int) -> object:
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < _JSON_INTEGER):
        return value
    return str(value)[:most].encode("utf-8", "backslashreplace").decode()
