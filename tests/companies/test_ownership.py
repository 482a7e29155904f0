"""Groups and ultimate parents: levels, the best way up, depth, rings, joint ventures; networkx as oracle."""

from collections.abc import Iterable

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.companies.ownership import (
    CompanyGroup,
    UltimateParents,
    ownership_filter,
    parents,
    subsidiaries,
    ultimate_parents,
)
from graphapi.documents.edge_reader import EdgeReader
from graphapi.graph.base import GraphView
from graphapi.model.documents import Document, Edge
from graphapi.model.kinds import Basis
from tests.contract.sample import BLOG, NEWS, NOTICE, edge, node
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio

BOUGHT = edge("owned_by", "company:child", "company:top", relation="subsidiary", share_percent=60)
GUESSED = edge("owned_by", "company:grandchild", "company:top", basis=Basis.UNVERIFIED, source=BLOG)
HELD = edge("owned_by", "company:grandchild", "company:child", basis=Basis.OFFICIAL, source=NOTICE)
DEEP = edge("owned_by", "company:deep", "company:grandchild", relation="joint_venture")
JOINT = edge("owned_by", "company:deep", "company:partner", relation="joint_venture")
RING = (edge("owned_by", "company:ring-b", "company:ring-a"), edge("owned_by", "company:ring-a", "company:ring-b"))
OWNED = edge("owned_by", "company:owned", "company:ring-b")
ITSELF = edge("owned_by", "company:itself", "company:itself")
NAMES = ("top", "child", "grandchild", "deep", "partner", "ring-a", "ring-b", "owned", "itself", "alone")
COMPANIES = tuple(node(f"company:{name}") for name in NAMES)
DOCUMENTS: tuple[Document, ...] = (
    *COMPANIES,
    BOUGHT,
    GUESSED,
    HELD,
    DEEP,
    JOINT,
    *RING,
    OWNED,
    ITSELF,
    NOTICE,
    NEWS,
    BLOG,
)


@pytest.fixture(params=VIEWS, scope="module")
def house(request: pytest.FixtureRequest) -> GraphView:
    return VIEWS[request.param](DOCUMENTS)


def levels(group: CompanyGroup) -> dict[str, int]:
    return {one.company.removeprefix("company:"): one.level for one in group.members.values()}


def ids(edges: Iterable[Edge]) -> set[str]:
    return {one.id for one in edges}


async def below(view: GraphView, company: str, depth: int = 8, **filters: object) -> CompanyGroup:
    return await subsidiaries(EdgeReader(view), company, ownership_filter(**filters), depth=depth)  # type: ignore[arg-type]


async def test_a_group_holds_all_that_is_owned_at_its_fewest_levels(house: GraphView) -> None:
    group = await below(house, "company:top")
    assert levels(group) == {"top": 0, "child": 1, "grandchild": 1, "deep": 2}
    assert group.deeper == 0


async def test_the_way_up_is_the_shortest_and_every_ownership_in_the_group_is_shown(house: GraphView) -> None:
    members = (await below(house, "company:top")).members
    assert members["company:deep"].via == (DEEP, GUESSED)
    assert ids(members["company:grandchild"].links) == ids([GUESSED, HELD])
    assert members["company:deep"].links == (DEEP,)


async def test_of_parallel_ways_the_best_vouched_leads_up() -> None:
    again = edge("owned_by", "company:child", "company:top", "again", basis=Basis.OFFICIAL, source=NOTICE)
    group = await below(VIEWS["memory"]((*DOCUMENTS, again)), "company:top")
    assert group.members["company:child"].via == (again,)


async def test_depth_bounds_a_group_and_tells_what_lies_just_below(house: GraphView) -> None:
    group = await below(house, "company:top", depth=1)
    assert (levels(group), group.deeper) == ({"top": 0, "child": 1, "grandchild": 1}, 1)
    alone = await below(house, "company:top", depth=0)
    assert (levels(alone), alone.deeper) == ({"top": 0}, 2)


