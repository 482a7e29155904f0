"""Changes of the graph: what a package asks for, the revision that came of it, and documents as they are stored."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final, NamedTuple

import orjson

from graphapi.model.documents import DOCUMENT_TYPES, Document, Edge, Node
from graphapi.model.errors import InvalidDocument
from graphapi.model.identifiers import SOURCE_PREFIX, STATEMENT_PREFIX, kind_of
from graphapi.model.json import JsonObject
from graphapi.model.kinds import EDGE_KINDS


@dataclass(frozen=True, slots=True)
class Redirect:
    """A merged node: who asks for `old` is sent to `target`."""

    old: str
    target: str


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Documents to hold, and ids that were merged.

    `complete` says that the documents are the whole graph: what the ledger holds beyond them is deleted.
    """

    documents: tuple[Document, ...]
    redirects: tuple[Redirect, ...] = ()
    complete: bool = True


class StoredDocument(NamedTuple):
    """A document as it is stored: canonical JSON."""

    type: str
    id: str
    document: bytes


@dataclass(frozen=True, slots=True)
class SortedGraph:
    """A whole graph of any size: documents by type (source, node, edge, statement) and id, read once as they come."""

    documents: Iterable[StoredDocument]
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A committed change: `number` counts from 1, `time` is UTC ISO 8601, `content_hash` covers the whole state.

    `counts` holds the documents of the state by type; `added`, `changed` and `deleted` count entries of this revision.
    """

    number: int
    author: str
    message: str
    time: str
    content_hash: str
    counts: Mapping[str, int] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    deleted: int = 0

    def to_json(self) -> JsonObject:
        """The revision as served."""
        return asdict(replace(self, counts=dict(self.counts)))


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What happened to one id in one revision.

    `action` is `put`, `delete` or `merge`; `document` is the state after a put, `target` the new id after a merge.
    """

    revision: int
    id: str
    action: str
    document: Document | None = None
    target: str | None = None


TYPES: Final = tuple(DOCUMENT_TYPES)
RANK: Final = {name: rank for rank, name in enumerate(TYPES)}
"""Place of a type in the order of a state."""


def canonical_json(document: Document) -> bytes:
    """JSON with sorted keys, on one line; raises InvalidDocument for a text or number that JSON cannot carry."""
    try:
        return orjson.dumps(document.to_json(), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise InvalidDocument(f"{document.id}: cannot be written as JSON: {error}", value=document.id) from error


def parse_document(kind: str, document: bytes) -> Document:
    """Inverse of `canonical_json` for a document of the given type."""
    return DOCUMENT_TYPES[kind].from_json(orjson.loads(document))


def stored_documents(documents: Iterable[Document]) -> list[StoredDocument]:
    """The documents by type and id, ready to be stored."""
    ordered = sorted(documents, key=lambda document: (RANK[document.type], document.id))
    return [StoredDocument(document.type, document.id, canonical_json(document)) for document in ordered]


def document_members(kind: str, document: bytes) -> JsonObject:
    """A document of the given type as `to_json` gives it, without checking its values."""
    members = orjson.loads(document)
    return {name: members[name] for name in DOCUMENT_TYPES[kind].members if name in members}


def type_of(identifier: str) -> str:
    """Document type that an id belongs to; an unknown prefix counts as a node's."""
    prefix = kind_of(identifier)
    if prefix in (SOURCE_PREFIX, STATEMENT_PREFIX):
        return prefix
    return Edge.type if prefix in EDGE_KINDS else Node.type
