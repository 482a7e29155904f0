"""Names of provinces and cities, to see which words of a name only say where something lies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphapi.graph.base import GraphView
from graphapi.model.identifiers import kind_of
from graphapi.names.entries import CODES, Entry
from graphapi.names.folding import fold


@dataclass(frozen=True, slots=True)
class Places:
    """Folded names of places, the longest first, and those among them that are names of cities."""

    names: Sequence[str]
    cities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every folded name of a province or city, with the nodes that have it."""

    owners: Mapping[str, frozenset[str]]

    def known(self, entries: Iterable[Entry], lies_in: Iterable[str | None]) -> Places:
        """Places that are words of Latin names or stand in front of Chinese ones, and those in which the owner lies."""
        folded = [fold(entry.name) for entry in entries if entry.field not in CODES]
        words = {word for name in folded for word in name.words}
        fronts = " " + " ".join(name.compact for name in folded)
        where = set(lies_in)
        found = [
            place
            for place, owners in self.owners.items()
            if (place in words if place.isascii() else f" {place}" in fronts) or owners & where
        ]
        cities = frozenset(place for place in found if any(kind_of(owner) == "city" for owner in self.owners[place]))
        return Places(sorted(found, key=lambda place: (-len(place), place)), cities)


async def gazetteer(view: GraphView) -> Gazetteer:
    """The places of a view, each as named and without the sign for province or city."""
    found: dict[str, set[str]] = {}
    ids = [*await view.node_ids("province"), *await view.node_ids("city")]
    for node in (await view.nodes(ids)).values():
        for name in (node.name_zh, node.name_en, *node.aliases):
            folded = fold(name or "").text
            for text in {folded, folded.removesuffix("省"), folded.removesuffix("市")}:
                if len(text) > 1 and " " not in text:
                    found.setdefault(text, set()).add(node.id)
    return Gazetteer({place: frozenset(owners) for place, owners in sorted(found.items())})
