"""Sorting more lines than memory holds: sorted runs in files without a name, merged as they are read."""

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final, Self

RUN_BYTES: Final = 64_000_000
"""Bytes of lines that are held before they are written as a run; each line takes some 33 bytes more in memory."""
_BUFFER: Final = 1 << 18


class Sorter:
    """Lines of bytes without line breaks, given back in order.

    What does not fit into memory lies in files of the folder (that of the system for temporary files, if none is
    given) that have no name, so that nothing of them stays when the process is killed.
    """

    def __init__(self, folder: Path | None, *, run_bytes: int = RUN_BYTES) -> None:
        self._folder = folder
        self._run_bytes = run_bytes
        self._files = ExitStack()
        self._runs: list[IO[bytes]] = []
        self._held: list[bytes] = []
        self._bytes = 0
        self.lines = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, line: bytes) -> None:
        """Takes a line."""
        self._held.append(line)
        self._bytes += len(line)
        self.lines += 1
        if self._bytes >= self._run_bytes:
            self._write()

    def __iter__(self) -> Iterator[bytes]:
        """All lines in order of their bytes, once."""
        self._held.sort()
        for run in self._runs:
            run.seek(0)
        files = ((line[:-1] for line in run) for run in self._runs)
        return heapq.merge(*files, self._held)

    def _write(self) -> None:
        self._held.sort()
        unnamed = tempfile.TemporaryFile(dir=self._folder, buffering=_BUFFER)  # noqa: SIM115  (the stack closes it)
        run = self._files.enter_context(unnamed)
        run.writelines(line + b"\n" for line in self._held)
        self._runs.append(run)
        self._held, self._bytes = [], 0
