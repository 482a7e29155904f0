"""The normal form of a name: simplified characters, half width, lower case, no accents, no punctuation."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{HAN}]+|[^{HAN} ]+")
_HAN = re.compile(f"[{HAN}]")
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text: words joined by single blanks; `origins` holds the place of each character in the original."""

    text: str
    origins: Sequence[int]

    @property
    def compact(self) -> str:
        """The text without blanks."""
        return self.text.replace(" ", "")

    @property
    def compact_origins(self) -> Sequence[int]:
        """The place in the original of each character of `compact`."""
        return [origin for character, origin in zip(self.text, self.origins, strict=True) if character != " "]

    @property
    def words(self) -> Sequence[str]:
        """Runs of one script, in order: `tcl`, `中环`."""
        return words_of(self.text)


@lru_cache(maxsize=16_384)
def fold(text: str) -> Folded:
    """The text as names are compared.

    Traditional characters become simplified ones (OpenCC), compatibility forms their plain ones (NFKC), letters lose
    case and accents, everything that is neither letter nor digit becomes a blank.
    """
    letters: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(simplified(text)):
        for letter in _plain(character):
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                origins.append(place)
    if letters and letters[-1] == " ":
        del letters[-1], origins[-1]
    return Folded("".join(letters), origins)


def simplified(text: str) -> str:
    """The text in simplified characters, each in its original position; halves of surrogate pairs become blanks."""
    sound = _LONE.sub(" ", text)
    converted: str = _converter().convert(sound)
    if len(converted) == len(sound):
        return converted
    return "".join(plain if len(plain := _converter().convert(letter)) == 1 else letter for letter in sound)


def words_of(folded: str) -> Sequence[str]:
    """Runs of one script in a folded text."""
    return _RUN.findall(folded)


def has_han(text: str) -> bool:
    """Whether the text contains a Chinese character."""
    return _HAN.search(text) is not None


@lru_cache(maxsize=65_536)
def _plain(character: str) -> str:
    """What a character becomes: letters, a blank, or nothing (an accent of its own, a mark inside a word)."""
    if character in "'’·•":
        return ""
    found = []
    for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold()):
        category = unicodedata.category(letter)
        if not category.startswith("M"):
            found.append(letter if category[0] in "LN" else " ")
    return unicodedata.normalize("NFKC", "".join(found)).casefold()


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
