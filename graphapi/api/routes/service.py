"""Overview, the kinds table, problem codes, health and metrics."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphapi.answers.encoding import encode
from graphapi.answers.service import Context, ProblemCodes, Root, Schema
from graphapi.api.dependencies import ViewDep
from graphapi.api.operations import JSON, JSON_LD
from graphapi.api.problems import codes
from graphapi.api.routing import Routes
from graphapi.documents.overview import counts, schema
from graphapi.documents.pages import meta_of
from graphapi.export.rdf import context

routes = Routes("service")
operations = APIRouter()


@routes.get("", answer=Root)
async def get_root(view: ViewDep, request: Request) -> Response:
    """Overview: counts by kind, the revision, and links to start from."""
    prefix = request.scope.get("root_path", "")
    links = {name: prefix + path for name, path in _LINKS.items()}
    return _sent(Root(counts=await counts(view), revision=view.revision, links=links, meta=meta_of(view)))


@routes.get("/schema", answer=Schema)
async def get_schema(view: ViewDep) -> Response:
    """The kinds table: node and edge kinds with labels, colours, allowed ends, attributes, types and units."""
    return _sent(schema(view.revision.number))


@routes.get("/problems", answer=ProblemCodes)
async def get_problems() -> Response:
    """Every problem code with its status and meaning."""
    return _sent(ProblemCodes(problems=codes()))


@routes.get("/context", answer=Context, media_type=JSON_LD)
async def get_context() -> Response:
    """The JSON-LD context of exported files: how names map to PROV-O, SKOS, schema.org and our own vocabulary."""
    return _sent(Context(context=context()), JSON_LD)


def _sent(answer: object, media_type: str = JSON) -> Response:
    return Response(encode(answer), media_type=media_type)


@operations.api_route("/livez", methods=["GET", "HEAD"])
async def livez() -> Response:
    """Whether the process answers."""
    return Response(b'{"status":"live"}', media_type=JSON)


@operations.api_route("/readyz", methods=["GET", "HEAD"])
async def readyz(view: ViewDep) -> Response:
    """Whether the graph can be queried, and which revision is served."""
    return _sent({"status": "ready", "revision": view.revision.number})


_LINKS = {
    "nodes": "/v1/nodes",
    "sources": "/v1/sources",
    "schema": "/v1/schema",
    "problems": "/v1/problems",
    "context": "/v1/context",
    "graph": "/v1/graph.gexf",
    "openapi": "/openapi.json",
    "docs": "/docs",
}
