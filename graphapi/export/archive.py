"""Several files in one zip; the same content gives the same bytes."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, TypeAlias

import orjson

from graphapi.export.chunks import SIZE
from graphapi.export.header import description, metadata
from graphapi.export.options import Export

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


def companions(export: Export, how: str) -> Mapping[str, Content]:
    """README.txt, which says what the files are, and losses.json with the metadata of the export."""
    told = f"{description(export)}\n\n{how}\n"
    found = orjson.dumps(metadata(export), option=orjson.OPT_INDENT_2) + b"\n"
    return {"README.txt": _once(told.encode()), "losses.json": _once(found)}


def lines(content: Iterable[str]) -> Content:
    """A text file."""

    def write(file: IO[bytes]) -> None:
        file.writelines(line.encode() for line in content)

    return write


def _once(content: bytes) -> Content:
    def write(file: IO[bytes]) -> None:
        file.write(content)

    return write
