"""Which `Accept` headers a route answers."""

import pytest

from tests.api.client import Client
from tests.api.small import MENGSU

NODE, GEXF = f"/v1/nodes/{MENGSU}", "/v1/graph.gexf"


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "*/*",
        "application/*",
        "APPLICATION/JSON",
        "text/html, application/json;q=0.1",
        "text/html,*/*;q=0.001",
        "application/json;charset=utf-8",
        "application/json; q=1.000",
        "",
        " , ",
        "image/png;q=0, application/*",
        "application/json;q=abc, */*",
    ],
)
def test_json_goes_to_who_takes_it(small: Client, accept: str) -> None:
    taken = 406 if accept.startswith("application/json;q=abc") else 200
    assert small.get(NODE, accept=accept).status == taken


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml",
        "application/json;q=0",
        "*/*;q=0",
        "*/*, application/json;q=0.000",
        "application/*;q=0,*/*",
        "application/json;q=nan",
        "application/json;q=inf",
        "application/json;q=-1",
        "application/json;q=1.5",
        "application/json;q=0.0001",
        "application/json;q=",
        "application/json;q",
        "json",
        "*",
        "application/jsonx",
        "application/json+x",
    ],
)
def test_json_does_not_go_to_who_refuses_it(small: Client, accept: str) -> None:
    answer = small.get(NODE, accept=accept)
    assert (answer.status, answer.json()["value"]) == (406, accept)
    assert answer.json()["suggestion"] == "Accept: application/json"


def test_a_file_goes_out_under_its_own_media_type_alone(small: Client) -> None:
    assert small.get(GEXF, accept="application/gexf+xml").media_type == "application/gexf+xml"
    assert small.get(GEXF, accept="application/json").status == 406


def test_pages_beside_the_api_are_not_refused(small: Client) -> None:
    assert small.get("/docs", accept="application/json").status == 200
    assert small.get("/metrics", accept="application/openmetrics-text").status == 200


def test_a_format_is_that_of_the_method_not_of_the_path(small: Client) -> None:
    """`/v1/patterns` answers a graph to POST and a list of templates to GET."""
    assert small.get("/v1/patterns", accept="application/gexf+xml").status == 406
    assert small.get("/v1/patterns.gexf").status == 404
    asked = small.request("POST", "/v1/exports", {"content-type": "application/json"}, b'{"path": "/v1/patterns"}')
    assert (asked.status, asked.json()["parameter"]) == (400, "/path")
