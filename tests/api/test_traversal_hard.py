"""Hurtful requests: each is answered within its budget, others get through between, and who leaves stops the work."""

import asyncio
import json
import time
from collections.abc import Iterator
from itertools import combinations
from statistics import median
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from tests.api.client import Client
from tests.api.conftest import Session
from tests.contract.sample import NEWS, NOTICE, REVISION, edge, node

pytestmark = pytest.mark.slow
GENEROUS = 30.0
"""Seconds within which the slowest machine answers a request that has a budget of five."""


def complete_graph(size: int) -> GraphView:
    """Companies each of which owns every later one."""
    names = [f"company:n{number:03}" for number in range(size)]
    owning = [edge("owned_by", one, other) for one, other in combinations(names, 2)]
    return MemoryView(REVISION, [NEWS, NOTICE, *map(node, names), *owning])


def star(leaves: int) -> GraphView:
    """Companies that all belong to one."""
    names = [f"company:leaf-{number}" for number in range(leaves)]
    owned = [edge("owned_by", one, "company:hub") for one in names]
    return MemoryView(REVISION, [NEWS, NOTICE, node("company:hub"), *map(node, names), *owned])


@pytest.fixture(scope="module")
def crowd(house: Session) -> Iterator[Client]:
    """A complete graph of 300 nodes."""
    with house.client(complete_graph(300)) as client:
        yield client


@pytest.fixture(scope="module")
def hub(house: Session) -> Iterator[Client]:
    """A star of 100,000 leaves."""
    with house.client(star(100_000)) as client:
        yield client


def post(client: Client, url: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    """The answer, which came in time."""
    began = time.perf_counter()
    answer = client.request("POST", url, {"content-type": "application/json", **headers}, json.dumps(body).encode())
    assert answer.status == 200, answer.content[:500]
    assert time.perf_counter() - began < GENEROUS
    lines = answer.content.splitlines()
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def cut(told: dict[str, Any], *, edges: int = 200_000) -> dict[str, Any]:
    """The completeness of an answer that kept to its budget and is not whole."""
    completeness: dict[str, Any] = told["completeness"]
    assert completeness["complete"] is False
    assert completeness["reason"] in {"edge_budget", "time_budget", "result_limit", "hub_limit"}
    assert told["cost"]["edges"] <= edges
    return completeness


ENDS = {"from": "company:n000", "to": "company:n299", "max_hops": 12}
EVERYWHERE = [f"company:n{number:03}" for number in range(200)]
HARD: dict[str, tuple[str, dict[str, Any]]] = {
    "simple": ("/v1/paths", ENDS | {"mode": "simple"}),
    "evidence": ("/v1/paths", ENDS | {"mode": "simple", "cost": "evidence"}),
    "informative": ("/v1/paths", ENDS | {"mode": "simple", "cost": "informative"}),
    "far": ("/v1/paths", ENDS | {"mode": "simple", "cost": "distance_km", "steps": [{"repeat": [9, 12]}]}),
    "via": ("/v1/paths", ENDS | {"mode": "simple", "via": ["company:n007", "company:n100", "company:n005"]}),
    "diverse": ("/v1/paths", ENDS | {"mode": "k_shortest", "diverse": True, "budget": {"results": 5000}}),
    "many to many": ("/v1/paths", ENDS | {"from": EVERYWHERE, "to": EVERYWHERE[::-1], "mode": "simple"}),
    "each pair": (
        "/v1/paths",
        ENDS | {"from": EVERYWHERE, "to": EVERYWHERE[::-1], "pairs": "each", "cost": "evidence"},
    ),
    "sequence": ("/v1/paths", ENDS | {"mode": "simple", "steps": [{"repeat": [0, 2]}] * 6}),
    "pattern": ("/v1/patterns", {"pattern": " -- ".join(["company"] * 8), "count_only": True}),
}


@pytest.mark.parametrize("name", HARD)
def test_a_complete_graph_of_300_nodes_is_searched_within_the_budget(crowd: Client, name: str) -> None:
    url, body = HARD[name]
    assert cut(post(crowd, url, body)["meta"])["unexpanded"] >= 0


def test_a_stream_from_a_complete_graph_ends_with_its_completeness(crowd: Client) -> None:
    told = post(crowd, "/v1/paths", ENDS | {"mode": "simple"}, accept="application/jsonl")
    assert cut(told)["reason"] in {"edge_budget", "result_limit"}
    assert told["paths"] > 100


def test_depth_6_from_everywhere_finds_everything_or_says_what_it_left(crowd: Client, seed: Client) -> None:
    told = post(crowd, "/v1/neighborhood", {"start": EVERYWHERE, "depth": 6, "count_only": True})["meta"]
    assert told["completeness"]["complete"]
    assert told["counts"] == [{"company": 200}, {"company": 100}]
    more = {"start": EVERYWHERE, "steps": [{"repeat": [6, 6]}], "induced": True}
    cut(post(crowd, "/v1/neighborhood", more)["meta"])
    companies = [one["id"] for one in seed.get("/v1/nodes?kind=company&limit=200").json()["items"]]
    told = post(seed, "/v1/neighborhood", {"start": companies, "depth": 6, "count_only": True})["meta"]
    assert told["completeness"]["complete"]
    assert told["cost"]["edges"] <= 200_000


@pytest.mark.parametrize("hubs", [{}, {"policy": "sample"}, {"policy": "skip"}, {"max_degree": 1_000_000}])
def test_a_star_of_100_000_leaves_is_told_in_part(hub: Client, hubs: dict[str, Any]) -> None:
    told = post(hub, "/v1/neighborhood", {"start": ["company:leaf-7"], "depth": 6, "hubs": hubs})["meta"]
    cut(told)
    kept = {"skip": 0}.get(hubs.get("policy", ""), 10_000)
    assert told.get("hubs") == (None if "max_degree" in hubs else {"company:hub": {"edges": 100_000, "kept": kept}})


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/v1/paths", {"from": "company:leaf-1", "to": "company:leaf-99999", "mode": "simple", "max_hops": 12}),
        ("/v1/connect", {"ids": [f"company:leaf-{number}" for number in range(0, 100_000, 2_000)]}),
    ],
)
def test_what_the_hub_of_a_star_joins_is_found_or_said_to_be_unknown(
    hub: Client, url: str, body: dict[str, Any]
) -> None:
    told = post(hub, url, body | {"hubs": {"max_degree": 1_000_000}})["meta"]
    assert told["cost"]["edges"] <= 200_000
    assert "no_path" not in told
    part = post(hub, url, body)["meta"]
    assert cut(part)["reason"] == "hub_limit"
    assert "no_path" not in part


