"""How a query and a name compare: one engine with two scores, how well a name answers a search and what it means.

Both compare characters, sounds, initials and codes alike. A search also takes beginnings and words, because somebody is
still typing. Matching decides on its own, so it compares what is left of names without legal forms and places.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein, Indel

from graphapi.answers.names import FIELDS, INITIALS, PINYIN, How
from graphapi.model.identifiers import kind_of
from graphapi.names.base import CODES, Entry
from graphapi.names.folding import Folded, fold, has_han
from graphapi.names.forms import Places, cores, is_generic
from graphapi.names.spelling import Spelled, initial, segmentations, spans, without_v

TEXT = "text"
_FIELD_ORDER = {field: place for place, field in enumerate((*FIELDS, PINYIN, INITIALS))}


class Relation(StrEnum):
    """What two names have in common, the closest first."""

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


Scores = tuple[float, float]
"""The least score, and what is added in proportion to a share (of the name that was typed) or to a similarity."""

SEARCH_SCORES: Mapping[tuple[How, str], Scores] = {
    (How.EXACT, TEXT): (1.0, 0.0),
    (How.EXACT, PINYIN): (0.96, 0.0),
    (How.EXACT, INITIALS): (0.93, 0.0),
    (How.SOUND, PINYIN): (0.9, 0.0),
    (How.PREFIX, TEXT): (0.74, 0.14),
    (How.PREFIX, PINYIN): (0.72, 0.14),
    (How.PREFIX, INITIALS): (0.70, 0.14),
    (How.WORDS, TEXT): (0.52, 0.14),
    (How.WORDS, PINYIN): (0.50, 0.14),
    (How.FUZZY, TEXT): (0.0, 0.48),
    (How.FUZZY, PINYIN): (0.0, 0.46),
}
MATCH_SCORES: Mapping[Relation, Scores] = {
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

SEARCH_SIMILARITY, MATCH_SIMILARITY = 0.62, 0.5
"""Least similarity (insertions and deletions over characters, normalised) at which a name counts as misspelled."""

SURE_SYLLABLES = 5
"""Syllables from which pinyin alone is enough for a match: with fewer, other names sound like it too often."""

_WORD_SIMILARITY, _PART_OF_NAME = 0.75, 0.95
_TYPO_LETTERS, _PINYIN_LETTERS = 10, 4


@dataclass(frozen=True, slots=True)
class Fit:
    """A name that matches a search: `field` is where it comes from, or `pinyin`, `initials` if those were typed."""

    entry: Entry
    field: str
    how: How
    score: float

    @property
    def order(self) -> tuple[float, int, int, str]:
        """Best first: score, then field as in `FIELDS`, the shorter name, the name."""
        return -self.score, _FIELD_ORDER[self.field], len(self.entry.name), self.entry.name


@dataclass(frozen=True, slots=True)
class Related:
    """A name of a node that a row's name may mean, and how the two are related."""

    entry: Entry
    relation: Relation
    score: float


def fit(query: Spelled, entry: Entry) -> Fit | None:
    """How a name answers a query that is spelled as the name is; the best of several ways, nothing when none does."""
    typed = query.compact
    if entry.field in CODES:
        if typed in entry.codes:
            return _fit(entry, How.EXACT, TEXT)
        shares = [len(typed) / len(code) for code in entry.codes if code.startswith(typed)]
        return _fit(entry, How.PREFIX, TEXT, max(shares)) if shares else None
    whole = _whole(query, entry)
    if whole is not None:
        return _fit(entry, *whole)
    sounds, initials = entry.sounds, () if has_han(typed) else entry.initials
    for form, texts in ((TEXT, [entry.compact]), (PINYIN, sounds), (INITIALS, initials)):
        beginning = typed if form == TEXT else without_v(typed)
        shares = [len(typed) / len(text) for text in texts if text.startswith(beginning)]
        if shares:
            return _fit(entry, How.PREFIX, form, max(shares))
    if _has_words(query.folded.words, entry.words):
        return _fit(entry, How.WORDS, TEXT, min(1.0, len(typed) / len(entry.compact)))
    if _has_syllables(query.folded.words, entry):
        longest = max(map(len, sounds), default=1)
        return _fit(entry, How.WORDS, PINYIN, min(1.0, len("".join(query.keys[-1:])) / longest))
    return None