async def test_relations_and_basis_choose_what_is_followed(house: GraphView) -> None:
    assert levels(await below(house, "company:top", relations=frozenset({"subsidiary"}))) == {"top": 0, "child": 1}
    reported = await below(house, "company:top", basis=Basis.REPORTED)
    assert levels(reported) == {"top": 0, "child": 1, "grandchild": 2, "deep": 3}


@pytest.mark.parametrize(
    ("company", "found"),
    [
        ("company:ring-a", {"ring-a": 0, "ring-b": 1, "owned": 2}),
        ("company:itself", {"itself": 0}),
        ("company:alone", {"alone": 0}),
    ],
)
async def test_rings_end_where_they_meet(house: GraphView, company: str, found: dict[str, int]) -> None:
    assert levels(await below(house, company)) == found


async def test_parents_are_found_the_other_way(house: GraphView) -> None:
    group = await parents(EdgeReader(house), "company:deep", ownership_filter())
    assert levels(group) == {"deep": 0, "grandchild": 1, "partner": 1, "child": 2, "top": 2}
    assert group.members["company:top"].via == (GUESSED, DEEP)
    assert ids(group.members["company:top"].links) == ids([BOUGHT, GUESSED])


async def tops(view: GraphView, *companies: str) -> dict[str, UltimateParents]:
    return dict(await ultimate_parents(EdgeReader(view), companies, ownership_filter()))


async def test_ultimate_parents_of_joint_ventures_rings_and_companies_alone(house: GraphView) -> None:
    found = await tops(house, *(f"company:{name}" for name in NAMES))
    assert {key.removeprefix("company:"): one.parents for key, one in found.items()} == {
        "top": ("company:top",),
        "child": ("company:top",),
        "grandchild": ("company:top",),
        "deep": ("company:partner", "company:top"),
        "partner": ("company:partner",),
        "ring-a": ("company:ring-a",),
        "ring-b": ("company:ring-a",),
        "owned": ("company:ring-a",),
        "itself": ("company:itself",),
        "alone": ("company:alone",),
    }
    assert ids(found["company:deep"].edges) == ids([BOUGHT, GUESSED, HELD, DEEP, JOINT])
    assert found["company:itself"].edges == ()


pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24, unique=True)


def owning(found: list[tuple[int, int]]) -> tuple[list[Edge], nx.DiGraph]:
    edges = [edge("owned_by", f"company:c{tail}", f"company:c{head}") for tail, head in found]
    graph = nx.DiGraph((one.tail, one.head) for one in edges if one.tail != one.head)
    graph.add_nodes_from(f"company:c{number}" for number in range(8))
    return edges, graph


@given(pairs, st.integers(0, 4))
async def test_groups_agree_with_networkx(found: list[tuple[int, int]], depth: int) -> None:
    edges, graph = owning(found)
    view = VIEWS["memory"]((*edges, *(node(one) for one in graph), NEWS, NOTICE))
    group = await below(view, "company:c0", depth)
    distance = nx.single_source_shortest_path_length(graph.reverse(), "company:c0")
    assert {one.company: one.level for one in group.members.values()} == {
        company: level for company, level in distance.items() if level <= depth
    }
    assert group.deeper == sum(1 for level in distance.values() if level == depth + 1)
    for one in group.members.values():
        assert [link.tail for link in one.via][:1] == ([one.company] if one.level else [])
        assert len(one.via) == one.level


@given(pairs)
async def test_ultimate_parents_agree_with_networkx(found: list[tuple[int, int]]) -> None:
    edges, graph = owning(found)
    view = VIEWS["memory"]((*edges, *(node(one) for one in graph), NEWS, NOTICE))
    rings = list(nx.strongly_connected_components(graph))
    final = [ring for ring in rings if all(head in ring for one in ring for head in graph.successors(one))]
    for company, ultimate in (await tops(view, *graph)).items():
        above = {company} | nx.descendants(graph, company)
        assert ultimate.parents == tuple(sorted(min(ring) for ring in final if ring & above))
        assert ultimate.parents
