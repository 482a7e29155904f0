"""Concentration: the index and its bounds, what is counted, capacity and owners, on a graph with known answers."""

import random
from itertools import pairwise
from math import fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.answers.companies import Concentration, KnownCapacity, LeftOut
from graphapi.answers.encoding import encode
from graphapi.companies.concentration import (
    By,
    ConcentrationRequest,
    Weight,
    concentration,
    concentration_table,
    herfindahl,
)
from graphapi.graph.base import GraphView
from graphapi.model.documents import Document
from graphapi.model.kinds import Basis
from tests.contract.sample import BLOG, NEWS, NOTICE, edge, node
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio

CELL = ("segment:cell",)
PARKS = tuple(node(f"park:{name}") for name in ("a", "b", "c", "nowhere"))
COMPANIES = tuple(node(f"company:{name}") for name in ("maker", "rival", "venture", "owner"))
PHASE_1 = edge("operates_in", "company:maker", "park:a", products=CELL, capacity_gwh_per_year=30, status="operating")
PHASE_2 = edge(
    "operates_in",
    "company:maker",
    "park:a",
    "2",
    products=(*CELL, "segment:pack"),
    scope="city",
    capacity_gwh_per_year=10,
    status="planned",
)
RIVAL = edge("operates_in", "company:rival", "park:b", products=CELL, capacity_t_per_year=500)
VENTURE = edge("operates_in", "company:venture", "park:c", products=CELL, basis=Basis.UNVERIFIED, source=BLOG)
HOSTS = (
    edge("hosts", "park:a", "segment:cell", status="operating", scope="park"),
    edge("hosts", "park:b", "segment:cell", "derived", basis=Basis.DERIVED, derived_from=(RIVAL.id,)),
    edge("hosts", "park:c", "segment:cell", "derived", basis=Basis.DERIVED, derived_from=(VENTURE.id,)),
    edge("hosts", "park:nowhere", "segment:cell"),
)
OWNERS = (
    edge("owned_by", "company:venture", "company:owner", relation="joint_venture"),
    edge("owned_by", "company:venture", "company:rival", relation="joint_venture"),
    edge("owned_by", "company:maker", "company:owner", relation="subsidiary"),
)
DOCUMENTS: tuple[Document, ...] = (
    *PARKS,
    *COMPANIES,
    node("segment:cell"),
    node("segment:pack"),
    node("segment:none"),
    node("province:one"),
    node("province:two"),
    edge("located_in", "park:a", "province:one"),
    edge("located_in", "park:b", "province:one"),
    edge("located_in", "park:c", "province:two"),
    PHASE_1,
    PHASE_2,
    RIVAL,
    VENTURE,
    *HOSTS,
    *OWNERS,
    NEWS,
    NOTICE,
    BLOG,
)


@pytest.fixture(params=VIEWS, scope="module")
def house(request: pytest.FixtureRequest) -> GraphView:
    return VIEWS[request.param](DOCUMENTS)


async def divided(view: GraphView, by: By, segment: str = "segment:cell", **filters: Any) -> Concentration:
    found = await concentration(view, ConcentrationRequest(segment=segment, by=by, **filters))
    assert found.meta.completeness.complete
    return found


def weights(found: Concentration) -> dict[str, float]:
    return {share.id: share.weight for share in found.shares}


async def test_provinces_are_weighed_by_their_hosting_parks(house: GraphView) -> None:
    found = await divided(house, By.PROVINCE)
    assert weights(found) == {"province:one": 2, "province:two": 1}
    assert (found.hhi, found.hhi_10000) == (round(5 / 9, 6), 5555.56)
    assert (found.counted, found.holders, found.total, found.equal_holders) == ("parks", 2, 3, 1.8)
    assert found.left_out == LeftOut(parks=["park:nowhere"], plants=[])
    assert found.shares[0].derived_parks == ["park:b"]
    assert set(found.shares[0].edges) == {HOSTS[0].id, HOSTS[1].id, PHASE_1.id, PHASE_2.id, RIVAL.id}


async def test_parks_are_weighed_by_plants_and_those_without_stand_outside(house: GraphView) -> None:
    found = await divided(house, By.PARK)
    assert weights(found) == {"park:a": 2, "park:b": 1, "park:c": 1}
    assert (found.counted, found.hhi, found.left_out.parks) == ("plants", 0.375, ["park:nowhere"])
    assert (found.scopes, found.statuses) == (
        {"city": 1, "unknown": 3},
        {"operating": 1, "planned": 1, "unknown": 2},
    )


