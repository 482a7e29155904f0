"""Permalinks of graph answers as files."""

from typing import Any, Literal
from urllib.parse import urlsplit

from fastapi import Request
from pydantic import Field
from starlette.responses import Response

from graphapi.answers.graphs import ExportLinks
from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import respond
from graphapi.api.formats import OPTIONS, FileChoice
from graphapi.api.operations import OPERATIONS, answers_graph
from graphapi.api.permalinks import Permalink, permalinks
from graphapi.api.routing import Routes
from graphapi.documents.pages import meta_of
from graphapi.documents.requests import Request as RequestModel
from graphapi.documents.requests import Word
from graphapi.export.registry import exporters
from graphapi.model.errors import InvalidRequest

routes = Routes("graph")


class ExportRequest(RequestModel):
    """A request that answers a graph, and the options of its file."""

    method: Literal["GET", "POST"] = "GET"
    path: str = Field(max_length=8000, examples=["/v1/nodes/company:catl/neighborhood?depth=2"])
    body: dict[str, Any] | None = Field(None, description="Body of a POST request.")
    options: dict[str, Word] = Field(default_factory=dict, max_length=4, description=f"Any of {', '.join(OPTIONS)}.")


@routes.post(
    "/exports",
    answer=ExportLinks,
    example={"path": "/v1/nodes/company:catl/neighborhood?depth=2", "options": {"label": "zh"}},
)
async def post_exports(body: ExportRequest, view: ViewDep, request: Request) -> Response:
    """Permalinks of a graph answer in every format: always the same bytes, since the revision is part of the link.

    The token contains the request; nothing is stored. An invalid request is reported when the link is opened.
    """
    parts = urlsplit(body.path)
    if not answers_graph(body.method, parts.path):
        graphs = sorted({one.path for one in OPERATIONS.values() if one.is_graph})
        raise InvalidRequest(
            f"{body.path[:80]!r} does not answer a graph; these do: {', '.join(graphs)}",
            value=body.path[:80],
            parameter="/path",
        )
    FileChoice.of(body.options)
    permalink = Permalink(body.method, parts.path, parts.query, body.body, view.revision.number, body.options)
    token = permalink.token()
    if token is None:
        raise InvalidRequest("the request is too long for a permalink", parameter="/body")
    root = request.scope.get("root_path", "")
    files = {known.name: f"{root}/v1/exports/{token}/graph{known.suffix}" for known in exporters()}
    answer = ExportLinks(files=files, **permalinks(request.scope, permalink), meta=meta_of(view))
    return await respond(request, view, answer)
