"""How a name fits what somebody typed: by which of its spellings, how well, and which letters of it are meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Indel

from graphapi.names.entries import CODES, FIELDS, Entry
from graphapi.names.folding import Folded, fold, has_han, words_of
from graphapi.names.pinyin import segmentations, spans
from graphapi.names.spelling import Spelled, initial

ALIKE = 0.62
"""Least likeness (insertions and deletions against letters, normalised) at which a name counts as misspelled."""

_WORD_ALIKE = 0.75
_PART_OF_NAME = 0.95

PINYIN, INITIALS = "pinyin", "initials"
_FIELD_ORDER = {field: place for place, field in enumerate((*FIELDS, PINYIN, INITIALS))}


class How(StrEnum):
    """Why a name was found."""

    EXACT = "exact"
    SOUND = "sound"
    PREFIX = "prefix"
    WORDS = "words"
    FUZZY = "fuzzy"


SCORES: dict[tuple[How, str], tuple[float, float]] = {
    (How.EXACT, "text"): (1.0, 0.0),
    (How.EXACT, PINYIN): (0.96, 0.0),
    (How.EXACT, INITIALS): (0.93, 0.0),
    (How.SOUND, PINYIN): (0.9, 0.0),
    (How.PREFIX, "text"): (0.74, 0.14),
    (How.PREFIX, PINYIN): (0.72, 0.14),
    (How.PREFIX, INITIALS): (0.70, 0.14),
    (How.WORDS, "text"): (0.52, 0.14),
    (How.WORDS, PINYIN): (0.50, 0.14),
    (How.FUZZY, "text"): (0.0, 0.48),
    (How.FUZZY, PINYIN): (0.0, 0.46),
}
"""Least score of a fit, and what is added in proportion to the share of the name that was typed, or to likeness."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A name that fits: `field` is where the name stands, or `pinyin`, `initials` when those were typed."""

    entry: Entry
    field: str
    how: How
    score: float

    @property
    def order(self) -> tuple[float, int, int, str]:
        """Best first: score, then field as in `FIELDS`, the shorter name, the name."""
        return -self.score, _FIELD_ORDER[self.field], len(self.entry.name), self.entry.name


def fit(query: Spelled, entry: Entry) -> Fit | None:
    """The best way in which a name fits a query without a slip; nothing when none does."""
    typed, name = query.compact, entry.compact
    readings = ["".join(reading.split()) for reading in entry.readings]
    if entry.field in CODES:
        codes = [name, *(fold(one).compact for one in entry.spellings)]
        return _of_code(typed, codes, entry)
    if typed == name:
        return _fit(entry, How.EXACT, "text")
    if typed in readings:
        return _fit(entry, How.EXACT, PINYIN)
    if has_han(typed) and set(query.keys[1:]) & set(readings):
        return _fit(entry, How.SOUND, PINYIN)
    initials = () if has_han(typed) else [_initials(reading) for reading in entry.readings]
    if typed in initials:
        return _fit(entry, How.EXACT, INITIALS)
    for kind, texts in (("text", [name]), (PINYIN, readings), (INITIALS, initials)):
        shares = [len(typed) / len(text) for text in texts if text.startswith(_plain(typed, kind))]
        if shares:
            return _fit(entry, How.PREFIX, kind, max(shares))
    words = words_of(entry.folded)
    if _holds(query.folded.words, words):
        return _fit(entry, How.WORDS, "text", min(1.0, len(typed) / len(name)))
    if _sounds(query.folded.words, words, entry.readings):
        longest = max(map(len, readings), default=1)
        return _fit(entry, How.WORDS, PINYIN, min(1.0, len("".join(query.keys[-1:])) / longest))
    return None


def highlight(query: Spelled, found: Fit) -> list[list[int]]:
    """Ranges of the name as shown that the query means, `[begin, end)` in code points, in order."""
    folded = fold(found.entry.name)
    if found.field in CODES or found.how in (How.EXACT, How.SOUND):
        return [[0, len(found.entry.name)]]
    places: Sequence[int]
    if found.how is How.FUZZY:
        places = _sound_meant(query, found, folded) if found.field == PINYIN else _common(query.compact, folded)
    elif found.field in (PINYIN, INITIALS):
        places = _units_meant(query, found, folded)
    elif found.how is How.PREFIX:
        places = folded.compact_origins[: len(query.compact)]
    else:
        places = _words_meant(query, folded)
    return _ranges(places)


@lru_cache(maxsize=16_384)
def _initials(reading: str) -> str:
    return "".join(map(initial, reading.split()))


def _fit(entry: Entry, how: How, kind: str, share: float = 0.0) -> Fit:
    least, more = SCORES[how, kind]
    field = entry.field if kind == "text" else kind
    return Fit(entry, field, how, round(least + more * share, 4))


def _of_code(typed: str, codes: Sequence[str], entry: Entry) -> Fit | None:
    if typed in codes:
        return _fit(entry, How.EXACT, "text")
    shares = [len(typed) / len(code) for code in codes if code.startswith(typed)]
    return _fit(entry, How.PREFIX, "text", max(shares)) if shares else None


