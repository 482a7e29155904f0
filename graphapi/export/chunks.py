"""Files in chunks that are worth sending: texts, JSON part by part, zips."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, TypeAlias

import orjson

SIZE = 64 * 1024


def chunked(parts: Iterable[str | bytes]) -> Iterator[bytes]:
    """The parts, texts as UTF-8, joined into chunks of about 64 kB; none is empty."""
    pending: list[bytes] = []
    length = 0
    for part in parts:
        pending.append(part.encode() if isinstance(part, str) else part)
        length += len(pending[-1])
        if length >= SIZE:
            yield b"".join(pending)
            pending, length = [], 0
    if length:
        yield b"".join(pending)


Content: TypeAlias = Callable[[IO[bytes]], None]
"""Writes one file of the archive."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 4 * 1024 * 1024


def zipped(files: Mapping[str, Content], *, compressed: bool = True) -> Iterator[bytes]:
    """The files in a zip, in chunks of 64 kB. A large archive waits in a file that is gone with the last chunk."""
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        with zipfile.ZipFile(spool, "w") as archive:
            for name, write in files.items():
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = method
                # Readable by everyone, as on a system that would otherwise leave no permission at all.
                entry.external_attr = 0o644 << 16
                with archive.open(entry, "w", force_zip64=True) as file:
                    write(file)
        spool.seek(0)
        while chunk := spool.read(SIZE):
            yield chunk


def lines(content: Iterable[str]) -> Content:
    """A text file."""

    def write(file: IO[bytes]) -> None:
        file.writelines(line.encode() for line in content)

    return write


def array(items: Iterable[Any]) -> Iterator[bytes]:
    """A JSON array, one item a line."""
    yield from _enclosed(b"[", (orjson.dumps(item) for item in items), b"]")


def mapping(items: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """A JSON object, one member a line."""
    yield from _enclosed(b"{", (orjson.dumps(key) + b":" + orjson.dumps(item) for key, item in items), b"}")


def member(name: str, content: Iterable[bytes], *, first: bool = False) -> Iterator[bytes]:
    """One member of an object that the caller opens and closes."""
    yield (b"" if first else b",\n") + orjson.dumps(name) + b":"
    yield from content


def whole(value: Any) -> Iterator[bytes]:
    """A value that is small enough to be written at once."""
    yield orjson.dumps(value)


def _enclosed(opening: bytes, items: Iterable[bytes], closing: bytes) -> Iterator[bytes]:
    yield opening
    separator = b"\n"
    for item in items:
        yield separator + item
        separator = b",\n"
    yield b"\n" + closing
