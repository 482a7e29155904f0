"""The edges that follow from `operates_in` edges with products."""

from graphapi.dataset.derive import derived_edges
from graphapi.model.documents import Edge, Value
from graphapi.model.identifiers import edge_id, source_id
from graphapi.model.kinds import Basis

A, B = (source_id(f"https://example.org/{name}", None, None, None) for name in "ab")
CELLS, PACKS = "segment:cells", "segment:packs"


def plant(name: str, *products: str, company: str = "acme", park: str = "east", **fields: str) -> Edge:
    """An `operates_in` edge; what is no attribute is a field of the edge."""
    ends = (f"company:{company}", f"park:{park}")
    attributes: dict[str, Value] = {"products": products} if products else {}
    attributes |= {key: fields[key] for key in ("status", "scope") if key in fields}
    source = {"a": A, "b": B}.get(fields.get("source", ""))
    return Edge(
        edge_id("operates_in", *ends, name),
        *ends,
        Basis.REPORTED if source else Basis.UNVERIFIED,
        (source,) if source else (),
        attributes,
        fields.get("valid_from"),
        fields.get("valid_to"),
        fields.get("caveat"),
    )


def the_hosts(*edges: Edge) -> Edge:
    (edge,) = (edge for edge in derived_edges(edges) if edge.kind == "hosts")
    return edge


def test_a_product_makes_the_park_host_and_the_company_active() -> None:
    base = plant("1", CELLS, source="a")
    found = {(edge.kind, edge.tail, edge.head): edge for edge in derived_edges([base])}
    assert set(found) == {("hosts", "park:east", CELLS), ("active_in", "company:acme", CELLS)}
    for (kind, tail, head), edge in found.items():
        assert edge.id == edge_id(kind, tail, head, "derived")
        assert edge.basis is Basis.DERIVED
        assert edge.attributes["derived_from"] == (base.id,)
        assert edge.sources == (A,)


def test_nothing_follows_from_a_company_without_products_or_from_other_edges() -> None:
    direct = Edge(edge_id("hosts", "park:east", CELLS), "park:east", CELLS, Basis.UNVERIFIED)
    assert list(derived_edges([plant("1"), direct])) == []


def test_one_edge_for_each_pair_of_ends_names_every_edge_behind_it() -> None:
    bases = [plant("1", CELLS, source="b"), plant("2", CELLS, source="a"), plant("3", CELLS, company="other")]
    edge = the_hosts(*bases)
    assert edge.attributes["derived_from"] == tuple(sorted(base.id for base in bases))
    assert edge.sources == tuple(sorted({A, B}))


def test_distinct_caveats_are_joined() -> None:
    edge = the_hosts(plant("1", CELLS, caveat="x"), plant("2", CELLS, caveat="x"), plant("3", CELLS, caveat="y"))
    assert edge.caveat in {"x; y", "y; x"}
    assert the_hosts(plant("1", CELLS)).caveat is None


def test_scope_and_status_are_those_of_the_strongest_edge_scope_first() -> None:
    city, park = plant("1", CELLS, scope="city", status="operating"), plant("2", CELLS, scope="park", status="planned")
    building = plant("3", CELLS, scope="park", status="under_construction")
    shown = [
        {key: the_hosts(*bases).attributes[key] for key in ("scope", "status")}
        for bases in ((city, park), (city, park, building))
    ]
    assert shown == [{"scope": "park", "status": "planned"}, {"scope": "park", "status": "under_construction"}]


def test_an_absent_scope_is_weaker_than_any_and_stays_absent() -> None:
    silent = plant("1", CELLS, status="operating")
    assert the_hosts(silent, plant("2", CELLS, scope="province")).attributes["scope"] == "province"
    assert "scope" not in the_hosts(silent).attributes


def test_active_in_has_neither_scope_nor_status() -> None:
    (edge,) = (edge for edge in derived_edges([plant("1", CELLS, scope="park")]) if edge.kind == "active_in")
    assert set(edge.attributes) == {"derived_from"}


def test_the_period_spans_all_edges_and_is_open_where_one_is() -> None:
    early, late = (plant(year, CELLS, valid_from=year, valid_to=f"{year}-06") for year in ("2020", "2023"))
    spanned = the_hosts(late, early)
    assert (spanned.valid_from, spanned.valid_to) == ("2020", "2023-06")
    opened = the_hosts(early, plant("x", CELLS, valid_from="2024"))
    assert (opened.valid_from, opened.valid_to) == ("2020", None)


def test_the_order_of_the_edges_does_not_matter() -> None:
    bases = [plant(str(number), CELLS, PACKS, company=f"c{number % 2}", caveat=str(number)) for number in range(6)]
    derived = list(derived_edges(bases))
    assert derived == list(derived_edges(reversed(bases)))
    assert [edge.id for edge in derived] == sorted(edge.id for edge in derived)