def fuzzy_fit(query: Spelled, entry: Entry) -> Fit | None:
    """How a name answers a misspelled query; nothing when they are not similar enough, or the name is a code."""
    if entry.field in CODES:
        return None
    whole = _similarity([query.compact], [entry.compact], least=SEARCH_SIMILARITY)
    text = max(whole, _similarity_by_word(query.folded.words, entry.words))
    sound = _similarity(query.keys, entry.sounds, least=SEARCH_SIMILARITY)
    if max(text, sound) < SEARCH_SIMILARITY:
        return None
    return _fit(entry, How.FUZZY, TEXT, text) if text >= sound else _fit(entry, How.FUZZY, PINYIN, sound)


def related(asked: Spelled, entry: Entry, places: Places) -> Related | None:
    """The closest relation of an asked name to a known one; nothing when they have little in common.

    `places` may precede either name without making it a different one.
    """
    if entry.field in CODES:
        return Related(entry, Relation.SAME, 1.0) if asked.compact in entry.codes else None
    found = next(_relations(asked, entry, places), None)
    return Related(entry, found[0], _score(MATCH_SCORES[found[0]], found[1])) if found is not None else None


def _whole(query: Spelled, entry: Entry) -> tuple[How, str] | None:
    """How a query equals a whole name: by characters, as pinyin, by the same sound in other characters, as initials."""
    if query.compact == entry.compact:
        return How.EXACT, TEXT
    if has_han(query.compact):
        return (How.SOUND, PINYIN) if set(query.keys[1:]) & set(entry.sounds) else None
    typed = {query.compact, without_v(query.compact)}
    if typed & set(entry.sounds):
        return How.EXACT, PINYIN
    return (How.EXACT, INITIALS) if typed & set(entry.initials) else None


def _similarity(texts: Iterable[str], names: Collection[str], *, least: float = 0.0) -> float:
    """The largest similarity of a text to a name; 0 when it is below the least."""
    pairs = ((text, name) for text in texts for name in names)
    return max((Indel.normalized_similarity(*pair, score_cutoff=least) for pair in pairs), default=0.0)


def _score(scores: Scores, share: float) -> float:
    least, more = scores
    return round(least + more * share, 4)


def _fit(entry: Entry, how: How, form: str, share: float = 0.0) -> Fit:
    return Fit(entry, entry.field if form == TEXT else form, how, _score(SEARCH_SCORES[how, form], share))


