"""Ids of nodes, edges, sources and statements: ASCII, safe in URLs, permanently stable."""

import hashlib
import re

from graphapi.model.errors import InvalidIdentifier
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

MAX_LENGTH = 120
SOURCE_PREFIX = "source"
STATEMENT_PREFIX = "statement"

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_NODE = re.compile(rf"(?:{'|'.join(NODE_KINDS)}):{_SLUG}", re.ASCII)
_EDGE = re.compile(rf"(?:{'|'.join(EDGE_KINDS)}):[0-9a-f]{{12}}", re.ASCII)
_SOURCE = re.compile(rf"{SOURCE_PREFIX}:[0-9a-f]{{12}}", re.ASCII)
_STATEMENT = re.compile(rf"{STATEMENT_PREFIX}:[0-9a-f]{{12}}", re.ASCII)


def is_node_id(text: str) -> bool:
    """Whether the text has the form `kind:slug` with a node kind of the table."""
    return len(text) <= MAX_LENGTH and _NODE.fullmatch(text) is not None


def is_edge_id(text: str) -> bool:
    """Whether the text has the form `kind:` + 12 hex digits with an edge kind of the table."""
    return _EDGE.fullmatch(text) is not None


def is_source_id(text: str) -> bool:
    """Whether the text has the form `source:` + 12 hex digits."""
    return _SOURCE.fullmatch(text) is not None


def is_statement_id(text: str) -> bool:
    """Whether the text has the form `statement:` + 12 hex digits."""
    return _STATEMENT.fullmatch(text) is not None


def kind_of(identifier: str) -> str:
    """The part before the colon."""
    return identifier.partition(":")[0]


def edge_id(kind: str, tail: str, head: str, discriminator: str = "") -> str:
    """Id of an edge: the same ends, kind and discriminator give the same id on every machine."""
    return f"{kind}:{_digest(tail, head, discriminator)}"


def source_id(url: str | None, publisher: str | None, date: str | None, title: str | None) -> str:
    """Id of a source: by its address; where no address was recorded, by publisher, date and title."""
    if url:
        return f"{SOURCE_PREFIX}:{_digest(url)}"
    return f"{SOURCE_PREFIX}:{_digest('', publisher or '', date or '', title or '')}"


def statement_id(subject: str, field: str, value: str, period: str, sources: tuple[str, ...]) -> str:
    """Id of a statement: content-addressed, so the same assertion from the same sources is the same statement."""
    return f"{STATEMENT_PREFIX}:{_digest(subject, field, value, period, *sorted(sources))}"


def node_identifier(text: str) -> str:
    """The text itself if it has the form of a node id.

    Raises:
        InvalidIdentifier: it has not; the message shows at most 80 characters of it.
    """
    if not is_node_id(text):
        shown = text[:80].encode("ascii", "backslashreplace").decode("ascii")
        raise InvalidIdentifier(
            f"{shown!r} is not a node id; a node id looks like 'park:ordos-mengsu'", value=shown, parameter="id"
        )
    return text


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
