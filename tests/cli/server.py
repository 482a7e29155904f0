"""`graphapi serve` as a process of its own, with its log in a file that can be read while it runs."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Line = dict[str, object]
_BOUND_S = 100


class Server:
    """A running `graphapi serve` on a free port."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "graphapi", "serve", "--port", "0", *arguments]
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed by `close`; a pipe would fill)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        assert self.process.stdout
        self.greeting = self.process.stdout.readline()
        found = re.search(r"http://\S+", self.greeting)
        assert found, self._text()
        self.address = found[0]

    def log(self) -> Sequence[Line]:
        """What it has logged so far."""
        return [json.loads(line) for line in self._text().splitlines(keepends=True) if line.endswith("\n")]

    def workers(self, phrase: str = "answers from revision") -> list[int]:
        """The processes that logged the phrase, in that order."""
        return [int(str(line["process"])) for line in self.log() if phrase in str(line["message"])]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, Sequence[Line]]:
        """Its exit status and its log."""
        self.process.send_signal(number)
        self.process.communicate(timeout=_BOUND_S)
        return self.process.returncode, self.log()

    def close(self) -> None:
        """Ends it, by force if it does not end by itself: only then its folder of metrics stays."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=_BOUND_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        self._log.close()

    def _text(self) -> str:
        # The position of a file is shared with the process that writes it: read without moving it.
        return os.pread(self._log.fileno(), os.fstat(self._log.fileno()).st_size, 0).decode()


@contextmanager
def serving(*arguments: str) -> Iterator[Server]:
    server = Server(*arguments)
    try:
        yield server
    finally:
        server.close()


def until(reached: Callable[[], bool]) -> None:
    """Waits for another process, which tells nobody."""
    deadline = time.monotonic() + _BOUND_S
    while not reached():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
