"""The `rel` grammar of URLs: `hosts>,<operates_in,feeds`."""

from collections.abc import Iterable

from graphapi.model.errors import UnknownKind
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import DEFAULT_RELS, Direction, Rel


def parse_rels(text: str | None, *, parameter: str = "rel") -> tuple[Rel, ...]:
    """Relations in the order of the kinds table; every followed kind both ways when the text is absent.

    `kind>` goes along the edge, `<kind` against it, `kind` both ways.

    Raises:
        UnknownKind: an edge kind that the kinds table does not have; the nearest is suggested.
    """
    if text is None:
        return DEFAULT_RELS
    found = [_parse(part.strip(), parameter) for part in text.split(",")]
    order = list(EDGE_KINDS)
    return tuple(sorted(dict.fromkeys(found), key=lambda rel: (order.index(rel.kind), rel.direction)))


def known_kinds(names: Iterable[str], *, parameter: str = "kind") -> frozenset[str]:
    """Node kinds, each known.

    Raises:
        UnknownKind: one is not in the kinds table; the nearest is suggested.
    """
    found = frozenset(names)
    for name in sorted(found):
        if name not in NODE_KINDS:
            raise UnknownKind(
                f"{name!r} is no node kind; there are {', '.join(NODE_KINDS)}",
                value=name,
                parameter=parameter,
                suggestion=did_you_mean(name, NODE_KINDS),
            )
    return found


def known_edge_kind(name: str, *, parameter: str = "kind") -> str:
    """An edge kind of the table.

    Raises:
        UnknownKind: it is not there; the nearest is suggested.
    """
    if name not in EDGE_KINDS:
        raise UnknownKind(
            f"{name!r} is no edge kind; there are {', '.join(EDGE_KINDS)}",
            value=name,
            parameter=parameter,
            suggestion=did_you_mean(name, EDGE_KINDS),
        )
    return name


def _parse(part: str, parameter: str) -> Rel:
    against, along = part.startswith("<"), part.endswith(">")
    kind = known_edge_kind(part.removeprefix("<").removesuffix(">"), parameter=parameter)
    if against == along:
        return Rel(kind, Direction.BOTH)
    return Rel(kind, Direction.IN if against else Direction.OUT)
