"""Scores that are weighted sums of published factors, and the weights at which the first places change."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from graphapi.answers.chain import FactorEvidence, FactorScore, Flip, Score, Sensitivity
from graphapi.model.errors import InvalidRequest, UnknownField

FIRST = 3
"""How many places the sensitivity watches."""

_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of one candidate: 0 to 1, nothing where it is not known, and what it was read from."""

    value: Fraction | None
    evidence: FactorEvidence


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is ranked, by its id, with every factor."""

    id: str
    factors: Mapping[str, Factor]

    def points(self, weights: Mapping[str, Fraction]) -> Fraction:
        """Weights times values; a factor that is not known adds nothing."""
        # Numerator and denominator by hand: the fraction is reduced once, not after every factor.
        above, below = 0, 1
        for name, factor in self.factors.items():
            if factor.value:
                part = weights[name] * factor.value
                above, below = above * part.denominator + part.numerator * below, below * part.denominator
        return Fraction(above, below)


class FactorRanking:
    """Candidates in order, best score first and ties by id, with their exact points."""

    def __init__(self, candidates: Iterable[Candidate], weights: Mapping[str, Fraction]) -> None:
        pointed = [(candidate.points(weights), candidate) for candidate in candidates]
        pointed.sort(key=lambda pair: (-pair[0], pair[1].id))
        self.weights = weights
        self.total = sum(weights.values(), Fraction())
        self.order = [candidate for _, candidate in pointed]
        self.points = [points for points, _ in pointed]

    def score(self, place: int) -> float:
        """Points over the sum of all weights, 0 to 1, six decimals; places count from 0."""
        return _decimal(self.points[place] / self.total)

    def explained(self, place: int) -> Score:
        """The score taken apart. The contributions add up to `value`; `at_most` takes unknown factors as 1."""
        factors = self.order[place].factors
        unknown = sum((self.weights[name] for name, factor in factors.items() if factor.value is None), Fraction())
        return Score(
            value=self.score(place),
            at_most=_decimal((self.points[place] + unknown) / self.total),
            factors={name: self._factor_score(name, factor) for name, factor in factors.items()},
        )

    def sensitivity(self) -> list[Sensitivity]:
        """For each factor the nearest weights, below and above its own, at which the order of the first three flips.

        The others stay as they are. Scores are linear in a weight, so each pair of neighbours meets at one weight,
        which is exact; there is no flip where none exists at or above 0. With `inclusive` the order is another one
        already at the weight itself (equal scores go by id), else only beyond it.
        """
        return [
            Sensitivity(factor=name, weight=float(weight), flips=[*self._flips(name)])
            for name, weight in self.weights.items()
        ]

    def _factor_score(self, name: str, factor: Factor) -> FactorScore:
        weight = self.weights[name]
        return FactorScore(
            value=_decimal(factor.value) if factor.value is not None else None,
            contribution=_decimal(factor.value * weight / self.total) if factor.value is not None else None,
            weight=float(weight),
            evidence=factor.evidence,
        )

    def _flips(self, name: str) -> Iterator[Flip]:
        below: list[tuple[Fraction, bool, str, str]] = []
        above: list[tuple[Fraction, bool, str, str]] = []
        values = [candidate.factors[name].value or Fraction() for candidate in self.order]
        for upper, lower in _watched(values):
            slope = values[upper] - values[lower]
            if slope:
                weight = self.weights[name] - (self.points[upper] - self.points[lower]) / slope
                first, second = self.order[upper].id, self.order[lower].id
                (below if slope > 0 else above).append((weight, second < first, first, second))
        others = self.total - self.weights[name]
        reachable = [at for at in below if at[0] > 0 or (at[0] == 0 and at[1] and others)]
        if reachable:
            yield _flip("below", *max(reachable, key=lambda at: at[:2]))
        if above:
            yield _flip("above", *min(above, key=lambda at: (at[0], not at[1])))


def _flip(when: Literal["below", "above"], weight: Fraction, inclusive: bool, overtaken: str, overtaking: str) -> Flip:
    return Flip(when=when, weight=float(weight), inclusive=inclusive, overtaken=overtaken, overtaking=overtaking)


def parse_weights(text: str | None, defaults: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Weights such as `direct:2,status:0.5` over the defaults, in the order of the defaults.

    Raises:
        UnknownField: there is no such factor; the nearest is suggested.
        InvalidRequest: a part is no `factor:number`, a factor is given twice, or all weights would be 0.
    """
    weights, given = dict(defaults), set[str]()
    for part in text.split(",") if text is not None else ():
        name, _, number = (piece.strip() for piece in part.partition(":"))
        if name not in defaults:
            raise UnknownField.unknown(name, "factor", defaults, parameter="weights")
        if name in given:
            raise _refused(part, f"{name} is given twice")
        if not _NUMBER.fullmatch(number):
            raise _refused(part, "a weight is a number from 0 to 999999 with at most six decimals, as in `status:0.5`")
        weights[name] = Fraction(number)
        given.add(name)
    if not any(weights.values()):
        raise _refused(text or "", "all weights are 0")
    return weights


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


def _decimal(number: Fraction) -> float:
    return round(float(number), 6)


def _refused(part: str, why: str) -> InvalidRequest:
    return InvalidRequest(f"weights: {part[:80]!r}: {why}", value=part[:80], parameter="weights")
