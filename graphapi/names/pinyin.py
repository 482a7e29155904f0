"""Chinese names in Latin letters: readings, initials, and the syllables of what somebody types.

pypinyin's dictionary takes a quarter of a second, so it is imported when the first name is spelled.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from graphapi.names.folding import HAN, has_han

_UNIT = re.compile(f"[{HAN}]|[^{HAN} ]+")
_LONGEST = 6
_SEGMENTATIONS = 4
_TYPED = 60
"""Letters of a word that are cut into syllables; a longer one is no pinyin."""


@lru_cache(maxsize=50_000)
def romanised(text: str) -> str:
    """The Chinese text in Latin letters without tones, for those who have no other: `Ning de shi dai`."""
    from pypinyin import lazy_pinyin  # here, for the reason above

    words = " ".join(" ".join(lazy_pinyin(text)).split())
    return words[:1].upper() + words[1:]


def readings(text: str) -> Sequence[Sequence[str]]:
    """Syllables of a folded text, one for each Chinese letter; what is not Chinese or not in the dictionary stays.

    The first reading knows phrases (`chong qing`), a second one, where it differs, reads each letter by itself
    (`zhong qing`). Nothing for a text without Chinese letters.
    """
    if not has_han(text):
        return ()
    from pypinyin import lazy_pinyin  # here, for the reason above

    units = [text[begin:end] for begin, end in spans(text)]
    han = "".join(unit for unit in units if has_han(unit))
    # letters that the dictionary lacks: one item each, where by default a run of them would be a single one
    phrases = iter(lazy_pinyin(han, errors=list))  # type: ignore[arg-type]  # typed for texts, documented for lists
    by_phrase = tuple(_plain(next(phrases)) if has_han(unit) else unit for unit in units)
    by_letter = tuple(_by_itself(unit) if has_han(unit) else unit for unit in units)
    return (by_phrase,) if by_phrase == by_letter else (by_phrase, by_letter)


@lru_cache(maxsize=4_096)
def segmentations(word: str) -> Sequence[Sequence[str]]:
    """The ways to cut Latin letters into whole syllables, at most four, those with long syllables first."""
    if len(word) > _TYPED or not word.isascii() or not word.isalpha():
        return ()
    found: list[Sequence[str]] = []
    for cut in _cuts(_plain(word), 0, _dead_ends(_plain(word))):
        found.append(cut)
        if len(found) == _SEGMENTATIONS:
            break
    return found


def spans(text: str) -> Sequence[tuple[int, int]]:
    """Where the units of a reading stand in a folded text: each Chinese letter by itself, other runs whole."""
    return [found.span() for found in _UNIT.finditer(text)]


def _cuts(word: str, begin: int, dead: frozenset[int]) -> Iterator[Sequence[str]]:
    if begin == len(word):
        yield ()
        return
    for end in range(min(len(word), begin + _LONGEST), begin, -1):
        if end not in dead and word[begin:end] in syllables():
            for rest in _cuts(word, end, dead):
                yield (word[begin:end], *rest)


def _dead_ends(word: str) -> frozenset[int]:
    """Places from which no way leads to the end; without them the search for cuts would try every one."""
    alive = {len(word)}
    for begin in range(len(word) - 1, -1, -1):
        ends = range(begin + 1, min(len(word), begin + _LONGEST) + 1)
        if any(end in alive and word[begin:end] in syllables() for end in ends):
            alive.add(begin)
    return frozenset(range(len(word))) - alive


@cache
def syllables() -> frozenset[str]:
    """All syllables of the dictionary, without tones, `u` for `ü`."""
    from pypinyin.pinyin_dict import pinyin_dict  # here, for the reason above

    found = {_plain(reading) for line in pinyin_dict.values() for reading in line.split(",")}
    return frozenset(one for one in found if one.isascii() and set(one) & set("aeiou"))


@lru_cache(maxsize=50_000)
def _by_itself(letter: str) -> str:
    from pypinyin import lazy_pinyin  # here, for the reason above

    return _plain(lazy_pinyin(letter)[0])


@lru_cache(maxsize=8_192)
def _plain(syllable: str) -> str:
    """Without tone marks, and with `u` for `ü`, however it is written (`lü`, `lv`)."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", syllable) if not unicodedata.combining(one))
    return without_v(bare)


def without_v(typed: str) -> str:
    """Typed pinyin with `u` where keyboards have `v` for `ü`."""
    return typed.replace("lv", "lu").replace("nv", "nu")
