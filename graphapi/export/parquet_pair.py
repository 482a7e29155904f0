"""A node table and an edge table as Parquet, in a zip; types and units in the schema, lists kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

import orjson

from graphapi.answers.tables import Table
from graphapi.export.archive import Content, companions, zipped
from graphapi.export.document_tables import edges_table, evidence_tables, placed_nodes_table
from graphapi.export.header import metadata
from graphapi.export.losses import Feature
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.tables import stream_parquet
from graphapi.export.texts import check_texts

_LOSES = {Feature.LOOKS: "Tables have no looks; lat and lon are columns."}
_HOW = """Tables of the same columns and types in every answer; the schema of each column names its unit.
sources.parquet says who published what and where, statements.parquet what else sources say; ids join them all."""


@exporter(
    "parquet",
    media_type="application/vnd.graphapi.parquet+zip",
    suffix=".parquet.zip",
    loses=_LOSES,
    evident=True,
    purpose="pandas, polars, DuckDB, Spark: nodes.parquet and edges.parquet in a zip",
)
def write_parquet_pair(export: Export) -> Iterator[bytes]:
    """nodes, edges, sources and statements as Parquet, README.txt and losses.json."""
    check_texts(export, "UTF-8")
    told = orjson.dumps(metadata(export)).decode()
    subgraph = export.subgraph
    tables = (placed_nodes_table(subgraph), edges_table(subgraph.edges), *evidence_tables(export))
    marked = (replace(table, metadata={"graphapi": told}) for table in tables)
    files = {f"{table.name}.parquet": _parquet(table) for table in marked}
    # Parquet is compressed already.
    return zipped({**files, **companions(export, _HOW)}, compressed=False)


def _parquet(table: Table) -> Content:
    def write(file: IO[bytes]) -> None:
        stream_parquet(table, file)

    return write
