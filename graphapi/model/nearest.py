"""The nearest right word for a wrong one."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_COMPARED = 120
"""Characters of a word that are compared; a cell or a parameter can hold a whole page."""

_ALIKE = 65.0
"""Below this similarity, in percent, a suggestion would be a guess."""

_MANY = 50_000
"""With more candidates than this there is no suggestion: it must cost less than the answer."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most alike, the first of equals; nothing when none is alike enough or there are too many."""
    choices = list(known)
    if len(choices) > _MANY:
        return None
    found = process.extractOne(word[:_COMPARED], choices, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean ...?`, or nothing."""
    found = nearest(word, known)
    return f"did you mean {found!r}?" if found else None
