"""ArcadeDB, embedded with its Java runtime: vertices with a unique index, edges in bulk, SQL and OpenCypher."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import arcadedb_embedded
import numpy as np

from benchmarks.contenders import levels
from benchmarks.contenders.base import Contender, Way, bytes_under
from benchmarks.contenders.cypher import Pattern
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, K, Question
from graphapi.model.steps import Direction


class Arcadedb(Contender):
    """TRAVERSE and shortestPath of its SQL, patterns and Yen's algorithm of its Cypher."""

    distribution = "arcadedb-embedded"

    def load(self, graph: Graph, folder: Path) -> None:
        logging.disable()
        self.folder = folder / "db"
        self.database = arcadedb_embedded.create_database(str(self.folder))
        for command in ("VERTEX TYPE N", "PROPERTY N.id INTEGER", "PROPERTY N.kind INTEGER"):
            self.database.command("sql", f"CREATE {command}")
        for name in graph.title.edge_kinds:
            self.database.command("sql", f"CREATE EDGE TYPE `{name}`")
            self.database.command("sql", f"CREATE PROPERTY `{name}`.basis INTEGER")
        with self.database.graph_batch(expected_edge_count=graph.edges, use_wal=False) as batch:
            rows = ({"id": node, "kind": kind} for node, kind in enumerate(graph.node_kinds.tolist()))
            rids = np.array(batch.create_vertices("N", rows), object)
            for kind, name in enumerate(graph.title.edge_kinds):
                of_kind = np.flatnonzero(graph.edge_kinds == kind)
                bases = [{"basis": basis} for basis in graph.bases[of_kind].tolist()]
                tails, heads = rids[graph.tails[of_kind]].tolist(), rids[graph.heads[of_kind]].tolist()
                batch.new_edges(tails, name, heads, properties=bases)
        self.database.command("sql", "CREATE INDEX ON N (id) UNIQUE")

    def prepare(self, graph: Graph, filters: Filters) -> None:
        kinds = graph.title.edge_kinds
        self.reach, self.path = Pattern.of(kinds, filters.reach), Pattern.of(kinds, filters.path)
        self.upstream, self.hosting = Pattern.of(kinds, filters.upstream), Pattern.of(kinds, filters.hosting)

    def ways(self) -> Iterator[Way]:
        edges = f"{_function(self.reach, 'E')}[basis <= {self.reach.floor}].{_far(self.reach)}"
        for question, hops in HOPS.items():
            walk = f"TRAVERSE {edges} FROM (SELECT FROM N WHERE id = :start) MAXDEPTH {hops}"
            walk = f"SELECT id AS found FROM ({walk} LIMIT {LIMIT + 1} STRATEGY BREADTH_FIRST)"  # noqa: S608
            yield Way(question, "SQL TRAVERSE", _but_start(self._column("sql", walk)))
        level = f"SELECT DISTINCT id AS found FROM (SELECT expand({edges}) FROM N WHERE id IN :start)"  # noqa: S608
        yield from levels.neighborhoods(self._column("sql", level))
        yield from self._paths()
        walk = f"TRAVERSE {_function(self.upstream)} FROM (SELECT FROM N WHERE id = :start) STRATEGY BREADTH_FIRST"
        hosts = f"SELECT DISTINCT id AS found FROM (SELECT expand({_function(self.hosting)}) FROM ({walk}))"  # noqa: S608
        yield Way(Question.CLOSURE, "SQL TRAVERSE", self._column("sql", hosts))

    def stored(self) -> int:
        return bytes_under(self.folder)

    def close(self) -> None:
        self.database.close()

    def _paths(self) -> Iterator[Way]:
        ends = "(SELECT FROM N WHERE id = :start), (SELECT FROM N WHERE id = :target)"
        names = ", ".join(f"'{name}'" for name in self.path.names)
        sql = self._column("sql", f"SELECT shortestPath({ends}, 'BOTH', [{names}]).id AS found")
        yield Way(Question.SHORTEST, "SQL shortestPath", lambda *pair: _first(sql(*pair)))
        match = "MATCH (a:N {id: $start}), (b:N {id: $target})"
        walked = self.path.hop(f":{{}}*..{PATH_HOPS}")
        told = "RETURN [n IN nodes(p) | n.id] AS found"
        cypher = self._column("opencypher", f"{match} MATCH p = shortestPath((a){walked}(b)) {told}")
        yield Way(Question.SHORTEST, "Cypher shortestPath", lambda *pair: _first(cypher(*pair)))
        call = f"CALL algo.kShortestPaths(a, b, {K}, '{','.join(self.path.names)}', null, 'BOTH') YIELD path AS p"
        yield Way(Question.K_SHORTEST, "algo.kShortestPaths", self._column("opencypher", f"{match} {call} {told}"))

    def _column(self, language: str, query: str) -> Callable[..., list[Any]]:
        ask = self.database.query

        def column(*ends: Any) -> list[Any]:
            rows = ask(language, query, dict(zip(("start", "target"), ends, strict=False)))
            return [row.get("found") for row in rows]

        return column


def _function(pattern: Pattern, suffix: str = "") -> str:
    """The SQL function that walks a pattern: `out('a', 'b')`."""
    names = ", ".join(f"'{name}'" for name in pattern.names)
    return f"{pattern.direction.value}{suffix}({names})"


def _far(pattern: Pattern) -> str:
    return {Direction.OUT: "inV()", Direction.IN: "outV()", Direction.BOTH: "bothV()"}[pattern.direction]


def _first(paths: Sequence[Sequence[int] | None]) -> Sequence[int]:
    path = (paths[0] if paths else None) or ()
    return path if len(path) <= PATH_HOPS + 1 else ()


def _but_start(nodes: Callable[[int], list[int]]) -> Callable[[int], list[int]]:
    return lambda start: [node for node in nodes(start) if node != start][:LIMIT]
