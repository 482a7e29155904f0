"""Scores are weighted sums; the sensitivity gives the very weight at which the first places change."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.answers.chain import FactorEvidence, Flip
from graphapi.answers.encoding import members
from graphapi.chain.ranking import FIRST, Candidate, Factor, FactorRanking, parse_weights
from graphapi.model.errors import InvalidRequest, UnknownField

FACTORS = ("direct", "status", "capacity")
DEFAULTS = dict.fromkeys(FACTORS, Fraction(1))
NOTHING = FactorEvidence(edges=())
STEP = Fraction(1, 10**12)
"""Smaller than the distance between any two weights at which candidates of these tests meet."""

values = st.none() | st.fractions(0, 1, max_denominator=7)
weightings = st.fixed_dictionaries({name: st.fractions(0, 9, max_denominator=5) for name in FACTORS}).filter(
    lambda weights: any(weights.values())
)
several = st.lists(st.tuples(values, values, values), max_size=7)


def candidates(rows: list[tuple[Fraction | None, ...]]) -> list[Candidate]:
    return [
        Candidate(f"park:{number}", {name: Factor(value, NOTHING) for name, value in zip(FACTORS, row, strict=True)})
        for number, row in enumerate(rows)
    ]


def first(found: list[Candidate], weights: dict[str, Fraction]) -> list[str]:
    return [one.id for one in FactorRanking(found, weights).order[:FIRST]]


@given(several, weightings)
def test_scores_and_contributions_lie_between_0_and_1_and_add_up(
    rows: list[tuple[Fraction | None, ...]], weights: dict[str, Fraction]
) -> None:
    ranking = FactorRanking(candidates(rows), weights)
    for place in range(len(rows)):
        score = ranking.explained(place)
        contributions = [factor.contribution or 0 for factor in score.factors.values()]
        assert 0 <= score.value <= score.at_most <= 1
        assert all(0 <= contribution <= 1 for contribution in contributions)
        assert score.value == pytest.approx(sum(contributions), abs=1e-5)


@given(several, weightings)
def test_what_is_not_known_has_no_value_and_separates_the_score_from_what_it_could_be(
    rows: list[tuple[Fraction | None, ...]], weights: dict[str, Fraction]
) -> None:
    ranking = FactorRanking(candidates(rows), weights)
    for place, one in enumerate(ranking.order):
        score = ranking.explained(place)
        unknown = {name for name, factor in one.factors.items() if factor.value is None}
        assert {name for name, factor in score.factors.items() if "value" not in members(factor)} == unknown
        open_ = sum(weights[name] for name in unknown) / sum(weights.values())
        assert score.at_most - score.value == pytest.approx(float(open_), abs=1e-5)


@given(several, weightings, st.sampled_from(FACTORS), st.fractions(0, 1, max_denominator=7))
def test_a_better_factor_never_costs_a_place(
    rows: list[tuple[Fraction | None, ...]], weights: dict[str, Fraction], name: str, gain: Fraction
) -> None:
    before = candidates(rows)
    for one in before:
        old = one.factors[name].value or Fraction()
        better = Candidate(one.id, {**one.factors, name: Factor(min(Fraction(1), old + gain), NOTHING)})
        after = [better if other.id == one.id else other for other in before]
        place = {found.id: number for number, found in enumerate(FactorRanking(before, weights).order)}
        now = {found.id: number for number, found in enumerate(FactorRanking(after, weights).order)}
        assert now[one.id] <= place[one.id]


@given(several, weightings, st.randoms())
def test_the_order_does_not_depend_on_the_order_of_the_candidates(
    rows: list[tuple[Fraction | None, ...]], weights: dict[str, Fraction], random: object
) -> None:
    found = candidates(rows)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert FactorRanking(shuffled, weights).order == FactorRanking(found, weights).order


@given(several, weightings, st.fractions(Fraction(1, 9), 9, max_denominator=9))
def test_only_the_proportion_of_the_weights_counts(
    rows: list[tuple[Fraction | None, ...]], weights: dict[str, Fraction], times: Fraction
) -> None:
    scaled = {name: weight * times for name, weight in weights.items()}
    one, other = FactorRanking(candidates(rows), scaled), FactorRanking(candidates(rows), weights)
    assert one.order == other.order
    assert [one.score(place) for place in range(len(rows))] == [other.score(place) for place in range(len(rows))]


def meeting(found: list[Candidate], weights: dict[str, Fraction], name: str, when: str) -> Fraction | None:
    """The nearest weight at which two candidates have the same points and the first places change at or beyond it."""
    base = first(found, weights)
    crossings = set()
    for one in found:
        for other in found:
            slope = (one.factors[name].value or 0) - (other.factors[name].value or 0)
            if slope:
                crossings.add(weights[name] - (one.points(weights) - other.points(weights)) / slope)
    beyond = (lambda weight: weight - STEP) if when == "below" else (lambda weight: weight + STEP)
    side = sorted(
        (at for at in crossings if at >= 0 and (at <= weights[name] if when == "below" else at >= weights[name])),
        reverse=when == "below",
    )
    for at in side:
        tried = [weights | {name: weight} for weight in (at, beyond(at)) if weight >= 0]
        if any(any(one.values()) and first(found, one) != base for one in tried):
            return at
    return None


@given(several, weightings)
def test_the_order_of_the_first_three_flips_at_the_given_weight_and_not_before(
    rows: list[tuple[Fraction | None, ...]], weights: dict[str, Fraction]
) -> None:
    found = candidates(rows)
    base = first(found, weights)
    sensitivity = FactorRanking(found, weights).sensitivity()
    assert [one.factor for one in sensitivity] == list(weights)
    for one in sensitivity:
        flips = {flip.when: flip for flip in one.flips}
        assert len(flips) == len(one.flips)
        for when in ("below", "above"):
            at = meeting(found, weights, one.factor, when)
            assert (at is None) == (when not in flips)
            if at is not None:
                flip = flips[when]
                assert flip.weight == float(at)
                assert (first(found, weights | {one.factor: at}) != base) == flip.inclusive
                assert base.index(flip.overtaken) < (base.index(flip.overtaking) if flip.overtaking in base else FIRST)


def test_a_flip_by_hand() -> None:
    """1 x 1 + w x 0 against 1 x 0 + w x 1/2: they meet at w = 2, where the id decides."""
    one, other = candidates([(Fraction(1), Fraction(0), None), (Fraction(0), Fraction(1, 2), None)])
    weights = {"direct": Fraction(1), "status": Fraction(1), "capacity": Fraction(1)}
    flips = {found.factor: found.flips for found in FactorRanking([other, one], weights).sensitivity()}
    ends = {"inclusive": False, "overtaken": "park:0", "overtaking": "park:1"}
    assert flips["status"] == [Flip(when="above", weight=2.0, **ends)]
    assert flips["direct"] == [Flip(when="below", weight=0.5, **ends)]
    assert flips["capacity"] == []


def test_given_weights_replace_the_defaults_in_their_order() -> None:
    assert parse_weights(None, DEFAULTS) == DEFAULTS
    found = parse_weights("capacity:0.25, direct:2", DEFAULTS)
    assert list(found.items()) == [("direct", 2), ("status", 1), ("capacity", Fraction(1, 4))]


@pytest.mark.parametrize(
    ("text", "error", "part"),
    [
        ("capcity:1", UnknownField, "did you mean 'capacity'?"),
        ("status:-1", InvalidRequest, "0 to 999999"),
        ("status", InvalidRequest, "0 to 999999"),
        ("status:1e9", InvalidRequest, "0 to 999999"),
        ("status:nan", InvalidRequest, "0 to 999999"),
        ("status:٣", InvalidRequest, "0 to 999999"),
        ("status:1,status:2", InvalidRequest, "given twice"),
        ("status:1,", UnknownField, "is not a known factor"),
        ("direct:0,status:0,capacity:0", InvalidRequest, "all weights are 0"),
    ],
)
def test_weights_that_make_no_sense_are_refused(text: str, error: type[InvalidRequest], part: str) -> None:
    with pytest.raises(error) as refused:
        parse_weights(text, DEFAULTS)
    assert refused.value.parameter == "weights"
    assert part in f"{refused.value.detail} {refused.value.suggestion}"
