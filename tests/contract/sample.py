"""A small graph made by hand: two parks with their places, companies and chain, every edge kind, and what is gone."""

from graphapi.model.changes import LedgerEntry, Revision
from graphapi.model.documents import Document, Edge, Node, Source, Statement, Value
from graphapi.model.identifiers import edge_id, source_id, statement_id
from graphapi.model.kinds import Basis, attributes_of

REVISION = Revision(7, "curator", "sample", "2026-01-02T12:00:00Z", "c0ffee")


def page(url: str, publisher: str | None = None, date: str | None = None) -> Source:
    """A source known by its address."""
    return Source(source_id(url, None, None, None), url=url, publisher=publisher, date=date)


NOTICE = page("https://example.org/notice", "NDRC", "2025-12-31")
NEWS = page("https://example.org/news", "Daily", "2024-05")
BLOG = page("https://example.org/blog")


def node(identifier: str, basis: Basis = Basis.OFFICIAL, source: Source = NOTICE, **attributes: Value) -> Node:
    """A node called by its slug, required attributes filled in where not given."""
    kind, _, slug = identifier.partition(":")
    required = {name: row.values[0] for name, row in attributes_of(kind).items() if row.required}
    aliases = attributes.pop("aliases", ())
    name_zh = attributes.pop("name_zh", None)
    return Node(
        identifier,
        slug.replace("-", " ").title(),
        name_zh if isinstance(name_zh, str) else None,
        basis,
        (source.id,),
        aliases if isinstance(aliases, tuple) else (),
        required | attributes,
    )


def edge(
    kind: str,
    tail: str,
    head: str,
    discriminator: str = "",
    *,
    basis: Basis = Basis.REPORTED,
    source: Source = NEWS,
    period: tuple[str | None, str | None] = (None, None),
    caveat: str | None = None,
    **attributes: Value,
) -> Edge:
    """An edge with one source; `discriminator` tells parallel edges apart."""
    identifier = edge_id(kind, tail, head, discriminator)
    return Edge(identifier, tail, head, basis, (source.id,), attributes, *period, caveat)


def said(subject: str, field: str, value: Value, source: Source, rank: str = "normal", **more: str) -> Statement:
    """A reported statement."""
    identifier = statement_id(subject, field, str(value), more.get("period", ""), (source.id,))
    return Statement(identifier, subject, field, value, Basis.REPORTED, (source.id,), rank=rank, **more)


NODES = (
    node(
        "park:mengsu",
        name_zh="蒙苏园区",
        aliases=("Ordos Mengsu", "鄂尔多斯蒙苏"),
        construction_start=2025,
        construction_end=2027,
        area_km2=62.0,
        lat=39.3,
        lon=109.8,
        lithium_or_new_energy=True,
    ),
    node("park:yibin-east", Basis.REPORTED, NEWS, construction_start=2026, construction_end=2030, area_km2=20),
    node("park:lonely", Basis.UNVERIFIED, BLOG),
    node("province:nm", name_zh="内蒙古自治区"),
    node("province:sc", name_zh="四川省"),
    node("city:ordos"),
    node("city:yibin"),
    node("company:catl", name_zh="宁德时代", aliases=("CATL",), listings=("XSHE:300750", "XHKG:3750")),
    node("company:catl-sichuan", Basis.REPORTED, NEWS, name_zh="四川时代"),
    node("company:envision", Basis.REPORTED, NEWS, name_zh="远景"),
    node("company:ouroboros", Basis.UNVERIFIED, BLOG),
    node("segment:lithium-carbonate", stage="resource", chain="lithium battery"),
    node("segment:cathode", stage="manufacturing", chain="lithium battery"),
    node("segment:cell", name_zh="动力电池电芯", stage="manufacturing", chain="lithium battery"),
    node("segment:pack", stage="manufacturing", chain="lithium battery"),
    node("segment:recycling", stage="application", chain="cross"),
    node("energy:ordos-wind", energy_type="wind", capacity_mw=500, status="operating"),
    node("list:batch-1", published="2025-12-31"),
    node("policy:notice"),
    node("indicator:carbon", role="core", threshold=0.2, direction="at_most", unit="t/t"),
    node("indicator:green-power", role="core", threshold=50, direction="at_least", unit="%"),
    node("indicator:reuse", role="guiding"),
    node("indicator:jobs", role="other"),
)

