"""The traversal language over HTTP: what bodies may say, how they are refused, and how answers come."""

import json
from typing import Any

import pytest

from tests.api.client import Answer, Client
from tests.api.conftest import Session
from tests.api.small import CATL, CELLS, EAST, LITHIUM, MENGSU, OLD_PARK, TIMES

JSON = "application/json"
LINES = "application/jsonl"
PROBLEM = "application/problem+json"
PATHS = {"from": CATL, "to": MENGSU}


def post(client: Client, url: str, body: object, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.request("POST", f"/v1/{url}", {"content-type": JSON, **headers}, raw)


def meta(answer: Answer) -> dict[str, Any]:
    assert (answer.status, answer.media_type) == (200, JSON), answer.content
    found: dict[str, Any] = answer.json()["meta"]
    return found


def refused(answer: Answer, code: str, status: int = 400) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status, answer.media_type, problem["code"]) == (status, PROBLEM, code), problem
    return problem


def pointer(problem: dict[str, Any]) -> str:
    return str(problem["parameter"]).strip("/").replace("/", ".")


def where(field: str, op: str, value: object) -> dict[str, Any]:
    return {"to": {"where": [{"field": field, "op": op, "value": value}]}}


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("neighborhood", {"start": [CATL], "dept": 1}),
        ("neighborhood", {"start": [CATL], "steps": [{"rell": []}]}),
        ("paths", PATHS | {"aviod": {}}),
        ("paths", PATHS | {"budget": {"edgess": 1}}),
        ("patterns", {"pattern": "park -- segment", "binds": {}}),
        ("connect", {"ids": [CATL, EAST], "via": []}),
    ],
)
def test_a_field_that_no_body_has_is_refused(small: Client, url: str, body: dict[str, Any]) -> None:
    problem = refused(post(small, url, body), "unknown_parameter")
    assert pointer(problem).split(".")[-1] in {"dept", "rell", "aviod", "edgess", "binds", "via"}


