"""The ids of a file and of the ledger that it is loaded into: who is named must be in one of them."""

from collections.abc import Container, Mapping

from graphapi.dataset.index import Index
from graphapi.dataset.layout import SOURCES, STATEMENTS
from graphapi.dataset.problems import Row
from graphapi.dataset.tables import Table
from graphapi.model.identifiers import edge_id, is_edge_id, is_statement_id, source_id
from graphapi.model.kinds import EDGE_KINDS


class FileIndex(Index):
    """Ids as the file gives them: the discriminator behind the id of an edge is in no file."""

    def __init__(self, tables: Mapping[str, Table], held: Container[str]) -> None:
        self._held = held
        super().__init__(tables)

    def id_of(self, row: Row) -> str:
        return row["id"]

    def holds(self, identifier: str) -> bool:
        return identifier in self._held or super().holds(identifier)

    def _absent(self, kind: str) -> tuple[str, str]:
        return (
            f"dangling id: neither the file nor the ledger has such a {kind}",
            "load a file that holds it, or mend the id",
        )

    def _computed(self, row: Row, kind: str) -> str:
        identifier = row["id"]
        if kind == SOURCES.kind:
            self._check_source_id(row)
        elif kind == STATEMENTS.kind and not is_statement_id(identifier):
            row.fault("id", "is no statement id", "a statement id is statement: and 12 hex digits")
        elif kind in EDGE_KINDS and not is_edge_id(identifier):
            example = edge_id(kind, row["tail"], row["head"])
            row.fault("id", "is no edge id", f"a new edge between these nodes has the id {example}")
        return identifier

    def _check_source_id(self, row: Row) -> None:
        computed = source_id(row["url"], row["publisher"], row["date"], row["title"])
        if row["id"] != computed:
            row.fault("id", f"the id does not match the source, whose id is {computed}", f"write {computed} everywhere")
