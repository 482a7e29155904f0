"""From the current state to the state that is asked for, in one pass that holds neither in memory."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from graphapi.model.changes import ChangeSet
from graphapi.model.documents import DOCUMENT_TYPES, Document, Edge, Node, Statement
from graphapi.model.errors import InvalidDocument
from graphapi.model.identifiers import SOURCE_PREFIX, STATEMENT_PREFIX, is_node_id, kind_of
from graphapi.model.kinds import EDGE_KINDS

TYPES: Final = tuple(DOCUMENT_TYPES)
_RANK: Final = {name: rank for rank, name in enumerate(TYPES)}


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the current state as it lies in the ledger: canonical JSON."""

    type: str
    id: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """An entry to write: `document` after a put, `target` after a merge."""

    type: str
    id: str
    action: str
    document: bytes | None = None
    target: str | None = None


def canonical(document: Document) -> bytes:
    """JSON with sorted keys: the same document gives the same bytes.

    Raises:
        InvalidDocument: a text or a number that JSON cannot carry.
    """
    try:
        return orjson.dumps(document.to_json(), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise InvalidDocument(f"{document.id}: cannot be written as JSON: {error}", value=document.id) from error


def parsed(kind: str, document: bytes) -> Document:
    """Inverse of `canonical` for a document of the given type."""
    return DOCUMENT_TYPES[kind].from_json(orjson.loads(document))


def type_of(identifier: str) -> str:
    """Document type that an id belongs to; an unknown prefix counts as a node's."""
    prefix = kind_of(identifier)
    if prefix in (SOURCE_PREFIX, STATEMENT_PREFIX):
        return prefix
    return Edge.type if prefix in EDGE_KINDS else Node.type


class Difference:
    """Streams the changes; afterwards holds counts, numbers of entries and the hash of the new state.

    `merged` are the redirects in force before. The ids of the new state are kept in memory, its documents are not.
    """

    def __init__(self, changes: ChangeSet, merged: Mapping[str, str]) -> None:
        self.counts = dict.fromkeys(TYPES, 0)
        self.added = self.changed = self.deleted = 0
        self._complete = changes.complete
        self._wanted = _ordered(changes.documents)
        self._redirects = _redirects(changes)
        self._targets = set(self._redirects.values())
        self._merged = dict(merged)
        self._ids: dict[str, set[str]] = {name: set() for name in TYPES}
        self._digest = hashlib.sha256()

    @property
    def content_hash(self) -> str:
        """SHA-256 over the canonical lines of the new state, then its redirects."""
        return f"sha256:{self._digest.hexdigest()}"

    def changes(self, current: Iterable[Held]) -> Iterator[Change]:
        """Changes in the order of `current`, which comes by type and id; redirects of unknown nodes last.

        Raises:
            InvalidDocument: the new state would name a document that it does not hold.
        """
        for held, wanted in _aligned(current, self._wanted):
            if change := self._settle(held, wanted):
                yield change
        yield from self._record_redirects()

    def _settle(self, held: Held | None, wanted: Document | None) -> Change | None:
        if wanted is not None:
            return self._put(held, wanted)
        if held is None:
            return None
        if held.id in self._redirects:
            self.deleted += 1
            target = self._redirects.pop(held.id)
            self._merged[held.id] = target
            return Change(held.type, held.id, "merge", target=target)
        if self._complete:
            self.deleted += 1
            return Change(held.type, held.id, "delete")
        # Without a merge nothing leaves the state, so what it held still finds what it names.
        if self._targets:
            self._check_references(parsed(held.type, held.document))
        self._admit(held.type, held.id, held.document)
        return None

    def _put(self, held: Held | None, wanted: Document) -> Change | None:
        document = canonical(wanted)
        self._check_references(wanted)
        self._admit(wanted.type, wanted.id, document)
        self._merged.pop(wanted.id, None)
        if held is None:
            self.added += 1
        elif held.document == document:
            return None
        else:
            self.changed += 1
        return Change(wanted.type, wanted.id, "put", document)

    def _record_redirects(self) -> Iterator[Change]:
        for target in sorted(self._targets - self._ids[Node.type]):
            raise InvalidDocument(f"redirect to {target!r}: no such node is in the graph", value=target)
        for old, target in self._redirects.items():
            before = self._merged.get(old)
            self._merged[old] = target
            if before == target:
                continue
            if before is None:
                self.added += 1
            else:
                self.changed += 1
            yield Change(Node.type, old, "merge", target=target)
        for old, target in sorted(self._merged.items()):
            self._digest.update(orjson.dumps({"old": old, "target": target}) + b"\n")

    def _admit(self, kind: str, identifier: str, document: bytes) -> None:
        self.counts[kind] += 1
        self._ids[kind].add(identifier)
        self._digest.update(document + b"\n")

    def _check_references(self, document: Document) -> None:
        for field, identifier in _references(document):
            if identifier not in self._ids[type_of(identifier)]:
                raise InvalidDocument(f"{document.id}: {field}: {identifier!r} is not in the graph",
                                      value=identifier, parameter=field)  # fmt: skip


def _references(document: Document) -> Iterator[tuple[str, str]]:
    if isinstance(document, Edge):
        yield "tail", document.tail
        yield "head", document.head
    if isinstance(document, Statement):
        yield "subject", document.subject
    if isinstance(document, Node | Edge | Statement):
        yield from (("sources", source) for source in document.sources)


def _ordered(documents: Iterable[Document]) -> list[Document]:
    ordered = sorted(documents, key=lambda document: (_RANK[document.type], document.id))
    for first, second in itertools.pairwise(ordered):
        if first.id == second.id:
            raise InvalidDocument(f"{first.id}: stands twice in the change set", value=first.id, parameter="id")
    return ordered


def _redirects(changes: ChangeSet) -> dict[str, str]:
    targets: dict[str, str] = {}
    for redirect in changes.redirects:
        if not is_node_id(redirect.old) or not is_node_id(redirect.target):
            raise InvalidDocument(f"redirect {redirect.old!r} → {redirect.target!r}: both must be node ids")
        if targets.setdefault(redirect.old, redirect.target) != redirect.target:
            raise InvalidDocument(f"{redirect.old}: is merged into two nodes", value=redirect.old)
    for document in changes.documents:
        if document.id in targets:
            raise InvalidDocument(f"{document.id}: cannot be both a node and merged", value=document.id)
    return targets


def _aligned(current: Iterable[Held], wanted: Iterable[Document]) -> Iterator[tuple[Held | None, Document | None]]:
    """Full outer join of two streams ordered by type and id."""
    lefts, rights = iter(current), iter(wanted)
    left, right = next(lefts, None), next(rights, None)
    while left is not None or right is not None:
        order = _compare(left, right)
        yield (left if order <= 0 else None, right if order >= 0 else None)
        if order <= 0:
            left = next(lefts, None)
        if order >= 0:
            right = next(rights, None)


def _compare(left: Held | None, right: Document | None) -> int:
    if left is None or right is None:
        return 1 if left is None else -1
    first, second = (_RANK[left.type], left.id), (_RANK[right.type], right.id)
    return (first > second) - (first < second)
