"""Footprints and overlaps of a small graph: through whom, on whose word, and that order does not matter."""

import random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.answers.companies import (
    Deeper,
    Footprint,
    OverlapAnswer,
    OverlapSize,
    Ownership,
)
from graphapi.answers.encoding import encode
from graphapi.companies.company_activity import FootprintRequest, OverlapRequest, footprint, overlap
from graphapi.graph.base import GraphView
from graphapi.model.documents import Document
from graphapi.model.errors import InvalidIdentifier, InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from tests.contract.sample import BLOG, DOCUMENTS, GIGAFACTORY, PLANT, SECOND_PLANT, edge, node
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio

OWNED = edge("owned_by", "company:catl-sichuan", "company:catl", share_percent=100, relation="wholly_owned")
OFFICE = edge("headquartered_in", "company:catl-sichuan", "city:yibin")
ACTIVE = edge("active_in", "company:catl", "segment:cell")
OWN_PLANT = edge(
    "operates_in",
    "company:catl",
    "park:yibin-east",
    "own",
    products=("segment:cathode",),
    scope="city",
    status="signed",
    caveat="City only",
)
DERIVED = edge(
    "active_in", "company:catl-sichuan", "segment:pack", "derived", basis=Basis.DERIVED, derived_from=(PLANT.id,)
)
HOLDING = (
    node("company:holding", listings=("XNYS:HLD",), unverified_fields=("listings.XNYS",)),
    edge("owned_by", "company:catl", "company:holding", basis=Basis.UNVERIFIED, source=BLOG),
)
MORE: tuple[Document, ...] = (*DOCUMENTS, OWN_PLANT, DERIVED, *HOLDING)


@pytest.fixture(params=VIEWS, scope="module")
def house(request: pytest.FixtureRequest) -> GraphView:
    return VIEWS[request.param](MORE)


async def touched(view: GraphView, company: str = "company:catl", **filters: Any) -> Footprint:
    return (await footprint(view, company, FootprintRequest(**filters))).footprint


async def overlapping(view: GraphView, company: str, other: str) -> OverlapAnswer:
    return await overlap(view, company, OverlapRequest(other=other))


def plain(part: object) -> Any:
    return orjson.loads(encode(part))


async def test_a_footprint_rolls_subsidiaries_up_and_shows_them(house: GraphView) -> None:
    found = await touched(house)
    (child,) = found.subsidiaries
    assert (child.company, child.level, child.via) == ("company:catl-sichuan", 1, [OWNED.id])
    assert child.links == [
        Ownership(
            edge=OWNED.id,
            company="company:catl-sichuan",
            owner="company:catl",
            basis=Basis.REPORTED,
            relation="wholly_owned",
            share_percent=100,
            sources=OWNED.sources,
        )
    ]
    assert [(one.company, one.level) for one in found.parents] == [("company:holding", 1)]


async def test_parks_tell_through_whom_by_which_plants_and_how_near(house: GraphView) -> None:
    (park,) = (await touched(house)).parks
    assert plain(park) == {
        "id": "park:yibin-east",
        "through": "both",
        "companies": ["company:catl", "company:catl-sichuan"],
        "basis": "official",
        "edges": sorted([PLANT.id, SECOND_PLANT.id, OWN_PLANT.id]),
        "ownership": [OWNED.id],
        "sources": sorted({*PLANT.sources, *SECOND_PLANT.sources, *OWN_PLANT.sources, *OWNED.sources}),
        "province": "province:sc",
        "scope": "city",
        "plants": 3,
        "statuses": ["operating", "signed", "planned"],
        "segments": ["segment:cathode", "segment:cell", "segment:pack"],
    }


async def test_segments_told_of_a_company_stand_apart_from_those_that_follow_from_a_plant(house: GraphView) -> None:
    segments = {segment.id: segment for segment in (await touched(house)).segments}
    assert {key: (segment.direct, segment.through) for key, segment in segments.items()} == {
        "segment:cathode": (False, "itself"),
        "segment:cell": (True, "both"),
        "segment:pack": (False, "subsidiaries"),
    }
    assert segments["segment:pack"].edges == sorted([DERIVED.id, PLANT.id])
    assert segments["segment:cell"].parks == ["park:yibin-east"]


async def test_provinces_come_from_plants_and_head_offices_with_the_edges_that_place_them(house: GraphView) -> None:
    (province,) = (await touched(house)).provinces
    assert (province.id, province.parks) == ("province:sc", ["park:yibin-east"])
    assert province.head_offices == ["company:catl-sichuan"]
    located = {
        edge("located_in", "park:yibin-east", "city:yibin").id,
        edge("located_in", "city:yibin", "province:sc").id,
    }
    assert located < set(province.edges)


async def test_stages_and_statuses_count_what_is_there(house: GraphView) -> None:
    found = await touched(house)
    segments = [key for stage in found.stages for key in stage.segments]
    assert sorted(segments) == sorted(segment.id for segment in found.segments)
    assert {status.id: status.plants for status in found.statuses} == {"operating": 1, "signed": 1, "planned": 1}


