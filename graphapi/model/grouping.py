"""Documents taken together: by a key, each once, and what they say as a whole."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import SCOPES, STATUSES

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Items by key, keys and items in the order in which they come; a key without items has an empty list."""
    found: dict[K, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def each_once(edges: Iterable[Edge]) -> list[Edge]:
    """The edges, each at its first place."""
    return list({edge.id: edge for edge in edges}.values())


def ids_of(edges: Iterable[Edge]) -> list[str]:
    """Ids of the edges, in order."""
    return [edge.id for edge in edges]


class Sourced(Protocol):
    """A document, or anything else that names its sources by their ids."""

    @property
    def sources(self) -> Sequence[str]: ...


def sources_of(documents: Iterable[Sourced]) -> list[str]:
    """Ids of the sources of the documents, each once, in their order."""
    return list(dict.fromkeys(source for document in documents for source in document.sources))


def basis_rank(edge: Edge) -> tuple[int, str]:
    """Sort key: the best supported edge first, then by id."""
    return edge.basis.rank, edge.id


def texts_of(document: Node | Edge, attribute: str) -> tuple[str, ...]:
    """The texts of an attribute that holds several; none where it is absent."""
    value = document.attributes.get(attribute)
    return value if isinstance(value, tuple) else ()


def products_of(edge: Edge) -> tuple[str, ...]:
    """Segments that a plant makes; none for other edges."""
    return texts_of(edge, "products")


def status_of(edge: Edge) -> str:
    """The status of an edge, `unknown` where none is stated."""
    return str(edge.attributes.get("status", "unknown"))


def statuses_of(edges: Iterable[Edge]) -> list[str]:
    """The statuses of the edges, each once, in the order of the table."""
    found = set(map(status_of, edges))
    return [status for status in STATUSES if status in found]


def narrowest_scope(edges: Iterable[Edge]) -> str | None:
    """The scope nearest to a park that any of the edges is known for; None where none says."""
    found = {edge.attributes.get("scope") for edge in edges}
    return next((scope for scope in SCOPES if scope in found), None)