@pytest.mark.parametrize(
    ("url", "body", "at"),
    [
        ("neighborhood", {"start": 5}, "start"),
        ("neighborhood", {}, "start"),
        ("neighborhood", {"start": [CATL], "depth": 7}, "depth"),
        ("neighborhood", {"start": [CATL], "depth": "deep"}, "depth"),
        ("neighborhood", {"start": [CATL], "steps": []}, "steps"),
        ("neighborhood", {"start": [CATL], "steps": [{"repeat": [2, 1]}]}, "steps.0.repeat"),
        ("neighborhood", {"start": [CATL], "steps": [{"repeat": [0, 0]}]}, "steps.0.repeat"),
        ("neighborhood", {"start": [CATL], "steps": [{"repeat": [-1, 1]}]}, "steps.0.repeat"),
        ("neighborhood", {"start": [CATL], "steps": [{"repeat": [1, 13]}]}, "steps.0.repeat"),
        ("neighborhood", {"start": [CATL], "steps": [{"repeat": [1, 7]}] * 2}, "steps"),
        ("neighborhood", {"start": [CATL], "hubs": {"policy": "some"}}, "hubs.policy"),
        ("neighborhood", {"start": [CATL], "budget": {"edges": 0}}, "budget.edges"),
        ("neighborhood", {"start": [CATL], "valid_on": "2025-02-30"}, "valid_on"),
        ("neighborhood", {"start": [CATL], "status": ["running"]}, "status.0"),
        ("paths", PATHS | {"max_hops": 13}, "max_hops"),
        ("paths", PATHS | {"max_hops": 2, "steps": [{}, {}, {}]}, "max_hops"),
        ("paths", PATHS | {"max_hops": 2, "steps": [{"repeat": [3, 4]}]}, "max_hops"),
        ("paths", PATHS | {"via": [EAST] * 6}, "via"),
        ("paths", PATHS | {"from": CATL, "to": CATL}, "to"),
        ("paths", PATHS | {"cost": "money"}, "cost"),
        ("paths", PATHS | {"steps": [where("name_en", "~", "x")]}, "steps.0.to.where.0.op"),
        ("paths", PATHS | {"steps": [where("construction_end", "<", "soon")]}, "steps.0.to.where.0.value"),
        ("paths", PATHS | {"steps": [where("listings", "=", "XSHE:300750")]}, "steps.0.to.where.0.value"),
        (
            "paths",
            PATHS | {"steps": [{"where": [{"field": "anchor", "op": "<", "value": True}]}]},
            "steps.0.where.0.value",
        ),
        ("patterns", {"pattern": "park -- segment", "distinct": [2]}, "distinct"),
        ("patterns", {"pattern": "park -- segment", "distinct": [0], "group_by": [1]}, "group_by"),
        ("patterns", {"pattern": "park -- segment", "bind": {"two": EAST}}, "bind"),
        ("patterns", {"pattern": "park -- segment", "edges": {"01": []}}, "edges"),
        (
            "patterns",
            {"pattern": "park -- segment", "edges": {"0": [{"field": "status", "value": 5}]}},
            "edges.0.0.value",
        ),
        ("patterns", {}, "template"),
        ("connect", {"ids": [CATL]}, "ids"),
        ("connect", {"ids": [CATL, CATL]}, "ids"),
        ("connect", {"ids": [CATL] * 51}, "ids"),
        ("connect", {"ids": [CATL, EAST], "steps": [{"repeat": [1, 2]}]}, "steps.0.repeat"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(small: Client, url: str, body: dict[str, Any], at: str) -> None:
    assert pointer(refused(post(small, url, body), "invalid_request")).startswith(at)


@pytest.mark.parametrize(
    ("url", "body", "code", "suggestion"),
    [
        ("neighborhood", {"start": {"kind": ["prak"]}}, "unknown_kind", "park"),
        ("neighborhood", {"start": [CATL], "kind": ["compny"]}, "unknown_kind", "company"),
        ("neighborhood", {"start": [CATL], "steps": [{"rel": ["operate_in>"]}]}, "unknown_kind", "operates_in"),
        ("neighborhood", {"start": [CATL], "avoid": {"kinds": ["provinces"]}}, "unknown_kind", "province"),
        ("neighborhood", {"start": [CATL], "end_at": where("stagee", "=", 1)["to"]}, "unknown_field", "stage"),
        ("paths", PATHS | {"mode": "shortst"}, "invalid_request", "shortest"),
        ("paths", PATHS | {"steps": [where("construction_ends", "<", 5)]}, "unknown_field", "construction_end"),
        ("paths", PATHS | {"steps": [where("status", "=", "acepted")]}, "invalid_request", "accepted"),
        ("paths", PATHS | {"to": "park:ordos-mengsuu"}, "node_not_found", "park:ordos-mengsu"),
        ("paths", PATHS | {"avoid": {"ids": ["park:yibin-eastt"]}}, "node_not_found", "park:yibin-east"),
        ("paths", PATHS | {"via": ["park:yibin-eastt"]}, "node_not_found", "park:yibin-east"),
        ("patterns", {"template": "neighbors-in-park"}, "invalid_request", "neighbours-in-park"),
        ("patterns", {"pattern": "park -host-> segment"}, "unknown_kind", "hosts"),
        ("patterns", {"pattern": "parks -hosts-> segment"}, "unknown_kind", "park"),
        ("connect", {"ids": [CATL, "park:yibin-eastt"]}, "node_not_found", "park:yibin-east"),
    ],
)
def test_the_nearest_right_word_is_suggested(
    small: Client, url: str, body: dict[str, Any], code: str, suggestion: str
) -> None:
    problem = refused(post(small, url, body), code, 404 if code == "node_not_found" else 400)
    assert problem["suggestion"] == f"did you mean '{suggestion}'?"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "park",
        "park park",
        "-hosts->",
        "park -hosts-> ",
        "park hosts segment",
        "park <-hosts-> segment",
        "park -hosts-> segment ;",
        "园区 -hosts-> segment",
        "park " + "-- park " * 8,
        "park -hosts-> segment <-",
    ],
)
def test_a_text_that_is_no_pattern_is_refused_with_one_that_is(small: Client, text: str) -> None:
    problem = refused(post(small, "patterns", {"pattern": text}), "invalid_request")
    assert (pointer(problem), problem["suggestion"]) == ("pattern", "park -hosts-> segment <-active_in- company")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"\xff\xfe", b'{"from":', b"[" * 50_000])