async def test_tickers_tell_whose_they_are_and_whether_a_source_showed_them(house: GraphView) -> None:
    tickers = (await touched(house)).tickers
    assert [(ticker.listing, ticker.standing, ticker.verified) for ticker in tickers] == [
        ("XSHE:300750", "itself", True),
        ("XHKG:3750", "itself", True),
        ("XNYS:HLD", "parent", False),
    ]


async def test_filters_bind_what_follows_from_a_plant_too(house: GraphView) -> None:
    signed = await touched(house, status="signed")
    assert [segment.id for segment in signed.segments] == ["segment:cathode", "segment:cell"]
    assert signed.parks[0].edges == [OWN_PLANT.id]
    alone = await touched(house, depth=0)
    assert (alone.subsidiaries, alone.deeper) == ([], Deeper(subsidiaries=1, parents=1))
    assert alone.parks[0].through == "itself"


async def test_the_graph_holds_every_edge_named_and_both_ends_of_each(house: GraphView) -> None:
    answer = await footprint(house, "company:catl", FootprintRequest())
    assert named(plain(answer.footprint)) <= set(answer.graph.edges)
    ends = {end for one in (await house.edges(answer.graph.edges)).values() for end in (one.tail, one.head)}
    assert ends <= set(answer.graph.nodes)


def named(part: Any) -> set[str]:
    """Edge ids anywhere in an answer."""
    if isinstance(part, dict):
        lists = [value for name, value in part.items() if name in {"edges", "ownership", "via"}]
        return set().union(*(flat(one) for one in lists), *(named(value) for value in part.values()))
    return set().union(*(named(one) for one in part)) if isinstance(part, list) else set()


def flat(ids: list[Any]) -> set[str]:
    return {key for one in ids for key in (one if isinstance(one, list) else [one])}


async def test_two_companies_overlap_where_both_have_plants(house: GraphView) -> None:
    answer = await overlapping(house, "company:catl", "company:envision")
    found = answer.overlap
    assert (found.of, found.parks, found.companies) == (["company:catl", "company:envision"], [], [])
    (cell,) = found.segments
    assert cell.id == "segment:cell"
    assert cell.sides[1].edges == [GIGAFACTORY.id]
    assert found.measures.segments == OverlapSize(first=3, second=1, shared=1, union=3, jaccard=0.333333)
    assert found.measures.parks == OverlapSize(first=1, second=1, shared=0, union=2, jaccard=0.0)
    assert named(plain(found)) <= set(answer.graph.edges)


async def test_a_company_of_both_groups_is_told(house: GraphView) -> None:
    answer = await overlapping(house, "company:holding", "company:catl")
    found = answer.overlap
    assert [member.id for member in found.companies] == ["company:catl", "company:catl-sichuan"]
    assert found.parks[0].shared_segments == ["segment:cathode", "segment:cell", "segment:pack"]
    assert named(plain(found)) <= set(answer.graph.edges)


async def test_an_overlap_seen_from_the_other_side_is_the_same(house: GraphView) -> None:
    one = plain((await overlapping(house, "company:catl", "company:envision")).overlap)
    two = plain((await overlapping(house, "company:envision", "company:catl")).overlap)
    for part in ("parks", "provinces", "segments"):
        assert [(entry["id"], entry["sides"]) for entry in one[part]] == [
            (entry["id"], entry["sides"][::-1]) for entry in two[part]
        ]


async def test_two_companies_of_which_nothing_is_known_share_nothing() -> None:
    view = VIEWS["memory"]((*MORE, node("company:a"), node("company:b")))
    found = (await overlapping(view, "company:a", "company:b")).overlap
    assert plain(found.measures.parks) == {"first": 0, "second": 0, "shared": 0, "union": 0}


@pytest.mark.parametrize(
    ("company", "other", "error", "parameter"),
    [
        ("company:catll", "company:envision", NodeNotFound, "id"),
        ("park:mengsu", "company:envision", InvalidIdentifier, "id"),
        ("company:catl", "company:envison", NodeNotFound, "with"),
        ("company:catl", "park:mengsu", InvalidIdentifier, "with"),
        ("company:catl", "company:catl", InvalidRequest, "with"),
    ],
)
async def test_wrong_companies_are_refused(
    house: GraphView, company: str, other: str, error: type[InvalidRequest], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await overlapping(house, company, other)
    assert refused.value.parameter == parameter


@given(st.integers())
async def test_the_order_of_documents_does_not_matter(seed: int) -> None:
    shuffled = random.Random(seed).sample(MORE, len(MORE))  # noqa: S311
    view = VIEWS["memory"](shuffled)
    one = await footprint(view, "company:catl", FootprintRequest())
    other = await footprint(VIEWS["memory"](MORE), "company:catl", FootprintRequest())
    assert (one.graph, encode(one.footprint)) == (other.graph, encode(other.footprint))
