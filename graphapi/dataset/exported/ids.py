"""The ids of a file and of the ledger that it is loaded into: who is named must be in one of them."""

from collections.abc import Container

from graphapi.dataset.index import Index
from graphapi.dataset.layout import SOURCES, STATEMENTS
from graphapi.dataset.problems import Row
from graphapi.model.identifiers import edge_id, is_edge_id, is_source_id, is_statement_id, source_id


class FileIndex(Index):
    """Ids as the file gives them: the discriminator behind the id of an edge is in no file."""

    def __init__(self, held: Container[str]) -> None:
        super().__init__()
        self._held = held

    def holds(self, identifier: str) -> bool:
        """Whether the file or the ledger has this id."""
        return identifier in self._held or super().holds(identifier)

    def absent(self, kind: str) -> tuple[str, str]:
        """See `Index.absent`."""
        return (
            f"dangling id: neither the file nor the ledger has such a {kind}",
            "load a file that holds it, or mend the id",
        )

    def identify(self, row: Row, kind: str) -> str:
        """The id that the row gives, if it is one of its kind; only that of a source can be computed."""
        identifier = row["id"]
        if kind == SOURCES.kind:
            computed = source_id(row["url"], row["publisher"], row["date"], row["title"])
            if identifier == computed:
                return identifier
            row.fault("id", f"the id does not match the source, whose id is {computed}", f"write {computed} everywhere")
            return identifier if is_source_id(identifier) else ""
        if kind == STATEMENTS.kind:
            if is_statement_id(identifier):
                return identifier
            row.fault("id", "is no statement id", "a statement id is statement: and 12 hex digits")
            return ""
        if is_edge_id(identifier):
            return identifier
        example = edge_id(kind, row["tail"], row["head"])
        row.fault("id", "is no edge id", f"a new edge between these nodes has the id {example}")
        return ""
