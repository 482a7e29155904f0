"""Documents as canonical JSON: the same document gives the same bytes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from graphapi.model.changes import StoredDocument
from graphapi.model.documents import DOCUMENT_TYPES, Document, Edge, Node
from graphapi.model.errors import InvalidDocument
from graphapi.model.identifiers import SOURCE_PREFIX, STATEMENT_PREFIX, kind_of
from graphapi.model.kinds import EDGE_KINDS

TYPES: Final = tuple(DOCUMENT_TYPES)
RANK: Final = {name: rank for rank, name in enumerate(TYPES)}
"""Place of a type in the order of a state."""


def canonical_json(document: Document) -> bytes:
    """JSON with sorted keys, without line breaks.

    Raises:
        InvalidDocument: a text or a number that JSON cannot carry.
    """
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


def document_members(kind: str, document: bytes) -> Mapping[str, Any]:
    """A document of the given type as `to_json` gives it, without checking its values."""
    members = orjson.loads(document)
    return {name: members[name] for name in DOCUMENT_TYPES[kind].members if name in members}


def type_of(identifier: str) -> str:
    """Document type that an id belongs to; an unknown prefix counts as a node's."""
    prefix = kind_of(identifier)
    if prefix in (SOURCE_PREFIX, STATEMENT_PREFIX):
        return prefix
    return Edge.type if prefix in EDGE_KINDS else Node.type