async def test_capacity_is_weighed_in_the_unit_that_most_plants_state(house: GraphView) -> None:
    found = await divided(house, By.COMPANY, weight=Weight.CAPACITY)
    assert (weights(found), found.hhi, found.unit) == ({"company:maker": 40}, 1, "GWh/a")
    assert found.capacity == KnownCapacity(
        attribute="capacity_gwh_per_year",
        plants=4,
        known=2,
        known_share=0.5,
        shared_with_other_segments=[PHASE_2.id],
    )
    assert found.left_out == LeftOut(parks=["park:b", "park:c", "park:nowhere"], plants=sorted([RIVAL.id, VENTURE.id]))


async def test_owners_divide_the_plants_of_joint_ventures_equally(house: GraphView) -> None:
    assert weights(await divided(house, By.COMPANY)) == {"company:maker": 2, "company:rival": 1, "company:venture": 1}
    found = await divided(house, By.COMPANY, owners=True)
    assert weights(found) == {"company:owner": 2.5, "company:rival": 1.5}
    assert found.hhi == round((2.5**2 + 1.5**2) / 16, 6)
    owner = found.shares[0]
    assert owner.companies == ["company:maker", "company:venture"]
    assert set(owner.ownership) == {one.id for one in OWNERS}


async def test_relations_choose_what_is_rolled_up(house: GraphView) -> None:
    found = await divided(house, By.COMPANY, owners=True, relation="subsidiary")
    assert weights(found) == {"company:owner": 2, "company:rival": 1, "company:venture": 1}


async def test_a_basis_floor_and_statuses_bind_plants_and_hosts(house: GraphView) -> None:
    assert weights(await divided(house, By.PROVINCE, basis=Basis.REPORTED)) == {"province:one": 2}
    assert weights(await divided(house, By.PARK, status="planned")) == {"park:a": 1}


async def test_a_segment_that_nobody_hosts_has_no_index(house: GraphView) -> None:
    for by in By:
        found = await divided(house, by, "segment:none", weight=Weight.CAPACITY)
        assert (found.shares, found.total, found.holders) == ([], 0, 0)
        assert (found.hhi, found.hhi_10000, found.equal_holders, found.unit) == (None, None, None, None)


async def test_the_table_has_a_row_a_holder(house: GraphView) -> None:
    table = await concentration_table(house, await divided(house, By.PROVINCE))
    assert {(row["segment"], row["by"], row["unit"]) for row in table.rows} == {("segment:cell", "province", "parks")}
    assert [(row["id"], row["name_en"], row["share"]) for row in table.rows] == [
        ("province:one", "One", 0.666667),
        ("province:two", "Two", 0.333333),
    ]


sizes = st.lists(st.integers(1, 1000).map(float) | st.floats(1e-3, 1e6), min_size=1, max_size=30)


@given(sizes, st.randoms())
def test_the_index_lies_between_an_equal_division_and_one_and_knows_no_order(held: list[float], chance: Any) -> None:
    index = herfindahl(held)
    assert index is not None
    assert 1 / len(held) - 1e-9 <= index <= 1 + 1e-9
    assert herfindahl(chance.sample(held, len(held))) == index
    assert herfindahl([size * 3 for size in held]) == pytest.approx(index)


@given(sizes.filter(lambda held: len(held) > 1))
def test_a_merger_never_lowers_the_index(held: list[float]) -> None:
    one, two, *others = held
    merged, apart = herfindahl([one + two, *others]), herfindahl(held)
    assert merged is not None
    assert apart is not None
    assert merged >= apart - 1e-12


@given(st.integers(1, 50))
def test_equal_holders_have_the_index_one_over_their_number(holders: int) -> None:
    assert herfindahl([7.0] * holders) == pytest.approx(1 / holders)


def test_nothing_held_has_no_index() -> None:
    assert herfindahl([]) is None
    assert herfindahl([0.0]) is None


@given(st.integers(), st.sampled_from(By), st.sampled_from(Weight), st.booleans())
async def test_the_order_of_documents_does_not_matter(seed: int, by: By, weight: Weight, owners: bool) -> None:
    shuffled = random.Random(seed).sample(DOCUMENTS, len(DOCUMENTS))  # noqa: S311
    one = await divided(VIEWS["memory"](shuffled), by, weight=weight, owners=owners)
    other = await divided(VIEWS["memory"](DOCUMENTS), by, weight=weight, owners=owners)
    assert encode(one) == encode(other)
    assert fsum(share.share for share in one.shares) == pytest.approx(1, abs=1e-5)
    assert all(before.weight >= after.weight for before, after in pairwise(one.shares))
