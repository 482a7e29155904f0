"""What nodes, edges and statements share: attributes, basis, sources, periods."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from graphapi.dataset.cells import BadCell, date_of, items_of, value_of
from graphapi.dataset.index import Index
from graphapi.dataset.problems import Row
from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import Value
from graphapi.model.kinds import NODE_KINDS, Attribute, Basis, attributes_of
from graphapi.model.nearest import did_you_mean

T = TypeVar("T")

WRITTEN_BASES: Final = tuple(basis.value for basis in Basis if basis is not Basis.DERIVED)

# China with its islands and the South China Sea, in degrees.
_LATITUDES: Final = (3.0, 54.0)
_LONGITUDES: Final = (73.0, 136.0)


def attempt(row: Row, column: str, parse: Callable[[str], T]) -> T | None:
    """The value of a cell; a bad one becomes a fault of the row."""
    try:
        return parse(row[column])
    except BadCell as error:
        row.fault(column, error.problem, error.remedy)
        return None


def attributes(row: Row, kind: str, index: Index) -> dict[str, Value]:
    """Attributes in the order of the kinds table, checked; empty cells are left out."""
    found: dict[str, Value] = {}
    for attribute in attributes_of(kind).values():
        if not row[attribute.name]:
            if attribute.required:
                row.fault(attribute.name, f"the {attribute.name} is missing", _missing_remedy(attribute))
            continue
        value = attempt(row, attribute.name, partial(value_of, attribute=attribute))
        if value is not None:
            found[attribute.name] = value
            check_references(row, attribute.name, attribute, value, index)
    return found


def _missing_remedy(attribute: Attribute) -> str:
    return (
        f"write one of {', '.join(attribute.values)}" if attribute.values else f"write the {attribute.label.en.lower()}"
    )


def check_references(row: Row, column: str, attribute: Attribute, value: Value, index: Index) -> None:
    """Notes every item of a value that should name a document of the package and does not."""
    if attribute.references is None:
        return
    for identifier in value if isinstance(value, tuple) else (str(value),):
        if attribute.references in NODE_KINDS:
            index.check_node(row, column, identifier, (attribute.references,))
        else:
            index.check_edge(row, column, identifier)


def basis_and_sources(row: Row, index: Index) -> tuple[Basis, tuple[str, ...]]:
    """How the fact is vouched for. A fact without a source must say that it is unverified."""
    sources = attempt(row, "sources", items_of) or ()
    for source in sources:
        index.check_source(row, "sources", source)
    text = row["basis"]
    if text == Basis.DERIVED:
        row.fault("basis", "derived by hand", "remove the row: derived edges are made on loading")
    elif text not in WRITTEN_BASES:
        remedy = did_you_mean(text, WRITTEN_BASES) or f"write one of {', '.join(WRITTEN_BASES)}"
        row.fault("basis", "unknown basis" if text else "the basis is missing", remedy)
    elif not row["sources"] and text != Basis.UNVERIFIED:
        row.fault("sources", "fact without source", "name a source, or write unverified as basis")
    else:
        return Basis(text), sources
    return Basis.UNVERIFIED, sources


def dates(row: Row, *columns: str) -> tuple[str | None, ...]:
    """The dates of the columns, nothing where a cell is empty or bad."""
    return tuple(attempt(row, column, date_of) if row[column] else None for column in columns)


def check_period(row: Row, begins: str | None, ends: str | None) -> None:
    """Notes a validity that ends before it begins."""
    if begins and ends and last_day(ends) < first_day(begins):
        row.fault("valid_to", f"the period ends before it begins ({begins})", "mend valid_from or valid_to")


def check_years(row: Row, found: Mapping[str, Value]) -> None:
    """Notes a pair of attributes `..._start`, `..._end` that ends before it begins."""
    for name, begins in found.items():
        ends = found.get(f"{name.removesuffix('_start')}_end")
        if name.endswith("_start") and isinstance(begins, int) and isinstance(ends, int) and ends < begins:
            row.fault(
                f"{name.removesuffix('_start')}_end",
                f"the period ends before it begins ({begins})",
                f"mend {name} or {name.removesuffix('_start')}_end",
            )


def check_place(row: Row, found: Mapping[str, Value]) -> None:
    """Notes coordinates outside China's bounding box, and a latitude without longitude or the reverse."""
    for name, other, (low, high) in (("lat", "lon", _LATITUDES), ("lon", "lat", _LONGITUDES)):
        value = found.get(name)
        if isinstance(value, int | float) and not low <= value <= high:
            row.fault(
                name,
                f"the coordinate lies outside China's bounding box ({low:g} to {high:g})",
                "check whether lat and lon are swapped; both are decimal degrees (WGS 84)",
            )
        if row[name] and not row[other]:
            row.fault(other, f"{name} without {other}", "write both or neither")
