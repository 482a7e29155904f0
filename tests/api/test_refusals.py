"""Requests that nobody should send: each is refused with the right status, a stable code and the value named."""

import base64

import pytest

from graphapi.api.problems import STATUS, codes
from graphapi.model.errors import concrete_errors
from tests.api.client import Answer, Client
from tests.api.conftest import Session
from tests.api.small import BATCH, CATL, CELLS, DROPPED, EAST, MENGSU, OLD_PARK, TIMES

PATHS = f"/v1/paths?from={CATL}&to="
NEIGHBORHOOD = f"/v1/nodes/{MENGSU}/neighborhood"


def refused(answer: Answer, status: int, code: str) -> dict[str, object]:
    """The problem, which has this status and code."""
    assert answer.media_type == "application/problem+json"
    problem: dict[str, object] = answer.json()
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code), problem
    assert problem["type"] == f"/v1/problems#{code}"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    return problem


@pytest.mark.parametrize(
    ("url", "code", "parameter", "value"),
    [
        ("/v1/nodes?kind=parks", "unknown_kind", "kind", "parks"),
        ("/v1/nodes?kind=park,", "invalid_request", "kind", "park,"),
        ("/v1/nodes?limit=0", "invalid_request", "limit", "0"),
        ("/v1/nodes?limit=501", "invalid_request", "limit", "501"),
        ("/v1/nodes?limit=1e3", "invalid_request", "limit", "1e3"),
        ("/v1/nodes?limit=" + "9" * 400, "invalid_request", "limit", "9" * 80),
        ("/v1/nodes?ready_by=1", "invalid_request", "ready_by", "1"),
        ("/v1/nodes?stage=mining", "invalid_request", "stage", "mining"),
        (f"/v1/nodes?province={CATL}", "invalid_identifier", "province", CATL),
        (f"/v1/nodes?list={CATL}", "invalid_identifier", "list", CATL),
        (f"/v1/nodes/{MENGSU}?provenance=all", "invalid_request", "provenance", "all"),
        (f"/v1/nodes/{MENGSU}/edges?kind=host", "unknown_kind", "kind", "host"),
        (f"/v1/nodes/{MENGSU}/edges?direction=up", "invalid_request", "direction", "up"),
        (f"{NEIGHBORHOOD}?depth=0", "invalid_request", "depth", "0"),
        (f"{NEIGHBORHOOD}?depth=99", "invalid_request", "depth", "99"),
        (f"{NEIGHBORHOOD}?rel=hosts>,owns", "unknown_kind", "rel", "owns"),
        (f"{NEIGHBORHOOD}?rel=", "unknown_kind", "rel", ""),
        (f"{NEIGHBORHOOD}?valid_on=2025-02-30", "invalid_request", "valid_on", "2025-02-30"),
        (f"{NEIGHBORHOOD}?valid_on=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%95", "invalid_request", "valid_on", "２０２５"),
        (f"{NEIGHBORHOOD}?basis=certain", "invalid_request", "basis", "certain"),
        (f"{PATHS}{CATL}", "invalid_request", "to", CATL),
        (f"{PATHS}{EAST}&max_hops=13", "invalid_request", "max_hops", "13"),
        (f"{PATHS}{'a' * 201}", "invalid_request", "to", "a" * 80),
        (f"{PATHS}nothing", "invalid_identifier", "to", "nothing"),
        (f"/v1/segments/{CATL}/hosts", "invalid_identifier", "id", CATL),
        (f"/v1/segments/{CELLS}/hosts?status=running", "invalid_request", "status", "running"),
        (f"/v1/segments/{CELLS}/hosts?province={BATCH}", "invalid_identifier", "province", BATCH),
        (f"/v1/parks/{CATL}", "invalid_identifier", "id", CATL),
        ("/v1/edges/hosts:xyz", "invalid_identifier", "id", "hosts:xyz"),
        ("/v1/sources/source:1", "invalid_identifier", "id", "source:1"),
    ],
)
def test_a_wrong_value_is_named(small: Client, url: str, code: str, parameter: str, value: str) -> None:
    problem = refused(small.get(url), 400, code)
    assert (problem["parameter"], problem["value"]) == (parameter, value)


@pytest.mark.parametrize(
    ("url", "suggestion"),
    [
        ("/v1/nodes?knid=park", "kind"),
        ("/v1/nodes?kind=companies", "company"),
        (f"{NEIGHBORHOOD}?rel=operate_in", "operates_in"),
        (f"{NEIGHBORHOOD}?basis=oficial", "official"),
        (f"{PATHS}{EAST}&mode=all_shortst", "all_shortest"),
        (f"/v1/segments/{CELLS}/hosts?status=planed", "planned"),
        ("/v1/nodes/company:cattl", "company:catl"),
        ("/v1/nodes/company:CATL", "company:catl"),
        ("/v1/parks/ordos-mengsu", "park:ordos-mengsu"),
        (f"{PATHS}park:yibin-east-park", "park:yibin-east"),
        ("/v1/node", "/v1/nodes"),
        ("/v1/nodes/", "/v1/nodes"),
    ],
)
def test_the_nearest_right_word_is_suggested(small: Client, url: str, suggestion: str) -> None:
    assert small.get(url).json()["suggestion"] == f"did you mean '{suggestion}'?"


