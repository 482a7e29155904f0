"""What does not distinguish names: legal forms of companies, kinds of parks, generic words, leading place names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graphapi.graph.base import GraphView
from graphapi.model.identifiers import kind_of
from graphapi.names.base import CODES, Entry
from graphapi.names.folding import fold, has_han

_LEGAL_ZH = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份公司|公司|股份)$")
_LEGAL_EN = re.compile(
    "(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|plc|ag|se|sa|nv|gmbh|pte|and|the|of)"
)
_KINDS_ZH = (
    ("国家级", ""),
    ("国家高新", "高新"),
    ("高新技术产业开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("经济技术开发区", "经技区"),
    ("经济开发区", "经开发区"),
    ("产业园区", "产业园"),
    ("工业园区", "工业园"),
)
_EITHER = ("经开区", ("经技区", "经开发区"))
"""An abbreviation of two kinds of zone: a name that has it equals names with either."""

_HIGH_TECH = r"\b(?:national )?high ?tech(?:nology)?(?: industr(?:y|ial))?(?: development)? (?:zone|area)\b"
_KINDS_EN = (
    (re.compile(r"\beconomic(?: and)? technolog(?:y|ical) development (?:zone|area)\b"), "etdz"),
    (re.compile(r"\beconomic development (?:zone|area)\b"), "edz"),
    (re.compile(_HIGH_TECH), "htz"),
    (re.compile(r"\bhi ?tech zone\b"), "htz"),
)
_GENERIC_ZH = re.compile(
    "(?:新能源|能源|新材料|材料|科技|技术|电池|动力|储能|实业|工业|电子|集团|发展|投资|汽车|化工|园区|园|新区|城|"
    "经技区|经开发区|高新区|产业园|工业园|开发区|保税区|零碳)*"
)
_GENERIC_EN = re.compile(
    "(?:etdz|edz|htz|industrial|park|zone|area|new|energy|group|technology|technologies|tech|material|materials|"
    "battery|power|electric|industry|industries|holdings|holding|development)"
)


@lru_cache(maxsize=8192)
def cores(text: str) -> frozenset[str]:
    """What is left of a folded name without its legal form, kinds of parks written in one way; two if one is ambiguous.

    A Chinese core has no blanks, a Latin one is words with single blanks between. `Group` and `集团` stay: a group and
    the firm that it names are two things.
    """
    if has_han(text):
        bare = _LEGAL_ZH.sub("", text.replace(" ", ""))
        for written, kind in _KINDS_ZH:
            bare = bare.replace(written, kind)
        abbreviation, meant = _EITHER
        found = {bare.replace(abbreviation, kind) for kind in meant} if abbreviation in bare else {bare}
        return frozenset(found - {""})
    for pattern, kind in _KINDS_EN:
        text = pattern.sub(kind, text)
    return frozenset({" ".join(word for word in text.split() if not _LEGAL_EN.fullmatch(word))} - {""})


def is_generic(core: str) -> bool:
    """Whether a core says only what many firms or parks are: `新能源科技`, `etdz`."""
    if has_han(core):
        return _GENERIC_ZH.fullmatch(core) is not None
    return all(map(_GENERIC_EN.fullmatch, core.split()))


@dataclass(frozen=True, slots=True)
class Places:
    """Folded names of places, the longest first, and those among them that are names of cities."""

    names: Sequence[str]
    cities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every folded name of a province or city, with the nodes that have it."""

    owners: Mapping[str, frozenset[str]]

    def places(self, entries: Iterable[Entry], lies_in: Iterable[str | None]) -> Places:
        """Places that are words of Latin names or precede Chinese ones, and those in which the owner is."""
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