PLANT = edge(
    "operates_in",
    "company:catl-sichuan",
    "park:yibin-east",
    basis=Basis.OFFICIAL,
    source=NOTICE,
    period=("2022-04", None),
    products=("segment:cell", "segment:pack"),
    status="operating",
    anchor=True,
    capacity_gwh_per_year=75,
)
SECOND_PLANT = edge(
    "operates_in",
    "company:catl-sichuan",
    "park:yibin-east",
    "phase 2",
    source=BLOG,
    basis=Basis.UNVERIFIED,
    products=("segment:cell",),
    status="planned",
)
GIGAFACTORY = edge(
    "operates_in",
    "company:envision",
    "park:mengsu",
    period=("2021", "2024-06"),
    products=("segment:cell",),
    status="under_construction",
    scope="city",
    caveat="The notice names the city only",
)
MENGSU_HOSTS = edge("hosts", "park:mengsu", "segment:cell", status="operating")
YIBIN_HOSTS = edge("hosts", "park:yibin-east", "segment:cell", basis=Basis.DERIVED, derived_from=(PLANT.id,))
LFP = edge("feeds", "segment:cathode", "segment:cell", "lfp", reason="LFP")
TERNARY = edge("feeds", "segment:cathode", "segment:cell", "ternary", basis=Basis.OFFICIAL, source=NOTICE)
SCRAP = edge("feeds", "segment:cell", "segment:cell", reason="scrap goes back")
REPORTED_CARBON = edge("reports", "park:mengsu", "indicator:carbon", value=0.15, unit="t/t", state="status", year=2024)

EDGES = (
    edge("located_in", "park:mengsu", "city:ordos", basis=Basis.OFFICIAL, source=NOTICE),
    edge("located_in", "park:yibin-east", "city:yibin"),
    edge("located_in", "city:ordos", "province:nm", basis=Basis.OFFICIAL, source=NOTICE),
    edge("located_in", "city:yibin", "province:sc", basis=Basis.OFFICIAL, source=NOTICE),
    edge("headquartered_in", "company:catl-sichuan", "city:yibin"),
    PLANT,
    SECOND_PLANT,
    GIGAFACTORY,
    MENGSU_HOSTS,
    YIBIN_HOSTS,
    edge("hosts", "park:yibin-east", "segment:cathode", basis=Basis.OFFICIAL, source=NOTICE),
    edge("active_in", "company:catl", "segment:cell"),
    edge("feeds", "segment:lithium-carbonate", "segment:cathode"),
    LFP,
    TERNARY,
    SCRAP,
    edge("feeds", "segment:cell", "segment:pack"),
    edge("feeds", "segment:pack", "segment:recycling"),
    edge("feeds", "segment:recycling", "segment:lithium-carbonate"),
    edge("feeds", "segment:recycling", "segment:pack", reason="second life"),
    edge("owned_by", "company:catl-sichuan", "company:catl", share_percent=100, relation="wholly_owned"),
    edge("owned_by", "company:ouroboros", "company:ouroboros", basis=Basis.UNVERIFIED, source=BLOG),
    edge("powered_by", "park:mengsu", "energy:ordos-wind", status="operating"),
    edge("listed_in", "park:mengsu", "list:batch-1", basis=Basis.OFFICIAL, source=NOTICE, number=1),
    edge("issued_under", "list:batch-1", "policy:notice", basis=Basis.OFFICIAL, source=NOTICE),
    edge("measured_by", "policy:notice", "indicator:carbon", basis=Basis.OFFICIAL, source=NOTICE),
    REPORTED_CARBON,
    edge("reports", "park:yibin-east", "indicator:green-power", value=40, unit="%", state="status"),
    edge("reports", "park:yibin-east", "indicator:carbon", value=150, unit="kg/t", state="target"),
)

STATEMENTS = (
    said("park:mengsu", "area_km2", 62.0, NOTICE, "preferred"),
    said("park:mengsu", "area_km2", 80.5, NEWS, unit="km2", caveat="planned area"),
    said("park:mengsu", "area_km2", 6.2, BLOG, "deprecated"),
    said("park:mengsu", "name_en", "Mengsu Industrial Park", NEWS),
    said("park:mengsu", "figure:output_cny", 100, NEWS, period="2023"),
    said("park:mengsu", "figure:output_cny", 120, NEWS, period="2024"),
    said("park:yibin-east", "area_km2", 24, NEWS),
    said("company:catl", "note", "largest maker", NEWS),
)

DOCUMENTS: tuple[Document, ...] = (*STATEMENTS, *reversed(EDGES), *reversed(NODES), NOTICE, NEWS, BLOG)
"""In an order that no answer may show."""

CLOSED = "park:closed"
MERGED = "company:ningde-times"
GONE_EDGE = edge_id("hosts", CLOSED, "segment:cell")
GONE_SOURCE = source_id("https://example.org/gone", None, None, None)
GONE = (
    LedgerEntry(5, CLOSED, "delete"),
    LedgerEntry(5, GONE_EDGE, "delete"),
    LedgerEntry(5, GONE_SOURCE, "delete"),
    LedgerEntry(6, MERGED, "merge", target="company:catl"),
)
