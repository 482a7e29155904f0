"""Content negotiation (RFC 9110, 12.5.1): which of the offered media types a client prefers."""

import re
from collections.abc import Iterable, Sequence

Headers = Iterable[tuple[bytes, bytes]]
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


def accepts(headers: Headers, offered: str) -> bool:
    """Whether the Accept headers allow the media type; the most specific range decides."""
    return weight(headers, offered) > 0


def preferred(headers: Headers, offered: Sequence[str]) -> str | None:
    """The offered type that the client prefers, the first of equals; none if it accepts none."""
    listed = list(headers)
    best = max(offered, key=lambda media: weight(listed, media))
    return best if weight(listed, best) > 0 else None


def weight(headers: Headers, offered: str) -> float:
    """Weight of a media type, 0 to 1; 1 without an Accept header."""
    texts = [value.decode("latin-1") for name, value in headers if name == b"accept"]
    ranges = [part.strip() for text in texts for part in text.split(",") if part.strip()]
    if not ranges:
        return 1.0
    best: tuple[int, float] = (-1, 0.0)
    for text in ranges:
        media, _, rest = text.partition(";")
        specificity = _specificity(media.strip().lower(), offered)
        best = max(best, (specificity, quality(rest))) if specificity >= 0 else best
    return best[1]


def _specificity(media: str, offered: str) -> int:
    if media == offered:
        return 2
    if media == offered.partition("/")[0] + "/*":
        return 1
    return 0 if media == "*/*" else -1


def quality(parameters: str) -> float:
    """Weight among the parameters of an element (RFC 9110, 12.4.2): 1 when absent, 0 when it is no weight."""
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
    return 1.0
