"""The Reconciliation API as OpenRefine uses it, and as its specification describes it."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from graphapi.api.app import create_app
from graphapi.bootstrap import names
from graphapi.graph.memory import MemoryView
from graphapi.model.changes import Revision
from graphapi.settings import Settings
from tests.api import reconcile_schemas as schemas
from tests.api.client import Answer, Client
from tests.api.conftest import Session
from tests.api.small import NEWS, NOTICE, edge, node

FORM = {"content-type": "application/x-www-form-urlencoded", "host": "graph.example"}


def post(client: Client, **form: object) -> Answer:
    body = urlencode({name: orjson.dumps(value).decode() for name, value in form.items()})
    return client.request("POST", "/v1/reconcile", FORM, body.encode())


def fitting(answer: Answer, schema: dict[str, Any]) -> Any:
    assert (answer.status, answer.media_type) == (200, "application/json"), answer.content
    told = answer.json()
    Draft202012Validator(schema).validate(told)
    return told


def path_of(service: dict[str, str], **parameters: object) -> str:
    """The path that a client makes of a service of the manifest."""
    return service["service_path"] + (f"?{urlencode(parameters)}" if parameters else "")


def test_openrefine_adds_the_service_matches_a_column_and_fetches_columns(seed: Client) -> None:
    manifest = fitting(seed.get("/v1/reconcile", host="graph.example"), schemas.MANIFEST)
    assert manifest["preview"]["url"].startswith("http://graph.example/v1/reconcile/preview")

    cells = ["宁德时代", "比亚迪股份有限公司", "Gotion High-tech", "国轩高科", "CALB"]
    guess = {f"q{row}": {"query": cell, "limit": 3} for row, cell in enumerate(cells)}
    guessed = fitting(post(seed, queries=guess), schemas.RESULTS)
    types = [one["type"][0]["id"] for told in guessed.values() for one in told["result"][:1]]
    assert set(types) == {"company"}

    suggest = manifest["suggest"]
    told = fitting(seed.get(path_of(suggest["type"], prefix="compan")), schemas.SUGGESTIONS)
    assert told["result"][0]["id"] == "company"
    told = fitting(seed.get(path_of(suggest["property"], prefix="tick", type="company")), schemas.SUGGESTIONS)
    assert told["result"][0]["id"] == "ticker"

    rows = {
        f"q{row}": {
            "query": cell,
            "type": "company",
            "type_strict": "should",
            "limit": 5,
            "properties": [{"pid": "ticker", "v": ticker}] if ticker else [],
        }
        for row, (cell, ticker) in enumerate(zip(cells, ["300750.SZ", "", "", "002074", "3931.HK"], strict=True))
    }
    results = fitting(post(seed, queries=rows), schemas.RESULTS)
    matched = [told["result"][0] for told in results.values()]
    ids = ["company:catl", "company:byd", "company:gotion", "company:gotion", "company:calb"]
    assert [(one["id"], one["match"]) for one in matched] == [(one, True) for one in ids]

    told = fitting(seed.get(path_of(suggest["entity"], prefix="ndsd", type="company")), schemas.SUGGESTIONS)
    assert told["result"][0]["id"] == "company:catl"
    flyout = suggest["entity"]["flyout_service_path"].replace("${id}", quote("company:catl", safe=""))
    assert "宁德时代" in fitting(seed.get(flyout), schemas.FLYOUT)["html"]
    preview = manifest["preview"]["url"].replace("{{id}}", quote("company:catl", safe=""))
    assert seed.get(preview.removeprefix("http://graph.example")).media_type == "text/html"

    columns = manifest["extend"]["propose_properties"]
    proposed = fitting(seed.get(path_of(columns, type="company", limit=50)), schemas.PROPOSALS)
    assert {"province", "ticker", "segments", "parks"} <= {one["id"] for one in proposed["properties"]}
    extend = {"ids": ids[:2], "properties": [{"id": "province"}, {"id": "ticker"}, {"id": "segments"}]}
    told = fitting(post(seed, extend=extend), schemas.EXTENSION)
    assert told["rows"]["company:catl"]["province"] == [{"id": "province:fj", "name": "福建省 · Fujian Province"}]
    assert {"str": "XSHE:300750"} in told["rows"]["company:catl"]["ticker"]
    assert "segment:power-battery-cells" in [cell["id"] for cell in told["rows"]["company:catl"]["segments"]]
    assert told["meta"][0]["type"]["id"] == "province"


def test_a_get_answers_as_the_post_does(seed: Client) -> None:
    queries = {"q0": {"query": "大同经开区"}}
    url = f"/v1/reconcile?queries={quote(orjson.dumps(queries))}"
    assert seed.get(url).json() == post(seed, queries=queries).json()
    extend = {"ids": ["park:ordos-mengsu"], "properties": [{"id": "city"}]}
    assert seed.get(f"/v1/reconcile?extend={quote(orjson.dumps(extend))}").json() == post(seed, extend=extend).json()


def test_every_address_of_the_manifest_answers(seed: Client) -> None:
    manifest = seed.get("/v1/reconcile", host="graph.example").json()
    home = "http://graph.example"
    samples = {"entity": "park:ordos-mengsu", "type": "park", "property": "segments"}
    for sort, service in manifest["suggest"].items():
        assert service["service_url"] == service["flyout_service_url"] == home
        fitting(seed.get(f"{service['service_path']}?prefix="), schemas.SUGGESTIONS)
        flyout = service["flyout_service_path"].replace("${id}", quote(samples[sort], safe=""))
        assert fitting(seed.get(flyout), schemas.FLYOUT)["id"] == samples[sort]
    view = manifest["view"]["url"].replace("{{id}}", "park%3Aordos-mengsu").removeprefix(home)
    assert seed.get(view).json()["node"]["id"] == "park:ordos-mengsu"
    assert seed.get(manifest["documentation"].removeprefix(home)).status == 200


def test_the_features_are_those_of_match(small: Client) -> None:
    queries = {"q": {"query": "CATL", "properties": [{"pid": "ticker", "v": "300750"}]}}
    (found,) = fitting(post(small, queries=queries), schemas.RESULTS)["q"]["result"]
    assert (found["score"], found["match"]) == (100.0, True)
    features = {one["id"]: one["value"] for one in found["features"]}
    assert features == {"name_score": 1.0, "name_same": True, "ticker_score": 1.0, "ticker_same": True}


@pytest.mark.parametrize(
    ("pid", "value", "match", "agrees"),
    [
        ("province", "山西", True, True),
        ("province", {"id": "province:sx"}, True, True),
        ("province", ["Shanxi", "Hebei"], True, True),
        ("province", "河北", False, False),
        ("province", "Atlantis", False, False),
        ("construction_end", 2027, None, None),
        ("area_km2", 1, True, None),
    ],
)
def test_another_value_of_a_property_bars_a_match_and_no_value_does_not(
    seed: Client, pid: str, value: object, match: bool | None, agrees: bool | None
) -> None:
    query = {"query": "大同经开区", "type": ["park"], "properties": [{"pid": pid, "v": value}], "limit": 1}
    (found,) = fitting(post(seed, queries={"q": query}), schemas.RESULTS)["q"]["result"]
    features = {one["id"]: one["value"] for one in found["features"]}
    assert match in (None, found["match"])
    if match is not None:
        assert features.get(f"{pid}_agrees") is agrees


def test_rows_without_letters_or_hits_have_no_result(small: Client) -> None:
    told = post(small, queries={"a": {"query": ""}, "b": {"query": "—"}, "c": {"query": "Northvolt"}}).json()
    assert told == {"a": {"result": []}, "b": {"result": []}, "c": {"result": []}}


def test_an_id_is_matched_and_suggested(small: Client) -> None:
    assert post(small, queries={"q": {"query": "park:ordos-mengsu"}}).json()["q"]["result"][0]["match"] is True
    told = small.get("/v1/reconcile/suggest/entity?prefix=park:ordos-mengsu").json()
    assert [one["id"] for one in told["result"]] == ["park:ordos-mengsu"]


def test_suggestions_can_be_skipped(seed: Client) -> None:
    first, rest = (
        seed.get(f"/v1/reconcile/suggest/entity?prefix=a&limit=4&cursor={skip}").json()["result"] for skip in (0, 2)
    )
    assert first[2:] == rest[:2]


def test_values_are_typed_and_an_unknown_node_has_none(seed: Client) -> None:
    extend = {
        "ids": ["park:ordos-mengsu", "park:nowhere"],
        "properties": [
            {"id": one, "settings": {}}
            for one in ("lat", "construction_end", "lithium_or_new_energy", "name_zh", "lists")
        ],
    }
    rows = fitting(post(seed, extend=extend), schemas.EXTENSION)["rows"]
    assert all(values == [] for values in rows["park:nowhere"].values())
    assert {name: next(iter(values[0])) for name, values in rows["park:ordos-mengsu"].items()} == {
        "lat": "float",
        "construction_end": "int",
        "lithium_or_new_energy": "str",
        "name_zh": "str",
        "lists": "id",
    }


@pytest.mark.parametrize(
    ("form", "code", "parameter"),
    [
        ({}, "invalid_request", "queries"),
        ({"queries": "{"}, "invalid_request", "queries"),
        ({"queries": "[]"}, "invalid_request", "queries"),
        ({"queries": '{"q": {}}'}, "invalid_request", "queries.q"),
        ({"queries": '{"q": {"query": 1}}'}, "invalid_request", "queries.q.query"),
        ({"queries": '{"q": {"query": "x", "limit": 0}}'}, "invalid_request", "queries.q.limit"),
        ({"queries": '{"q": {"query": "x", "type": "firm"}}'}, "unknown_kind", "queries.q.type"),
        (
            {"queries": '{"q": {"query": "x", "properties": [{"pid": "capital", "v": 1}]}}'},
            "unknown_field",
            "queries.q.properties",
        ),
        ({"extend": '{"ids": []}'}, "invalid_request", "extend.properties"),
        ({"extend": '{"ids": [], "properties": [{"id": "segment"}]}'}, "unknown_field", "extend.properties"),
        ({"queries": "{}", "extend": "{}"}, "invalid_request", "queries"),
        ({"query": "x"}, "unknown_parameter", "query"),
    ],
)
def test_a_bad_question_is_a_problem(small: Client, form: dict[str, str], code: str, parameter: str) -> None:
    answer = small.request("POST", "/v1/reconcile", FORM, urlencode(form).encode())
    assert (answer.status, answer.json()["code"], answer.json()["parameter"]) == (400, code, parameter)


def test_too_large_a_batch_is_refused(small: Client) -> None:
    many = {f"q{row}": {"query": "x"} for row in range(101)}
    heavy = {"q": {"query": "x" * 1_000_000}}
    for queries in (many, heavy):
        answer = post(small, queries=queries)
        assert (answer.status, answer.json()["code"]) == (413, "batch_too_large")


def test_more_values_than_a_cell_can_hold_are_refused(house: Session) -> None:
    companies = [node(f"company:c{number}", f"Firm {number}") for number in range(1001)]
    segment = node("segment:all", "All", stage="resource", chain="other")
    edges = [edge("active_in", one.id, segment.id) for one in companies]
    revision = Revision(1, "a", "m", "2026-01-01T00:00:00Z", "sha256:many")
    view = MemoryView(revision, [NOTICE, NEWS, segment, *companies, *edges])
    with Client(create_app(Settings(home=house.home), house.ledger, view)) as client:
        answer = post(client, extend={"ids": [segment.id], "properties": [{"id": "companies"}]})
    assert (answer.status, answer.json()["code"]) == (422, "budget_exceeded")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert all(name in {"lang", "charset"} for name, _ in attrs)


def test_names_cannot_bring_markup_into_a_card(house: Session) -> None:
    evil = node("company:evil", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', aliases=("</dd><b>x",))
    view = MemoryView(Revision(1, "a", "m", "2026-01-01T00:00:00Z", "sha256:evil"), [NOTICE, evil])
    settings = Settings(home=house.home)
    with Client(create_app(settings, house.ledger, view, names_of=names(settings))) as client:
        page = client.get("/v1/reconcile/preview?id=company:evil")
        card = client.get("/v1/reconcile/flyout/entity?id=company:evil").json()["html"]
    tags = _Tags()
    tags.feed(page.content.decode())
    tags.feed(card)
    assert tags.found == {"html", "head", "meta", "title", "style", "body", "h1", "dl", "dt", "dd"}


def test_a_preview_allows_nothing_but_its_own_style(seed: Client) -> None:
    page = seed.get("/v1/reconcile/preview?id=park:ordos-mengsu")
    policy = page.headers["content-security-policy"]
    assert re.match(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'", policy)
    assert "unsafe" not in policy
    assert "蒙苏" in page.content.decode()
    missing = seed.get("/v1/reconcile/preview?id=park:nowhere")
    assert (missing.status, missing.media_type) == (404, "application/problem+json")


def test_every_answer_can_be_read_from_another_origin(small: Client) -> None:
    for url in ("/v1/reconcile", "/v1/reconcile/suggest/type?prefix=p", "/v1/reconcile/flyout/type?id=park"):
        assert small.get(url, origin="http://127.0.0.1:3333").headers["access-control-allow-origin"] == "*"


def test_rows_and_beginnings_of_letters_that_no_dictionary_has_are_answered(seed: Client) -> None:
    text = "\U0002a6ff\U0003fffd\u3007"
    assert fitting(post(seed, queries={"q": {"query": text}}), schemas.RESULTS) == {"q": {"result": []}}
    assert fitting(seed.get(f"/v1/reconcile/suggest/entity?prefix={quote(text)}"), schemas.SUGGESTIONS) == {
        "result": []
    }
