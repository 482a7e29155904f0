"""The web page as it goes over the wire: media types, validators, policy, prefix."""

import re
from pathlib import Path

import pytest

from tests.api.client import Client
from tests.api.conftest import Session

ROOM = Path(__file__).parents[2] / "graphapi" / "explorer"


def test_the_page_is_html_for_browsers_and_leads_programs_to_the_api(small: Client) -> None:
    browser = small.get("/", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (browser.status, browser.media_type) == (200, "text/html")
    assert small.get("/").media_type == "text/html"
    program = small.get("/", accept="application/json")
    assert (program.status, program.headers["location"]) == (303, "/v1")
    assert "Accept" in program.headers["vary"].split(", ")
    assert small.request("HEAD", "/").status == 200


def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(small: Client) -> None:
    answer = small.get("/")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"], policy["connect-src"]) == ("'self'", "'self'", "'self'")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = answer.content.decode()
    assert not re.search(r"https?://|<style|style=|<script(?! type=\"module\" src=)| on\w+=", page)


@pytest.mark.parametrize("root", ["", "/graph"])
def test_all_that_the_page_names_is_served_below_a_prefix_too(house: Session, root: str) -> None:
    with house.client(root_path=root) as client:
        page = client.get(f"{root}/").content.decode()
        named = re.findall(r'(?:href|src)="([^"#]+)"', page)
        assert len(named) > 6
        for address in named:
            assert not address.startswith("/")
            assert client.get(f"{root}/{address}").status == 200, address


def test_a_prefix_without_its_slash_leads_to_the_page(house: Session) -> None:
    with house.client(root_path="/graph") as client:
        answer = client.get("/graph")
        assert (answer.status, answer.headers["location"]) == (308, "/graph/")


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("js/main.js", "text/javascript"),
        ("styles/tokens.css", "text/css"),
        ("mark.svg", "image/svg+xml"),
        ("vendor/manifest.json", "application/json"),
        ("vendor/echarts-6.1.0/echarts.esm.min.mjs", "text/javascript"),
    ],
)
def test_a_file_has_its_media_type_a_validator_and_a_compressed_form(small: Client, name: str, media: str) -> None:
    plain = small.get(f"/explorer/{name}")
    packed = small.get(f"/explorer/{name}", accept_encoding="gzip")
    assert (plain.status, plain.media_type) == (200, media)
    assert plain.content == packed.content == (ROOM / name).read_bytes()
    again = small.get(f"/explorer/{name}", accept_encoding="gzip", if_none_match=packed.headers["etag"])
    assert again.status == 304
    versioned = re.search(r"vendor/.+/", name)
    assert ("immutable" in plain.headers["cache-control"]) == bool(versioned)


@pytest.mark.parametrize("name", ["nothing.js", "index.html", "../api/app.py", "%2e%2e/api/app.py", "js", "js/", ""])
def test_no_other_file_is_served(small: Client, name: str) -> None:
    answer = small.get(f"/explorer/{name}")
    assert answer.status == 404
    assert answer.json()["code"] == "route_not_found"
