"""What parks report against the official indicators: the one reading of `reports` edges."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import Basis

NOT_DISCLOSED = "not_disclosed"
UNKNOWN = "unknown"
DISCLOSURES = ("status", "target", "under_construction", NOT_DISCLOSED)
"""The best that a park tells about an indicator, best first."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An official indicator as it is asked of a park.

    The core indicator is one measure with a threshold for each size class: `classes` are its indicators, and
    `indicator` is the one for values whose size class no source states. Others have one class, themselves.
    """

    indicator: Node
    role: str
    classes: tuple[Node, ...]

    @property
    def sized(self) -> bool:
        """Whether thresholds depend on the size class of the park."""
        return len(self.classes) > 1

    @property
    def ids(self) -> tuple[str, ...]:
        """Indicators under which a park may report it."""
        return tuple(dict.fromkeys((self.indicator.id, *(one.id for one in self.classes))))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a park reports of one measure: `values` newest first, statuses before targets."""

    measure: Measure
    values: Sequence[Edge]

    @property
    def word(self) -> str:
        """Status where a value was measured, else target, else under construction, else not disclosed."""
        states = {edge.attributes["state"] for edge in self.values}
        return next((word for word in DISCLOSURES if word in states), NOT_DISCLOSED)

    @property
    def classes(self) -> tuple[Node, ...]:
        """The classes whose thresholds may hold: the stated one, all where none is."""
        stated = {edge.head for edge in self.values}
        found = tuple(one for one in self.measure.classes if one.id in stated)
        return found if len(found) == 1 else self.measure.classes

    @property
    def latest(self) -> Edge | None:
        """The measured value of the last year."""
        return next((edge for edge in self.values if edge.attributes["state"] == "status"), None)

    @property
    def target(self) -> Edge | None:
        """The target of the first year."""
        return min((edge for edge in self.values if edge.attributes["state"] == "target"), key=_first, default=None)


async def official_measures(view: GraphView) -> list[Measure]:
    """The core indicator, its size classes taken together, then the guiding ones by id.

    Core indicators of the same unit are classes of one measure. Where there are several, a further indicator in that
    unit, official or not, but without a threshold of its own holds the values whose class no source states.
    """
    indicators = list((await view.nodes(await view.node_ids("indicator"))).values())
    by_unit: dict[object, list[Node]] = defaultdict(list)
    for one in indicators:
        if one.attributes["role"] == "core":
            by_unit[one.attributes.get("unit", one.id)].append(one)
    core = [Measure(_unsized(indicators, unit, classes), "core", tuple(classes)) for unit, classes in by_unit.items()]
    guiding = [Measure(one, "guiding", (one,)) for one in indicators if one.attributes["role"] == "guiding"]
    return [*core, *guiding]


def _unsized(indicators: Sequence[Node], unit: object, classes: Sequence[Node]) -> Node:
    if len(classes) == 1:
        return classes[0]
    without = (one for one in indicators if one.attributes.get("unit") == unit and "threshold" not in one.attributes)
    return next(without, classes[0])


def disclosures(measures: Sequence[Measure], reported: Sequence[Edge]) -> list[Disclosure]:
    """What the `reports` edges of one park say of each measure."""
    by_indicator: dict[str, list[Edge]] = defaultdict(list)
    for edge in reported:
        by_indicator[edge.head].append(edge)
    return [
        Disclosure(one, sorted((edge for key in one.ids for edge in by_indicator[key]), key=_newest))
        for one in measures
    ]


def against(indicator: Node, edge: Edge) -> dict[str, Any]:
    """`gap` (value minus threshold) and `meets_threshold`, where the value may be held against the threshold.

    It may when it was measured, is no target, in the unit of the threshold, whose direction is known. A bound such as
    `> 85` leaves open whether 90 is met: then only the gap of the bound is told.
    """
    threshold, value = indicator.attributes.get("threshold"), edge.attributes["value"]
    if not _comparable(indicator, edge) or not isinstance(threshold, int | float) or not isinstance(value, int | float):
        return {}
    at_most = indicator.attributes["direction"] == "at_most"
    meets = _meets(float(value), float(threshold), str(edge.attributes.get("qualifier", "=")), at_most=at_most)
    told: dict[str, Any] = {"gap": round(value - threshold, 6)}
    return told | ({} if meets is None else {"meets_threshold": meets})


def value_told(edge: Edge, classes: Sequence[Node]) -> dict[str, Any]:
    """A reported value with its evidence, and what it is against the threshold of each class that may hold."""
    names = ("value", "unit", "qualifier", "year", "state", "metric")
    told: dict[str, Any] = {name: edge.attributes[name] for name in names if name in edge.attributes}
    compared = [{"indicator": one.id} | found for one in classes if (found := against(one, edge))]
    told |= {"against": compared, "basis": edge.basis.value, "edge": edge.id, "sources": list(edge.sources)}
    return told | ({"caveat": edge.caveat} if edge.caveat else {})


def threshold_told(indicator: Node) -> dict[str, Any]:
    """The threshold of an indicator in figures or words, where it has one, and for which parks."""
    names = ("applies_to", "threshold", "threshold_text", "direction", "unit")
    told: Mapping[str, Any] = {name: indicator.attributes[name] for name in names if name in indicator.attributes}
    return {"indicator": indicator.id, **told, "sources": list(indicator.sources)}


def _comparable(indicator: Node, edge: Edge) -> bool:
    same_unit = indicator.attributes.get("unit") == edge.attributes["unit"]
    return same_unit and edge.attributes["state"] == "status" and "direction" in indicator.attributes


def _meets(value: float, threshold: float, qualifier: str, *, at_most: bool) -> bool | None:
    """Whether a value, or every value that a bound allows, meets the threshold; nothing where only some do."""
    if qualifier in {"=", "about"}:
        return value <= threshold if at_most else value >= threshold
    if qualifier.startswith("<") == at_most:
        return True if (value <= threshold if at_most else value >= threshold) else None
    strict = len(qualifier) == 1
    missed = value > threshold if at_most else value < threshold
    return False if missed or (strict and value == threshold) else None


def _newest(edge: Edge) -> tuple[int, int, int, str]:
    state, year = str(edge.attributes["state"]), edge.attributes.get("year")
    return DISCLOSURES.index(state), -year if isinstance(year, int) else 1, _rank(edge.basis), edge.id


def _first(edge: Edge) -> tuple[int, int, str]:
    year = edge.attributes.get("year")
    return year if isinstance(year, int) else 10_000, _rank(edge.basis), edge.id


def _rank(basis: Basis) -> int:
    return basis.rank
