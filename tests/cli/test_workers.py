"""`graphapi serve --workers 2`: two processes on one port that answer alike, follow the ledger and are replaced."""

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from graphapi.bootstrap import load_package, open_ledger
from graphapi.settings import Settings
from tests.cli.server import Server, serving, until
from tests.dataset.packages import small_package, write_package

pytestmark = pytest.mark.process


@pytest.fixture(params=["memory"])
def pair(home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("GRAPHAPI_VIEW", request.param)
    with serving("--workers", "2") as server:
        until(lambda: len(server.workers()) == 2)
        yield server


@contextmanager
def halted(worker: int) -> Iterator[None]:
    """The worker does nothing meanwhile, so the other one answers."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def answering(server: Server, path: str) -> set[object]:
    """The processes that answered this path so far."""
    return {line["process"] for line in server.log() if line.get("path") == path}


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_workers_give_the_same_answers_with_the_same_validators_and_count_together(pair: Server) -> None:
    first, second = pair.workers()
    answers = []
    for other in (first, second):
        with halted(other):
            answers.append([httpx.get(f"{pair.address}{path}") for path in ("/v1/nodes/park:east", "/v1/graph.gexf")])
    told = [[(answer.status_code, answer.headers["etag"], answer.content) for answer in one] for one in answers]
    assert told[0] == told[1]
    until(lambda: answering(pair, "/v1/nodes/park:east") == {first, second})
    quantity = re.findall(
        r"^graphapi_request_seconds_count\{route=\"/v1/nodes/\{node_id\}\"\} (\S+)$",
        httpx.get(f"{pair.address}/metrics").text,
        re.MULTILINE,
    )
    assert quantity == ["2.0"]


@pytest.mark.timeout(300)  # the first snapshot on a machine has its kernels compiled
@pytest.mark.parametrize("pair", ["memory", "snapshot"], indirect=True)
def test_a_revision_loaded_meanwhile_answers_from_all_workers_and_no_request_fails(
    pair: Server, tmp_path: Path
) -> None:
    seen: list[list[tuple[int, int]]] = []
    stop = threading.Event()

    def ask() -> None:
        mine: list[tuple[int, int]] = []
        seen.append(mine)
        with httpx.Client() as kept:  # one connection, so one worker
            while not stop.is_set():
                answer = kept.get(f"{pair.address}/v1/nodes/company:acme/neighborhood")
                mine.append((answer.status_code, answer.json()["meta"]["revision"]))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    changed = small_package()
    changed["nodes/company.csv"][0]["name_en"] = "Acme"
    with closing(open_ledger(Settings())) as ledger:
        load_package(ledger, write_package(tmp_path / "changed", changed), author="curator", message="a name")
    until(lambda: len(pair.workers("revision 2 answers now")) == 2)
    asked = [len(mine) for mine in seen]
    until(lambda: all(len(mine) > before for mine, before in zip(seen, asked, strict=True)))
    stop.set()
    for asker in askers:
        asker.join()
    assert set(pair.workers("revision 2 answers now")) == set(pair.workers())
    for mine in seen:
        assert {status for status, _ in mine} == {200}
        revisions = [revision for _, revision in mine]
        assert revisions == sorted(revisions)
        assert revisions[-1] == 2


def test_a_worker_that_dies_is_replaced_while_the_other_answers(pair: Server) -> None:
    first, second = pair.workers()
    os.kill(first, signal.SIGKILL)
    assert httpx.get(f"{pair.address}/readyz").status_code == 200
    until(lambda: len(pair.workers()) == 3)
    third = pair.workers()[-1]
    with halted(second):
        assert httpx.get(f"{pair.address}/readyz").json() == {"status": "ready", "revision": 1}
    until(lambda: answering(pair, "/readyz") == {second, third})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_workers_cleanly(pair: Server, home: Path, number: signal.Signals) -> None:
    workers = pair.workers()
    status, log = pair.stop(number)
    assert status == 0
    assert all(gone(worker) for worker in workers)
    assert {line["process"] for line in log if "Finished server process" in str(line["message"])} == set(workers)
    assert not (home / "ledger.sqlite-wal").exists()
    with closing(open_ledger(Settings())) as ledger:
        assert [revision.number for revision in ledger.revisions()] == [1]  # the seed, once for both


def test_workers_do_not_outlive_their_parent(pair: Server) -> None:
    pair.process.kill()
    until(lambda: all(gone(worker) for worker in pair.workers()))
