"""What stands beside the API: docs without other hosts, health, metrics, and one log line a request."""

import json
import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO

import pytest
from prometheus_client.parser import text_string_to_metric_families

from graphapi.api.telemetry import LOG, JsonLines
from tests.api.client import Client
from tests.api.conftest import Session
from tests.api.small import MENGSU


class Addresses(HTMLParser):
    """Addresses that a page names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src", "action"} and value]


@pytest.mark.parametrize("root", ["", "/graph"])
def test_the_docs_page_and_all_it_names_come_from_this_host(house: Session, root: str) -> None:
    with house.client(root_path=root) as client:
        answer = client.get("/docs")
        page = answer.content.decode()
        assert (answer.status, answer.media_type) == (200, "text/html")
        assert not re.search(r"https?://|[\"'(]//", page)
        assert '"validatorUrl": null' in page
        addresses = [*Addresses(page).found, *re.findall(r"url: '([^']+)'", page)]
        assert len(addresses) == 4
        for address in addresses:
            assert address.startswith(f"{root}/")
            assert client.get(address.removeprefix(root)).status == 200


def test_the_styles_of_the_docs_name_no_other_host(small: Client) -> None:
    styles = small.get("/static/swagger-ui/swagger-ui.css").content.decode()
    assert all(address.startswith("data:") for address in re.findall(r"url\([\"']?([^\"')]+)", styles))
    assert "@import" not in styles


def test_every_link_of_the_root_answers(small: Client) -> None:
    for address in small.get("/v1").json()["links"].values():
        assert small.get(address).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_health_and_metrics_answer(small: Client, method: str, path: str) -> None:
    answer = small.request(method, path)
    assert answer.status == 200
    assert "etag" not in answer.headers


def test_readiness_names_the_revision(small: Client) -> None:
    assert small.get("/readyz").json() == {"status": "ready", "revision": 2}


def test_metrics_hold_route_templates_and_no_words_of_the_caller(house: Session) -> None:
    with house.client() as client:
        for url in ("", "/edges?limit=1", "x", f"?q={'x' * 17_000}"):
            client.get(f"/v1/nodes/{MENGSU}{url}")
        for url in (f"/v1/nodes/{MENGSU}", "/livez", "/wp-admin", "/v1/parks/x%22y"):
            client.get(url)
        client.get(f"/v1/nodes/{MENGSU}", if_none_match="*")
        client.request("BREW", "/v1/nodes")
        answer = client.get("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(answer.content.decode())}
    counted = {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for sample in families["graphapi_requests"].samples
        if sample.name == "graphapi_requests_total"
    }
    assert counted == {
        ("GET", "/v1/nodes/{node_id}", "200"): 2,
        ("GET", "/v1/nodes/{node_id}", "304"): 1,
        ("GET", "/v1/nodes/{node_id}", "404"): 1,
        ("GET", "/v1/nodes/{node_id}/edges", "200"): 1,
        ("GET", "/v1/parks/{node_id}", "400"): 1,
        ("GET", "/livez", "200"): 1,
        ("GET", "other", "404"): 1,
        ("GET", "other", "414"): 1,
        ("other", "/v1/nodes", "405"): 1,
    }
    assert families["graphapi_cached"].samples[0].value == 2
    assert "graphapi_request_seconds" in families


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the access log writes."""
    written = StringIO()
    handler, level = logging.StreamHandler(written), LOG.level
    handler.setFormatter(JsonLines())
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield written
    LOG.removeHandler(handler)
    LOG.setLevel(level)


def test_a_request_is_one_line_of_json(small: Client, log: StringIO) -> None:
    url = "/v1/nodes/park:%0A%22%E5%9B%AD"
    answer = small.get(url + "?provenance=none", x_request_id="trace-1")
    (text,) = log.getvalue().splitlines()
    line = json.loads(text)
    assert (line["request_id"], line["method"], line["status"]) == ("trace-1", "GET", 400)
    assert (line["path"], line["query"]) == ('/v1/nodes/park:\n"园', "provenance=none")
    assert line["route"] == "/v1/nodes/{node_id}"
    assert line["bytes"] == len(answer.body)
    assert 0 <= line["ms"] < 60_000
    assert line["level"] == "info"
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb", "é", "'; drop"])
def test_a_strange_request_id_is_replaced(small: Client, given: str) -> None:
    answer = small.get("/livez", x_request_id=given)
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def test_a_request_id_comes_back(small: Client) -> None:
    for url in ("/v1", "/v1", "/nowhere", "/docs", "/v1/nodes?x=1"):
        assert small.get(url, x_request_id="Trace_1.2-3").headers["x-request-id"] == "Trace_1.2-3"


def test_links_carry_the_prefix_of_a_proxy(house: Session) -> None:
    with house.client(root_path="/graph") as client:
        for path in (f"/v1/nodes/{MENGSU}/neighborhood?depth=2", f"/graph/v1/nodes/{MENGSU}/neighborhood?depth=2"):
            links = client.get(path).json()["links"]
            assert links["self"] == f"/graph/v1/nodes/{MENGSU}/neighborhood?depth=2"
            assert links["gexf"].startswith("/graph/v1/exports/")
            assert client.get(path).headers["etag"]
