"""Changes of the graph: what a package asks for, and the revision that came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from graphapi.model.documents import Document


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

    def to_json(self) -> dict[str, Any]:
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
