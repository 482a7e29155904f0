"""What a text is found under: keys of the whole, heads, pieces. The same for a name and for a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

from graphapi.names.folding import Folded, fold, has_han
from graphapi.names.pinyin import readings, segmentations, syllables, without_v

LONGEST = 200
"""Characters of a query that are read; the rest of a longer one is dropped."""

_HEAD = 24
"""Letters of the longest head; a longer query is looked up by this many and compared afterwards."""

_WORD_HEAD = 12


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
        """Syllables of the Chinese letters, other runs between them; none for a text without Chinese letters."""
        return readings(self.folded.text)

    @property
    def keys(self) -> Sequence[str]:
        """The whole: the text, and how it sounds."""
        return list(dict.fromkeys((self.compact, *("".join(reading) for reading in self.readings))))

    @property
    def initials(self) -> Sequence[str]:
        """First letters of the syllables, two or more; runs of other letters whole."""
        found = dict.fromkeys("".join(initial(unit) for unit in reading) for reading in self.readings)
        return [text for text in found if len(text) > 1]

    def heads(self) -> Iterator[str]:
        """Beginnings of the text, of its pinyin and of its initials."""
        for key in dict.fromkeys((*self.keys, *self.initials)):
            for length in range(1, min(len(key), _HEAD) + 1):
                yield key[:length]

    def parts(self) -> Iterator[str]:
        """Beginnings of Latin words; Chinese letters and syllables, single and in pairs."""
        for word in self.folded.words:
            if has_han(word):
                yield from _singles_and_pairs(word)
            else:
                yield from (word[:length] for length in range(1, min(len(word), _WORD_HEAD) + 1))
        for reading in self.readings:
            yield from _singles_and_pairs(reading)

    def triples(self) -> Iterator[str]:
        """Triples of Latin letters in the text and in its pinyin, its begin and its end marked."""
        for key in self.keys:
            if not has_han(key):
                marked = f"^{key}$"
                yield from (marked[place : place + 3] for place in range(len(marked) - 2))

    def wanted_heads(self) -> Sequence[str]:
        """What a name's heads must hold to begin with this query; as Chinese letters, or in Latin ones as pinyin."""
        return list(dict.fromkeys((self.compact[:_HEAD], without_v(self.compact)[:_HEAD]))) if self.compact else []

    def wanted_parts(self) -> Sequence[Sequence[Sequence[str]]]:
        """For each word the ways in which a name may hold it; each way is parts that must all be there."""
        return [_ways(word) for word in self.folded.words]

    def letter_pairs(self) -> Sequence[str]:
        """Pairs of Chinese letters that a name alike would share; a letter alone by itself."""
        words = [word for word in self.folded.words if has_han(word)]
        return list(dict.fromkeys(pair for word in words for pair in _pairs(word) or [word]))

    def syllable_pairs(self) -> Sequence[str]:
        """Pairs of syllables of the Chinese letters, as an ear would confuse them."""
        return list(dict.fromkeys(pair for reading in self.readings for pair in _pairs(reading)))


@lru_cache(maxsize=16_384)
def initials_of(reading: str) -> str:
    """First letters of syllables with blanks between."""
    return "".join(map(initial, reading.split()))


def initial(unit: str) -> str:
    """First letter of a syllable; what is no syllable, such as a number or `tcl`, whole."""
    return unit[:1] if unit in syllables() else unit


def _ways(word: str) -> Sequence[Sequence[str]]:
    if has_han(word):
        return [_pairs(word) or [word]]
    return [[word[:_WORD_HEAD]], *(_pairs(cut) or list(cut) for cut in segmentations(word))]


def _pairs(units: Sequence[str]) -> list[str]:
    return ["".join(units[place : place + 2]) for place in range(len(units) - 1)]


def _singles_and_pairs(units: Sequence[str]) -> Iterator[str]:
    yield from units
    yield from _pairs(units)
