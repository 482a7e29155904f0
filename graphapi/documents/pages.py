"""Pages of lists: opaque cursors bound to the revision and to the query."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import orjson

from graphapi.graph.base import GraphView
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.errors import InvalidCursor

T = TypeVar("T")
MAX_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list. `next` is the cursor of the following part, nothing at the end; `total` counts the whole.

    `facts` holds further members of `meta`.
    """

    items: Sequence[T]
    next: str | None
    total: int
    query: Mapping[str, Any]
    facets: Mapping[str, Mapping[str, int]] | None = None
    completeness: Completeness = COMPLETE
    facts: Mapping[str, Any] = field(default_factory=dict)


def paged(
    view: GraphView,
    found: Sequence[T],
    query: Mapping[str, Any],
    *,
    limit: int,
    cursor: str | None,
    completeness: Completeness = COMPLETE,
) -> Page[T]:
    """The part of a list that a cursor points at, the first part without one. The list's order must be stable.

    `completeness` is that of the whole list.

    Raises:
        InvalidCursor: the cursor is no cursor, or belongs to another query or revision.
    """
    begin = _position(view, query, cursor) if cursor is not None else 0
    if begin > len(found):
        raise _bad(cursor, "points behind the end of the list")
    end = begin + limit
    following = _cursor(view, query, end) if end < len(found) else None
    return Page(found[begin:end], following, len(found), dict(query) | {"limit": limit}, None, completeness)


def _cursor(view: GraphView, query: Mapping[str, Any], position: int) -> str:
    content = orjson.dumps([view.revision.number, _mark(view, query), position])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _position(view: GraphView, query: Mapping[str, Any], cursor: str) -> int:
    try:
        content = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        revision, mark, position = content
    except (binascii.Error, ValueError, TypeError):
        raise _bad(cursor, "is not a cursor of this service") from None
    if revision != view.revision.number:
        raise _bad(cursor, f"belongs to revision {revision!r}; the current one is {view.revision.number}")
    if mark != _mark(view, query) or not isinstance(position, int) or position < 0:
        raise _bad(cursor, "belongs to another query")
    return position


def _mark(view: GraphView, query: Mapping[str, Any]) -> str:
    content = orjson.dumps(query, option=orjson.OPT_SORT_KEYS) + view.revision.content_hash.encode()
    return hashlib.sha256(content).hexdigest()[:16]


def _bad(cursor: str | None, why: str) -> InvalidCursor:
    shown = (cursor or "")[:80].encode("ascii", "backslashreplace").decode("ascii")
    return InvalidCursor(
        f"the cursor {shown!r} {why}",
        value=shown,
        parameter="cursor",
        suggestion="ask again without a cursor and follow `next`",
    )
