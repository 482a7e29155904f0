"""Graphs for the tests of the exporters: one small and frozen, one that uses every attribute of every kind."""

from graphapi.export.options import Imprint
from graphapi.model.documents import Edge, Node, Subgraph, Value
from graphapi.model.identifiers import edge_id, source_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, ValueType, attributes_of

SOURCE = source_id("example.org/notice", None, None, None)
IMPRINT = Imprint("Two parks & their “chain”", 7, "2026-03-04T05:06:07Z")


def node(identifier: str, name_en: str | None = None, name_zh: str | None = None, **attributes: Value) -> Node:
    """A node with one source; without a name it is called by its id."""
    return Node(
        identifier,
        name_en or (None if name_zh else identifier),
        name_zh,
        Basis.OFFICIAL,
        (SOURCE,),
        attributes=attributes,
    )


def edge(kind: str, tail: str, head: str, discriminator: str = "", **attributes: Value) -> Edge:
    """A reported edge with one source."""
    return Edge(edge_id(kind, tail, head, discriminator), tail, head, Basis.REPORTED, (SOURCE,), attributes=attributes)


def park(slug: str, lat: float | None = None, lon: float | None = None, **attributes: Value) -> Node:
    """A park, with coordinates if given."""
    place = {} if lat is None or lon is None else {"lat": lat, "lon": lon}
    return node(f"park:{slug}", status="unknown", **place, **attributes)


def segment(slug: str) -> Node:
    """A segment of the lithium-battery chain."""
    return node(f"segment:{slug}", stage="resource", chain="lithium battery")


def small_graph() -> Subgraph:
    """Two parks in one spot, what stands in them, parallel edges, and a city that nothing places."""
    nodes = (
        Node(
            "park:north",
            'North "Park" <1>',
            "北园",
            Basis.OFFICIAL,
            (SOURCE,),
            ("N|P", "北方园区"),
            {
                "status": "accepted",
                "construction_start": 2025,
                "construction_end": 2027,
                "lat": 39.6,
                "lon": 109.8,
                "area_km2": 12,
                "lithium_or_new_energy": True,
                "summary": "First line\nsecond\tline ]]> 🔋 \u202eRTL",
            },
        ),
        park("south", 39.6, 109.8),
        Node("province:nm", None, "内蒙古自治区", Basis.OFFICIAL, (SOURCE,), attributes={"iso_3166_2": "CN-NM"}),
        node("company:maker", "Maker", "制造商", listings=("XSHE:300750", "XHKG:3750")),
        node("segment:cells", "Cells", "电芯", stage="manufacturing", chain="lithium battery"),
        node("segment:packs", "Packs", None, stage="manufacturing", chain="lithium battery"),
        Node("city:nowhere", "Nowhere", None, Basis.UNVERIFIED, attributes={"country": "CN"}),
        node("list:first", "First list", "第一批", size=2, level="national"),
        node("indicator:carbon", "Carbon", "碳排放", role="core", threshold=0.2, unit="t/t"),
    )
    edges = (
        edge("located_in", "park:north", "province:nm"),
        Edge(
            edge_id("operates_in", "company:maker", "park:north"),
            "company:maker",
            "park:north",
            Basis.REPORTED,
            (SOURCE,),
            {
                "anchor": True,
                "capacity_gwh_per_year": 60,
                "status": "operating",
                "products": ("segment:cells", "segment:packs"),
            },
            "2022-04",
            "2030",
            "City-wide > park",
        ),
        edge("operates_in", "company:maker", "park:north", "second plant", status="planned", anchor=False),
        edge("operates_in", "company:maker", "park:south"),
        edge("active_in", "company:maker", "segment:cells"),
        edge("feeds", "segment:cells", "segment:packs", reason="cells make packs"),
        edge("listed_in", "park:north", "list:first", number=1),
        edge("listed_in", "park:south", "list:first", number=2),
        edge("reports", "park:north", "indicator:carbon", value=0.15, unit="t/t", state="target", year=2027),
        edge("reports", "park:north", "indicator:carbon", "2", value=1, unit="t/t", state="status", year=2024),
    )
    return Subgraph(nodes, edges)


def full_graph() -> Subgraph:
    """A node of every kind and an edge for every allowed pair of ends, each with every attribute of its kind."""
    nodes = [
        Node(f"{kind}:a", f"{kind} en", f"{kind} zh", Basis.OFFICIAL, (SOURCE,), ("other",), full_attributes(kind))
        for kind in NODE_KINDS
    ]
    edges = [
        Edge(
            edge_id(kind, f"{tail}:a", f"{head}:a"),
            f"{tail}:a",
            f"{head}:a",
            Basis.REPORTED,
            (SOURCE,),
            full_attributes(kind),
            "2020",
            "2030-12-31",
            "a caveat",
        )
        for kind, row in EDGE_KINDS.items()
        for tail, head in row.ends
    ]
    return Subgraph(nodes, edges)


def full_attributes(kind: str) -> dict[str, Value]:
    """A valid value for every attribute of a kind."""
    return {attribute.name: _sample(attribute) for attribute in attributes_of(kind).values()}


def _sample(attribute: Attribute) -> Value:
    if attribute.values:
        return attribute.values[0]
    samples: dict[ValueType, Value] = {
        ValueType.INTEGER: 2026,
        ValueType.NUMBER: 30,
        ValueType.BOOLEAN: True,
        ValueType.DATE: "2026-01-31",
        ValueType.STRINGS: ("first", "second"),
        ValueType.URI: "example.org/?a=1&b=2",
    }
    return samples.get(attribute.type, f"{attribute.name} as text")