def _plain(typed: str, kind: str) -> str:
    return typed if kind == "text" else typed.replace("lv", "lu").replace("nv", "nu")


def _holds(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each word stands in the name: Chinese ones anywhere, Latin ones at the beginning of a word."""
    return bool(typed) and all(
        any(one in word if has_han(one) else word.startswith(one) for word in words) for one in typed
    )


def _sounds(typed: Sequence[str], words: Sequence[str], readings: Sequence[str]) -> bool:
    """Whether each word stands in the name or is a run of its syllables."""
    marked = [f" {reading} " for reading in readings]
    return bool(marked) and all(
        _holds([one], words) or any(f" {' '.join(cut)} " in text for cut in segmentations(one) for text in marked)
        for one in typed
    )


def likeness(query: Spelled, entry: Entry) -> Fit | None:
    """How alike a misspelled query and a name are; nothing when they are not alike enough, or the name is a code."""
    if entry.field in CODES:
        return None
    text = max(
        Indel.normalized_similarity(query.compact, entry.compact, score_cutoff=ALIKE),
        _by_word(query.folded.words, words_of(entry.folded)),
    )
    readings = ["".join(reading.split()) for reading in entry.readings]
    sound = max(
        (Indel.normalized_similarity(key, one, score_cutoff=ALIKE) for key in query.keys for one in readings),
        default=0.0,
    )
    if max(text, sound) < ALIKE:
        return None
    return _fit(entry, How.FUZZY, "text", text) if text >= sound else _fit(entry, How.FUZZY, PINYIN, sound)


def _by_word(typed: Sequence[str], words: Sequence[str]) -> float:
    """Mean likeness of each typed word to the word of the name that is nearest to it, a little below that of a whole.

    Nothing where a word has none alike, or is Chinese.
    """
    total = 0.0
    if not typed or any(map(has_han, typed)):
        return 0.0
    for word in typed:
        nearest = max((Indel.normalized_similarity(word, one) for one in words), default=0.0)
        if nearest < _WORD_ALIKE:
            return 0.0
        total += nearest * len(word)
    return _PART_OF_NAME * total / sum(map(len, typed))


def _common(typed: str, folded: Folded) -> list[int]:
    """Letters that a misspelled query and the name share in runs of two or more; single Chinese ones too."""
    origins, name = folded.compact_origins, folded.compact
    blocks = Indel.opcodes(typed, name).as_matching_blocks()
    runs = [(block.b, block.size) for block in blocks if block.size > 1 or has_han(name[block.b : block.b + 1])]
    return [origins[place] for begin, size in runs for place in range(begin, begin + size)]


def _words_meant(query: Spelled, folded: Folded) -> list[int]:
    found: set[int] = set()
    for word in query.folded.words:
        begin = folded.text.find(word)
        if not has_han(word):
            begin = f" {folded.text}".find(f" {word}")
        found.update(range(begin, begin + len(word)) if begin >= 0 else ())
    return [folded.origins[place] for place in sorted(found)]


def _units_meant(query: Spelled, found: Fit, folded: Folded) -> list[int]:
    where = spans(folded.text)
    chosen = _by_initials if found.field == INITIALS else _by_syllables
    units: set[int] = set()
    for reading in found.entry.readings:
        units = units or set(chosen(query, found.how, reading.split()))
    return [folded.origins[place] for unit in sorted(units) for place in range(*where[unit])]


def _sound_meant(query: Spelled, found: Fit, folded: Folded) -> list[int]:
    """Chinese letters whose syllables a misspelled query shares in runs of two letters or more."""
    where, units = spans(folded.text), found.entry.readings[0].split()
    owners = [number for number, unit in enumerate(units) for _ in unit]
    blocks = Indel.opcodes(query.keys[-1], "".join(units)).as_matching_blocks()
    meant = {owners[place] for one in blocks if one.size > 1 for place in range(one.b, one.b + one.size)}
    return [folded.origins[place] for unit in meant for place in range(*where[unit])]


def _by_initials(query: Spelled, how: How, syllables: Sequence[str]) -> Iterable[int]:
    return _leading(query.compact, [initial(one) for one in syllables])


def _by_syllables(query: Spelled, how: How, syllables: Sequence[str]) -> Iterable[int]:
    if how is How.PREFIX:
        yield from _leading(_plain(query.compact, PINYIN), syllables)
        return
    for word in query.folded.words:
        for cut in segmentations(word):
            size = len(cut)
            for begin in range(len(syllables) - size + 1):
                if tuple(syllables[begin : begin + size]) == tuple(cut):
                    yield from range(begin, begin + size)


def _leading(typed: str, units: Sequence[str]) -> Iterator[int]:
    """Units at the beginning that the typed letters reach into."""
    if not "".join(units).startswith(typed):
        return
    reached = 0
    for number, unit in enumerate(units):
        if reached >= len(typed):
            return
        reached += len(unit)
        yield number


def _ranges(places: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for place in sorted(set(places)):
        if found and place == found[-1][1]:
            found[-1][1] = place + 1
        else:
            found.append([place, place + 1])
    return found
