"""The nearest right word for a wrong one."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_LIKELY = 72
_MANY = 50_000


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like the given one; nothing when none is near, or when there are too many."""
    choices = list(known)
    if len(choices) > _MANY:
        return None
    found = process.extractOne(word[:120], choices, scorer=fuzz.WRatio, score_cutoff=_LIKELY)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean ...?`, or nothing."""
    found = nearest(word, known)
    return f"did you mean {found!r}?" if found else None
