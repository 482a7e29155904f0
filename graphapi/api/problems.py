"""Errors as `application/problem+json` (RFC 9457). HTTP statuses stand in one table."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from graphapi.model import errors
from graphapi.model.errors import GraphError
from graphapi.queries.nearest import did_you_mean

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[GraphError], int] = {
    errors.NodeNotFound: 404,
    errors.EdgeNotFound: 404,
    errors.SourceNotFound: 404,
    errors.RevisionNotFound: 404,
    errors.DocumentGone: 410,
    errors.NodeMoved: 308,
    errors.InvalidRequest: 400,
    errors.UnknownParameter: 400,
    errors.UnknownKind: 400,
    errors.UnknownField: 400,
    errors.InvalidIdentifier: 400,
    errors.InvalidCursor: 400,
    errors.BudgetExceeded: 422,
    errors.InvalidDocument: 422,
    errors.InvalidPackage: 422,
    errors.UnknownFormat: 406,
    errors.UnexportableText: 422,
    errors.LedgerUnavailable: 503,
}

_HTTP_CODES = {404: "route_not_found", 405: "method_not_allowed", 406: "not_acceptable", 414: "url_too_long"}


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


def problem(
    status: int, code: str, title: str, detail: str, *,
    instance: str | None = None, headers: Mapping[str, str] | None = None, **members: object,
) -> Response:  # fmt: skip
    """A problem response; members without a value are left out."""
    body = {"type": f"/v1/problems#{code}", "title": title, "status": status, "detail": detail, "code": code}
    more = {"instance": instance, **members}
    content = orjson.dumps(body | {name: value for name, value in more.items() if value is not None}, default=str)
    return Response(content, status, headers={"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


def of_error(error: GraphError, instance: str, *, root: str = "") -> Response:
    """The problem response of one of our errors; a merged node answers with the new address."""
    headers = {}
    if isinstance(error, errors.NodeMoved):
        headers["Location"] = root + instance.replace(str(error.value), error.target, 1)
    return problem(
        STATUS[type(error)], error.code, error.title, error.detail, instance=instance, headers=headers,
        parameter=error.parameter, value=_shown(error.value), suggestion=error.suggestion,
    )  # fmt: skip


def install(app: FastAPI) -> None:
    """Answer every failure with a problem: ours, FastAPI's, unknown routes, and 500s."""

    async def on_graph_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, GraphError)  # noqa: S101  (narrows the type that Starlette cannot state)
        return of_error(error, _path(request), root=request.scope.get("root_path", ""))

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return _of_validation(error, request)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        return _of_http(error, request, app)

    async def on_bug(request: Request, error: Exception) -> Response:
        detail = "the service failed on this request; it has been logged under the request id of this answer"
        return problem(500, "internal_error", "Internal error", detail, instance=_path(request))

    app.add_exception_handler(GraphError, on_graph_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_bug)


def declared(*kinds: type[GraphError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses for the errors that a route may raise, with those that every route shares."""
    codes: dict[int, list[str]] = {400: ["unknown_parameter", "invalid_request"], 414: ["url_too_long"],
                                   406: ["not_acceptable"], 500: ["internal_error"]}  # fmt: skip
    for kind in kinds:
        codes.setdefault(STATUS[kind], []).append(kind.code)
    return {
        status: {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(dict.fromkeys(names))}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, names in sorted(codes.items())
    }


def _of_validation(error: RequestValidationError, request: Request) -> Response:
    found = error.errors()[0]
    where, *rest = found["loc"]
    parameter = ".".join(str(part) for part in rest) or str(where)
    if found["type"] == "extra_forbidden":
        detail = f"the body has no field {parameter!r}"
        return problem(
            400, "unknown_parameter", "Unknown parameter", detail,
            instance=_path(request), parameter=parameter, value=_shown(found.get("input")),
        )  # fmt: skip
    if found["type"] == "json_invalid":
        parameter = "body"
    return problem(
        400, "invalid_request", "Invalid request", f"{parameter}: {found['msg']}",
        instance=_path(request), parameter=parameter, value=_shown(found.get("input")),
    )  # fmt: skip


def _of_http(error: HTTPException, request: Request, app: FastAPI) -> Response:
    phrase = HTTPStatus(error.status_code).phrase
    code = _HTTP_CODES.get(error.status_code, phrase.lower().replace(" ", "_"))
    path = _path(request)
    suggestion = None
    if error.status_code == 404:
        known = {getattr(route, "path", "") for route in app.routes}
        suggestion = did_you_mean(path, {route for route in known if "{" not in route}) or "see /openapi.json"
        detail = f"there is no route {path!r}"
    elif error.status_code == 405:
        detail = f"{request.method} is not allowed here"
    else:
        detail = str(error.detail)
    return problem(error.status_code, code, phrase, detail, instance=path, headers=error.headers, suggestion=suggestion)


def _path(request: Request) -> str:
    return request.url.path[:200].encode("ascii", "backslashreplace").decode("ascii")


def _shown(value: object) -> object:
    if isinstance(value, str):
        return value[:80].encode("utf-8", "backslashreplace").decode()
    return value if isinstance(value, int | float | bool) or value is None else str(value)[:80]
