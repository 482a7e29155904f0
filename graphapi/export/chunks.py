"""Small parts gathered into chunks that are worth sending."""

from collections.abc import Iterable, Iterator

SIZE = 64 * 1024


def encoded(parts: Iterable[str]) -> Iterator[bytes]:
    """The parts as UTF-8, in chunks of about 64 kB; none is empty."""
    return gathered(part.encode() for part in parts)


def gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts joined into chunks of about 64 kB; none is empty."""
    pending: list[bytes] = []
    length = 0
    for part in parts:
        pending.append(part)
        length += len(part)
        if length >= SIZE:
            yield b"".join(pending)
            pending, length = [], 0
    if length:
        yield b"".join(pending)
