"""Golden files of the small graph: `python -m tests.export.golden NAME ...` writes those of formats anew."""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

from graphapi.export.options import Export
from graphapi.export.registry import Exporter, exporter_named
from tests.export.samples import IMPRINT, small_graph

FOLDER = Path(__file__).parent / "golden"


def golden_files(known: Exporter, content: bytes) -> dict[Path, bytes]:
    """Where the content belongs; a zip is unpacked, and Parquet, whose bytes depend on the library, left out."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return {FOLDER / f"small{known.suffix}": content}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        texts = [name for name in archive.namelist() if not name.endswith(".parquet")]
        return {FOLDER / f"small.{known.name}" / name: archive.read(name) for name in texts}


def write_golden(name: str) -> list[Path]:
    """Writes what the format answers now; returns the files."""
    known = exporter_named(name)
    files = golden_files(known, b"".join(known.write(Export(small_graph(), imprint=IMPRINT))))
    for path, content in files.items():
        path.write_bytes(content)
    return list(files)


if __name__ == "__main__":
    for paths in map(write_golden, sys.argv[1:]):
        print(*paths, sep="\n")
