"""Ladybug, embedded: a table of nodes with a primary key, a table for each edge kind, prepared statements in Cypher."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ladybug
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contenders import levels
from benchmarks.contenders.base import Contender, Way, bytes_under
from benchmarks.contenders.cypher import Pattern
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, Question

DEEPEST = 30
"""Ladybug refuses longer patterns; no chain of the graphs needs more hops."""


class Ladybug(Contender):
    """Copied in from Parquet; the recursive patterns filter edges on their way."""

    distribution = "ladybug"

    def load(self, graph: Graph, folder: Path) -> None:
        self.folder = folder / "db"
        self.connection = ladybug.Connection(ladybug.Database(str(self.folder)))
        self.connection.execute("CREATE NODE TABLE N(id INT64 PRIMARY KEY, kind INT64)")
        nodes = pa.table({"id": np.arange(graph.nodes), "kind": graph.node_kinds.astype(np.int64)})
        self._copy("N", nodes, folder)
        for kind, name in enumerate(graph.title.edge_kinds):
            self.connection.execute(f"CREATE REL TABLE `{name}`(FROM N TO N, basis INT64)")
            of_kind = np.flatnonzero(graph.edge_kinds == kind)
            if len(of_kind):
                columns = {"from": graph.tails, "to": graph.heads, "basis": graph.bases}
                rows = pa.table({title: column[of_kind].astype(np.int64) for title, column in columns.items()})
                self._copy(name, rows, folder)

    def _copy(self, name: str, rows: pa.Table, folder: Path) -> None:
        file = folder / "rows.parquet"
        pq.write_table(rows, file)
        self.connection.execute(f"COPY `{name}` FROM '{file}'")
        file.unlink()

    def prepare(self, graph: Graph, filters: Filters) -> None:
        kinds = graph.title.edge_kinds
        self.reach, self.path = Pattern.of(kinds, filters.reach), Pattern.of(kinds, filters.path)
        self.upstream, self.hosting = Pattern.of(kinds, filters.upstream), Pattern.of(kinds, filters.hosting)

    def ways(self) -> Iterator[Way]:
        test = f"(r, n | WHERE r.basis <= {self.reach.floor})"
        for question, hops in HOPS.items():
            for name, mode in (("recursive pattern, SHORTEST", " SHORTEST "), ("recursive pattern", "")):
                walked = self.reach.hop(f":{{}}*{mode}1..{hops} {test}")
                found = (
                    f"MATCH (a:N {{id: $start}}){walked}(b:N) WHERE b.id <> $start RETURN DISTINCT b.id LIMIT {LIMIT}"
                )
                yield Way(question, name, self._column(found))
        level = f"MATCH (a:N){self.reach.hop('e:{}')}(b:N) WHERE a.id IN $start AND e.basis <= {self.reach.floor}"
        yield from levels.neighborhoods(self._column(f"{level} RETURN DISTINCT b.id"))
        ends = ("(a:N {id: $start})", "(b:N {id: $target})")
        shortest = self.path.hop(f":{{}}* SHORTEST 1..{PATH_HOPS}").join(ends)
        path = self._column(f"MATCH p = {shortest} RETURN properties(nodes(p), 'id')")
        yield Way(Question.SHORTEST, "SHORTEST", lambda source, target: next(iter(path(source, target)), ()))
        yield Way(Question.CLOSURE, "recursive pattern, SHORTEST", self._hosts())

    def stored(self) -> int:
        return self.folder.stat().st_size if self.folder.is_file() else bytes_under(self.folder)

    def _hosts(self) -> Callable[[int], set[int]]:
        hosted = f"MATCH (x){self.hosting.hop(':{}')}(h:N) RETURN DISTINCT h.id"
        walked = self.upstream.hop(f":{{}}* SHORTEST 1..{DEEPEST}")
        above = self._column(f"MATCH (s:N {{id: $start}}){walked}(x:N) WITH DISTINCT x {hosted}")
        own = self._column(f"MATCH (x:N {{id: $start}}) {hosted}")
        return lambda start: {*above(start), *own(start)}

    def _column(self, query: str) -> Callable[..., list[Any]]:
        """A prepared statement of one or two ends, and its first column."""
        statement, execute = self.connection.prepare(query), self.connection.execute

        def column(*ends: Any) -> list[Any]:
            rows = execute(statement, dict(zip(("start", "target"), ends, strict=False)))
            return [row[0] for row in rows.get_all()]

        return column
