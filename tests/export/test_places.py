from itertools import combinations
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from graphapi.export.layout import CLEARANCE, positions, project, scale_for
from graphapi.export.places import ROUNDS, GeoPrecision, Place, places
from graphapi.model.documents import Subgraph
from tests.export.samples import edge, node, park, segment

OWN, PARKS, NEIGHBOURS = GeoPrecision


def test_a_park_keeps_its_own_coordinates() -> None:
    alone = Subgraph([park("a", 39.6, 109.8)], [])
    assert places(alone) == {"park:a": Place(39.6, 109.8, OWN)}


def test_a_company_stands_at_the_centre_of_its_parks_however_many_edges_lead_there() -> None:
    nodes = [park("a", 30.0, 100.0), park("b", 40.0, 110.0), node("company:c")]
    edges = [edge("operates_in", "company:c", f"park:{slug}", text) for slug, text in ("a1", "a2", "b1")]
    assert places(Subgraph(nodes, edges))["company:c"] == Place(35.0, 105.0, PARKS)


def test_what_touches_no_park_stands_at_the_centre_of_its_placed_neighbours() -> None:
    nodes = [park("a", 30.0, 100.0), node("company:c"), node("company:parent"), park("bare")]
    edges = [
        edge("operates_in", "company:c", "park:a"),
        edge("owned_by", "company:c", "company:parent"),
        edge("operates_in", "company:parent", "park:bare"),
    ]
    found = places(Subgraph(nodes, edges))
    assert found["company:parent"] == found["park:bare"] == Place(30.0, 100.0, NEIGHBOURS)


def test_coordinates_do_not_travel_further_than_the_bound() -> None:
    length = ROUNDS + 3
    nodes = [park("a", 30.0, 100.0), *(segment(f"s{i}") for i in range(length))]
    edges = [edge("hosts", "park:a", "segment:s0")]
    edges += [edge("feeds", f"segment:s{i}", f"segment:s{i + 1}") for i in range(length - 1)]
    found = places(Subgraph(nodes, edges))
    assert len(found) == 1 + ROUNDS
    assert f"segment:s{ROUNDS}" not in found


def test_a_city_abroad_is_not_moved_to_china() -> None:
    nodes = [park("a", 30.0, 100.0), node("company:c"), node("city:seoul", level="foreign")]
    edges = [edge("operates_in", "company:c", "park:a"), edge("headquartered_in", "company:c", "city:seoul")]
    assert places(Subgraph(nodes, edges)).keys() == {"park:a", "company:c"}


def test_the_order_of_an_answer_does_not_move_anything() -> None:
    nodes = [park(f"p{i}", 20 + i / 7, 100 + i / 3) for i in range(9)] + [node("company:c")]
    edges = [edge("operates_in", "company:c", f"park:p{i}") for i in range(9)]
    there, back = places(Subgraph(nodes, edges)), places(Subgraph(nodes[::-1], edges[::-1]))
    assert there == back
    assert positions(there, there) == positions(reversed(there), there)


def test_north_is_up_east_is_right_and_china_is_about_two_thousand_units_wide() -> None:
    west, east = project(Place(39.5, 73.5, OWN)), project(Place(48.4, 135.1, OWN))
    north, south = project(Place(53.6, 122.4, OWN)), project(Place(18.2, 109.5, OWN))
    assert 1900 < east[0] - west[0] < 2100
    assert 1300 < north[1] - south[1] < 1500


def test_the_map_grows_in_steps_once_there_is_no_room() -> None:
    assert [scale_for(count) for count in (0, 1, 2500, 2501, 10_000, 10_001, 1_000_000)] == [1, 1, 1, 2, 2, 4, 32]


def test_the_first_of_those_who_share_a_place_is_the_one_whose_place_it_is() -> None:
    found = {"a:borrower": Place(30.0, 100.0, PARKS), "park:owner": Place(30.0, 100.0, OWN)}
    settled = positions(found, found)
    assert settled["park:owner"] == project(found["park:owner"])
    assert settled["a:borrower"] != settled["park:owner"]


def test_what_has_no_place_stands_in_rows_below_the_map() -> None:
    found = {"park:a": Place(18.0, 109.0, OWN)}
    settled = positions(["park:a", *(f"city:c{i:03}" for i in range(250))], found)
    rows = {y for name, (_, y) in settled.items() if name != "park:a"}
    assert len(rows) == 3
    assert max(rows) < settled["park:a"][1] - CLEARANCE
    assert len(set(settled.values())) == 251


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=60))
def test_nothing_is_stacked(spots: list[tuple[int, int]]) -> None:
    found = {f"park:p{i}": Place(30 + lat / 10, 110 + lon / 10, OWN) for i, (lat, lon) in enumerate(spots)}
    points = positions(found, found).values()
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= CLEARANCE for a, b in combinations(points, 2))
