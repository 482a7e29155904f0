"""`graphapi serve` as a process of its own."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from graphapi.bootstrap import open_ledger
from graphapi.settings import Settings
from tests.cli.conftest import Run
from tests.cli.server import serving

pytestmark = pytest.mark.process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_empty_home_is_seeded_served_and_closed_cleanly(home: Path, number: signal.Signals) -> None:
    with serving() as server:
        ready = httpx.get(f"{server.address}/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "ready", "revision": 1})
        status, _ = server.stop(number)
    assert status == 0
    assert not (home / "ledger.sqlite-wal").exists()


def test_a_second_start_reuses_the_ledger(home: Path) -> None:
    for _ in range(2):
        with serving() as server:
            assert httpx.get(f"{server.address}/readyz").json()["revision"] == 1
            assert server.stop()[0] == 0
    ledger = open_ledger(Settings())
    revisions = ledger.revisions()
    ledger.close()
    assert len(revisions) == 1


def test_the_packaged_seed_is_served(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHAPI_SEED")
    with serving() as server:
        lists = httpx.get(f"{server.address}/v1/nodes?kind=park").json()["meta"]["facets"]["list"]
        assert lists == {"list:national-batch-1": 52, "list:guangdong-batch-1": 15}
        assert server.stop()[0] == 0


def test_each_request_is_one_json_line_with_its_id(home: Path) -> None:
    with serving() as server:
        httpx.get(f"{server.address}/v1/nodes/park:east?provenance=none", headers={"X-Request-Id": "mine-1"})
        _, log = server.stop()
    (line,) = [line for line in log if str(line["logger"]).endswith(".access")]
    expected = {
        "request_id": "mine-1",
        "method": "GET",
        "path": "/v1/nodes/park:east",
        "query": "provenance=none",
        "status": 200,
    }
    assert {name: line[name] for name in expected} == expected


def test_the_log_level_silences_the_request_log(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHAPI_LOG_LEVEL", "warning")
    with serving() as server:
        httpx.get(f"{server.address}/readyz")
        assert server.stop() == (0, [])


def test_a_request_under_way_is_finished_before_the_stop(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHAPI_SEED")
    with serving() as server, httpx.stream("GET", f"{server.address}/v1/graph.gexf") as answer:
        server.process.send_signal(signal.SIGTERM)
        content = answer.read()
        assert content.endswith(b"</gexf>\n")
        assert server.process.wait(timeout=40) == 0


def test_a_port_in_use_is_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = subprocess.run(
            [sys.executable, "-m", "graphapi", "serve", "--port", str(port)], capture_output=True, text=True
        )
    words = f"graphapi: cannot listen on 127.0.0.1 port {port}: it is in use; choose another with --port\n"
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (1, "", words)


def test_a_host_that_is_not_there_is_one_line(home: Path) -> None:
    command = [sys.executable, "-m", "graphapi", "serve", "--host", "host.invalid", "--port", "0"]
    outcome = subprocess.run(command, capture_output=True, text=True)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("graphapi: cannot listen on host.invalid port 0: ")
    assert outcome.stderr.count("\n") == 1
