"""Rows of a table and the nodes that they mean; identifiers of other registers."""

from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.api.client import Answer, Client
from tests.api.small import CATL, EAST, MENGSU, TIMES
from tests.examples import examples

Row = dict[str, Any]


def post(client: Client, body: object) -> Answer:
    return client.request("POST", "/v1/match", {"content-type": "application/json"}, orjson.dumps(body))


def matched(client: Client, **row: Any) -> Row:
    answer = post(client, {"queries": {"row": row}})
    assert answer.status == 200, answer.content
    result: Row = answer.json()["results"]["row"]
    return result


def told(result: Row) -> tuple[str, list[str]]:
    return result["decision"], [hit["node"]["id"] for hit in result["hits"]]


@pytest.mark.parametrize(
    ("name", "relation", "score"),
    [
        ("宁德时代", "same", 1.0),
        ("XSHE:300750", "same", 1.0),
        (CATL, "same", 1.0),
        ("宁德时代股份有限公司", "form", 0.97),
        ("Amperex Contemporary Co., Ltd.", "order", 0.95),
        ("Contemporry Amperex", "typo", 0.92),
    ],
)
def test_names_that_mean_the_same_are_a_match_and_say_why(
    small: Client, name: str, relation: str, score: float
) -> None:
    result = matched(small, names=[name])
    assert told(result) == ("match", [CATL])
    hit = result["hits"][0]
    assert (hit["score"], hit["decision"], hit["features"]["name"]["detail"]) == (score, "match", relation)


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("宁得时代", "sound"),
        ("ningdeshidai", "short_pinyin"),
        ("ndsd", "initials"),
        ("宁德时代(贵州)新能源科技有限公司", "part"),
        ("宁德时间", "alike"),
    ],
)
def test_names_that_may_mean_the_same_are_candidates(small: Client, name: str, relation: str) -> None:
    result = matched(small, names=[name])
    assert told(result) == ("candidate", [CATL])
    assert result["hits"][0]["features"]["name"]["detail"] == relation


def test_a_name_of_nothing_has_no_hit(small: Client) -> None:
    assert matched(small, names=["Northvolt"]) == {"decision": "none", "hits": []}


def test_the_best_of_several_names_counts(small: Client) -> None:
    assert told(matched(small, names=["Northvolt", "CATL"])) == ("match", [CATL])


def test_places_are_put_aside_where_the_node_lies(seed: Client) -> None:
    assert told(matched(seed, names=["山西大同经开区"], kind=["park"], limit=1)) == ("match", ["park:datong-etdz"])
    assert told(matched(seed, names=["江西赣锋锂业"], kind=["company"], limit=1)) == ("match", ["company:ganfeng"])
    for name in ("四川大同经开区", "大同高新区", "经开区"):
        assert matched(seed, names=[name], kind=["park"])["decision"] != "match", name


def test_a_firm_asked_for_without_the_place_of_the_known_name_is_no_match(seed: Client) -> None:
    result = matched(seed, names=["国轩"], kind=["company"])
    assert told(result)[0] == "candidate"
    assert {"company:gotion", "company:jiangxi-gotion"} <= set(told(result)[1])


def test_two_nodes_of_one_name_are_candidates_until_the_kind_is_given(seed: Client) -> None:
    decision, found = told(matched(seed, names=["北京"], limit=2))
    assert (decision, set(found)) == ("candidate", {"city:beijing", "province:bj"})
    assert told(matched(seed, names=["北京"], kind=["city"], limit=1)) == ("match", ["city:beijing"])


def test_a_ticker_decides_unless_the_name_is_another_one(small: Client) -> None:
    assert told(matched(small, ticker="300750.SZ")) == ("match", [CATL])
    agreeing = matched(small, names=["CATL Holding"], ticker="XSHE:300750")
    assert told(agreeing) == ("match", [CATL])
    assert agreeing["hits"][0]["features"]["ticker"] == {
        "score": 1.0,
        "detail": "same",
        "query": "xshe300750",
        "candidate": "XSHE:300750",
    }
    assert told(matched(small, names=["Northvolt"], ticker="300750"))[0] == "candidate"
    other = matched(small, names=["CATL"], ticker="002594")
    assert (told(other)[0], other["hits"][0]["features"]["ticker"]["detail"]) == ("candidate", "other")


def test_another_province_bars_a_match_and_an_unknown_one_does_not(small: Client) -> None:
    for province, decision, detail in (
        ("province:nm", "match", "same"),
        ("内蒙古自治区", "match", "same"),
        ("Sichuan", "candidate", "other"),
    ):
        result = matched(small, names=["蒙苏园区"], province=province)
        assert told(result) == (decision, [MENGSU])
        assert result["hits"][0]["features"]["province"]["detail"] == detail
    unknown = matched(small, names=["CATL"], province="Sichuan")
    assert (unknown["decision"], unknown["hits"][0]["features"]["province"]["detail"]) == ("match", "unknown")


def test_a_province_is_taken_as_it_is_written_before_how_it_sounds(seed: Client) -> None:
    for province, decision in (("山西", "match"), ("陕西", "candidate"), ("shanxi", "match")):
        assert matched(seed, names=["大同经开区"], kind=["park"], province=province)["decision"] == decision


