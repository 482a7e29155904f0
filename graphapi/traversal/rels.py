"""The `rel` grammar of URLs: `hosts>,<operates_in,feeds`."""

from graphapi.documents.kinds import known_edge_kind
from graphapi.model.kinds import EDGE_KINDS
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


def _parse(part: str, parameter: str) -> Rel:
    against, along = part.startswith("<"), part.endswith(">")
    kind = known_edge_kind(part.removeprefix("<").removesuffix(">"), parameter=parameter)
    if against == along:
        return Rel(kind, Direction.BOTH)
    return Rel(kind, Direction.IN if against else Direction.OUT)
