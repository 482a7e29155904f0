"""Battery bases under three definitions: what is true, false or unknown, and properties of the shares."""

import random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.answers.encoding import encode
from graphapi.answers.statistics import BatteryBases, BatteryDefinition
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Document, Edge, Node, Statement
from graphapi.model.identifiers import statement_id
from graphapi.model.kinds import Basis
from graphapi.parks.statistics import (
    CELLS,
    CHAIN,
    BasePark,
    BatteryParksRequest,
    base_parks,
    battery_bases,
    battery_parks,
    battery_parks_table,
)
from tests.contract.sample import NEWS, NOTICE, edge, node
from tests.contract.views import VIEWS
from tests.examples import examples

pytestmark = pytest.mark.anyio

LIST = node("list:l")
PARKS = ("park:a", "park:b", "park:c")
CELL, FOIL, WIND, YARN = "segment:power-battery-cells", "segment:foil", "segment:blades", "segment:yarn"
FIXED: tuple[Document, ...] = (
    NOTICE,
    NEWS,
    node("company:catl"),
    node("company:weaver"),
    node(CELL, chain=CHAIN),
    node(FOIL, chain=CHAIN),
    node(WIND, chain="wind"),
    node(YARN, chain="other"),
)
CLAIM = Statement(
    statement_id("list:l", "figure:share", "40", "", (NEWS.id,)),
    "list:l",
    "figure:share",
    40,
    Basis.REPORTED,
    (NEWS.id,),
    unit="%",
    caveat="nearly",
)


def hosts(park: str, segment: str, *, basis: Basis = Basis.REPORTED, **more: Any) -> Edge:
    behind = {"derived_from": ("operates_in:000000000000",)} if basis is Basis.DERIVED else {}
    return edge("hosts", park, segment, f"{basis} {more}", basis=basis, **behind, **more)


def plant(park: str, *products: str, company: str = "company:catl", **more: Any) -> Edge:
    return edge("operates_in", company, park, f"{products} {more}", products=products, **more)


def parks(flags: dict[str, bool | None] | None = None) -> list[Node]:
    told = {park: (flags or {}).get(park) for park in PARKS}
    return [node(park, **({"lithium_or_new_energy": flag} if flag is not None else {})) for park, flag in told.items()]


async def bases(*edges: Edge, flags: dict[str, bool | None] | None = None) -> dict[str, BasePark]:
    view = VIEWS["memory"]([*FIXED, *parks(flags), *edges])
    return {one.park.id: one for one in await base_parks(EdgeReader(view), PARKS)}


async def shares(found: dict[str, BasePark]) -> BatteryBases:
    """The shares of some parks beside a claim."""
    return await battery_bases(VIEWS["memory"](FIXED), list(found.values()), [CLAIM])


async def verdicts(*edges: Edge, **more: Any) -> tuple[bool | None, ...]:
    """What the three definitions say of the first park."""
    park = (await bases(*edges, **more))["park:a"]
    return tuple(park.meets(one) for one in BatteryDefinition)


async def test_of_a_park_of_which_nothing_is_known_nothing_is_said() -> None:
    assert await verdicts() == (None, None, None)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([hosts("park:a", FOIL)], (True, None, None)),
        ([hosts("park:a", FOIL), plant("park:a", YARN)], (True, False, None)),
        ([hosts("park:a", FOIL), plant("park:a", YARN, CELL)], (True, True, None)),
        ([hosts("park:a", WIND), plant("park:a", CELL)], (False, False, None)),
        ([hosts("park:a", CELL, basis=Basis.DERIVED), plant("park:a", CELL)], (None, None, None)),
        (
            [hosts("park:a", CELL, basis=Basis.DERIVED), hosts("park:a", YARN), plant("park:a", CELL)],
            (False, False, None),
        ),
        ([hosts("park:b", FOIL), plant("park:b", CELL)], (None, None, None)),
    ],
)
async def test_what_the_edges_decide(edges: list[Edge], expected: tuple[bool | None, ...]) -> None:
    assert await verdicts(*edges) == expected


@pytest.mark.parametrize("flag", [True, False])
async def test_a_flag_decides_by_itself(flag: bool) -> None:
    assert await verdicts(flags={"park:a": flag}) == (None, None, flag)


@pytest.mark.parametrize("cell", CELLS)
async def test_every_cell_segment_makes_a_cell_maker(cell: str) -> None:
    assert (await verdicts(hosts("park:a", FOIL), plant("park:a", cell)))[1]


@pytest.mark.parametrize(
    ("edges", "wider"),
    [
        ([hosts("park:a", FOIL, scope="city"), plant("park:a", CELL, scope="park")], (True, True)),
        ([hosts("park:a", FOIL, scope="park"), plant("park:a", CELL, scope="province")], (False, True)),
        ([hosts("park:a", FOIL, scope="city"), hosts("park:a", CELL), plant("park:a", CELL)], (False, False)),
        ([hosts("park:a", WIND, scope="city")], (None, None)),
    ],
)
async def test_city_wide_alone_is_told_where_the_definition_is_met(
    edges: list[Edge], wider: tuple[bool | None, bool | None]
) -> None:
    park = (await bases(*edges))["park:a"]
    assert (park.only_wider(BatteryDefinition.HOSTS), park.only_wider(BatteryDefinition.MAKER)) == wider
    assert park.only_wider(BatteryDefinition.FLAGGED) is None