@pytest.mark.parametrize("url", ["neighborhood", "paths", "patterns", "connect"])
def test_what_is_no_body_is_refused(small: Client, url: str, body: bytes) -> None:
    answer = post(small, url, body)
    assert (answer.status, answer.media_type) == (400, PROBLEM)


@pytest.mark.parametrize("value", [b"NaN", b"1e400", b"1" + b"0" * 30, b'"\\ud800"', b"[]", b"{}", b"null"])
def test_a_strange_value_of_a_condition_is_no_server_error(small: Client, value: bytes) -> None:
    step = b'{"to":{"where":[{"field":"area_km2","value":%b}]}}' % value
    answer = post(small, "paths", b'{"from":"%b","to":"%b","steps":[%b]}' % (CATL.encode(), MENGSU.encode(), step))
    assert answer.status == 400


@pytest.mark.parametrize(
    ("url", "body", "name"),
    [
        ("neighborhood", {"start": [CATL] * 200 + [EAST]}, ""),
        ("neighborhood", {"start": []}, "start"),
        ("neighborhood", {"start": {"kind": ["park"], "ids": [CATL]}}, "start"),
        ("paths", PATHS | {"from": []}, "from"),
    ],
)
def test_no_start_and_an_empty_filter_are_refused_and_repeats_are_not(
    small: Client, url: str, body: dict[str, Any], name: str
) -> None:
    answer = post(small, url, body)
    if not name:
        assert meta(answer)["query"]["start"] == [CATL, EAST]
    else:
        assert pointer(refused(answer, "invalid_request")) == name


def test_more_than_200_starts_are_refused(seed: Client) -> None:
    companies = [one["id"] for one in seed.get("/v1/nodes?kind=company&limit=201").json()["items"]]
    for url, body in (
        ("neighborhood", {"start": companies}),
        ("neighborhood", {"start": {"kind": ["company"]}}),
        ("paths", {"from": companies, "to": "city:yichun"}),
        ("paths", {"from": "city:yichun", "to": {"kind": ["company"]}}),
    ):
        assert "1 to 200" in refused(post(seed, url, body), "invalid_request")["detail"]


def test_an_estimate_may_start_from_more_nodes_than_a_query_lists(seed: Client) -> None:
    told = post(seed, "patterns", {"pattern": "company -operates_in-> park", "estimate": True}).json()["estimate"]
    assert told["edges"] > 0
    bound = {"pattern": "company -operates_in-> park", "estimate": True, "bind": {"1": "park:ordos-mengsu"}}
    assert post(seed, "patterns", bound).json()["estimate"]["hops"][0]["nodes"] < told["nodes"]


def test_what_was_merged_or_deleted_is_told_of_any_id_of_a_body(small: Client) -> None:
    for body in (PATHS | {"from": OLD_PARK}, PATHS | {"avoid": {"ids": [OLD_PARK]}}, PATHS | {"via": [OLD_PARK]}):
        assert refused(post(small, "paths", body), "gone", 410)["value"] == OLD_PARK
    assert refused(post(small, "connect", {"ids": [TIMES, EAST]}), "moved", 308)["suggestion"] == f"use '{CATL}'"
    provinces = refused(post(small, "paths", PATHS | {"avoid": {"provinces": [EAST]}}), "invalid_identifier")
    assert pointer(provinces) == "avoid.provinces"


