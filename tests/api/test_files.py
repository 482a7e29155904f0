"""Graph answers as files, and permalinks that give the same bytes for ever."""

import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from graphapi.api.app import create_app
from graphapi.bootstrap import views
from graphapi.export.registry import exporters
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.conftest import Session
from tests.api.small import CATL, MENGSU

NEIGHBORHOOD = f"/v1/nodes/{MENGSU}/neighborhood"
GEXF = "{http://gexf.net/1.3}"
PATHS = {"from": CATL, "to": MENGSU, "mode": "all_shortest"}


def nodes_of(content: bytes) -> set[str]:
    return {node.attrib["id"] for node in ET.fromstring(content).iter(f"{GEXF}node")}  # noqa: S314


def ids_of(answer: dict) -> set[str]:
    return {node["id"] for node in answer["graph"]["nodes"]}


@pytest.mark.parametrize("url", [f"{NEIGHBORHOOD}?depth=2", f"/v1/paths?from={CATL}&to={MENGSU}", "/v1/graph"])
def test_the_permalink_of_an_answer_holds_the_same_graph(small: Client, url: str) -> None:
    answer = small.get(url).json()
    file = small.get(answer["links"]["gexf"])
    assert file.media_type == "application/gexf+xml"
    assert nodes_of(file.content) == ids_of(answer)


def test_an_answer_to_a_body_has_a_permalink_too(small: Client) -> None:
    headers = {"content-type": "application/json"}
    answer = small.request("POST", "/v1/paths", headers, orjson.dumps(PATHS)).json()
    assert nodes_of(small.get(answer["links"]["gexf"]).content) == ids_of(answer)


def test_gephi_lite_is_given_an_absolute_address_that_ends_in_the_suffix(small: Client) -> None:
    links = small.get(NEIGHBORHOOD).json()["links"]
    parts = urlsplit(links["gephi_lite"])
    (file,) = parse_qs(parts.query)["file"]
    assert parts.netloc == "gephi.org"
    assert urlsplit(file).scheme == "http"
    assert file.endswith(links["gexf"])
    assert urlsplit(file).query == ""


def test_a_permalink_gives_the_bytes_of_its_revision_after_the_next_one(house: Session) -> None:
    settings = Settings(home=house.home)
    with Client(create_app(settings, house.ledger, house.first)) as client:
        link = client.get(f"{NEIGHBORHOOD}?depth=2").json()["links"]["gexf"]
        before = client.get(link)
    with Client(create_app(settings, house.ledger, house.second, view_at=views(house.ledger))) as client:
        assert client.get(link).content == before.content
        assert client.get(f"{NEIGHBORHOOD}.gexf?depth=2").content != before.content


def test_a_revision_that_is_not_served_is_named(small: Client, house: Session) -> None:
    with Client(create_app(Settings(home=house.home), house.ledger, house.first)) as client:
        link = client.get(NEIGHBORHOOD).json()["links"]["gexf"]
    answer = small.get(link)
    assert (answer.status, answer.json()["code"]) == (404, "revision_not_found")


@pytest.mark.parametrize("exporter", exporters(), ids=lambda known: known.name)
def test_every_format_is_had_by_suffix_by_accept_and_by_permalink(small: Client, exporter) -> None:
    by_suffix = small.get(f"{NEIGHBORHOOD}{exporter.suffix}")
    by_accept = small.get(NEIGHBORHOOD, accept=exporter.media_type)
    made = small.request(
        "POST", "/v1/exports", {"content-type": "application/json"}, orjson.dumps({"path": NEIGHBORHOOD})
    ).json()
    by_link = small.get(made["files"][exporter.name])
    assert by_suffix.status == by_accept.status == by_link.status == 200
    assert by_suffix.media_type == exporter.media_type
    assert by_suffix.content == by_accept.content == by_link.content


def test_a_report_says_what_the_format_loses(small: Client) -> None:
    report = small.get(f"{NEIGHBORHOOD}.gexf?report=true").json()
    assert report["format"] == "gexf"
    assert all({"what", "count", "example", "why"} <= loss.keys() for loss in report["losses"])


@pytest.mark.parametrize(
    ("url", "parameter"),
    [
        (f"{NEIGHBORHOOD}.gexf?label=fr", "label"),
        (f"{NEIGHBORHOOD}.gexf?layout=spiral", "layout"),
        (f"{NEIGHBORHOOD}.gexf?shiny=true", "shiny"),
        (f"{NEIGHBORHOOD}?label=zh", "label"),
        ("/v1/exports/AAAA/graph.gexf", "token"),
    ],
)
def test_an_option_that_is_none_is_refused(small: Client, url: str, parameter: str) -> None:
    answer = small.get(url)
    assert (answer.status, answer.json()["parameter"]) == (400, parameter)


def test_a_permalink_in_no_format_is_refused_with_the_nearest_one(small: Client) -> None:
    link = small.get(NEIGHBORHOOD).json()["links"]["gexf"].removesuffix(".gexf")
    answer = small.get(f"{link}.gefx")
    assert answer.json()["code"] == "unknown_format"
    assert answer.json()["suggestion"] == "did you mean '.gexf'?"


def test_what_answers_no_graph_has_no_permalink(small: Client) -> None:
    body = orjson.dumps({"path": "/v1/sources"})
    answer = small.request("POST", "/v1/exports", {"content-type": "application/json"}, body)
    assert (answer.status, answer.json()["parameter"]) == (400, "/path")


def test_the_whole_graph_as_json_says_when_it_is_cut(house: Session) -> None:
    with house.client(max_results=3) as client:
        told = client.get("/v1/graph").json()
        assert len(told["graph"]["nodes"]) == 3
        assert told["meta"]["completeness"]["reason"] == "result_limit"
        assert len(nodes_of(client.get("/v1/graph.gexf").content)) > 3
