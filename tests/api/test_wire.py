"""The same app behind the server of production: what only a socket shows."""

import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from time import monotonic, sleep

import pytest
import uvicorn

from tests.api.conftest import Session
from tests.api.small import MENGSU

NODE = f"/v1/nodes/{MENGSU}"


@pytest.fixture(scope="module")
def address(house: Session) -> Iterator[tuple[str, int]]:
    """Where the small graph is served."""
    with house.client() as client, socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(client.app, lifespan="off", log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        limit = monotonic() + 10
        while not server.started and monotonic() < limit:
            sleep(0.01)
        yield listening.getsockname()
        server.should_exit = True
        thread.join(10)


def status_of(address: tuple[str, int], url: str) -> int:
    """Status of a GET whose URL goes out byte by byte."""
    with socket.create_connection(address, 10) as connection, connection.makefile("rb") as answer:
        line = f"GET {url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(line.encode("utf-8", "surrogateescape"))
        return int(answer.readline().split()[1])


def test_one_connection_serves_all_sorts_of_answers_in_turn(address: tuple[str, int]) -> None:
    connection = HTTPConnection(*address, timeout=10)
    for _ in range(2):
        for method, url, headers, status in (
            ("GET", NODE, {}, 200),
            ("HEAD", NODE, {}, 200),
            ("GET", NODE, {"if-none-match": "*"}, 304),
            ("GET", "/v1/schema", {"accept-encoding": "gzip"}, 200),
            ("GET", "/v1/graph.gexf", {}, 200),
            ("HEAD", "/v1/nodes/park:none", {}, 404),
            ("DELETE", NODE, {}, 405),
            ("HEAD", "/livez", {}, 200),
            ("GET", f"/v1?{'x' * 20_000}", {}, 414),
        ):
            connection.request(method, url, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == status
            assert answer.headers["x-request-id"]
            assert bool(body) is (method != "HEAD" and status != 304)
    connection.close()


@pytest.mark.parametrize(
    "url",
    [
        "/v1/nodes/%ED%A0%80",
        "/v1/nodes/%00",
        "/v1/nodes/..%2f..",
        "/v1/nodes/\udcff",
        "/v1/nodes?q=\udced\udca0\udc80",
        "//evil.example/v1",
        "/v1/nodes/%",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/v1/nodes?q=%",
        "/static/../app.py",
    ],
)
def test_a_strange_address_is_no_server_error(address: tuple[str, int], url: str) -> None:
    assert status_of(address, url) in {200, 400, 404}