def test_a_near_id_is_suggested_on_the_real_graph(seed: Client) -> None:
    problem = refused(seed.get("/v1/nodes/company:catll"), 404, "node_not_found")
    assert problem["suggestion"] == "did you mean 'company:catl'?"


@pytest.mark.parametrize(
    ("written", "status", "code"),
    [
        ("%22park%22", 400, "invalid_identifier"),
        ("park:'%20OR%201=1%20--", 400, "invalid_identifier"),
        ("park:a%00b", 400, "invalid_identifier"),
        ("%00", 400, "invalid_identifier"),
        ("%ED%A0%80", 400, "invalid_identifier"),
        ("%FF%FE", 400, "invalid_identifier"),
        ("park:%E2%80%AEx", 400, "invalid_identifier"),
        ("%F0%9F%92%A9" * 20, 400, "invalid_identifier"),
        ("park:" + "a" * 10_000, 400, "invalid_identifier"),
        ("%0d%0aSet-Cookie:x", 400, "invalid_identifier"),
        ("%3Fq=1%23x", 400, "invalid_identifier"),
        ("..%2f..%2fetc%2fpasswd", 404, "route_not_found"),
        ("..", 400, "invalid_identifier"),
        ("park:a/b", 404, "route_not_found"),
        (":", 400, "invalid_identifier"),
        ("park:nothing-like-it", 404, "node_not_found"),
    ],
)
@pytest.mark.parametrize("route", ["/v1/nodes/{}", "/v1/nodes/{}/neighborhood", "/v1/parks/{}"])
def test_a_strange_id_is_no_server_error(small: Client, route: str, written: str, status: int, code: str) -> None:
    problem = refused(small.get(route.format(written)), status, code)
    assert len(str(problem)) < 2_000
    assert "�" not in str(problem["instance"])


@pytest.mark.parametrize("name", ["from", "avoid", "province", "q", "cursor", "rel", "no%00such"])
@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "%22'%3Cscript%3E", "x" * 10_000, "%", "%zz", "%F0%9F%92%A9"])
def test_a_strange_parameter_is_no_server_error(small: Client, name: str, value: str) -> None:
    for route in ("/v1/nodes?", f"{NEIGHBORHOOD}?", f"/v1/paths?to={EAST}&", "/v1/sources?"):
        assert small.get(f"{route}{name}={value}").status in {200, 400}


def test_bytes_that_are_no_text_are_no_server_error(small: Client) -> None:
    for url in ("/v1/nodes?q=\udcff\udcfe", f"{NEIGHBORHOOD}?depth=\udced\udca0\udc80", "/v1/nodes?\udcff=1"):
        assert small.get(url).status in {200, 400}


@pytest.mark.parametrize("url", ["/static/a%00b", "/static/..%2f..%2fapp.py", "/static/" + "a" * 9_000, "/nowhere"])
def test_an_address_outside_the_api_is_refused_alike(small: Client, url: str) -> None:
    assert refused(small.get(url), 404, "route_not_found")["instance"] == url[:200]


def test_a_repeated_parameter_is_refused(small: Client) -> None:
    problem = refused(small.get(f"{NEIGHBORHOOD}?depth=1&depth=2"), 400, "invalid_request")
    assert problem["parameter"] == "depth"


def test_the_length_of_a_url_is_bounded_to_the_byte(house: Session) -> None:
    with house.client(max_url_bytes=300) as client:
        assert client.get("/v1?" + "a" * 297).status == 400
        assert refused(client.get("/v1?" + "a" * 298), 414, "url_too_long")["instance"] == "/v1"


def test_an_edge_and_a_source_that_never_were_are_not_found(small: Client) -> None:
    refused(small.get("/v1/edges/hosts:000000000000"), 404, "edge_not_found")
    refused(small.get("/v1/sources/source:000000000000"), 404, "source_not_found")


