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


def negotiate(scope: Scope) -> Sequence[str]:
    """Media types that the address offers, none where it is not tabular; notes the chosen one in the scope.

    A suffix chooses, and is taken off the path; else the Accept header does, JSON first among equals.
    """
    path = route_path(scope)
    stem, dot, suffix = path.rpartition(".")
    if dot and f".{suffix}" in _BY_SUFFIX and _PATHS.fullmatch(stem):
        chosen = _BY_SUFFIX[f".{suffix}"]
        scope["path"] = scope["path"].removesuffix(chosen.suffix)
        scope[MEDIA] = chosen.media_type
        return (chosen.media_type,)
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
