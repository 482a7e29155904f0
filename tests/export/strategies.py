"""Random and nasty graphs for the round trips."""

from typing import Any

from hypothesis import strategies as st

from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis, ValueType, attributes_of
from tests.export.samples import SOURCE

NASTY = [
    "]]>",
    "<![CDATA[x]]>",
    '"',
    "'",
    "&amp;",
    "&#0;",
    "a\nb\tc\rd\r\n",
    "\x85\u2028\u2029",
    "🔋",
    "\u202eRTL\u200f",
    " padded ",
    "",
    "0",
    "NaN",
    "None",
    "true",
    "\x7f\x9f",
    "x" * 10_000,
    "\U0001fffe",
    "<!--",
    "a | b",
]

texts = st.sampled_from(NASTY) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda c: c in "\t\n\r" or ord(c) > 31
    ),
    max_size=12,
)


@st.composite
def attributes(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for attribute in attributes_of(kind).values():
        if attribute.required or draw(st.booleans()):
            low, high = attribute.minimum or 0, attribute.maximum or 10**9
            values = st.sampled_from(attribute.values) if attribute.values else texts
            chosen[attribute.name] = draw(
                {
                    ValueType.INTEGER: st.integers(int(low), int(high)),
                    ValueType.NUMBER: st.floats(low, high) | st.integers(int(low), int(high)),
                    ValueType.BOOLEAN: st.booleans(),
                    ValueType.DATE: st.sampled_from(["2025", "2025-07", "2025-07-08"]),
                    ValueType.STRINGS: st.lists(texts, max_size=3).map(tuple),
                }.get(attribute.type, values)
            )
    for name in ("lat", "lon"):
        if not {"lat", "lon"} <= chosen.keys():
            chosen.pop(name, None)
    return chosen


@st.composite
def subgraphs(draw: st.DrawFn) -> Subgraph:
    """Two nodes of each drawn kind and edges among them, parallel ones included."""
    kinds = draw(st.lists(st.sampled_from(sorted(NODE_KINDS)), min_size=1, max_size=4, unique=True))
    names = texts.filter(bool)
    nodes = [
        Node(
            f"{kind}:{slug}",
            draw(names),
            draw(st.none() | names),
            Basis.OFFICIAL,
            (SOURCE,),
            tuple(draw(st.lists(texts, max_size=2))),
            draw(attributes(kind)),
        )
        for kind in kinds
        for slug in ("a", "b")
    ]
    possible = [(kind, *ends) for kind, row in EDGE_KINDS.items() for ends in row.ends if set(ends) <= set(kinds)]
    edges = []
    for number, (kind, tail, head) in enumerate(
        draw(st.lists(st.sampled_from(possible), max_size=4)) if possible else []
    ):
        tail, head = f"{tail}:{draw(st.sampled_from('ab'))}", f"{head}:{draw(st.sampled_from('ab'))}"
        edges.append(
            Edge(
                edge_id(kind, tail, head, str(number)),
                tail,
                head,
                Basis.REPORTED,
                (SOURCE,),
                draw(attributes(kind)),
                "2020",
                None,
                draw(st.none() | texts),
            )
        )
    return Subgraph(nodes, edges)


def nasty_graph() -> Subgraph:
    nodes = [
        Node(
            f"company:c{i}",
            text or "empty",
            text or None,
            Basis.OFFICIAL,
            (SOURCE,),
            (text,),
            {"note": text, "listings": (text, text)},
        )
        for i, text in enumerate(NASTY)
    ]
    edges = [
        Edge(edge_id("owned_by", a.id, b.id), a.id, b.id, Basis.REPORTED, (SOURCE,), {"detail": text}, caveat=text)
        for a, b, text in zip(nodes, nodes[1:], NASTY, strict=False)
    ]
    return Subgraph(nodes, edges)
