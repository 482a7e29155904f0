"""Tables: rows under typed columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphapi.model.kinds import ValueType


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `unit` goes into the metadata of Parquet and Arrow. Dates of reduced precision stay texts."""

    name: str
    type: ValueType = ValueType.STRING
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns that do not depend on the rows; what a row does not have is null. `metadata` holds texts."""

    name: str
    columns: Sequence[TableColumn]
    rows: Sequence[Mapping[str, Any]]
    metadata: Mapping[str, str] = field(default_factory=dict)