def _has_words(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the name contains each word: Chinese ones anywhere, Latin ones at the beginning of a word."""
    return bool(typed) and all(
        any(part in word if has_han(part) else word.startswith(part) for word in words) for part in typed
    )


def _has_syllables(typed: Sequence[str], entry: Entry) -> bool:
    """Whether the name contains each word, or it is a run of its syllables."""
    marked = [f" {reading} " for reading in entry.readings]
    return bool(marked) and all(
        _has_words([word], entry.words)
        or any(f" {' '.join(cut)} " in text for cut in segmentations(word) for text in marked)
        for word in typed
    )


def _similarity_by_word(typed: Sequence[str], words: Sequence[str]) -> float:
    """Mean similarity of each typed word to the nearest word of the name, a little below that of a whole name.

    Nothing where a word has none near it, or is Chinese.
    """
    if not typed or any(map(has_han, typed)):
        return 0.0
    nearest = [_similarity([word], words) for word in typed]
    if min(nearest) < _WORD_SIMILARITY:
        return 0.0
    total = sum(near * len(word) for near, word in zip(nearest, typed, strict=True))
    return _PART_OF_NAME * total / sum(map(len, typed))


def _relations(asked: Spelled, entry: Entry, places: Places) -> Iterator[tuple[Relation, float]]:
    """Relations with the share of one name that the other is, or their similarity; the closest first."""
    whole = _whole(asked, entry)
    if whole == (How.EXACT, TEXT):
        yield Relation.SAME, 0.0
    mine, theirs = cores(asked.folded.text), cores(entry.folded)
    if {core.replace(" ", "") for core in mine} & {core.replace(" ", "") for core in theirs}:
        yield Relation.FORM, 0.0
    if _other_order(mine, theirs):
        yield Relation.ORDER, 0.0
    if any(_same_but_for_places(core, other, entry, places) for core in mine for other in theirs):
        yield Relation.PLACE, 0.0
    if _is_typo(mine, theirs):
        yield Relation.TYPO, 0.0
    if whole is not None and len(asked.compact) > 1:  # one character is the initial of too many
        yield _relation_of_whole(asked, entry, *whole), 0.0
    share = max(_share(mine, theirs), _sound_share(asked, entry))
    if share:
        yield Relation.PART, share
    sounds = () if has_han(asked.compact) else entry.sounds
    similarity = max(_similarity(mine or {""}, theirs or {""}), _similarity([asked.compact], sounds))
    if similarity >= MATCH_SIMILARITY:
        yield Relation.ALIKE, similarity


def _relation_of_whole(asked: Spelled, entry: Entry, how: How, form: str) -> Relation:
    if how is How.SOUND:
        return Relation.SOUND
    if form == INITIALS:
        return Relation.INITIALS
    typed = {asked.compact, without_v(asked.compact)}
    syllables = max(len(reading.split()) for reading in entry.readings if reading.replace(" ", "") in typed)
    return Relation.PINYIN if syllables >= SURE_SYLLABLES else Relation.SHORT_PINYIN


def _other_order(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Latin words in another order, two at least."""
    other = [sorted(core.split()) for core in theirs]
    return any(len(core.split()) > 1 and sorted(core.split()) in other for core in mine)


def _same_but_for_places(mine: str, theirs: str, entry: Entry, places: Places) -> bool:
    """Equal once known places in front are left out.

    A firm asked for without the place that its name has may be another one. A park's generic rest needs its city.
    """
    if has_han(mine) != has_han(theirs) or not places.names:
        return False
    rest, named = _without_places(mine, places.names)
    other, where = _without_places(theirs, places.names)
    if not rest or rest != other:
        return False
    if kind_of(entry.node) != "park":
        return where <= named and not is_generic(rest)
    return not is_generic(rest) or bool(named & places.cities and where & places.cities <= named)


def _without_places(core: str, places: Sequence[str]) -> tuple[str, frozenset[str]]:
    """The core without places in front (anywhere, in Latin words, in any order), and those places."""
    if not has_han(core):
        words = core.split()
        named = frozenset(word for word in words if word in places)
        return " ".join(sorted(word for word in words if word not in named)), named
    found: set[str] = set()
    while place := next((name for name in places if core.startswith(name)), None):
        core = core.removeprefix(place).removeprefix("省").removeprefix("市")
        found.add(place)
    return core, frozenset(found)


def _is_typo(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """English words with at most one slip each; pinyin with a slip may well be another name."""
    return any(
        len(core) >= _TYPO_LETTERS and not has_han(core + other) and _slips(core.split(), other.split())
        for core in mine
        for other in theirs
    )


def _slips(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    return len(mine) == len(theirs) and all(
        len(word) > 4 and DamerauLevenshtein.distance(word, other, score_cutoff=1) == 1 and not segmentations(other)
        for word, other in zip(mine, theirs, strict=True)
        if word != other
    )


def _share(mine: Iterable[str], theirs: Iterable[str]) -> float:
    """How much one core is of the other that contains it; 0 when neither does, or when what they share is generic."""
    shares = [
        len(short) / len(long)
        for core in mine
        for other in theirs
        for short, long in [sorted((core, other), key=len)]
        if _contains(long, short) and not is_generic(short)
    ]
    return max(shares, default=0.0)


def _contains(long: str, short: str) -> bool:
    if has_han(short):
        return len(short) > 1 and short in long
    return set(short.split()) <= set(long.split())


def _sound_share(asked: Spelled, entry: Entry) -> float:
    """The share of a name that typed pinyin covers; at least four letters."""
    typed = asked.compact
    if has_han(typed) or len(typed) < _PINYIN_LETTERS:
        return 0.0
    return max((len(typed) / len(sound) for sound in entry.sounds if typed in sound), default=0.0)


def highlight(query: Spelled, found: Fit) -> Sequence[Sequence[int]]:
    """Ranges of the name as shown that the query means, `[begin, end)` in code points, in order."""
    if found.field in CODES or found.how in (How.EXACT, How.SOUND):
        return [[0, len(found.entry.name)]]
    folded = fold(found.entry.name)
    places: Sequence[int]
    if found.how is How.FUZZY:
        places = _similar_units(query, found, folded) if found.field == PINYIN else _common(query.compact, folded)
    elif found.field in (PINYIN, INITIALS):
        places = _units_meant(query, found, folded)
    elif found.how is How.PREFIX:
        places = folded.compact_origins[: len(query.compact)]
    else:
        places = _words_meant(query, folded)
    return _ranges(places)


def _common(typed: str, folded: Folded) -> list[int]:
    """Letters that a misspelled query and the name share in runs of two or more; single Chinese ones too."""
    origins, name = folded.compact_origins, folded.compact
    runs = [slice(block.b, block.b + block.size) for block in Indel.opcodes(typed, name).as_matching_blocks()]
    return [origin for run in runs if run.stop - run.start > 1 or has_han(name[run]) for origin in origins[run]]


def _words_meant(query: Spelled, folded: Folded) -> list[int]:
    found: set[int] = set()
    for word in query.folded.words:
        begin = folded.text.find(word) if has_han(word) else f" {folded.text}".find(f" {word}")
        found.update(range(begin, begin + len(word)) if begin >= 0 else ())
    return [folded.origins[place] for place in sorted(found)]


def _units_meant(query: Spelled, found: Fit, folded: Folded) -> list[int]:
    """Letters of the name whose initials or syllables were typed, by the first reading that has them."""
    units: set[int] = set()
    for reading in found.entry.readings:
        syllables = reading.split()
        if found.field == INITIALS:
            units = units or set(_leading(query.compact, [initial(syllable) for syllable in syllables]))
        elif found.how is How.PREFIX:
            units = units or set(_leading(without_v(query.compact), syllables))
        else:
            units = units or set(_runs(query.folded.words, syllables))
    return _letters(units, folded)


def _similar_units(query: Spelled, found: Fit, folded: Folded) -> list[int]:
    """Characters of the name whose syllables a misspelled query shares in runs of two letters or more."""
    units = found.entry.readings[0].split()
    owners = [number for number, unit in enumerate(units) for _ in unit]
    blocks = Indel.opcodes(query.keys[-1], "".join(units)).as_matching_blocks()
    meant = {owners[place] for run in blocks if run.size > 1 for place in range(run.b, run.b + run.size)}
    return _letters(meant, folded)


def _letters(units: Iterable[int], folded: Folded) -> list[int]:
    where = spans(folded.text)
    return [folded.origins[place] for unit in units for place in range(*where[unit])]


def _runs(words: Iterable[str], syllables: Sequence[str]) -> Iterator[int]:
    """Syllables that words are runs of."""
    for cut in (cut for word in words for cut in segmentations(word)):
        for begin in range(len(syllables) - len(cut) + 1):
            if tuple(syllables[begin : begin + len(cut)]) == tuple(cut):
                yield from range(begin, begin + len(cut))


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
