"""Kinds as callers write them, checked against the kinds table."""

from collections.abc import Iterable

from graphapi.model.errors import UnknownKind
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.nearest import did_you_mean


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