async def test_a_row_carries_evidence_and_caveats_and_leaves_out_what_is_unknown() -> None:
    made = plant("park:a", CELL, caveat="City-level agreement")
    said = hosts("park:a", FOIL, caveat="City-level agreement")
    found = await bases(said, made, flags={"park:b": True})
    row, flagged = (orjson.loads(encode(found[park].answer())) for park in ("park:a", "park:b"))
    assert (row["edges"], row["sources"], row["caveats"]) == ([said.id, made.id], [NEWS.id], ["City-level agreement"])
    assert (row["segments"], row["cell_makers"], row["flag_sources"]) == ([FOIL], ["company:catl"], [])
    assert "flagged" not in row
    assert (flagged["flagged"], flagged["flag_sources"]) == (True, [NOTICE.id])
    assert not {"hosts_battery_segment", "hosts_and_cell_maker"} & flagged.keys()
    view = VIEWS["memory"]([*FIXED, *parks(), said, made, *(edge("listed_in", park, "list:l") for park in PARKS), LIST])
    table = await battery_parks_table(view, await battery_parks(view, BatteryParksRequest(list="list:l")))
    assert {key for one in table.rows for key in one} == {column.name for column in table.columns}
    assert [column.name for column in table.columns][:4] == ["park", "name_en", "name_zh", "city"]
    assert [(one["park"], one["hosts_and_cell_maker"]) for one in table.rows] == [
        ("park:a", True),
        ("park:b", None),
        ("park:c", None),
    ]


async def test_shares_by_hand() -> None:
    edges = [hosts("park:a", FOIL, scope="city"), plant("park:a", CELL), hosts("park:b", CELL), plant("park:b", YARN)]
    found = await shares(await bases(*edges, flags={"park:b": True}))
    first, second, third = found.definitions
    assert (first.numerator, first.denominator, first.share) == (2, 3, 0.6667)
    assert (first.only_wider_scope_ids, first.unknown_ids, first.points_from_claim) == (["park:a"], ["park:c"], 26.67)
    assert (second.park_ids, second.edges) == (["park:a"], [edges[0].id, edges[1].id])
    assert (third.park_ids, third.edges) == (["park:b"], [])
    assert (third.only_wider_scope, third.only_wider_scope_ids) == (None, None)
    between = {(one.met, one.not_met): one.park_ids for one in found.differences}
    assert between[BatteryDefinition.HOSTS, BatteryDefinition.MAKER] == ["park:b"]
    assert between[BatteryDefinition.MAKER, BatteryDefinition.FLAGGED] == ["park:a"]
    assert len(between) == 6


async def test_without_parks_there_is_no_share() -> None:
    definitions = (await shares({})).definitions
    assert all(one.share is None and one.points_from_claim is None for one in definitions)


orders = st.integers(0, 2**32)
"""Seeds of a shuffle: drawing inside an asynchronous test would not end it cleanly."""
scopes = st.sampled_from([{}, {"scope": "park"}, {"scope": "city"}])
some_edges = st.lists(
    st.builds(
        lambda make, park, segment, scope: make(park, segment, **scope),
        st.sampled_from([hosts, plant]),
        st.sampled_from(PARKS),
        st.sampled_from([CELL, FOIL, WIND, YARN]),
        scopes,
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)
some_flags = st.fixed_dictionaries({park: st.sampled_from([True, False, None]) for park in PARKS})


@settings(max_examples=examples(80), deadline=None)
@given(edges=some_edges, flags=some_flags, order=orders)
async def test_shares_are_bounded_nested_and_do_not_depend_on_order(
    edges: list[Edge], flags: dict[str, bool | None], order: int
) -> None:
    found = await shares(await bases(*edges, flags=flags))
    met = {one.definition: set(one.park_ids) for one in found.definitions}
    assert met[BatteryDefinition.MAKER] <= met[BatteryDefinition.HOSTS]
    for one in found.definitions:
        assert 0 <= one.numerator == len(one.park_ids) <= one.denominator
        assert one.share is not None
        assert 0 <= one.share <= 1
        assert not set(one.unknown_ids) & set(one.park_ids)
        assert set(one.only_wider_scope_ids or ()) <= set(one.park_ids)
    for difference in found.differences:
        assert set(difference.park_ids) == met[difference.met] - met[difference.not_met]
    shuffled = list(edges)
    random.Random(order).shuffle(shuffled)  # noqa: S311  (no secret)
    assert await shares(await bases(*shuffled, flags=flags)) == found


@settings(max_examples=examples(60), deadline=None)
@given(edges=some_edges, more=some_edges)
async def test_a_fact_more_never_takes_a_park_out(edges: list[Edge], more: list[Edge]) -> None:
    together = list({one.id: one for one in (*edges, *more)}.values())
    before, after = await bases(*edges), await bases(*together)
    for park in PARKS:
        for one in (BatteryDefinition.HOSTS, BatteryDefinition.MAKER):
            assert after[park].meets(one) or not before[park].meets(one)
