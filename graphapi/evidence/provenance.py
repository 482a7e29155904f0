"""Provenance of documents: none, the ids of the sources, or everything said about them inline."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations
from typing import Any

import orjson

from graphapi.graph.base import GraphView
from graphapi.model.documents import Node, Statement, Value

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


async def value_sources(view: GraphView, node: Node, field: str, value: Value) -> Sequence[str]:
    """Ids of the sources that state this value of a field, those of the node where no statement does."""
    said = [one for one in await view.statements(node.id) if one.field == field and one.value == value]
    return list(dict.fromkeys(key for one in said for key in one.sources)) or node.sources


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
    shown = _held(document, field, told[0]["value"])
    return {"field": field, "shown": shown, "disputed": _disputed(shown, told), "rule": RULE, "values": told}


def _held(document: dict[str, Any], field: str, best: Any) -> Any:
    """The value that the document shows; the best statement's where the document has no such field (a figure)."""
    if field in _NAMES:
        return document["name"].get(_NAMES[field], best)
    return document["attributes"].get(field, document.get(field, best) if field in _PERIOD else best)


def _disputed(shown: Any, told: list[dict[str, Any]]) -> bool:
    """Whether two values stand for the same period; a shown value that no statement gives is undated."""
    period = next((one.get("period") for one in told if one["value"] == shown), None)
    dated = [(period, shown), *((one.get("period"), one["value"]) for one in told)]
    return any(when == then and value != other for (when, value), (then, other) in combinations(dated, 2))


_NAMES = {"name_en": "en", "name_zh": "zh"}
_PERIOD = ("valid_from", "valid_to")
_RANK = {"preferred": 0, "normal": 1, "deprecated": 2}