def test_what_was_deleted_is_gone(small: Client) -> None:
    for url in (f"/v1/nodes/{OLD_PARK}", f"/v1/parks/{OLD_PARK}", f"/v1/edges/{DROPPED.id}", f"{PATHS}{OLD_PARK}"):
        assert OLD_PARK in str(refused(small.get(url), 410, "gone")["value"]) or DROPPED.id in url


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (f"/v1/nodes/{TIMES}", f"/v1/nodes/{CATL}"),
        ("/v1/nodes/company%3Atimes/edges?limit=3&kind=hosts", f"/v1/nodes/{CATL}/edges?limit=3&kind=hosts"),
        (f"/v1/nodes/{TIMES}/neighborhood.gexf?depth=2", f"/v1/nodes/{CATL}/neighborhood.gexf?depth=2"),
        (f"/v1/paths?to={EAST}&from=company%3Atimes", f"/v1/paths?to={EAST}&from={CATL}"),
        (
            f"/v1/paths?from={MENGSU}&to={EAST}&avoid={CELLS},{TIMES}",
            f"/v1/paths?from={MENGSU}&to={EAST}&avoid={CELLS},{CATL}",
        ),
    ],
)
def test_a_merged_node_redirects_to_the_same_question_about_the_other(small: Client, asked: str, answered: str) -> None:
    answer = small.get(asked)
    problem = refused(answer, 308, "moved")
    assert answer.headers["location"] == answered
    assert (problem["value"], problem["suggestion"]) == (TIMES, f"use '{CATL}'")
    assert small.get(answered).status == 200


def test_a_redirect_keeps_the_prefix_of_a_proxy(house: Session) -> None:
    with house.client(root_path="/graph") as client:
        assert client.get(f"/v1/nodes/{TIMES}").headers["location"] == f"/graph/v1/nodes/{CATL}"
        assert client.get(f"/graph/v1/nodes/{TIMES}").headers["location"] == f"/graph/v1/nodes/{CATL}"


def test_a_cursor_of_another_revision_is_refused(house: Session, small: Client) -> None:
    with house.client(house.first) as earlier:
        cursor = earlier.get("/v1/nodes?limit=2").json()["next"]
        assert earlier.get(f"/v1/nodes?limit=2&cursor={cursor}").status == 200
    problem = refused(small.get(f"/v1/nodes?limit=2&cursor={cursor}"), 400, "invalid_cursor")
    assert (problem["parameter"], problem["value"]) == ("cursor", cursor)
    assert "revision 1" in str(problem["detail"])


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"5", b"[2,3]", b'[2,"x",0]', b'{"a":1,"b":2,"c":3}', b"\xff"])
def test_a_cursor_that_this_service_never_made_is_refused(small: Client, content: bytes) -> None:
    cursor = base64.urlsafe_b64encode(content).decode()
    refused(small.get(f"/v1/nodes?cursor={cursor}"), 400, "invalid_cursor")


def test_a_cursor_serves_its_own_query_alone(small: Client) -> None:
    cursor = small.get("/v1/nodes?limit=1&kind=park").json()["next"]
    refused(small.get(f"/v1/nodes?limit=1&kind=company&cursor={cursor}"), 400, "invalid_cursor")
    refused(small.get(f"/v1/sources?limit=1&cursor={cursor}"), 400, "invalid_cursor")


def test_a_cursor_allows_another_size_of_the_part(small: Client) -> None:
    cursor = small.get("/v1/nodes?limit=1").json()["next"]
    assert len(small.get(f"/v1/nodes?limit=2&cursor={cursor}").json()["items"]) == 2


@pytest.mark.parametrize(
    "url", ["/v1/nodes", "/v1/sources", f"/v1/nodes/{MENGSU}/edges", f"/v1/segments/{CELLS}/hosts"]
)
def test_following_next_gives_the_whole_list_once(small: Client, url: str) -> None:
    whole = small.get(url).json()
    found, following = [], f"{url}?limit=1"
    while following:
        part = small.get(following).json()
        found += part["items"]
        following = part["links"].get("next")
    assert found == whole["items"]
    assert len(found) == whole["meta"]["total"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_a_wrong_method_is_refused_with_the_right_ones(small: Client, method: str) -> None:
    answer = small.request(method, "/v1/schema")
    problem = refused(answer, 405, "method_not_allowed")
    assert (answer.headers["allow"], problem["value"]) == ("GET, HEAD", method)


def test_every_code_that_the_service_answers_is_explained(small: Client) -> None:
    codes = small.get("/v1/problems").json()["problems"]
    assert {"node_not_found", "url_too_long", "not_acceptable", "route_not_found", "internal_error"} <= codes.keys()
    assert all(found["meaning"] for found in codes.values())


def test_every_error_has_a_status() -> None:
    assert set(STATUS) == concrete_errors()


def test_codes_stay_what_clients_know() -> None:
    """A code follows from the name of its class; whoever renames the class gives it its old code."""
    known = """
        batch_too_large budget_exceeded edge_not_found gone identifier_not_found internal_error invalid_cursor
        invalid_document invalid_identifier invalid_package invalid_request ledger_unavailable method_not_allowed moved
        names_not_ready node_not_found not_acceptable revision_not_found route_not_found source_not_found
        unexportable_text unknown_field unknown_format unknown_kind unknown_parameter url_too_long
    """
    assert set(known.split()) <= codes().keys()
