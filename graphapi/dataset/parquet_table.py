"""Parquet files: columns of texts, numbers, booleans, days and lists of texts."""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
from pyarrow import parquet

from graphapi.dataset.cells import BadCell
from graphapi.dataset.problems import Row
from graphapi.dataset.tables import BATCH, Table, check_characters
from graphapi.dataset.typed_cells import text_of


class ParquetTable(Table):
    """Rows are numbered from 1."""

    suffix = ".parquet"

    def rows(self) -> Iterator[Row]:
        """See `Table.rows`."""
        try:
            with parquet.ParquetFile(self.path) as file:
                names = file.schema_arrow.names
                columns = self.columns_of(names, None)
                if columns is None or len(set(names)) < len(names):
                    self.whole = False
                    return
                yield from self._rows(file, columns)
        except (pa.ArrowException, OSError) as error:
            self.whole = False
            self.problems.add(
                self.file, f"the file cannot be read as Parquet: {str(error).splitlines()[0]}", "write the table anew"
            )

    def _rows(self, file: parquet.ParquetFile, columns: Mapping[str, int]) -> Iterator[Row]:
        names, number = list(columns), 0
        places = {name: place for place, name in enumerate(names)}
        for batch in file.iter_batches(BATCH, columns=names):
            faults: dict[int, list[tuple[str, BadCell, str]]] = {}
            texts = [self._texts(name, batch.column(name), faults) for name in names]
            for place, cells in enumerate(zip(*texts, strict=True)):
                if not any(cells) and place not in faults:
                    continue
                row = Row(self.file, number + place + 1, places, (*cells, ""), self.problems)
                check_characters(row, names, cells)
                for column, error, shown in faults.get(place, ()):
                    row.fault(column, error.problem, error.remedy, value=shown)
                yield row
            number += batch.num_rows
            self.position = self.size * number // file.metadata.num_rows

    def _texts(self, name: str, column: pa.Array, faults: dict[int, list[tuple[str, BadCell, str]]]) -> Sequence[str]:
        takes_list, texts = name in self.layout.lists, []
        for place, value in enumerate(column.to_pylist()):
            try:
                texts.append(text_of(value, takes_list=takes_list))
            except BadCell as error:
                texts.append("")
                faults.setdefault(place, []).append((name, error, str(value)))
        return texts
