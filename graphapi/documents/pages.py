"""Pages of lists: opaque cursors bound to the revision and to the query."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, get_type_hints

import orjson

from graphapi.answers.envelopes import ListAnswer, Meta, Query
from graphapi.documents.requests import PageRequest
from graphapi.graph.base import GraphView
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.errors import InvalidCursor

T = TypeVar("T")
L = TypeVar("L", bound=ListAnswer)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list. `next` is the cursor of the following part, nothing at the end; `total` counts the whole."""

    items: Sequence[T]
    next: str | None
    total: int
    query: Query
    completeness: Completeness
    revision: int

    def answer(self, cls: type[L], items: Sequence[object] | None = None, **meta: object) -> L:
        """The page as an answer, with other items and further members of `meta` where they are given."""
        (meta_of,) = (hint for name, hint in get_type_hints(cls).items() if name == "meta")
        known = {name: getattr(self, name) for name in ("revision", "query", "total", "completeness")}
        return cls(items=self.items if items is None else items, next=self.next, meta=meta_of(**known | meta))


def paged(
    view: GraphView, found: Sequence[T], query: Query, part: PageRequest, *, completeness: Completeness = COMPLETE
) -> Page[T]:
    """The part of a list that a cursor points at, the first part without one. The list's order must be stable.

    `completeness` is that of the whole list.

    Raises:
        InvalidCursor: the cursor is no cursor, or belongs to another query or revision.
    """
    begin = _position(view, query, part.cursor) if part.cursor is not None else 0
    if begin > len(found):
        raise _bad(part.cursor, "points beyond the end of the list")
    end = begin + part.limit
    return Page(
        items=found[begin:end],
        next=_cursor(view, query, end) if end < len(found) else None,
        total=len(found),
        query=dict(query) | {"limit": part.limit},
        completeness=completeness,
        revision=view.revision.number,
    )


def meta_of(view: GraphView, *, completeness: Completeness = COMPLETE, query: Query | None = None) -> Meta:
    """The `meta` of an answer about one thing."""
    return Meta(revision=view.revision.number, completeness=completeness, query=query)


def _cursor(view: GraphView, query: Query, position: int) -> str:
    content = orjson.dumps([view.revision.number, _mark(view, query), position])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _position(view: GraphView, query: Query, cursor: str) -> int:
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


def _mark(view: GraphView, query: Query) -> str:
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
