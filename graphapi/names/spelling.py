"""How a text is found: by its characters, by its pinyin and by its initials. The same for a name and for a query.

pypinyin's dictionary takes a quarter of a second, so it is imported when the first name is spelled.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Self

from graphapi.names.folding import HAN, Folded, fold, has_han

LONGEST = 200
"""Characters of a query that are read; the rest of a longer one is dropped."""

_HEAD = 24
"""Letters of the longest head; a longer query is looked up by this many and compared afterwards."""

_WORD_HEAD = 12
_SYLLABLE = 6
_SEGMENTATIONS = 4
_TYPED = 60
"""Letters of a word that are cut into syllables; a longer one is no pinyin."""

_UNIT = re.compile(f"[{HAN}]|[^{HAN} ]+")


@dataclass(frozen=True)
class Spelled:
    """A text folded, with its readings in pinyin where it is Chinese."""

    folded: Folded

    @classmethod
    def of(cls, text: str) -> Self:
        """The first 200 characters of a text, spelled."""
        return cls(fold(text[:LONGEST]))

    @cached_property
    def compact(self) -> str:
        """The folded text without blanks."""
        return self.folded.compact

    @cached_property
    def readings(self) -> Sequence[Sequence[str]]:
        """Syllables of the Chinese characters, other runs between them; none for a text without Chinese characters."""
        return readings(self.folded.text)

    @property
    def keys(self) -> Sequence[str]:
        """The whole: the text, and how it sounds."""
        return list(dict.fromkeys((self.compact, *("".join(reading) for reading in self.readings))))

    @property
    def initials(self) -> Sequence[str]:
        """First letters of the syllables, two or more; other runs whole."""
        found = dict.fromkeys("".join(initial(unit) for unit in reading) for reading in self.readings)
        return [text for text in found if len(text) > 1]

    def heads(self) -> Iterator[str]:
        """Beginnings of the text, of its pinyin and of its initials."""
        for key in dict.fromkeys((*self.keys, *self.initials)):
            for length in range(1, min(len(key), _HEAD) + 1):
                yield key[:length]

    def parts(self) -> Iterator[str]:
        """Beginnings of Latin words; Chinese characters and syllables, single and in pairs."""
        for word in self.folded.words:
            if has_han(word):
                yield from _singles_and_pairs(word)
            else:
                yield from (word[:length] for length in range(1, min(len(word), _WORD_HEAD) + 1))
        for reading in self.readings:
            yield from _singles_and_pairs(reading)

    def triples(self) -> Iterator[str]:
        """Triples of Latin letters in the text and in its pinyin, its beginning and end marked."""
        for key in self.keys:
            if not has_han(key):
                marked = f"^{key}$"
                yield from (marked[place : place + 3] for place in range(len(marked) - 2))

    def wanted_heads(self) -> Sequence[str]:
        """Heads that a name has if it begins with this query; as written, or as pinyin."""
        return list(dict.fromkeys((self.compact[:_HEAD], without_v(self.compact)[:_HEAD]))) if self.compact else []

    def wanted_parts(self) -> Sequence[Sequence[Sequence[str]]]:
        """For each word alternatives that a name may contain; each is parts that must all be there."""
        return [_alternatives(word) for word in self.folded.words]

    def letter_pairs(self) -> Sequence[str]:
        """Pairs of Chinese characters that a similar name would share; a single character by itself."""
        words = [word for word in self.folded.words if has_han(word)]
        return list(dict.fromkeys(pair for word in words for pair in _pairs(word) or [word]))

    def syllable_pairs(self) -> Sequence[str]:
        """Pairs of syllables of the Chinese characters, with easily confused sounds merged."""
        return list(dict.fromkeys(pair for reading in self.readings for pair in _pairs(reading)))


@lru_cache(maxsize=16_384)
def initials_of(reading: str) -> str:
    """First letters of syllables with blanks between."""
    return "".join(map(initial, reading.split()))


def initial(unit: str) -> str:
    """First letter of a syllable; anything else, such as a number or `tcl`, whole."""
    return unit[:1] if unit in syllables() else unit


def _alternatives(word: str) -> Sequence[Sequence[str]]:
    if has_han(word):
        return [_pairs(word) or [word]]
    return [[word[:_WORD_HEAD]], *(_pairs(cut) or list(cut) for cut in segmentations(word))]


def _pairs(units: Sequence[str]) -> list[str]:
    return ["".join(units[place : place + 2]) for place in range(len(units) - 1)]


def _singles_and_pairs(units: Sequence[str]) -> Iterator[str]:
    yield from units
    yield from _pairs(units)


@lru_cache(maxsize=50_000)
def romanised(text: str) -> str:
    """The Chinese text in Latin letters without tones, for those who have no other: `Ning de shi dai`."""
    from pypinyin import lazy_pinyin  # here, for the reason above

    words = " ".join(" ".join(lazy_pinyin(text)).split())
    return words[:1].upper() + words[1:]


def readings(text: str) -> Sequence[Sequence[str]]:
    """Syllables of a folded text, one for each Chinese character; what is not Chinese or not in the dictionary stays.

    The first reading knows phrases (`chong qing`), a second one, if it differs, reads each character by itself (`zhong
    qing`). None for a text without Chinese characters.
    """
    if not has_han(text):
        return ()
    units = [text[begin:end] for begin, end in spans(text)]
    phrases = iter(_read("".join(unit for unit in units if has_han(unit))))
    by_phrase = tuple(next(phrases) if has_han(unit) else unit for unit in units)
    by_letter = tuple(_by_itself(unit) if has_han(unit) else unit for unit in units)
    return (by_phrase,) if by_phrase == by_letter else (by_phrase, by_letter)


@lru_cache(maxsize=4_096)
def segmentations(word: str) -> Sequence[Sequence[str]]:
    """The ways to cut Latin letters into whole syllables, at most four, those with long syllables first."""
    if len(word) > _TYPED or not word.isascii() or not word.isalpha():
        return ()
    plain = _plain(word)
    return list(islice(_cuts(plain, 0, _dead_ends(plain)), _SEGMENTATIONS))


def spans(text: str) -> Sequence[tuple[int, int]]:
    """Where the units of a reading are in a folded text: each Chinese character by itself, other runs whole."""
    return [found.span() for found in _UNIT.finditer(text)]


def _cuts(word: str, begin: int, dead: frozenset[int]) -> Iterator[Sequence[str]]:
    if begin == len(word):
        yield ()
        return
    for end in range(min(len(word), begin + _SYLLABLE), begin, -1):
        if end not in dead and word[begin:end] in syllables():
            for rest in _cuts(word, end, dead):
                yield (word[begin:end], *rest)


def _dead_ends(word: str) -> frozenset[int]:
    """Places from which the end cannot be reached; without them the search for cuts would try every one."""
    alive = {len(word)}
    for begin in range(len(word) - 1, -1, -1):
        ends = range(begin + 1, min(len(word), begin + _SYLLABLE) + 1)
        if any(end in alive and word[begin:end] in syllables() for end in ends):
            alive.add(begin)
    return frozenset(range(len(word))) - alive


@cache
def syllables() -> frozenset[str]:
    """All syllables of the dictionary, without tones, `u` for `ü`."""
    from pypinyin.pinyin_dict import pinyin_dict  # here, for the reason above

    found = {_plain(reading) for line in pinyin_dict.values() for reading in line.split(",")}
    return frozenset(syllable for syllable in found if syllable.isascii() and set(syllable) & set("aeiou"))


@lru_cache(maxsize=50_000)
def _by_itself(letter: str) -> str:
    return _read(letter)[0]


def _read(han: str) -> Sequence[str]:
    """A syllable for each Chinese character; one that the dictionary lacks stays as it is."""
    from pypinyin import lazy_pinyin  # here, for the reason above

    # by default a run of characters that the dictionary lacks would be a single item
    read = lazy_pinyin(han, errors=list)  # type: ignore[arg-type]  # typed for texts, documented for lists
    return [_plain(syllable) for syllable in read]


@lru_cache(maxsize=8_192)
def _plain(syllable: str) -> str:
    """Without tone marks, and with `u` for `ü`, however it is written (`lü`, `lv`)."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", syllable) if not unicodedata.combining(letter))
    return without_v(bare)


def without_v(typed: str) -> str:
    """Typed pinyin with `u` where keyboards have `v` for `ü`."""
    return typed.replace("lv", "lu").replace("nv", "nu")