def test_rows_have_options_of_their_own(small: Client) -> None:
    rows = {
        "one": {"names": ["Ordos eastern park"], "limit": 1, "least": 0.1},
        "two": {"names": ["Ordos eastern park"], "least": 0.1},
        "none": {"names": ["Ordos eastern park"], "least": 0.99},
        "firms": {"names": ["Contemporary park"], "kind": ["company"], "least": 0.0},
    }
    results = post(small, {"queries": rows}).json()["results"]
    assert [len(results[key]["hits"]) for key in ("one", "two", "none")] == [1, 2, 0]
    assert {hit["node"]["kind"] for hit in results["firms"]["hits"]} == {"company"}
    assert list(results) == list(rows)


def test_a_merged_node_is_matched_by_no_name_of_its_own(small: Client) -> None:
    assert TIMES not in told(matched(small, names=["Times"], least=0.0))[1]


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "queries"),
        ({"queries": {}}, "queries"),
        ({"queries": {"a": {}}}, "/queries/a"),
        ({"queries": {"a": {"names": ["?!"]}}}, "/queries/a"),
        ({"queries": {"a": {"names": ["x"], "kind": ["firm"]}}}, "/queries/a/kind"),
        ({"queries": {"a": {"names": ["x"], "province": "Atlantis"}}}, "/queries/a/province"),
        ({"queries": {"a": {"names": ["x"], "limit": 21}}}, "queries.a.limit"),
        ({"queries": {"a": {"names": ["x" * 201]}}}, "queries.a.names.0"),
        ({"queries": {"a": {"name": "x"}}}, "queries.a.name"),
        ({"queries": {str(row): {"names": ["x"]} for row in range(101)}}, "queries"),
    ],
)
def test_a_bad_row_is_a_problem_that_names_it(small: Client, body: object, parameter: str) -> None:
    answer = post(small, body)
    assert (answer.status, answer.json()["parameter"]) == (400, parameter)


def test_a_province_that_is_not_there_is_not_found(small: Client) -> None:
    answer = post(small, {"queries": {"a": {"names": ["x"], "province": "province:xx"}}})
    assert (answer.status, answer.json()["code"]) == (404, "node_not_found")


@settings(max_examples=examples(60), deadline=None)
@given(st.text(min_size=1, max_size=40), st.none() | st.text(min_size=1, max_size=12))
@example("\U0003fff0\U0003fff1", None)
def test_any_row_is_answered_or_refused(seed: Client, name: str, ticker: str | None) -> None:
    row = {"names": [name]} | ({"ticker": ticker} if ticker else {})
    try:
        body = orjson.dumps({"queries": {"a": row}})
    except TypeError:
        return  # a half of a surrogate pair is no JSON
    answer = seed.request("POST", "/v1/match", {"content-type": "application/json"}, body)
    assert answer.status in {200, 400}


@pytest.mark.parametrize(
    ("scheme", "identifier", "node"),
    [
        ("ticker", "XSHE:300750", "company:catl"),
        ("ticker", "300750.SZ", "company:catl"),
        ("ticker", "xhkg:1211", "company:byd"),
        ("gbt_2260", "150000", "province:nm"),
        ("iso_3166_2", "CN-NM", "province:nm"),
        ("list_number", "list:national-batch-1:36", "park:baise-emerging"),
    ],
)
def test_an_identifier_gives_its_node(seed: Client, scheme: str, identifier: str, node: str) -> None:
    assert [found["id"] for found in seed.get(f"/v1/resolve?scheme={scheme}&id={identifier}").json()["nodes"]] == [node]


@pytest.mark.parametrize(
    ("scheme", "identifier", "status", "code"),
    [
        ("ticker", "XSHE:999999", 404, "identifier_not_found"),
        ("ticker", "CATL", 404, "identifier_not_found"),
        ("lei", "529900T8BM49AURSDO55", 404, "identifier_not_found"),
        ("wikidata", "Q1", 404, "identifier_not_found"),
        ("list_number", "list:national-batch-1:53", 404, "identifier_not_found"),
        ("list_number", "list:nothing:1", 404, "node_not_found"),
        ("list_number", "15", 400, "invalid_request"),
        ("list_number", "list:national-batch-1:x", 400, "invalid_request"),
        ("list_number", f"park:x:{9 * '9'}", 400, "invalid_identifier"),
    ],
)
def test_an_identifier_that_nothing_has_is_not_found(
    seed: Client, scheme: str, identifier: str, status: int, code: str
) -> None:
    answer = seed.get(f"/v1/resolve?scheme={scheme}&id={identifier}")
    assert (answer.status, answer.json()["code"], answer.json()["parameter"]) == (status, code, "id")


def test_an_unknown_scheme_names_the_nearest(seed: Client) -> None:
    told = seed.get("/v1/resolve?scheme=iso3166-2&id=CN-NM").json()
    assert (told["parameter"], told["suggestion"]) == ("scheme", "did you mean 'iso_3166_2'?")


def test_parks_of_one_place_are_told_apart(small: Client) -> None:
    assert told(matched(small, names=["宜宾东部园区"]))[1] == [EAST]
