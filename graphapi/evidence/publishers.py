"""Who published a source, mirrors and copies counted with the original."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from graphapi.model.documents import Source

_ORIGINAL = re.compile(r"^(.*?)\s*(?:\(| via |（|$)", re.DOTALL)
_HOST = re.compile(r"^(?:www\d?|m|wap)\.")
_NOBODY = frozenset({"", "mirror", "copy", "repost", "trade news"})


def publisher_of(source: Source) -> str:
    """The publisher up to a bracket or `via`, in lower case; without one the host of the address, else the title.

    "中新网 (mirror)" and "中新网 (via xny365)" are one publisher.
    """
    found = _ORIGINAL.match(source.publisher or "")
    name = found[1].strip().casefold() if found else ""
    if name not in _NOBODY:
        return name
    host = _HOST.sub("", urlsplit(source.url).hostname or "") if source.url else ""
    return host or (source.title or source.publisher or source.id).casefold()


def publishers(sources: Iterable[Source]) -> list[str]:
    """The publishers of the sources, each once, ordered."""
    return sorted({publisher_of(source) for source in sources})
