"""Nodes by the identifiers that others give them."""

from collections.abc import Sequence
from enum import StrEnum

from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.errors import IdentifierNotFound, InvalidRequest
from graphapi.model.steps import Direction, Rel
from graphapi.names.base import EVERYWHERE, NameIndex, Strategy
from graphapi.names.spelling import Spelled

_MOST = 50


class Scheme(StrEnum):
    """Whose identifier it is: all but the last are attributes of the kinds table."""

    TICKER = "ticker"
    LEI = "lei"
    WIKIDATA = "wikidata"
    GBT_2260 = "gbt_2260"
    ISO_3166_2 = "iso_3166_2"
    LIST_NUMBER = "list_number"


async def resolve(view: GraphView, names: NameIndex, scheme: Scheme, identifier: str) -> Sequence[Node]:
    """The nodes that have an identifier, by id; almost always one.

    Raises:
        IdentifierNotFound: none has it.
        InvalidRequest: a list number without its list.
        NodeNotFound, InvalidIdentifier: about the list.
    """
    if scheme is Scheme.LIST_NUMBER:
        found = await _numbered(view, identifier)
    else:
        entries = names.find(Spelled.of(identifier), Strategy.EXACT, EVERYWHERE, limit=_MOST)
        found = sorted({entry.node for entry in entries if entry.field == scheme})
    if not found:
        raise IdentifierNotFound(
            f"no node of this revision has the {scheme} {identifier[:80]!r}", value=identifier[:80], parameter="id"
        )
    return list((await view.nodes(found)).values())


async def _numbered(view: GraphView, identifier: str) -> Sequence[str]:
    on_list, _, number = identifier.rpartition(":")
    if not on_list or not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise InvalidRequest(
            f"{identifier[:80]!r} is no number on a list; write the list and the number, "
            "such as 'list:national-batch-1:15'",
            value=identifier[:80],
            parameter="id",
        )
    await node_of_kind(view, on_list, "list", parameter="id")
    hops = await EdgeReader(view).hops([on_list], [Rel("listed_in", Direction.IN)])
    edges = (await view.edges([hop.edge for hop in hops])).values()
    return sorted(edge.tail for edge in edges if edge.attributes.get("number") == int(number))
