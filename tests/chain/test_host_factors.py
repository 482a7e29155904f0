"""The factors behind a score: exact on graphs of a few edges, and how they move when documents come or change order."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.answers.chain import FactorScore, Host
from graphapi.answers.encoding import members
from graphapi.chain.hosts import HostsRequest, hosts
from graphapi.model.documents import Document, Edge
from graphapi.model.kinds import Basis
from tests.contract.sample import BLOG, NEWS, NOTICE, edge, node, page
from tests.contract.views import VIEWS
from tests.examples import examples

pytestmark = pytest.mark.anyio
CELL, ANODE = "segment:cell", "segment:anode"
MIRROR = page("https://mirror.example/1", "Daily (mirror)")
NAMELESS = page("https://m.example.org/2")
SOURCES = (NOTICE, NEWS, BLOG, MIRROR, NAMELESS)
NODES = (
    *(node(f"park:{name}") for name in "abc"),
    node(CELL),
    node(ANODE),
    node("company:listed", listings=("XSHE:1",)),
    node("company:owned"),
    node("company:plain"),
    edge("owned_by", "company:owned", "company:listed"),
)


def host(park: str, segment: str = CELL, **more: Any) -> Edge:
    return edge("hosts", f"park:{park}", segment, **more)


def plant(company: str, park: str, discriminator: str = "", **more: Any) -> Edge:
    products = more.pop("products", (CELL,))
    return edge("operates_in", f"company:{company}", f"park:{park}", discriminator, products=products, **more)


async def asked(make: str, documents: Iterable[Document], **request: Any) -> dict[str, Host]:
    """Items by the slug of the park."""
    view = VIEWS[make]((*SOURCES, *NODES, *documents))
    page = await hosts(view, CELL, HostsRequest(limit=500, **request))
    return {item.park.id.partition(":")[2]: item for item in page.items if isinstance(item, Host)}


async def factor(make: str, name: str, *documents: Document, park: str = "a") -> FactorScore:
    return (await asked(make, documents))[park].score.factors[name]


@pytest.fixture(params=VIEWS)
def make(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_direct_is_1_where_any_source_says_so_of_the_park(make: str) -> None:
    derived = edge("hosts", "park:a", CELL, "derived", basis=Basis.DERIVED)
    said = host("a")
    assert (await factor(make, "direct", derived)).value == 0
    both = await factor(make, "direct", derived, said)
    assert (both.value, both.evidence.edges) == (1, [said.id])


@pytest.mark.parametrize(
    ("status", "value"), [("operating", 1), ("under_construction", 0.75), ("signed", 0.5), ("planned", 0.25)]
)
async def test_status_is_the_best_of_the_park_and_its_plants(make: str, status: str, value: float) -> None:
    best = plant("plain", "a", status=status)
    other = plant("listed", "a", status="unknown")
    found = await factor(make, "status", host("a", status="planned"), best, other)
    assert found.value == value
    assert found.evidence.status == status
    assert best.id in found.evidence.edges
    assert other.id not in found.evidence.edges


async def test_a_status_that_nobody_states_is_unknown_not_zero(make: str) -> None:
    for found in (
        await factor(make, "status", host("a", status="unknown"), plant("plain", "a")),
        await factor(make, "scope", host("a")),
        await factor(make, "companies", host("a")),
        await factor(make, "capacity", host("a"), plant("plain", "a")),
    ):
        assert not {"value", "contribution"} & members(found).keys()


async def test_scope_is_the_narrowest_that_is_stated(make: str) -> None:
    city = host("a", scope="city")
    assert (await factor(make, "scope", city)).value == 0.5
    assert (await factor(make, "scope", city, plant("plain", "a", scope="park"))).value == 1
    assert (await factor(make, "scope", host("a", scope="province"))).value == 0.25


async def test_companies_count_more_as_anchors_and_with_listings(make: str) -> None:
    found = await factor(
        make,
        "companies",
        host("a"),
        plant("plain", "a", anchor=True),
        plant("listed", "a", "1"),
        plant("listed", "a", "2"),
        plant("owned", "a"),
    )
    points = {one.company.partition(":")[2]: one.points for one in found.evidence.companies}
    assert points == {"listed": 2, "owned": 1.5, "plain": 2}
    assert found.value == pytest.approx(5.5 / 8.5, abs=1e-6)
    owned = next(one for one in found.evidence.companies if one.company == "company:owned")
    assert (owned.owner, owned.owner_listings) == ("company:listed", ["XSHE:1"])
    assert owned.owner_edge.startswith("owned_by:")


async def test_capacity_is_a_share_of_the_largest_of_the_same_segment_and_unit(make: str) -> None:
    documents = (
        host("a"),
        plant("plain", "a", "1", capacity_gwh_per_year=10),
        plant("plain", "a", "2", capacity_gwh_per_year=5),
        host("b"),
        plant("listed", "b", capacity_gwh_per_year=60, products=(CELL, ANODE)),
        host("c"),
        plant("owned", "c", capacity_t_per_year=7),
    )
    items = await asked(make, documents)
    values = {park: item.score.factors["capacity"].value for park, item in items.items()}
    assert values == {"a": 0.25, "b": 1, "c": 1}
    (share,) = items["a"].score.factors["capacity"].evidence.capacities
    assert (share.value, share.unit, share.largest, share.largest_in) == (15, "GWh/a", 60, "park:b")
    (shared,) = items["b"].score.factors["capacity"].evidence.capacities
    assert shared.shared_with == [ANODE]


async def test_mirrors_count_with_the_original_and_a_nameless_page_by_its_host(make: str) -> None:
    found = await factor(
        make,
        "publishers",
        host("a", source=NEWS),
        host("a", discriminator="2", source=MIRROR),
        host("a", discriminator="3", source=NAMELESS),
        host("a", discriminator="4", source=BLOG),
    )
    assert found.evidence.publishers == ["daily", "example.org"]
    assert found.value == 0.5


@pytest.mark.parametrize(
    ("basis", "value"),
    [(Basis.OFFICIAL, 1), (Basis.REPORTED, 0.666667), (Basis.DERIVED, 0.333333), (Basis.UNVERIFIED, 0)],
)
async def test_basis_is_the_best_that_anything_has(make: str, basis: Basis, value: float) -> None:
    found = await factor(make, "basis", host("a", basis=Basis.UNVERIFIED), plant("plain", "a", basis=basis))
    assert found.value == value


EDGES = (
    host("a", status="operating", scope="park"),
    host("a", discriminator="2", source=NOTICE, basis=Basis.OFFICIAL),
    host("b", scope="city"),
    edge("hosts", "park:b", CELL, "derived", basis=Basis.DERIVED),
    host("c", status="planned"),
    plant("plain", "a", status="signed"),
    plant("listed", "b", capacity_gwh_per_year=3, source=BLOG),
    plant("owned", "c", anchor=True, status="operating", scope="park"),
    plant("listed", "c", source=MIRROR),
)


@given(st.permutations(EDGES), st.sampled_from(list(VIEWS)))
@settings(max_examples=examples(30))
async def test_the_answer_does_not_depend_on_the_order_of_the_documents(edges: list[Edge], make: str) -> None:
    assert await asked(make, edges) == await asked(make, EDGES)


@given(
    st.lists(st.sampled_from(EDGES), unique_by=lambda one: one.id), st.sampled_from(EDGES), st.sampled_from([*VIEWS])
)
@settings(max_examples=examples(60))
async def test_a_further_fact_never_lowers_the_score_of_its_park(some: list[Edge], more: Edge, make: str) -> None:
    before = await asked(make, some)
    after = await asked(make, {one.id: one for one in (*some, more)}.values())
    for park, item in before.items():
        if park in {more.tail.partition(":")[2], more.head.partition(":")[2]}:
            assert after[park].score.value >= item.score.value
        else:
            assert after[park].score.value <= item.score.value
