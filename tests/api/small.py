"""A graph of two revisions, small enough to know every answer: in the second a park is gone and a company merged."""

from graphapi.model.changes import ChangeSet, Redirect
from graphapi.model.documents import Document, Edge, Node, Source, Statement, Value
from graphapi.model.identifiers import edge_id, source_id, statement_id
from graphapi.model.kinds import Basis

NOTICE = Source(source_id("https://example.org/notice", None, None, None), "https://example.org/notice", "NDRC", "2025")
NEWS = Source(source_id("https://example.org/news", None, None, None), "https://example.org/news", "Daily", "2024-05")


def node(
    identifier: str, en: str, zh: str | None = None, *, aliases: tuple[str, ...] = (), **attributes: Value
) -> Node:
    """An official node."""
    return Node(identifier, en, zh, Basis.OFFICIAL, (NOTICE.id,), aliases, attributes)


def edge(kind: str, tail: str, head: str, **attributes: Value) -> Edge:
    """A reported edge."""
    return Edge(edge_id(kind, tail, head), tail, head, Basis.REPORTED, (NEWS.id,), attributes)


MENGSU, EAST, OLD_PARK = "park:ordos-mengsu", "park:yibin-east", "park:old"
CATL, TIMES = "company:catl", "company:times"
CELLS, LITHIUM = "segment:power-battery-cells", "segment:lithium-carbonate"
BATCH = "list:national-batch-1"
PLANT = edge("operates_in", CATL, EAST, products=(CELLS,), status="operating", capacity_gwh_per_year=75)
DROPPED = edge("located_in", OLD_PARK, "province:sc")

_LASTING: tuple[Document, ...] = (
    NOTICE,
    NEWS,
    node(MENGSU, "Ordos Mengsu park", "蒙苏园区", status="listed_for_construction", construction_end=2027),
    node(EAST, "Yibin eastern park", "宜宾东部园区", status="listed_for_construction", construction_end=2030),
    node("province:nm", "Inner Mongolia", "内蒙古自治区"),
    node("province:sc", "Sichuan", "四川省"),
    node(CATL, "CATL", "宁德时代", aliases=("Contemporary Amperex",), listings=("XSHE:300750",)),
    node(CELLS, "Power-battery cells", "动力电池电芯", stage="manufacturing", chain="lithium battery"),
    node(LITHIUM, "Lithium carbonate", "碳酸锂", stage="resource", chain="lithium battery"),
    node(BATCH, "First national list", size=52),
    node("policy:notice", "Notice"),
    node("indicator:core", "Core", role="core", threshold=0.2, direction="at_most", unit="t/t"),
    node("energy:wind", "Wind farm", energy_type="wind"),
    edge("located_in", MENGSU, "province:nm"),
    edge("located_in", EAST, "province:sc"),
    PLANT,
    edge("hosts", EAST, CELLS, status="operating"),
    edge("hosts", MENGSU, CELLS, status="planned"),
    edge("feeds", LITHIUM, CELLS),
    edge("listed_in", MENGSU, BATCH, number=1),
    edge("issued_under", BATCH, "policy:notice"),
    edge("measured_by", "policy:notice", "indicator:core"),
    edge("reports", MENGSU, "indicator:core", value=0.15, unit="t/t", state="status", year=2025),
    edge("powered_by", MENGSU, "energy:wind"),
    Statement(
        statement_id(PLANT.id, "capacity_gwh_per_year", "60", "", (NOTICE.id,)),
        PLANT.id,
        "capacity_gwh_per_year",
        60,
        Basis.OFFICIAL,
        (NOTICE.id,),
        unit="GWh/a",
        rank="deprecated",
    ),
)

FIRST = ChangeSet(
    (
        *_LASTING,
        node(OLD_PARK, "Old park", status="unknown"),
        node(TIMES, "Times"),
        edge("operates_in", TIMES, EAST),
        DROPPED,
    )
)
SECOND = ChangeSet(_LASTING, (Redirect(TIMES, CATL),))
