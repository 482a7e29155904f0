"""Pages of other origins: who may read answers in a browser, also when they come from the cache."""

from collections.abc import Iterator

import pytest

from tests.api.client import Client
from tests.api.conftest import Session
from tests.api.small import MENGSU

HOME, ELSEWHERE = "https://atlas.example", "https://elsewhere.example"
URL = f"/v1/nodes/{MENGSU}"
PREFLIGHT = {"access-control-request-method": "GET", "access-control-request-headers": "if-none-match"}


@pytest.fixture
def closed(house: Session) -> Iterator[Client]:
    """A service that one origin alone may read."""
    with house.client(cors_origins=f"{HOME}, https://other.example") as client:
        yield client


@pytest.mark.parametrize("status", [200, 304, 400, 404, 405, 406, 414])
def test_every_origin_may_read_every_answer_by_default(small: Client, status: int) -> None:
    url = {400: f"{URL}?x=1", 404: f"{URL}x", 414: f"{URL}?{'x' * 17_000}"}.get(status, URL)
    headers = {304: {"if-none-match": "*"}, 406: {"accept": "image/png"}}.get(status, {})
    answer = small.request("PUT" if status == 405 else "GET", url, {"origin": ELSEWHERE, **headers})
    assert answer.status == status
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "X-Request-Id"} <= set(answer.headers["access-control-expose-headers"].split(", "))


def test_every_origin_may_ask_beforehand_by_default(small: Client) -> None:
    answer = small.request("OPTIONS", URL, {"origin": ELSEWHERE, **PREFLIGHT})
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "if-none-match"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_origin_may_write(small: Client, method: str) -> None:
    headers = {"origin": ELSEWHERE, "access-control-request-method": method}
    assert small.request("OPTIONS", URL, headers).status == 400


def test_an_origin_that_is_not_listed_may_not_read(closed: Client) -> None:
    assert "access-control-allow-origin" not in closed.get(URL, origin=ELSEWHERE).headers
    assert closed.request("OPTIONS", URL, {"origin": ELSEWHERE, **PREFLIGHT}).status == 400
    assert closed.get(URL, origin=HOME).headers["access-control-allow-origin"] == HOME
    assert closed.request("OPTIONS", URL, {"origin": HOME, **PREFLIGHT}).status == 200


def test_what_the_cache_keeps_belongs_to_no_origin(closed: Client) -> None:
    for origin, allowed in ((HOME, HOME), (ELSEWHERE, None), ("https://other.example", "https://other.example")):
        answer = closed.get(URL, origin=origin)
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert answer.headers["vary"] == "Accept, Accept-Encoding, Origin"
    assert "access-control-allow-origin" not in closed.get(URL).headers


def test_a_shared_cache_is_told_that_the_answer_depends_on_the_origin(closed: Client, small: Client) -> None:
    for client in (closed, small):
        assert "Origin" in client.get(URL).headers["vary"]
        assert "Origin" in client.get(URL, if_none_match="*").headers["vary"]


def test_no_origin_at_all_may_be_allowed(house: Session) -> None:
    with house.client(cors_origins="") as client:
        assert "access-control-allow-origin" not in client.get(URL, origin=HOME).headers
