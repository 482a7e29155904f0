"""A deliberate bug, let in as a view that raises: the caller learns nothing of it, the log everything."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from graphapi.api.telemetry import LOG, JsonLines
from graphapi.graph.memory import MemoryView
from tests.api.client import Answer, Client
from tests.api.conftest import Session
from tests.api.small import MENGSU

URL = f"/v1/nodes/{MENGSU}"
HEADERS = {"x-request-id": "abc-1", "origin": "https://example.org"}


class Broken(MemoryView):
    async def degree(self, node: str) -> int:
        raise RuntimeError("the secret of the house")


@pytest.fixture
def broken(house: Session) -> Iterator[Client]:
    with house.client(house.view(Broken)) as client:
        yield client


@pytest.fixture
def answer(broken: Client) -> Answer:
    return broken.request("GET", URL, HEADERS)


def test_a_bug_is_a_problem_that_tells_nothing_of_the_inside(answer: Answer) -> None:
    assert (answer.status, answer.media_type) == (500, "application/problem+json")
    assert answer.json()["code"] == "internal_error"
    assert answer.json()["instance"] == URL
    for word in (b"secret", b"Traceback", b"RuntimeError", b".py"):
        assert word not in answer.body


def test_a_bug_is_answered_with_the_request_id_and_the_headers_of_every_answer(answer: Answer) -> None:
    assert answer.headers["x-request-id"] == "abc-1"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


def test_a_bug_is_logged_with_its_traceback_under_the_request_id(broken: Client) -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    LOG.addHandler(handler)
    try:
        broken.request("GET", URL, HEADERS)
    finally:
        LOG.removeHandler(handler)
    line = json.loads(written.getvalue().splitlines()[0])
    assert (line["level"], line["request_id"], line["path"]) == ("error", "abc-1", URL)
    assert "the secret of the house" in line["exception"]


def test_a_bug_is_counted_and_not_kept(broken: Client, answer: Answer) -> None:
    counted = b'graphapi_requests_total{method="GET",route="/v1/nodes/{node_id}",status="500"} 2.0'
    assert broken.request("GET", URL).status == 500
    assert counted in broken.get("/metrics").body


def test_other_routes_answer_beside_a_bug(broken: Client) -> None:
    assert broken.get(f"/v1/parks/{MENGSU}").status == 200
