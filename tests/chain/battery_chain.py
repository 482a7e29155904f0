"""A small chain of battery links with parks around it, to be filled with hosts and plants by the tests."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from graphapi.dataset.derive import derived_edges
from graphapi.graph.base import GraphView
from graphapi.model.documents import Document, Edge
from graphapi.model.kinds import Basis
from tests.contract.sample import NEWS, NOTICE, edge, node
from tests.contract.views import VIEWS

RESOURCE, MAKING, USE = "resource", "manufacturing", "application"
STAGES = {
    "ore": RESOURCE,
    "salt": RESOURCE,
    "cathode": MAKING,
    "cell": MAKING,
    "pack": MAKING,
    "recycling": USE,
    "murky": MAKING,
}
LINKS = ("ore", "salt", "cathode", "cell", "pack", "recycling")
PARKS = ("east", "north", "south", "west")
POINTS = {"east": (30.0, 120.0), "north": (40.0, 110.0), "south": (30.0, 110.0)}
FEEDS = {
    ("ore", "salt"),
    ("salt", "cathode"),
    ("metal", "cathode"),
    ("cathode", "cell"),
    ("cell", "pack"),
    ("pack", "recycling"),
    ("recycling", "salt"),
}

NODES: tuple[Document, ...] = (
    *(node(f"segment:{slug}", stage=stage, chain="lithium battery") for slug, stage in STAGES.items()),
    node("segment:metal", stage=MAKING, chain="cross"),
    *(
        node(f"park:{slug}", **(dict(zip(("lat", "lon"), POINTS[slug], strict=True)) if slug in POINTS else {}))
        for slug in PARKS
    ),
    node("province:p"),
    node("province:q"),
    node("province:empty"),
    node("city:c"),
    node("list:l"),
    node("company:owner", listings=("XSHE:1",)),
    node("company:maker"),
    node("company:other"),
    node("company:trader", listings=("XHKG:2",)),
    NEWS,
    NOTICE,
)
FRAME: tuple[Edge, ...] = (
    *(edge("feeds", f"segment:{tail}", f"segment:{head}") for tail, head in sorted(FEEDS)),
    edge("feeds", "segment:cell", "segment:cell", "scrap"),
    edge("located_in", "park:east", "province:p"),
    edge("located_in", "park:north", "city:c"),
    edge("located_in", "city:c", "province:p"),
    edge("located_in", "park:south", "province:q"),
    edge("listed_in", "park:south", "list:l", number=1),
    edge("owned_by", "company:maker", "company:owner", relation="subsidiary"),
    edge("owned_by", "company:other", "company:owner", relation="joint_venture"),
)


def hosts(park: str, segment: str, more: str = "", *, basis: Basis = Basis.REPORTED, **attributes: str) -> Edge:
    """A park hosts a segment."""
    return edge("hosts", f"park:{park}", f"segment:{segment}", more, basis=basis, **attributes)


def plant(company: str, park: str, *products: str) -> Edge:
    """A company makes segments in a park."""
    made = tuple(f"segment:{product}" for product in products)
    return edge("operates_in", f"company:{company}", f"park:{park}", "-".join(products), products=made)


NEWCOMERS: tuple[Document, ...] = (node("park:newcomer"), node("company:bystander"))


def graph(*edges: Edge, reverse: bool = False, newcomer: bool = False) -> GraphView:
    """A view of the chain with these edges, documents in either order; with a park and a company yet unheard of."""
    documents: Sequence[Document] = (*NODES, *FRAME, *edges, *(NEWCOMERS if newcomer else ()))
    return VIEWS["memory"](documents[::-1] if reverse else documents)


@st.composite
def _hosting(draw: st.DrawFn) -> Edge:
    segment = draw(st.sampled_from((*STAGES, "metal")))
    basis = draw(st.sampled_from(Basis))
    scope = draw(st.sampled_from((None, "park", "city", "province")))
    status = draw(st.sampled_from((None, "operating", "planned", "unknown")))
    attributes = {name: value for name, value in (("scope", scope), ("status", status)) if value}
    return hosts(draw(st.sampled_from(PARKS)), segment, f"as-{basis}", basis=basis, **attributes)


@st.composite
def _plants(draw: st.DrawFn) -> Edge:
    products = draw(st.lists(st.sampled_from(LINKS), min_size=1, max_size=2, unique=True))
    return plant(draw(st.sampled_from(("maker", "other", "trader"))), draw(st.sampled_from(PARKS)), *products)


def fillings(most: int = 14) -> st.SearchStrategy[tuple[Edge, ...]]:
    """Random hosts and plants."""
    some = st.integers(0, most).flatmap(
        lambda size: st.lists(_hosting() | _plants(), min_size=size, max_size=size + 2, unique_by=lambda one: one.id)
    )
    return some.map(tuple)


def with_derived(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """The edges, and the hosts that follow from the plants among them."""
    found = tuple(edges)
    return (*found, *(one for one in derived_edges(found) if one.kind == "hosts"))


def one_more() -> st.SearchStrategy[Edge]:
    """A `hosts` edge to add."""
    return _hosting().map(
        lambda one: hosts(
            one.tail.removeprefix("park:"),
            one.head.removeprefix("segment:"),
            "more",
            basis=one.basis,
            **{name: str(value) for name, value in one.attributes.items()},
        )
    )


def ids(kind: str, slugs: Iterable[str]) -> tuple[str, ...]:
    """Ids of one kind, ordered."""
    return tuple(sorted(f"{kind}:{slug}" for slug in slugs))
