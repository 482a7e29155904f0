"""From the current state to the state that is asked for, in one pass that holds neither in memory."""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from graphapi.model.changes import RANK, TYPES, Redirect, StoredDocument, type_of
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.errors import InvalidDocument
from graphapi.model.identifiers import is_node_id
from graphapi.model.kinds import EDGE_KINDS

_EDGE_RANK: Final = {kind: rank for rank, kind in enumerate(sorted(EDGE_KINDS))}


@dataclass(frozen=True, slots=True)
class Change:
    """An entry to write: `document` after a put, `target` after a merge."""

    type: str
    id: str
    action: str
    document: bytes | None = None
    target: str | None = None


class Difference:
    """Streams the changes; afterwards holds counts, numbers of entries and the hash of the new state.

    `merged` are the redirects in force before; `complete` says that what is not wanted is to go. The ids of sources
    and nodes are kept in memory, those of edges in eight bytes each, documents are not.
    """

    def __init__(self, redirects: Sequence[Redirect], merged: Mapping[str, str], *, complete: bool) -> None:
        self.counts = dict.fromkeys(TYPES, 0)
        self.added = self.changed = self.deleted = 0
        self._complete = complete
        self._redirects = _targets(redirects)
        self._targets = set(self._redirects.values())
        self._merged = dict(merged)
        self._ids: dict[str, set[str]] = {Source.type: set(), Node.type: set()}
        self._edges = EdgeIds()
        self._digest = hashlib.sha256()

    @property
    def content_hash(self) -> str:
        """SHA-256 over the canonical lines of the new state, then its redirects."""
        return f"sha256:{self._digest.hexdigest()}"

    def changes(self, current: Iterable[StoredDocument], wanted: Iterable[StoredDocument]) -> Iterator[Change]:
        """Changes from one state to the other, both by type and id; redirects of unknown nodes last.

        Raises:
            InvalidDocument: the new state would name a document that it does not hold, or what is wanted stands
                twice, out of order, or is merged at once.
        """
        for held, want in _aligned(current, _ordered(wanted)):
            if change := self._settle(held, want):
                yield change
        yield from self._record_redirects()

    def _settle(self, held: StoredDocument | None, wanted: StoredDocument | None) -> Change | None:
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
            self._check_references(held)
        self._admit(held)
        return None

    def _put(self, held: StoredDocument | None, wanted: StoredDocument) -> Change | None:
        if wanted.id in self._redirects:
            raise InvalidDocument(f"{wanted.id}: cannot be both a node and merged", value=wanted.id)
        self._check_references(wanted)
        self._admit(wanted)
        self._merged.pop(wanted.id, None)
        if held is None:
            self.added += 1
        elif held.document == wanted.document:
            return None
        else:
            self.changed += 1
        return Change(wanted.type, wanted.id, "put", wanted.document)

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

    def _admit(self, document: StoredDocument) -> None:
        self.counts[document.type] += 1
        self._digest.update(document.document + b"\n")
        if document.type in self._ids:
            self._ids[document.type].add(document.id)
        elif document.type == Edge.type:
            self._edges.append(document.id)

    def _check_references(self, document: StoredDocument) -> None:
        if document.type == Source.type:
            return
        for field, identifier in _references(document.type, orjson.loads(document.document)):
            kind = type_of(identifier)
            if identifier not in (self._edges if kind == Edge.type else self._ids.get(kind, ())):
                raise InvalidDocument(
                    f"{document.id}: {field}: {identifier!r} is not in the graph", value=identifier, parameter=field
                )


class EdgeIds:
    """Edge ids that come in order, eight bytes each: the rank of the kind, then the 48 bits of the hex digits."""

    def __init__(self) -> None:
        self._keys = array("Q")

    def append(self, identifier: str) -> None:
        """Adds an id that is greater than all before."""
        self._keys.append(_key(identifier))

    def __contains__(self, identifier: object) -> bool:
        key = _key(str(identifier))
        place = bisect_left(self._keys, key)
        return place < len(self._keys) and self._keys[place] == key


def _key(edge: str) -> int:
    kind, _, digits = edge.partition(":")
    return _EDGE_RANK[kind] << 48 | int(digits, 16)


def _references(kind: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if kind == Edge.type:
        yield "tail", fields["tail"]
        yield "head", fields["head"]
    if kind == Statement.type:
        yield "subject", fields["subject"]
    for source in fields["sources"]:
        yield "sources", source


def _targets(redirects: Sequence[Redirect]) -> dict[str, str]:
    targets: dict[str, str] = {}
    for redirect in redirects:
        if not is_node_id(redirect.old) or not is_node_id(redirect.target):
            raise InvalidDocument(f"redirect {redirect.old!r} → {redirect.target!r}: both must be node ids")
        if targets.setdefault(redirect.old, redirect.target) != redirect.target:
            raise InvalidDocument(f"{redirect.old}: is merged into two nodes", value=redirect.old)
    return targets


def _ordered(documents: Iterable[StoredDocument]) -> Iterator[StoredDocument]:
    last = (-1, "")
    for document in documents:
        place = (RANK[document.type], document.id)
        if place <= last:
            fault = "occurs twice in the change set" if place == last else "comes out of order"
            raise InvalidDocument(f"{document.id}: {fault}", value=document.id, parameter="id")
        last = place
        yield document


def _aligned(
    current: Iterable[StoredDocument], wanted: Iterable[StoredDocument]
) -> Iterator[tuple[StoredDocument | None, StoredDocument | None]]:
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


def _compare(left: StoredDocument | None, right: StoredDocument | None) -> int:
    if left is None or right is None:
        return 1 if left is None else -1
    first, second = (RANK[left.type], left.id), (RANK[right.type], right.id)
    return (first > second) - (first < second)
