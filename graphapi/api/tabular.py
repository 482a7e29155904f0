"""Answers as tables: by suffix (`.csv`, `.parquet`, `.arrow`) or by the Accept header."""

import re
from collections.abc import Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from graphapi.api.addresses import route_path
from graphapi.api.negotiation import preferred
from graphapi.export.tables import FORMATS, TableFormat
from graphapi.model.answers import Completeness
from graphapi.model.tables import Table

TABULAR: Sequence[str] = (
    "/nodes",
    "/nodes/{id}/edges",
    "/sources",
    "/segments/{id}/chain",
    "/chains/{chain}",
    "/statistics/battery-parks",
    "/segments/{id}/hosts",
    "/parks/{id}/indicators",
    "/indicators",
    "/parks/{id}/coverage",
    "/provinces/{id}/coverage",
    "/coverage",
    "/coverage/parks",
    "/coverage/provinces",
    "/exposure",
    "/companies",
    "/concentration",
    "/screen",
    "/compare",
)
"""Templates below `/v1` of the routes that answer tables too."""

MEDIA = "graphapi.media"
JSON = "application/json"
_BY_SUFFIX: Mapping[str, TableFormat] = {one.suffix: one for one in FORMATS}
_BY_MEDIA: Mapping[str, TableFormat] = {one.media_type: one for one in FORMATS}
_PATHS = re.compile("|".join("/v1" + re.sub(r"\{\w+\}", "[^/]+", template) for template in TABULAR))


def is_tabular(path: str) -> bool:
    """Whether a path, or the template of one, answers tables too."""
    return _PATHS.fullmatch(path) is not None


def tables_of(scope: Scope) -> Sequence[str]:
    """Media types of the tables that the address answers beside JSON."""
    return tuple(_BY_MEDIA) if _PATHS.fullmatch(route_path(scope)) else ()


def negotiate_suffix(scope: Scope) -> Sequence[str]:
    """The media type that the suffix of a table chooses; it is noted in the scope, the suffix taken off the path."""
    stem, dot, suffix = route_path(scope).rpartition(".")
    if not (dot and f".{suffix}" in _BY_SUFFIX and _PATHS.fullmatch(stem)):
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
    if not _PATHS.fullmatch(path):
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
