"""`graphapi load` of larger packages: killed, it leaves nothing behind; it tells how far it is to a terminal alone."""

import os
import pty
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.packages import write
from graphapi.bootstrap import ensure_loaded, open_ledger
from graphapi.settings import Settings
from tests.cli.server import until

pytestmark = pytest.mark.process
LOAD = (sys.executable, "-m", "graphapi", "load")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A package that takes a second or so to write."""
    write(tmp_path / "large", 40_000, "parquet")
    return tmp_path / "large"


@pytest.mark.parametrize("written", [0, 1_000_000])
def test_a_load_that_is_killed_leaves_the_revision_before_and_no_litter(home: Path, large: Path, written: int) -> None:
    with closing(open_ledger(Settings())) as ledger:
        first = ensure_loaded(ledger, Settings())
        state = list(ledger.state())
    log = home / "ledger.sqlite-wal"
    with subprocess.Popen([*LOAD, str(large)], stdout=subprocess.PIPE) as loading:
        until(lambda: log.exists() and log.stat().st_size >= written)
        loading.send_signal(signal.SIGKILL)
    assert {path.name for path in home.iterdir()} <= {f"ledger.sqlite{end}" for end in ("", "-wal", "-shm")}
    with closing(open_ledger(Settings())) as ledger:
        assert ledger.head() == first
        assert list(ledger.state()) == state
    assert [path.name for path in home.iterdir()] == ["ledger.sqlite"]
    done = subprocess.run([*LOAD, str(large)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("revision 2: ")
    assert [path.name for path in home.iterdir()] == ["ledger.sqlite"]


@pytest.mark.parametrize(("options", "drawn"), [([], True), (["--quiet"], False)])
def test_a_terminal_sees_rows_and_rate_unless_it_wants_quiet(
    home: Path, package: Path, options: list[str], drawn: bool
) -> None:
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    done = subprocess.run(
        [*LOAD, *options, str(package)], stdout=subprocess.PIPE, stderr=theirs, env=environment, check=True
    )
    os.close(theirs)
    assert done.stdout.startswith(b"revision 1: ")
    try:
        seen = os.read(ours, 100_000)
    except OSError:
        seen = b""  # nothing was written
    os.close(ours)
    assert (b"reading" in seen and b"rows" in seen) == drawn
    assert bool(seen) == drawn
