"""Edges that follow from others: who makes something in a park, makes the park host it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import Edge, Value
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import SCOPES, STATUSES, Basis

DISCRIMINATOR: Final = "derived"
"""Discriminator of every derived edge, so that a direct edge may have the same ends."""


def derived_edges(edges: Iterable[Edge]) -> Iterator[Edge]:
    """`hosts` and `active_in` edges from `operates_in` edges with products, one for each pair of ends, ordered by id.

    Sources and caveats are those of all edges behind; status and scope of a `hosts` edge are those of the edge that
    shows most: scope first (park, city, province), then status (operating, under construction, signed, planned,
    unknown). It is valid from the first beginning to the last end. A direct edge may have the same ends.
    """
    found: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for base in edges:
        for key in follows_from(base):
            found[key].append(base)
    derived = (derived_edge(*key, sorted(bases, key=lambda base: base.id)) for key, bases in found.items())
    yield from sorted(derived, key=lambda edge: edge.id)


def follows_from(base: Edge) -> Iterator[tuple[str, str, str]]:
    """Kind, tail and head of the derived edges that an edge gives rise to."""
    products = base.attributes.get("products", ())
    if base.kind == "operates_in" and isinstance(products, tuple):
        for segment in products:
            yield "hosts", base.head, segment
            yield "active_in", base.tail, segment


def derived_edge(kind: str, tail: str, head: str, bases: Sequence[Edge]) -> Edge:
    """The derived edge of these ends from all edges behind it, which come ordered by id."""
    attributes: dict[str, Value] = {}
    if kind == "hosts":
        strongest = min(bases, key=lambda edge: (_place(edge, "scope", SCOPES), _place(edge, "status", STATUSES)))
        attributes = {name: strongest.attributes[name] for name in ("status", "scope") if name in strongest.attributes}
    attributes["derived_from"] = tuple(dict.fromkeys(base.id for base in bases))
    begins = [base.valid_from for base in bases if base.valid_from]
    ends = [base.valid_to for base in bases if base.valid_to]
    return Edge(
        id=edge_id(kind, tail, head, DISCRIMINATOR),
        tail=tail,
        head=head,
        basis=Basis.DERIVED,
        sources=tuple(sorted({source for base in bases for source in base.sources})),
        attributes=attributes,
        valid_from=min(begins, key=first_day) if len(begins) == len(bases) else None,
        valid_to=max(ends, key=last_day) if len(ends) == len(bases) else None,
        caveat="; ".join(dict.fromkeys(base.caveat for base in bases if base.caveat)) or None,
    )


def _place(edge: Edge, name: str, order: Sequence[str]) -> int:
    """Position of the value in the order; an absent value comes last."""
    value = edge.attributes.get(name)
    return order.index(value) if isinstance(value, str) else len(order)
