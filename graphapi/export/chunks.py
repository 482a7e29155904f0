"""What writers share: files in chunks that are worth sending, JSON part by part, zips, and the parts of XML."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, Final, TypeAlias
from xml.sax.saxutils import escape

import orjson

from graphapi.export.flatten import Scalar, evidence_tables
from graphapi.export.options import Export
from graphapi.model.columns import FORMAT_VERSION, NAMESPACE, SEPARATOR

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


FORMAT_MARK: Final = f'xmlns:zcp="{NAMESPACE}" zcp:format="{FORMAT_VERSION}"'
"""Attributes of the first element, by which `graphapi load` recognises our files."""


def evidence_elements(export: Export) -> Iterator[str]:
    """One element a line for each source and statement of the export, those that documents name."""
    for table in evidence_tables(export):
        element = table.name.removesuffix("s")
        for row in table.rows:
            yield f"<zcp:{element} {_xml_attributes(row)}/>\n"


def _xml_attributes(row: Mapping[str, Any]) -> str:
    texts = ((name, SEPARATOR.join(cell) if isinstance(cell, list) else cell) for name, cell in row.items())
    return " ".join(f'{name}="{xml_text(text)}"' for name, text in texts)


# A raw line end or tab in an attribute is read as a space; NEL and LS are line ends for readers that follow XML 1.1.
_ENTITIES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}


def xml_text(text: str) -> str:
    """The text escaped for an element's content or an attribute in double quotes; every character survives."""
    return escape(text, _ENTITIES)


def xml_value(cell: Scalar) -> str:
    """The value as XML Schema writes it, escaped."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return xml_text(cell) if isinstance(cell, str) else repr(cell)
