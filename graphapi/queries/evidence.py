"""Provenance of documents: none, the ids of the sources, or everything said about them inline."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import orjson

from graphapi.graph.base import GraphView
from graphapi.model.documents import Statement

RULE = "rank (preferred, normal, deprecated), then basis (official, reported, derived, unverified), then statement id"


class Provenance(StrEnum):
    """How much of the evidence an answer carries."""

    NONE = "none"
    IDS = "ids"
    INLINE = "inline"


async def documents(view: GraphView, ids: Sequence[str], provenance: Provenance) -> Sequence[bytes]:
    """Documents as JSON bytes with as much of their evidence as asked for."""
    ready = await view.documents(ids)
    if provenance is Provenance.IDS:
        return ready
    changed = []
    for document in map(orjson.loads, ready):
        if provenance is Provenance.NONE:
            del document["sources"]
        else:
            await _inline(view, document)
        changed.append(orjson.dumps(document))
    return changed


async def _inline(view: GraphView, document: dict[str, Any]) -> None:
    sources = await view.sources(document["sources"])
    document["sources"] = [source.to_json() for source in sources.values()]
    by_field: dict[str, list[Statement]] = defaultdict(list)
    for statement in await view.statements(document["id"]):
        by_field[statement.field].append(statement)
    document["statements"] = [await _field(view, document, field, by_field[field]) for field in sorted(by_field)]


async def _field(view: GraphView, document: dict[str, Any], field: str, found: list[Statement]) -> dict[str, Any]:
    told = []
    for statement in sorted(found, key=lambda one: (_RANK[one.rank], one.basis.rank, one.id)):
        sources = await view.sources(statement.sources)
        told.append(statement.to_json() | {"sources": [source.to_json() for source in sources.values()]})
    values = {orjson.dumps(one["value"]) for one in told}
    shown = document["attributes"].get(field, told[0]["value"])
    return {"field": field, "shown": shown, "disputed": len(values) > 1, "rule": RULE, "values": told}


_RANK = {"preferred": 0, "normal": 1, "deprecated": 2}
