"""Documents by id and kinds by name, and what to say when one is not there."""

from collections.abc import Iterable

from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.errors import (
    DocumentGone,
    EdgeNotFound,
    InvalidIdentifier,
    NodeMoved,
    NodeNotFound,
    SourceNotFound,
    UnknownKind,
    nearest,
)
from graphapi.model.identifiers import is_edge_id, is_source_id, kind_of, node_identifier
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

AREA_KIND = "province"
"""The kind of node that holds whatever lies in it."""


async def known_node(view: GraphView, identifier: str, *, parameter: str = "id") -> Node:
    """The node with this id.

    Raises:
        InvalidIdentifier: the text cannot be a node id.
        NodeMoved: it was merged into another.
        DocumentGone: it was deleted.
        NodeNotFound: it was never there; the nearest id of its kind is suggested.
    """
    try:
        node_identifier(identifier)
    except InvalidIdentifier as error:
        error.parameter = parameter
        error.suggestion = await _suggestion(view, identifier)
        raise
    found = (await view.nodes([identifier])).get(identifier)
    if found is not None:
        return found
    await _raise_fate(view, identifier)
    raise NodeNotFound(
        f"no node has the id {identifier!r}",
        value=identifier,
        parameter=parameter,
        suggestion=await _suggestion(view, identifier),
    )


async def known_edge(view: GraphView, identifier: str) -> Edge:
    """The edge with this id.

    Raises:
        InvalidIdentifier: the text cannot be an edge id.
        DocumentGone: it was deleted.
        EdgeNotFound: it was never there.
    """
    if not is_edge_id(identifier):
        raise _invalid(identifier, "an edge id looks like 'hosts:0123456789ab'")
    found = (await view.edges([identifier])).get(identifier)
    if found is not None:
        return found
    await _raise_fate(view, identifier)
    raise EdgeNotFound(f"no edge has the id {identifier!r}", value=identifier, parameter="id")


async def known_source(view: GraphView, identifier: str) -> Source:
    """The source with this id.

    Raises:
        InvalidIdentifier: the text cannot be a source id.
        DocumentGone: it was deleted.
        SourceNotFound: it was never there.
    """
    if not is_source_id(identifier):
        raise _invalid(identifier, "a source id looks like 'source:0123456789ab'")
    found = (await view.sources([identifier])).get(identifier)
    if found is not None:
        return found
    await _raise_fate(view, identifier)
    raise SourceNotFound(f"no source has the id {identifier!r}", value=identifier, parameter="id")


async def node_of_kind(view: GraphView, identifier: str, kind: str, *, parameter: str = "id") -> Node:
    """The node with this id, which must be of the kind.

    Raises:
        InvalidIdentifier: the id is of another kind; else as `known_node`.
    """
    if kind_of(identifier) != kind and kind_of(identifier) in NODE_KINDS:
        raise _invalid(identifier, f"{parameter} must look like '{kind}:...'", parameter)
    return await known_node(view, identifier, parameter=parameter)


def known_kinds(names: Iterable[str], *, parameter: str = "kind") -> frozenset[str]:
    """Node kinds, each known.

    Raises:
        UnknownKind: one is not in the kinds table; the nearest is suggested.
    """
    found = frozenset(names)
    for name in sorted(found):
        if name not in NODE_KINDS:
            raise UnknownKind.unknown(name, "node kind", NODE_KINDS, parameter=parameter)
    return found


def known_edge_kind(name: str, *, parameter: str = "kind") -> str:
    """An edge kind of the table.

    Raises:
        UnknownKind: it is not there; the nearest is suggested.
    """
    if name not in EDGE_KINDS:
        raise UnknownKind.unknown(name, "edge kind", EDGE_KINDS, parameter=parameter)
    return name


_MAX_CANDIDATES = 50_000
"""Ids beyond which none is suggested: the search would take longer than the answer."""


async def _raise_fate(view: GraphView, identifier: str) -> None:
    fate = await view.fate(identifier)
    if fate:
        raise NodeMoved(identifier, fate)
    if fate == "":
        raise DocumentGone(f"{identifier!r} was deleted", value=identifier, parameter="id")


async def _suggestion(view: GraphView, identifier: str) -> str | None:
    """The id whose slug is nearest, of the same kind if the kind is known."""
    kind, _, slug = identifier.lower().rpartition(":")
    by_slug: dict[str, str] = {}
    candidates = await view.node_ids(kind if kind in NODE_KINDS else None)
    if len(candidates) > _MAX_CANDIDATES:
        return None
    for known in candidates:
        by_slug.setdefault(known.partition(":")[2], known)
    found = nearest(slug, by_slug)
    return f"did you mean {by_slug[found]!r}?" if found else None


def _invalid(identifier: str, remedy: str, parameter: str = "id") -> InvalidIdentifier:
    shown = identifier[:80].encode("ascii", "backslashreplace").decode("ascii")
    return InvalidIdentifier(f"{shown!r} is not valid here: {remedy}", value=shown, parameter=parameter)
