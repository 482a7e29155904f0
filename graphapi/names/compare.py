"""Whether two names mean one thing: by which of a few known relations, and how sure that makes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein, Indel

from graphapi.model.identifiers import kind_of
from graphapi.names.entries import CODES, Entry
from graphapi.names.folding import fold, has_han
from graphapi.names.forms import cores, is_generic
from graphapi.names.pinyin import segmentations
from graphapi.names.spelling import Spelled

SURE_SYLLABLES = 5
"""Syllables from which pinyin alone is enough: with fewer, other names sound like it too often."""

_TYPO_LETTERS = 10
_PINYIN_LETTERS = 4
_LIKE = 0.5


class Relation(StrEnum):
    """How two names hang together."""

    SAME = "same"
    FORM = "form"
    ORDER = "order"
    PLACE = "place"
    TYPO = "typo"
    PINYIN = "pinyin"
    SHORT_PINYIN = "short_pinyin"
    SOUND = "sound"
    INITIALS = "initials"
    PART = "part"
    ALIKE = "alike"


SCORES: dict[Relation, tuple[float, float]] = {
    Relation.SAME: (1.0, 0.0),
    Relation.FORM: (0.97, 0.0),
    Relation.ORDER: (0.95, 0.0),
    Relation.PLACE: (0.94, 0.0),
    Relation.TYPO: (0.92, 0.0),
    Relation.PINYIN: (0.92, 0.0),
    Relation.SHORT_PINYIN: (0.86, 0.0),
    Relation.SOUND: (0.86, 0.0),
    Relation.INITIALS: (0.72, 0.0),
    Relation.PART: (0.56, 0.26),
    Relation.ALIKE: (0.0, 0.8),
}
"""Score of a relation, and what is added in proportion to the share that one name is of the other, or to likeness."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The name of a node that comes nearest, and how."""

    relation: Relation
    score: float
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Known:
    """A name of a node, spelled, with what stands in front of the others when names are compared.

    `places` are folded names of places that may be put aside: those in the node's own names, and for a park those
    where it lies; `cities` are the ones among them that are no provinces.
    """

    entry: Entry
    spelled: Spelled
    places: Sequence[str]
    cities: frozenset[str]


def likeness(asked: Spelled, known: Known) -> Likeness | None:
    """The closest relation of an asked name to a known one; nothing when they have little in common."""
    entry = known.entry
    if entry.field in CODES:
        same = asked.compact in {known.spelled.compact, *(fold(one).compact for one in entry.spellings)}
        return Likeness(Relation.SAME, 1.0, entry.name, entry.field) if same else None
    found = next(_relations(asked, known), None)
    if found is None:
        return None
    relation, share = found
    least, more = SCORES[relation]
    return Likeness(relation, round(least + more * share, 4), entry.name, entry.field)


def _relations(asked: Spelled, known: Known) -> Iterator[tuple[Relation, float]]:
    """Closest first."""
    name = known.spelled
    if asked.compact == name.compact:
        yield Relation.SAME, 0.0
    mine, theirs = cores(asked.folded), cores(name.folded)
    if mine & theirs or _joined(mine) & _joined(theirs):
        yield Relation.FORM, 0.0
    if _other_order(mine, theirs):
        yield Relation.ORDER, 0.0
    if _but_for_places(mine, theirs, known):
        yield Relation.PLACE, 0.0
    if _is_typo(mine, theirs):
        yield Relation.TYPO, 0.0
    yield from _by_sound(asked, name)
    share = max(_share(mine, theirs), _sound_share(asked, name))
    if share:
        yield Relation.PART, share
    alike = max(
        max(Indel.normalized_similarity(one, other) for one in mine or {""} for other in theirs or {""}),
        _sound_likeness(asked, name),
    )
    if alike >= _LIKE:
        yield Relation.ALIKE, alike


def _joined(found: Iterable[str]) -> set[str]:
    return {core.replace(" ", "") for core in found}


def _other_order(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Latin words in another order, two at least."""
    other = [sorted(core.split()) for core in theirs]
    return any(len(core.split()) > 1 and sorted(core.split()) in other for core in mine)


def _but_for_places(mine: Iterable[str], theirs: Iterable[str], known: Known) -> bool:
    return any(_same_but_for_places(one, other, known) for one in mine for other in theirs)


def _same_but_for_places(mine: str, theirs: str, known: Known) -> bool:
    """Equal once known places in front are put aside.

    A firm asked for without the place that its name has may be another one. A park's generic rest needs its city.
    """
    if has_han(mine) != has_han(theirs) or not known.places:
        return False
    rest, named = _put_aside(mine, known.places)
    other, where = _put_aside(theirs, known.places)
    if not rest or rest != other:
        return False
    if kind_of(known.entry.node) != "park":
        return where <= named and not is_generic(rest)
    return not is_generic(rest) or bool(named & known.cities and where & known.cities <= named)


def _put_aside(core: str, places: Sequence[str]) -> tuple[str, frozenset[str]]:
    """The core without places in front (anywhere, in Latin words, in any order), and those places."""
    if not has_han(core):
        words = core.split()
        named = frozenset(word for word in words if word in places)
        return " ".join(sorted(word for word in words if word not in named)), named
    found: set[str] = set()
    while place := next((one for one in places if core.startswith(one)), None):
        core = core.removeprefix(place).removeprefix("省").removeprefix("市")
        found.add(place)
    return core, frozenset(found)


def _is_typo(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """English words with at most one slip each; pinyin with a slip may well be another name."""
    return any(
        len(one) >= _TYPO_LETTERS and not has_han(one) and not has_han(other) and _slips(one.split(), other.split())
        for one in mine
        for other in theirs
    )


def _slips(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    if len(mine) != len(theirs):
        return False
    wrong = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return all(
        len(one) > 4 and DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1 and not segmentations(other)
        for one, other in wrong
    )


def _by_sound(asked: Spelled, name: Spelled) -> Iterator[tuple[Relation, float]]:
    readings = {"".join(reading): len(reading) for reading in name.readings}
    if not readings:
        return
    if not has_han(asked.compact):
        typed = asked.compact.replace("lv", "lu").replace("nv", "nu")
        if typed in readings:
            yield (Relation.PINYIN if readings[typed] >= SURE_SYLLABLES else Relation.SHORT_PINYIN), 0.0
        if typed in name.initials:
            yield Relation.INITIALS, 0.0
    elif set(asked.keys[1:]) & readings.keys():
        yield Relation.SOUND, 0.0


def _share(mine: Iterable[str], theirs: Iterable[str]) -> float:
    """How much one core is of the other that holds it; 0 when neither does, or when what they share is generic."""
    shares = [
        len(short) / len(long)
        for one in mine
        for other in theirs
        for short, long in [sorted((one, other), key=len)]
        if _holds(long, short) and not is_generic(short)
    ]
    return max(shares, default=0.0)


def _sound_share(asked: Spelled, name: Spelled) -> float:
    """How much typed pinyin is of the name that holds it; four letters at least."""
    typed = asked.compact
    if has_han(typed) or len(typed) < _PINYIN_LETTERS:
        return 0.0
    readings = ["".join(reading) for reading in name.readings]
    return max((len(typed) / len(reading) for reading in readings if typed in reading), default=0.0)


def _holds(long: str, short: str) -> bool:
    if has_han(short):
        return len(short) > 1 and short in long
    return set(short.split()) <= set(long.split())


def _sound_likeness(asked: Spelled, name: Spelled) -> float:
    if has_han(asked.compact):
        return 0.0
    return max((Indel.normalized_similarity(asked.compact, "".join(one)) for one in name.readings), default=0.0)