def test_budgets_above_the_ceiling_are_lowered_and_shown(house: Session) -> None:
    high = {"edges": 10**9, "ms": 10**9, "results": 10**9}
    with house.client(max_edges=1000, max_ms=2000, max_results=30) as client:
        for url, body in (("neighborhood", {"start": [CATL]}), ("paths", PATHS), ("connect", {"ids": [CATL, EAST]})):
            held = meta(post(client, url, body | {"budget": high}))["query"]["budget"]
            assert held == {"edges": 1000, "ms": 2000, "results": 30}
        low = meta(post(client, "paths", PATHS | {"budget": {"edges": 7, "ms": 1999}}))["query"]["budget"]
        assert low == {"edges": 7, "ms": 1999, "results": 30}


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("neighborhood", {"start": [CATL], "depth": 3, "budget": {"edges": 2}}),
        ("neighborhood", {"start": [CATL], "depth": 3, "budget": {"results": 1}}),
        ("paths", PATHS | {"budget": {"edges": 1}}),
        ("paths", PATHS | {"mode": "simple", "max_hops": 4, "budget": {"edges": 6}}),
        (
            "paths",
            {
                "from": EAST,
                "to": MENGSU,
                "mode": "simple",
                "steps": [{"rel": ["hosts", "feeds", "operates_in", "located_in", "listed_in"]}],
                "budget": {"edges": 3},
            },
        ),
        ("patterns", {"pattern": "park -hosts-> segment", "budget": {"results": 1}}),
        ("patterns", {"pattern": "park -hosts-> segment", "budget": {"edges": 1}}),
        ("connect", {"ids": [CATL, MENGSU], "budget": {"edges": 1}}),
    ],
)
def test_a_budget_that_is_hit_cuts_the_answer_or_fails_as_asked(small: Client, url: str, body: dict[str, Any]) -> None:
    told = meta(post(small, url, body))
    assert told["completeness"]["complete"] is False
    assert told["completeness"]["reason"] in {"edge_budget", "result_limit"}
    assert told["cost"]["edges"] <= told["query"]["budget"]["edges"]
    assert "no_path" not in told
    problem = refused(post(small, url, body | {"on_budget": "error"}), "budget_exceeded", 422)
    assert "budget" in pointer(problem)
    assert "narrow" in problem["suggestion"]


def test_a_hub_is_reported_and_may_be_refused(small: Client) -> None:
    body = {"start": [MENGSU], "depth": 1, "hubs": {"max_degree": 2}}
    told = meta(post(small, "neighborhood", body))
    assert told["hubs"] == {MENGSU: {"edges": 3, "kept": 2}}
    assert told["completeness"]["reason"] == "hub_limit"
    for url, more in (("neighborhood", body), ("paths", {"from": MENGSU, "to": EAST})):
        strict = more | {"hubs": {"max_degree": 2, "policy": "error"}}
        assert refused(post(small, url, strict), "budget_exceeded", 422)["value"] == MENGSU


def test_no_path_is_an_answer_with_the_constraint_that_bars_the_way(small: Client) -> None:
    told = meta(post(small, "paths", PATHS | {"max_hops": 2}))
    assert told["completeness"] == {"complete": True}
    assert [one["constraint"] for one in told["no_path"]["relax"]] == ["max_hops"]
    told = meta(post(small, "paths", PATHS | {"avoid": {"ids": [CELLS]}}))
    assert told["no_path"]["relax"][0] == {"constraint": "avoid", "hops": 3, "nodes": [CATL, EAST, CELLS, MENGSU]}
    told = meta(post(small, "paths", PATHS | {"stop_at": {"kind": ["segment"]}}))
    assert told["no_path"]["relax"] == [{"constraint": "stop_at", "hops": 3, "nodes": [CATL, EAST, CELLS, MENGSU]}]


def test_the_steps_say_how_long_a_path_may_be_unless_max_hops_does(small: Client) -> None:
    long = {"steps": [{"rel": ["operates_in>"]}, {"rel": ["hosts>"]}, {"rel": ["<hosts"]}]}
    told = post(small, "paths", PATHS | long).json()
    assert (told["paths"][0]["hops"], told["meta"]["query"]["max_hops"]) == (3, 3)
    told = post(small, "paths", PATHS | {"steps": [{"repeat": [1, 12]}], "max_hops": 2}).json()
    assert (told["paths"], told["meta"]["query"]["max_hops"]) == ([], 2)


def test_a_node_that_is_to_be_passed_twice_is_passed_once(small: Client) -> None:
    assert meta(post(small, "paths", PATHS | {"via": [CELLS, CELLS]}))["completeness"] == {"complete": True}
    assert post(small, "paths", PATHS | {"via": [CELLS, CELLS]}).json()["paths"]


SIMPLE = {
    "from": "segment:lepidolite-mining",
    "to": "segment:electric-vehicles",
    "mode": "simple",
    "max_hops": 7,
    "steps": [{"rel": ["feeds>"]}],
}


