"""Answers as files and tables: chosen by suffix or by the Accept header, with the options of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Scope

from graphapi import TITLE
from graphapi.answers.tables import Table
from graphapi.api.addresses import route_path
from graphapi.api.negotiation import preferred
from graphapi.api.operations import JSON, PREFIX, answers_graph, answers_table, operation_at
from graphapi.export.options import Export, ExportOptions, Imprint, SubgraphEvidence
from graphapi.export.registry import Exporter, exporter_for_media_type, exporter_for_path, exporters
from graphapi.export.tables import FORMATS, TableFormat
from graphapi.graph.base import GraphView
from graphapi.model.completeness import Completeness
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.errors import InvalidRequest, did_you_mean

OPTIONS: Mapping[str, Sequence[str]] = {
    "label": ("en", "zh", "pinyin"),
    "layout": ("geo", "force", "chain"),
    "dynamic": ("false", "true"),
    "report": ("false", "true"),
}
"""Options of a file in the URL with their values, the default first."""

FILE = "graphapi.file"
"""Where the scope holds the choice of a file."""
MEDIA = "graphapi.media"
"""Where the scope holds the media type chosen, if it is not that of the route."""
_TABLES: Mapping[str, TableFormat] = {one.media_type: one for one in FORMATS}
_TABLES_BY_SUFFIX: Mapping[str, TableFormat] = {one.suffix: one for one in FORMATS}


@dataclass(frozen=True, slots=True)
class FileChoice:
    """How a file shall look; `report` asks for what the format loses instead of the file."""

    options: ExportOptions = field(default_factory=ExportOptions)
    report: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "FileChoice":
        """The choice of options by name.

        Raises:
            InvalidRequest: an unknown option or value.
        """
        for name, value in given.items():
            if value not in OPTIONS.get(name, ()):
                raise InvalidRequest(
                    f"{name}={value[:80]!r} is not an option of a file; the options are "
                    + ", ".join(f"{known}={'|'.join(values)}" for known, values in OPTIONS.items()),
                    value=value[:80],
                    parameter=name,
                    suggestion=did_you_mean(value, OPTIONS.get(name, ())),
                )
        label, layout, dynamic, report = (given.get(name, values[0]) for name, values in OPTIONS.items())
        return cls(ExportOptions(label, layout, dynamic == "true"), report == "true")  # type: ignore[arg-type]


def negotiate(scope: Scope) -> Sequence[str]:
    """Media types that the address offers, none outside the API; notes in the scope which one was chosen.

    A suffix chooses, and is taken off the path; else the Accept header does, JSON first among equals. The options of
    a file are taken out of the query, so that routes see their own parameters only.

    Raises:
        InvalidRequest: an option of the file that is not one.
    """
    path = route_path(scope)
    if not path.startswith(PREFIX) or path.startswith(f"{PREFIX}/exports/"):
        return ()
    return _by_suffix(scope, path) or _by_header(scope, path)


def _by_suffix(scope: Scope, path: str) -> Sequence[str]:
    stem, _, ending = path.rpartition(".")
    table = _TABLES_BY_SUFFIX.get(f".{ending}")
    if table is not None and answers_table(scope["method"], stem):
        scope["path"] = scope["path"].removesuffix(table.suffix)
        scope[MEDIA] = table.media_type
        return (table.media_type,)
    file = exporter_for_path(path)
    if file is not None and answers_graph(scope["method"], path.removesuffix(file.suffix)):
        scope["path"] = scope["path"].removesuffix(file.suffix)
        _choose(scope, file)
        return (file.media_type, JSON) if scope[FILE].report else (file.media_type,)
    return ()


def _by_header(scope: Scope, path: str) -> Sequence[str]:
    found = operation_at(scope["method"], path)
    if found is None:
        return (JSON,)
    streamed = [found.streamed] if found.streamed else []
    tables = _TABLES if found.table else ()
    files = [one.media_type for one in exporters()] if found.is_graph else ()
    offered = (found.media_type, *streamed, *tables, *files)
    media = preferred(scope["headers"], offered)
    if media in files:
        _choose(scope, exporter_for_media_type(str(media)))
    elif media in tables or media in streamed:
        scope[MEDIA] = media
    return offered


def _choose(scope: Scope, exporter: Exporter) -> None:
    """Note the format in the scope, with the options given in the query."""
    parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    scope[FILE] = FileChoice.of({name: value for name, value in parameters if name in OPTIONS})
    scope[MEDIA] = exporter.media_type
    rest = [(name, value) for name, value in parameters if name not in OPTIONS]
    scope["query_string"] = urlencode(rest, encoding="latin-1").encode("latin-1")


def wants_file(request: Request) -> bool:
    """Whether a file was chosen."""
    return FILE in request.scope


async def as_file(view: GraphView, graph: Subgraph, completeness: Completeness, request: Request) -> Response:
    """The graph of an answer as the chosen file, streamed, or the report of what the format loses.

    Raises:
        UnexportableText: before the first byte, when the format cannot carry a text.
    """
    exporter = exporter_for_media_type(request.scope[MEDIA])
    choice: FileChoice = request.scope[FILE]
    imprint = Imprint.of(view.revision, _title(request.scope), completeness)
    export = Export(graph, imprint, choice.options, await _evidence(view, graph))
    if choice.report:
        losses = [loss.to_json() for loss in exporter.losses(export)]
        body = {"format": exporter.name, "losses": losses, "meta": imprint.to_json()}
        return Response(orjson.dumps(body), media_type=JSON)
    chunks = exporter.write(export)
    headers = {
        "X-Completeness": orjson.dumps(completeness.to_json()).decode(),
        "Content-Disposition": f'inline; filename="graph{exporter.suffix}"',
    }
    if completeness.reason == "time_budget":
        headers["Cache-Control"] = "no-store"
    return StreamingResponse(chunks, media_type=exporter.media_type, headers=headers)


def wants_table(request: Request) -> bool:
    """Whether a tabular format was chosen."""
    return request.scope.get(MEDIA, JSON) in _TABLES


def as_table(request: Request, table: Table, completeness: Completeness) -> Response:
    """The table in the chosen format, its completeness in the file's metadata and in the header `X-Completeness`."""
    chosen = _TABLES[request.scope[MEDIA]]
    state = orjson.dumps(completeness.to_json()).decode()
    headers = {
        "X-Completeness": state,
        "Content-Disposition": f'attachment; filename="{table.name}{chosen.suffix}"',
    }
    content = chosen.write(replace(table, metadata={**table.metadata, "completeness": state}))
    media = f"{chosen.media_type}; charset=utf-8" if chosen.name == "csv" else chosen.media_type
    return Response(content, media_type=media, headers=headers)


async def _evidence(view: GraphView, graph: Subgraph) -> SubgraphEvidence:
    documents: list[Node | Edge] = [*graph.nodes, *graph.edges]
    statements = {one.id: await view.statements(one.id) for one in documents}
    named = (
        *(key for one in documents for key in one.sources),
        *(key for found in statements.values() for one in found for key in one.sources),
    )
    return SubgraphEvidence(
        {key: found for key, found in statements.items() if found}, await view.sources(list(set(named)))
    )


def _title(scope: Scope) -> str:
    path, query = route_path(scope), scope["query_string"].decode("latin-1")
    return TITLE if path == "/v1/graph" else f"{TITLE}: {path}{'?' if query else ''}{query}"
