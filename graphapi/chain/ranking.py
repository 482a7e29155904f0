"""Scores that are weighted sums of published factors, and the weights at which the first places change."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graphapi.model.errors import InvalidRequest, UnknownField
from graphapi.model.nearest import did_you_mean

FIRST = 3
"""How many places the sensitivity watches."""

_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """A factor of one candidate: 0 to 1, nothing where it is not known; the evidence is ready for JSON."""

    value: Fraction | None
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is ranked, by its id, with a reading of every factor."""

    id: str
    readings: Mapping[str, Reading]

    def points(self, weights: Mapping[str, Fraction]) -> Fraction:
        """Weights times values; a factor that is not known adds nothing."""
        above, below = 0, 1
        for name, one in self.readings.items():
            if one.value:
                part = weights[name] * one.value
                above, below = above * part.denominator + part.numerator * below, below * part.denominator
        return Fraction(above, below)


class Ranking:
    """Candidates in order, best score first and ties by id, with their exact points."""

    def __init__(self, candidates: Iterable[Candidate], weights: Mapping[str, Fraction]) -> None:
        pointed = [(one.points(weights), one) for one in candidates]
        pointed.sort(key=lambda pair: (-pair[0], pair[1].id))
        self.weights = weights
        self.total = sum(weights.values(), Fraction())
        self.order = [one for _, one in pointed]
        self.points = [points for points, _ in pointed]

    def score(self, place: int) -> float:
        """Points over the sum of all weights, 0 to 1, six decimals; places count from 0."""
        return _decimal(self.points[place] / self.total)

    def told(self, place: int) -> dict[str, Any]:
        """The score taken apart. The contributions add up to `value`; `at_most` takes unknown factors as 1."""
        readings = self.order[place].readings
        unknown = sum((self.weights[name] for name, one in readings.items() if one.value is None), Fraction())
        return {
            "value": self.score(place),
            "at_most": _decimal((self.points[place] + unknown) / self.total),
            "factors": {name: self._factor(name, one) for name, one in readings.items()},
        }

    def sensitivity(self) -> list[dict[str, Any]]:
        """For each factor the nearest weights, below and above its own, at which the order of the first three flips.

        The others stay as they are. Scores are linear in a weight, so each pair of neighbours meets at one weight,
        which is exact; no flip is told where none exists at or above 0. With `inclusive` the order is another one
        already at the weight itself (equal scores go by id), else only beyond it.
        """
        return [
            {"factor": name, "weight": float(weight), "flips": [*self._flips(name)]}
            for name, weight in self.weights.items()
        ]

    def _factor(self, name: str, reading: Reading) -> dict[str, Any]:
        weight = self.weights[name]
        told: dict[str, Any] = {"weight": float(weight), "evidence": reading.evidence}
        if reading.value is None:
            return told
        contribution = _decimal(reading.value * weight / self.total)
        return {"value": _decimal(reading.value), "contribution": contribution} | told

    def _flips(self, name: str) -> Iterator[dict[str, Any]]:
        below: list[_Meeting] = []
        above: list[_Meeting] = []
        values = [one.readings[name].value or Fraction() for one in self.order]
        for upper, lower in _watched(values):
            slope = values[upper] - values[lower]
            if slope:
                weight = self.weights[name] - (self.points[upper] - self.points[lower]) / slope
                one, other = self.order[upper].id, self.order[lower].id
                (below if slope > 0 else above).append(_Meeting(weight, other < one, one, other))
        others = self.total - self.weights[name]
        reachable = [one for one in below if one.weight > 0 or (one.weight == 0 and one.inclusive and others)]
        if reachable:
            yield _flip("below", max(reachable, key=lambda one: (one.weight, one.inclusive)))
        if above:
            yield _flip("above", min(above, key=lambda one: (one.weight, not one.inclusive)))


def parse_weights(text: str | None, defaults: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Weights such as `direct:2,status:0.5` over the defaults, in the order of the defaults.

    Raises:
        UnknownField: there is no such factor; the nearest is suggested.
        InvalidRequest: a part is no `factor:number`, a factor stands twice, or all weights would be 0.
    """
    weights, given = dict(defaults), set[str]()
    for part in text.split(",") if text is not None else ():
        name, _, number = (piece.strip() for piece in part.partition(":"))
        if name not in defaults:
            raise UnknownField(
                f"{name[:80]!r} is no factor here; there are {', '.join(defaults)}",
                value=name[:80],
                parameter="weights",
                suggestion=did_you_mean(name, defaults),
            )
        if name in given:
            raise _refused(part, f"{name} stands twice")
        if not _NUMBER.fullmatch(number):
            raise _refused(part, "a weight is a number from 0 to 999999 with at most six decimals, as in `status:0.5`")
        weights[name] = Fraction(number)
        given.add(name)
    if not any(weights.values()):
        raise _refused(text or "", "all weights are 0")
    return weights


@dataclass(frozen=True, slots=True)
class _Meeting:
    """The weight at which one candidate catches up with the one before it."""

    weight: Fraction
    inclusive: bool
    overtaken: str
    overtaking: str


def _watched(values: Sequence[Fraction]) -> Iterator[tuple[int, int]]:
    """Pairs that keep the first places as they are: neighbours among them, and the last of them before all others.

    Of the others with the same value only the first can be the first to overtake.
    """
    last = min(FIRST, len(values)) - 1
    yield from ((place, place + 1) for place in range(last))
    seen: set[Fraction] = set()
    for place in range(last + 1, len(values)):
        if values[place] not in seen:
            seen.add(values[place])
            yield last, place


def _flip(when: str, meeting: _Meeting) -> dict[str, Any]:
    return {
        "when": when,
        "weight": float(meeting.weight),
        "inclusive": meeting.inclusive,
        "overtaken": meeting.overtaken,
        "overtaking": meeting.overtaking,
    }


def _decimal(number: Fraction) -> float:
    return round(float(number), 6)


def _refused(part: str, why: str) -> InvalidRequest:
    return InvalidRequest(f"weights: {part[:80]!r}: {why}", value=part[:80], parameter="weights")