def test_paths_are_streamed_one_a_line_and_the_last_line_says_whether_that_is_all(seed: Client) -> None:
    answer = post(seed, "paths", SIMPLE, accept=LINES)
    assert (answer.status, answer.media_type) == (200, LINES)
    lines = [json.loads(line) for line in answer.content.splitlines()]
    whole = post(seed, "paths", SIMPLE).json()
    assert [line["path"] for line in lines[:-1]] == whole["paths"]
    assert lines[-1] == {"paths": len(lines) - 1, "completeness": {"complete": True}, "cost": lines[-1]["cost"]}
    cut = post(seed, "paths", SIMPLE | {"budget": {"results": 2}}, accept=LINES).content.splitlines()
    assert [json.loads(line) for line in cut[:2]] == lines[:2]
    assert json.loads(cut[2])["completeness"]["reason"] == "result_limit"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/jsonl", LINES),
        ("application/jsonl, application/json;q=0.5", LINES),
        ("application/json, application/jsonl;q=0.5", JSON),
        ("application/json, application/jsonl", JSON),
        ("*/*", JSON),
    ],
)
def test_the_client_chooses_lines_or_one_answer(seed: Client, accept: str, media_type: str) -> None:
    assert post(seed, "paths", SIMPLE, accept=accept).media_type == media_type


@pytest.mark.parametrize(
    "more",
    [
        {"mode": "shortest"},
        {"diverse": True},
        {"pairs": "each"},
        {"on_budget": "error"},
    ],
)
def test_what_cannot_be_streamed_is_answered_at_once_or_refused(seed: Client, more: dict[str, Any]) -> None:
    assert post(seed, "paths", SIMPLE | more, accept=f"{LINES}, {JSON};q=0.1").media_type == JSON
    assert pointer(refused(post(seed, "paths", SIMPLE | more, accept=LINES), "unknown_format", 406)) == "Accept"


def test_a_bad_request_for_a_stream_is_a_problem_before_the_first_line(seed: Client) -> None:
    refused(post(seed, "paths", SIMPLE | {"to": "segment:electric-vehicle"}, accept=LINES), "node_not_found", 404)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("neighborhood", {"start": [CATL], "depth": 3}),
        ("paths", PATHS),
        ("patterns", {"pattern": "park -hosts-> segment"}),
        ("connect", {"ids": [CATL, MENGSU]}),
    ],
)
def test_an_estimate_tells_work_and_advice_instead_of_an_answer(small: Client, url: str, body: dict[str, Any]) -> None:
    told = post(small, url, body | {"estimate": True}).json()
    assert told.keys() >= {"estimate", "meta", "links"}
    assert "graph" not in told
    assert told["estimate"]["advice"] == "the query fits its budget"
    tight = post(small, url, body | {"estimate": True, "budget": {"edges": 1}}).json()["estimate"]
    assert "narrow rel or kind at hop" in tight["advice"]


def test_a_pattern_avoids_and_stops_wherever_its_place_is(small: Client) -> None:
    pattern = {"pattern": "park -hosts-> segment <-feeds- segment"}
    whole = post(small, "patterns", pattern).json()["matches"]
    assert [match["nodes"] for match in whole] == [[MENGSU, CELLS, LITHIUM], [EAST, CELLS, LITHIUM]]
    for more in ({"avoid": {"ids": [MENGSU]}}, {"within": [EAST, CELLS, LITHIUM]}):
        found = post(small, "patterns", pattern | more).json()["matches"]
        assert [match["nodes"] for match in found] == [[EAST, CELLS, LITHIUM]]
        bound = pattern | more | {"bind": {"2": LITHIUM}}
        assert post(small, "patterns", bound).json()["matches"] == found
    assert post(small, "patterns", pattern | {"stop_at": {"kind": ["park"]}}).json()["matches"] == whole
    assert post(small, "patterns", pattern | {"stop_at": {"ids": [CELLS]}}).json()["matches"] == []


def test_a_connection_does_not_pass_what_it_shall_stop_at(small: Client) -> None:
    body = {"ids": [CATL, MENGSU]}
    assert meta(post(small, "connect", body))["components"] == [[CATL, MENGSU]]
    assert meta(post(small, "connect", body | {"stop_at": {"kind": ["segment"]}}))["components"] == [[CATL], [MENGSU]]