def test_the_likes_of_a_leaf_and_the_list_at_the_hub_are_bounded(hub: Client) -> None:
    likes = hub.get("/v1/nodes/company:leaf-1/similar?rel=owned_by>").json()["meta"]
    assert likes["cost"]["edges"] <= 200_000
    assert hub.get("/v1/nodes/company:hub/edges?limit=5").json()["meta"]["total"] == 100_000


@pytest.mark.parametrize("name", ["simple", "sequence", "pattern", "many to many"])
def test_another_request_is_answered_during_a_long_one(crowd: Client, name: str) -> None:
    url, body = HARD[name]

    async def race() -> list[float]:
        content = {"content-type": "application/json"}
        long = asyncio.create_task(crowd.send("POST", url, content, json.dumps(body).encode()))
        await asyncio.sleep(0.02)
        waits: list[float] = []
        while not long.done():
            began = time.perf_counter()
            await asyncio.sleep(0)
            quick = await crowd.send("GET", f"/v1/nodes/company:n{len(waits) % 300:03}", {}, b"")
            assert quick.status == 200
            waits += [] if long.done() else [time.perf_counter() - began]
        assert (await long).status == 200
        return waits

    waits = asyncio.run(race())
    assert len(waits) > 5
    assert median(waits) < 0.5


class Leaving:
    """An app whose client goes away when told to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.left = app, asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = False

        async def hear() -> Message:
            nonlocal asked
            if not asked:
                asked = True
                return await receive()
            await self.left.wait()
            return {"type": "http.disconnect"}

        await self.app(scope, hear, send)


@pytest.mark.parametrize("accept", ["application/json", "application/jsonl, application/json;q=0.1"])
@pytest.mark.parametrize("name", ["simple", "sequence", "pattern", "each pair"])
def test_a_client_that_leaves_stops_its_traversal(house: Session, name: str, accept: str) -> None:
    url, body = HARD[name]
    everyone = [f"company:n{number:03}" for number in range(150)]
    ends = {"from": everyone, "to": everyone[::-1]} if name == "each pair" else {"to": "company:n149"}
    patient = body | (ends if "from" in body else {}) | {"budget": {"results": 1_000_000}}

    async def abandoned() -> float:
        app = Leaving(client.app)
        headers = {"content-type": "application/json", "accept": accept}
        asked = asyncio.create_task(Client(app).send("POST", url, headers, json.dumps(patient).encode()))
        await asyncio.sleep(0.3)
        assert not asked.done()
        app.left.set()
        began = time.perf_counter()
        await asyncio.wait_for(asked, GENEROUS)
        return time.perf_counter() - began

    with house.client(complete_graph(150), max_edges=10**8, max_ms=600_000, max_results=10**6) as client:
        assert asyncio.run(abandoned()) < GENEROUS / 3
