"""Provenance: the evidence that documents carry, the sources of a value, and who published them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

import orjson

from graphapi.graph.base import GraphView
from graphapi.model.documents import Node, Source, Statement, Value

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
    statements = [said for said in await view.statements(node.id) if said.field == field and said.value == value]
    return list(dict.fromkeys(key for said in statements for key in said.sources)) or node.sources


def publisher_of(source: Source) -> str:
    """The publisher up to a bracket or `via`, in lower case; without one the host of the address, else the title.

    "中新网 (mirror)" and "中新网 (via xny365)" are one publisher.
    """
    found = _ORIGINAL.match(source.publisher or "")
    name = found[1].strip().casefold() if found else ""
    if name not in _NOBODY:
        return name
    host = _HOST.sub("", urlsplit(source.url).hostname or "") if source.url else ""
    return host or (source.title or source.publisher or source.id).casefold()


def publishers(sources: Iterable[Source]) -> list[str]:
    """The publishers of the sources, each once, ordered."""
    return sorted({publisher_of(source) for source in sources})


async def _inline(view: GraphView, document: dict[str, Any]) -> None:
    sources = await view.sources(document["sources"])
    document["sources"] = [source.to_json() for source in sources.values()]
    by_field: dict[str, list[Statement]] = defaultdict(list)
    for statement in await view.statements(document["id"]):
        by_field[statement.field].append(statement)
    document["statements"] = [await _field(view, document, field, by_field[field]) for field in sorted(by_field)]


async def _field(view: GraphView, document: dict[str, Any], field: str, found: list[Statement]) -> dict[str, Any]:
    values = []
    for statement in sorted(found, key=lambda said: (_RANK[said.rank], said.basis.rank, said.id)):
        sources = await view.sources(statement.sources)
        values.append(statement.to_json() | {"sources": [source.to_json() for source in sources.values()]})
    shown = _held(document, field, values[0]["value"])
    return {"field": field, "shown": shown, "disputed": _disputed(shown, values), "rule": RULE, "values": values}


def _held(document: dict[str, Any], field: str, best: Any) -> Any:
    """The value that the document shows; the best statement's where the document has no such field (a figure)."""
    if field in _NAMES:
        return document["name"].get(_NAMES[field], best)
    return document["attributes"].get(field, document.get(field, best) if field in _PERIOD else best)


def _disputed(shown: Any, values: list[dict[str, Any]]) -> bool:
    """Whether two values are for the same period; a displayed value that no statement gives is undated."""
    period = next((said.get("period") for said in values if said["value"] == shown), None)
    dated = [(period, shown), *((said.get("period"), said["value"]) for said in values)]
    return any(when == then and value != other for (when, value), (then, other) in combinations(dated, 2))


_NAMES = {"name_en": "en", "name_zh": "zh"}
_PERIOD = ("valid_from", "valid_to")
_RANK = {"preferred": 0, "normal": 1, "deprecated": 2}
_ORIGINAL = re.compile(r"^(.*?)\s*(?:\(| via |（|$)", re.DOTALL)
_HOST = re.compile(r"^(?:www\d?|m|wap)\.")
_NOBODY = frozenset({"", "mirror", "copy", "repost", "trade news"})
