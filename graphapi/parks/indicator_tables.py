"""Official indicators of parks as a table."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.model.kinds import ValueType

_TYPES: Mapping[str, ValueType] = MappingProxyType(
    {
        "document_numbers": ValueType.STRINGS,
        "listed_on": ValueType.STRINGS,
        "thresholds": ValueType.STRINGS,
        "threshold": ValueType.NUMBER,
        "value": ValueType.NUMBER,
        "year": ValueType.INTEGER,
        "gap": ValueType.NUMBER,
        "meets_threshold": ValueType.BOOLEAN,
        "target": ValueType.NUMBER,
        "target_year": ValueType.INTEGER,
        "edges": ValueType.STRINGS,
        "sources": ValueType.STRINGS,
        "caveats": ValueType.STRINGS,
    }
)
_COLUMNS = (
    "park",
    "park_name_en",
    "park_name_zh",
    "city",
    "province",
    "status",
    "document_numbers",
    "listed_on",
    "indicator",
    "indicator_name_en",
    "indicator_name_zh",
    "role",
    "size_class",
    "threshold",
    "thresholds",
    "disclosure",
    "value",
    "unit",
    "qualifier",
    "year",
    "basis",
    "gap",
    "meets_threshold",
    "target",
    "target_unit",
    "target_qualifier",
    "target_year",
    "target_basis",
    "caveats",
    "edges",
    "sources",
)
_SIGNS = {"at_most": "<=", "at_least": ">="}


def indicators_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """One row a park and indicator.

    `value` is the latest measured one and `target` the first target; `threshold`, `gap` and `meets_threshold` are null
    where the size class that decides them is not known: `thresholds` holds them all, each with its indicator.
    """
    columns = [TableColumn(name, _TYPES.get(name, ValueType.STRING)) for name in _COLUMNS]
    return Table("indicators", columns, [_row(row) for row in rows])


def rows_of_park(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The indicators of one park as the rows that the list across parks has."""
    park = {"park": told["park"]["id"], "park_name": told["park"]["name"]}
    return [park | {name: told[name] for name in ("place", "status")} | one for one in told["indicators"]]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    latest, target, status = row.get("latest", {}), row.get("target", {}), row["status"]
    compared = latest.get("against", ())
    only = compared[0] if len(row["thresholds"]) == 1 and compared else {}
    shown = [value for value in (latest, target) if value]
    return {
        "park": row["park"],
        **_names("park", row["park_name"]),
        **row["place"],
        "status": status["value"],
        "document_numbers": [one["document_number"] for one in status["listings"] if "document_number" in one],
        "listed_on": [one["published"] for one in status["listings"] if "published" in one],
        "indicator": row["indicator"],
        **_names("indicator", row["name"]),
        "role": row["role"],
        "size_class": row.get("size_class"),
        "disclosure": row["disclosure"],
        "threshold": row["thresholds"][0].get("threshold") if len(row["thresholds"]) == 1 else None,
        "thresholds": [_threshold(one) for one in row["thresholds"]],
        **{name: latest.get(name) for name in ("value", "unit", "qualifier", "year", "basis")},
        "gap": only.get("gap"),
        "meets_threshold": only.get("meets_threshold"),
        "target": target.get("value"),
        **{f"target_{name}": target.get(name) for name in ("unit", "qualifier", "year", "basis")},
        "caveats": [value["caveat"] for value in shown if "caveat" in value],
        "edges": [value["edge"] for value in row["values"]],
        "sources": list(dict.fromkeys(source for value in row["values"] for source in value["sources"])),
    }


def _threshold(one: Mapping[str, Any]) -> str:
    sign = _SIGNS.get(one.get("direction", ""))
    if sign and "threshold" in one:
        return f"{one['indicator']} {sign} {one['threshold']:g} {one.get('unit', '')}".rstrip()
    return f"{one['indicator']} {one.get('threshold_text', '')}".rstrip()


def _names(prefix: str, name: Mapping[str, str]) -> dict[str, str | None]:
    return {f"{prefix}_name_{language}": name.get(language) for language in ("en", "zh")}
