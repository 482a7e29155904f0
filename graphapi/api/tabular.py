"""Answers as tables: by suffix (`.csv`, `.parquet`, `.arrow`) or by the Accept header."""

from collections.abc import Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from graphapi.answers.tables import Table
from graphapi.api.addresses import route_path
from graphapi.api.negotiation import preferred
from graphapi.api.operations import JSON, answers_table
from graphapi.export.tables import FORMATS, TableFormat
from graphapi.model.answers import Completeness

MEDIA = "graphapi.media"
_BY_SUFFIX: Mapping[str, TableFormat] = {one.suffix: one for one in FORMATS}
_BY_MEDIA: Mapping[str, TableFormat] = {one.media_type: one for one in FORMATS}


def tables_of(scope: Scope) -> Sequence[str]:
    """Media types of the tables that the address answers beside JSON."""
    return tuple(_BY_MEDIA) if answers_table(route_path(scope)) else ()


def negotiate_suffix(scope: Scope) -> Sequence[str]:
    """The media type that the suffix of a table chooses; it is noted in the scope, the suffix taken off the path."""
    stem, dot, suffix = route_path(scope).rpartition(".")
    if not (dot and f".{suffix}" in _BY_SUFFIX and answers_table(stem)):
        return ()
    chosen = _BY_SUFFIX[f".{suffix}"]
    scope["path"] = scope["path"].removesuffix(chosen.suffix)
    scope[MEDIA] = chosen.media_type
    return (chosen.media_type,)


def negotiate(scope: Scope) -> Sequence[str]:
    """Media types that the address offers, none where it is not tabular; notes the one that the Accept header chooses.

    JSON comes first among equals.
    """
    path = route_path(scope)
    if not answers_table(path):
        return ()
    offered = (JSON, *_BY_MEDIA)
    found = preferred(scope["headers"], offered)
    if found is not None:
        scope[MEDIA] = found
    return offered


def wants_table(request: Request) -> bool:
    """Whether a tabular format was chosen."""
    return request.scope.get(MEDIA, JSON) in _BY_MEDIA


def as_table(request: Request, table: Table, completeness: Completeness) -> Response:
    """The table in the chosen format.

    The revision is in the file's metadata, its completeness in the header `X-Completeness` too.
    """
    chosen = _BY_MEDIA[request.scope[MEDIA]]
    told = orjson.dumps(completeness.to_json()).decode()
    headers = {
        "X-Completeness": told,
        "Content-Disposition": f'attachment; filename="{table.name}{chosen.suffix}"',
    }
    marked = Table(table.name, table.columns, table.rows, {**table.metadata, "completeness": told})
    media = f"{chosen.media_type}; charset=utf-8" if chosen.name == "csv" else chosen.media_type
    return Response(chosen.write(marked), media_type=media, headers=headers)
