"""Contract of a ledger. `tests/contract/ledger_suite.py` is the suite that every implementation passes."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from graphapi.model.changes import ChangeSet, LedgerEntry, Revision, SortedGraph
from graphapi.model.documents import Document
from graphapi.model.json import JsonObject


class Ledger(ABC):
    """All revisions of the documents; append-only.

    Readers may call from any thread; `apply` is serialised by the implementation, across processes too.
    """

    @abstractmethod
    def apply(self, changes: ChangeSet, *, author: str, message: str) -> Revision:
        """Commit the difference between the changes and the current state as one durable revision.

        A change set that changes nothing makes no revision: the current one is returned.

        Raises:
            InvalidDocument: an edge names a node that is not there, or a document a source that is not there.
            LedgerUnavailable: the store cannot be written; nothing was committed.
        """

    @abstractmethod
    def load(self, graph: SortedGraph, *, author: str, message: str) -> Revision:
        """Commit a whole graph of any size: the same revision as `apply` of a complete change set of its documents.

        Documents and the state before are streamed; memory grows by the ids alone. A process that is killed meanwhile
        leaves the ledger at the revision before.

        Raises:
            InvalidDocument: an edge names a node that is not there, or a document a source that is not there; a
                document is given twice or out of order.
            LedgerUnavailable: the store cannot be written; nothing was committed.
        """

    @abstractmethod
    def head(self) -> Revision | None:
        """The newest revision; nothing while the ledger is empty."""

    @abstractmethod
    def revisions(self) -> Sequence[Revision]:
        """All revisions, oldest first."""

    @abstractmethod
    def state(self, revision: int | None = None) -> Iterator[Document]:
        """Documents as of a revision (the newest when absent), ordered by type (source, node, edge, statement) and id.

        Raises:
            RevisionNotFound: there is no such revision.
        """

    def records(self, revision: int | None = None) -> Iterator[tuple[str, JsonObject]]:
        """Type and JSON of the documents of `state`, in its order; a ledger that holds JSON need not check it again.

        Raises:
            RevisionNotFound: there is no such revision.
        """
        return ((document.type, document.to_json()) for document in self.state(revision))

    @abstractmethod
    def tombstones(self, revision: int | None = None) -> Sequence[LedgerEntry]:
        """The `delete` and `merge` entries in force as of a revision, ordered by id.

        Raises:
            RevisionNotFound: there is no such revision.
        """

    @abstractmethod
    def close(self) -> None:
        """Release the store; calling it twice is allowed."""
