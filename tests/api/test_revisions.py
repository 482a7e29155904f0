"""The service as of an older revision, below `/revisions/{n}`."""

from collections.abc import Iterator

import pytest

from graphapi.api.app import create_app
from graphapi.bootstrap import names, views
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.conftest import Session
from tests.api.small import MENGSU, OLD_PARK


@pytest.fixture(params=["", "/graph"], scope="module")
def past(house: Session, request: pytest.FixtureRequest) -> Iterator[tuple[Client, str]]:
    """A client of an app that can open older revisions, and the prefix below which it is served."""
    settings = Settings(home=house.home, root_path=request.param)
    app = create_app(settings, house.ledger, house.second, view_at=views(house.ledger), names_of=names(settings))
    with Client(app) as client:
        yield client, request.param


def test_a_revision_answers_as_it_was_and_the_newest_as_it_is(past: tuple[Client, str]) -> None:
    client, root = past
    then = client.get(f"{root}/revisions/1/v1/nodes/{OLD_PARK}")
    assert (then.status, then.json()["meta"]["revision"]) == (200, 1)
    assert client.get(f"{root}/v1/nodes/{OLD_PARK}").status == 410
    assert client.get(f"{root}/revisions/2/v1/nodes/{OLD_PARK}").status == 410
    assert client.get(f"{root}/revisions/1/readyz").json()["revision"] == 1


def test_links_in_an_answer_stay_with_the_revision(past: tuple[Client, str]) -> None:
    client, root = past
    first = client.get(f"{root}/revisions/1/v1/nodes?limit=2").json()
    assert first["links"]["next"].startswith(f"{root}/revisions/1/v1/nodes?cursor=")
    second = client.get(first["links"]["next"]).json()
    assert second["meta"]["revision"] == 1
    assert {one["id"] for one in first["items"]}.isdisjoint(one["id"] for one in second["items"])
    graph = client.get(f"{root}/revisions/1/v1/nodes/{MENGSU}/neighborhood").json()
    assert client.get(graph["links"]["gexf"]).status == 200


def test_answers_of_two_revisions_have_two_tags(past: tuple[Client, str]) -> None:
    client, root = past
    tags = {client.get(f"{root}{place}/v1/nodes/{MENGSU}").headers["etag"] for place in ("", "/revisions/1")}
    assert len(tags) == 2


def test_names_of_a_revision_are_searched(past: tuple[Client, str]) -> None:
    client, root = past
    found = client.get(f"{root}/revisions/1/v1/suggest?q=Old%20park").json()["items"]
    assert [one["id"] for one in found][:1] == [OLD_PARK]


@pytest.mark.parametrize("number", [3, 999_999_999])
def test_a_revision_that_is_not_there_is_a_problem(past: tuple[Client, str], number: int) -> None:
    client, root = past
    answer = client.get(f"{root}/revisions/{number}/v1/nodes")
    assert (answer.status, answer.json()["code"]) == (404, "revision_not_found")


@pytest.mark.parametrize("place", ["/revisions/0/v1", "/revisions/x/v1", "/revisions/01/v1", "/revisions//v1"])
def test_what_is_no_number_is_no_revision(past: tuple[Client, str], place: str) -> None:
    client, root = past
    assert client.get(root + place).json()["code"] == "route_not_found"


def test_the_page_of_a_revision_stands_below_it(past: tuple[Client, str]) -> None:
    client, root = past
    answer = client.get(f"{root}/revisions/1")
    assert (answer.status, answer.headers["location"]) == (308, f"{root}/revisions/1/")
    assert client.get(f"{root}/revisions/1/").media_type == "text/html"
    assert client.get(f"{root}/revisions/1/explorer/js/main.js").status == 200
