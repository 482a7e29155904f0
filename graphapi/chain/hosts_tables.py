"""Ranked parks, and their groups, as tables."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.factors import REACH_WEIGHTS
from graphapi.model.kinds import ValueType

_FACTORS = tuple(REACH_WEIGHTS)
_TYPES: Mapping[str, ValueType] = MappingProxyType(
    {
        "rank": ValueType.INTEGER,
        "direct": ValueType.BOOLEAN,
        "distance": ValueType.INTEGER,
        "segments": ValueType.STRINGS,
        "companies": ValueType.STRINGS,
        "anchors": ValueType.STRINGS,
        "listings": ValueType.STRINGS,
        "capacity": ValueType.NUMBER,
        "publishers": ValueType.INTEGER,
        "score": ValueType.NUMBER,
        "score_at_most": ValueType.NUMBER,
        "caveats": ValueType.STRINGS,
        "edges": ValueType.STRINGS,
        "sources": ValueType.STRINGS,
        "parks": ValueType.INTEGER,
        "direct_parks": ValueType.INTEGER,
        "makers": ValueType.INTEGER,
        "best_score": ValueType.NUMBER,
        "members": ValueType.STRINGS,
    }
)
_HOSTS = (
    "rank",
    "park",
    "park_name_en",
    "park_name_zh",
    "city",
    "province",
    "direct",
    "distance",
    "segments",
    "status",
    "scope",
    "basis",
    "companies",
    "anchors",
    "listings",
    "capacity",
    "capacity_unit",
    "publishers",
    "score",
    "score_at_most",
)
_EVIDENCE = ("caveats", "edges", "sources")
_GROUPS = (
    "group",
    "group_name_en",
    "group_name_zh",
    "parks",
    "direct_parks",
    "makers",
    "best_park",
    "best_score",
    "members",
    "edges",
)


def hosts_table(items: Sequence[Mapping[str, Any]]) -> Table:
    """One row a park. `capacity` is the one whose share of the largest counts; the rest stands in the JSON answer.

    `value_` and `contribution_` columns hold the factors, null where not known or not a factor of the reach.
    """
    factors = [
        TableColumn(f"{part}_{name}", ValueType.NUMBER) for part in ("value", "contribution") for name in _FACTORS
    ]
    return Table("hosts", [*_columns(_HOSTS), *factors, *_columns(_EVIDENCE)], [_host(item) for item in items])


def groups_table(items: Sequence[Mapping[str, Any]]) -> Table:
    """One row a group; `members` are its parks, best first; the group of parks without one has no id."""
    return Table("host_groups", _columns(_GROUPS), [_group(item) for item in items])


def _columns(names: Sequence[str]) -> list[TableColumn]:
    return [TableColumn(name, _TYPES.get(name, ValueType.STRING)) for name in names]


def _host(item: Mapping[str, Any]) -> dict[str, Any]:
    park, factors = item["park"], item["score"]["factors"]
    evidence = {name: one["evidence"] for name, one in factors.items()}
    makers = evidence["companies"]["companies"]
    edges = [*item["edges"], *(maker["edge"] for maker in item["companies"])]
    reached = item.get("reached", ())
    capacities = evidence["capacity"]["capacities"]
    capacity: Mapping[str, Any] = max(capacities, key=lambda one: one["value"] / one["largest"], default={})
    row: dict[str, Any] = {
        "rank": item["rank"],
        "park": park["id"],
        **_names("park", park["name"]),
        **item["place"],
        "direct": item["direct"],
        "distance": min((one["distance"] for one in reached), default=None),
        "segments": [one["segment"] for one in reached] or list(dict.fromkeys(edge["head"] for edge in item["edges"])),
        "status": evidence["status"].get("status"),
        "scope": evidence["scope"].get("scope"),
        "basis": evidence["basis"]["basis"],
        "companies": [one["company"] for one in makers],
        "anchors": [one["company"] for one in makers if one["anchor"]],
        "listings": list(dict.fromkeys(ticker for one in makers for ticker in _listings(one))),
        "capacity": capacity.get("value"),
        "capacity_unit": capacity.get("unit"),
        "publishers": len(evidence["publishers"]["publishers"]),
        "score": item["score"]["value"],
        "score_at_most": item["score"]["at_most"],
        "caveats": list(dict.fromkeys(edge["caveat"] for edge in edges if "caveat" in edge)),
        "edges": [edge["id"] for edge in edges],
        "sources": [source["id"] for source in item["sources"]],
    }
    for name, factor in factors.items():
        row |= {f"{part}_{name}": factor.get(part) for part in ("value", "contribution")}
    return row


def _listings(maker: Mapping[str, Any]) -> Sequence[str]:
    """Its own, else those of a direct owner."""
    found: Sequence[str] = maker.get("listings", maker.get("owner_listings", ()))
    return found


def _group(item: Mapping[str, Any]) -> dict[str, Any]:
    group = item.get("group", {"name": {}})
    return {
        "group": group.get("id"),
        **_names("group", group["name"]),
        "parks": item["parks"],
        "direct_parks": item["direct"],
        "makers": item["companies"],
        "best_park": item["best"]["park"],
        "best_score": item["best"]["score"],
        "members": [member["park"] for member in item["members"]],
        "edges": list(dict.fromkeys(edge for member in item["members"] for edge in member["edges"])),
    }


def _names(prefix: str, name: Mapping[str, str]) -> dict[str, str | None]:
    return {f"{prefix}_name_{language}": name.get(language) for language in ("en", "zh")}
