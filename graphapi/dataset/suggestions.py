"""The nearest right word for a wrong one."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_COMPARED = 120
"""Characters of a text that are compared; a cell can hold a whole page."""

_ALIKE = 65.0
"""Below this similarity, in percent, a suggestion would be a guess."""


def nearest(text: str, choices: Iterable[str]) -> str | None:
    """The choice most alike, if any is alike enough; the first of equals."""
    found = process.extractOne(text[:_COMPARED], list(choices), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


def did_you_mean(text: str, choices: Iterable[str], otherwise: str) -> str:
    """A remedy that names the nearest choice, or the other remedy where none is near."""
    near = nearest(text, choices)
    return f"did you mean {near!r}?" if near else otherwise
