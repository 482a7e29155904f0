"""The one envelope of graph answers and the one of lists, joined from ready bytes."""

from starlette.requests import Request
from starlette.responses import Response

from graphapi.answers.encoding import encode, members
from graphapi.answers.envelopes import DocumentList, Envelope, GraphAnswer, GraphCounts, Links, ListAnswer
from graphapi.api.addresses import address
from graphapi.api.formats import as_file, as_table, wants_file, wants_table
from graphapi.api.operations import JSON, OPERATIONS
from graphapi.api.permalinks import permalink_of, permalinks
from graphapi.evidence.provenance import Provenance, documents
from graphapi.graph.base import GraphView
from graphapi.traversal.answer import subgraph


async def respond(
    request: Request, view: GraphView, answer: Envelope, *, provenance: Provenance = Provenance.IDS
) -> Response:
    """The answer in the format that was asked for: a file or a table where the route has them, else JSON.

    `provenance` is how much evidence the documents of a graph carry.
    """
    if wants_table(request):
        table = OPERATIONS[request.scope["route"].name].table
        assert table is not None  # noqa: S101  (a tabular format is negotiated only where there is one)
        return as_table(request, await table(view, answer), answer.meta.completeness)
    if isinstance(answer, GraphAnswer) and wants_file(request):
        return await as_file(view, await subgraph(view, answer.graph), answer.meta.completeness, request)
    links = Links(this=address(request.scope), **await _further_links(view, answer, request))
    headers = {"Server-Timing": f"query;dur={answer.meta.cost.ms:.2f}"} if isinstance(answer, GraphAnswer) else {}
    if answer.meta.completeness.reason == "time_budget":
        headers["Cache-Control"] = "no-store"
    if isinstance(answer, GraphAnswer):
        content = b"".join(await _graph_parts(view, answer, links, provenance))
    else:
        served = members(answer)
        if isinstance(answer, DocumentList):
            served["items"] = await documents(view, answer.items, provenance)
        meta = served.pop("meta")
        content = encode({**served, "meta": meta, "links": links})
    return Response(content, media_type=JSON, headers=headers)


async def _graph_parts(view: GraphView, answer: GraphAnswer, links: Links, provenance: Provenance) -> list[bytes]:
    """The envelope of a graph in ready bytes: the documents, which are most of it, are joined and not encoded again."""
    nodes, edges = answer.graph.nodes, answer.graph.edges
    further = {name: value for name, value in members(answer).items() if name not in {"graph", "meta"}}
    return [
        b'{"graph":{"nodes":[',
        b",".join(await documents(view, nodes, provenance)),
        b'],"edges":[',
        b",".join(await documents(view, edges, provenance)),
        b'],"counts":',
        encode(GraphCounts(nodes=len(nodes), edges=len(edges))),
        b'},"meta":',
        encode(answer.meta),
        b',"links":',
        encode(links),
        *(part for name, value in further.items() for part in (f',"{name}":'.encode(), encode(value))),
        b"}",
    ]


async def _further_links(view: GraphView, answer: Envelope, request: Request) -> dict[str, str]:
    if isinstance(answer, GraphAnswer):
        return await _permalinks(view, request)
    if isinstance(answer, ListAnswer) and answer.next and request.method != "POST":
        return {"next": address(request.scope, cursor=answer.next)}
    return {}


async def _permalinks(view: GraphView, request: Request) -> dict[str, str]:
    body = await request.body() if request.method == "POST" else b""
    return permalinks(request.scope, permalink_of(request.scope, body, view.revision.number))
