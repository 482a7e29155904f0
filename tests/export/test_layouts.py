from itertools import combinations, pairwise
from math import dist

import pytest

from graphapi.export.chain_layout import chain_positions
from graphapi.export.layout import CLEARANCE, MOST_NODES, Point, force_positions
from graphapi.export.options import Export, ExportOptions, legend
from graphapi.export.places import places
from graphapi.export.registry import exporter_named
from graphapi.export.styling import node_size
from graphapi.model.documents import Node, Subgraph
from graphapi.model.kinds import CHAINS, EDGE_KINDS, NODE_KINDS, STAGES
from graphapi.names.spelling import romanised
from tests.export.samples import IMPRINT, edge, full_graph, node, park, small_graph


def segment(slug: str, stage: str, chain: str = "lithium battery") -> Node:
    return node(f"segment:{slug}", stage=stage, chain=chain)


def country(parks: int = 40) -> Subgraph:
    """Parks on a grid, each with companies of its own and one that it shares with the next park."""
    nodes = [park(f"p{i}", 22.0 + i % 8 * 3, 95.0 + i // 8 * 5) for i in range(parks)]
    nodes += [node(f"company:c{i}-{j}") for i in range(parks) for j in range(4)]
    edges = [edge("operates_in", f"company:c{i}-{j}", f"park:p{i}") for i in range(parks) for j in range(4)]
    edges += [edge("operates_in", f"company:c{i}-0", f"park:p{i + 1}") for i in range(parks - 1)]
    return Subgraph(nodes, edges)


def forced(subgraph: Subgraph) -> dict[str, Point]:
    return force_positions(subgraph, places(subgraph))


def extent(points: dict[str, Point]) -> float:
    xs, ys = zip(*points.values(), strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def test_stages_go_from_left_to_right_and_what_feeds_stands_left_of_what_it_feeds() -> None:
    nodes = [segment(stage, stage) for stage in STAGES] + [segment(f"m{i}", "manufacturing") for i in range(12)]
    edges = [edge("feeds", f"segment:m{i}", f"segment:m{i + 1}") for i in range(11)]
    x = {key: point[0] for key, point in chain_positions(Subgraph(nodes, edges)).items()}
    assert x["segment:resource"] < x["segment:manufacturing"] < x["segment:application"]
    assert x["segment:m0"] < x["segment:m5"] < x["segment:m10"]


def test_chains_are_bands_from_top_to_bottom() -> None:
    nodes = [segment(f"{chain.replace(' ', '-')}-{i}", "resource", chain) for chain in CHAINS for i in range(4)]
    points = chain_positions(Subgraph(nodes, []))
    bands = [[points[n.id][1] for n in nodes if n.attributes["chain"] == chain] for chain in CHAINS]
    assert all(min(upper) > max(lower) for upper, lower in pairwise(bands))


def test_a_park_settles_where_it_has_most_segments_and_a_city_beside_its_park() -> None:
    nodes = [
        segment("ore", "resource"),
        segment("cells", "manufacturing"),
        segment("packs", "manufacturing"),
        park("a"),
        node("city:c"),
        node("city:lost"),
    ]
    edges = [edge("hosts", "park:a", f"segment:{slug}") for slug in ("ore", "cells", "packs")]
    edges.append(edge("located_in", "park:a", "city:c"))
    points = chain_positions(Subgraph(nodes, edges))
    near = min((dist(points["park:a"], points[n.id]), n.id) for n in nodes[:3])
    assert near[1] in {"segment:cells", "segment:packs"}
    assert dist(points["park:a"], points["city:c"]) < 4 * CLEARANCE
    assert points["city:lost"][1] < min(point[1] for key, point in points.items() if key != "city:lost")


def test_companies_stand_in_a_block_below_their_segment_that_no_other_node_reaches_into() -> None:
    nodes = [segment(slug, "manufacturing") for slug in ("cells", "packs", "foil")]
    nodes += [node(f"company:{slug}-{i}") for slug in ("cells", "packs") for i in range(40)]
    edges = [edge("active_in", n.id, f"segment:{n.id[8:].partition('-')[0]}") for n in nodes[3:]]
    points = chain_positions(Subgraph(nodes, edges))
    assert all(dist(a, b) > node_size(10**6) for a, b in combinations(points.values(), 2))
    for there, slug in combinations(points, 2):
        if slug.startswith(f"company:{there.removeprefix('segment:')}-"):
            assert points[slug][1] < points[there][1]
    heights = {slug: [points[f"company:{slug}-{i}"][1] for i in range(40)] for slug in ("cells", "packs")}
    assert min(heights["cells"]) > max(heights["packs"]) or min(heights["packs"]) > max(heights["cells"])


def test_a_ring_of_segments_ends() -> None:
    nodes = [segment(f"s{i}", "resource") for i in range(3)]
    edges = [edge("feeds", f"segment:s{i}", f"segment:s{(i + 1) % 3}") for i in range(3)]
    assert len(set(chain_positions(Subgraph(nodes, edges)).values())) == 3


@pytest.mark.parametrize("placed", [forced, chain_positions])
def test_nothing_is_stacked_and_order_does_not_matter(placed) -> None:
    there = country()
    points = placed(there)
    assert points == placed(Subgraph(there.nodes[::-1], there.edges[::-1]))
    if placed is forced:
        assert all(dist(a, b) >= CLEARANCE for a, b in combinations(points.values(), 2))


def test_forces_draw_together_what_is_joined() -> None:
    there = country()
    points = forced(there)
    joined = [dist(points[e.tail], points[e.head]) for e in there.edges]
    apart = [dist(a, b) for a, b in combinations(points.values(), 2)]
    assert sum(joined) / len(joined) < 0.25 * sum(apart) / len(apart)


@pytest.mark.parametrize("gone", ["company:c7-2", "company:c20-0", "park:p39"])
def test_a_node_that_stays_keeps_its_place(gone: str) -> None:
    before = country()
    after = Subgraph(
        [n for n in before.nodes if n.id != gone], [e for e in before.edges if gone not in (e.tail, e.head)]
    )
    there, back = forced(before), forced(after)
    moved = sorted(dist(there[key], back[key]) / extent(there) for key in back)
    assert moved[len(moved) // 2] < 0.03
    assert moved[int(len(moved) * 0.9)] < 0.08


def test_forces_have_an_answer_for_nothing_for_one_and_for_the_unplaced() -> None:
    assert forced(Subgraph([], [])) == {}
    assert len(forced(Subgraph([node("company:c")], []))) == 1
    assert len(set(forced(Subgraph([node(f"company:c{i}") for i in range(30)], [])).values())) == 30


@pytest.mark.slow
def test_too_many_nodes_for_forces_stand_on_the_map_and_the_report_says_so() -> None:
    many = Subgraph([park(f"p{i}", 30.0 + i % 70 / 7, 100.0 + i // 70 / 7) for i in range(MOST_NODES + 1)], [])
    gexf = exporter_named("gexf")
    on_map = b"".join(gexf.write(Export(many, imprint=IMPRINT))).partition(b"<nodes")[2]
    forced_file = b"".join(gexf.write(Export(many, imprint=IMPRINT, options=ExportOptions(layout="force"))))
    assert forced_file.partition(b"<nodes")[2] == on_map
    assert [loss.what for loss in gexf.losses(Export(many, IMPRINT, ExportOptions(layout="force")))][-1] == "layout"
    assert not [
        loss
        for loss in exporter_named("turtle").losses(Export(many, IMPRINT, ExportOptions(layout="force")))
        if loss.what == "layout"
    ]


def test_pinyin_reads_names_without_chinese_letters() -> None:
    assert romanised("宁德时代 CATL") == "Ning de shi dai CATL"
    text = b"".join(
        exporter_named("gexf").write(Export(small_graph(), imprint=IMPRINT, options=ExportOptions(label="pinyin")))
    )
    assert b'label="Nei meng gu zi zhi qu"' in text
    assert b'label="located in"' in text


def test_the_legend_tells_every_kind_and_its_colour() -> None:
    assert [entry.kind for entry in legend()] == [*NODE_KINDS, *EDGE_KINDS]
    (entry,) = legend({"park"}, ())
    assert entry.to_json() == {
        "of": "node",
        "kind": "park",
        "label": {"en": "Park", "zh": "园区"},
        "colour": NODE_KINDS["park"].colour,
    }


def test_every_layout_places_every_kind() -> None:
    full = full_graph()
    assert chain_positions(full).keys() == forced(full).keys() == {n.id for n in full.nodes}
