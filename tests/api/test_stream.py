"""The stream for Gephi: a small client speaks its protocol, over a first load and over a new revision."""

import asyncio
import contextlib
from typing import Any

import orjson

from graphapi.api.app import create_app
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.conftest import Session


class Workspace:
    """What Gephi's workspace holds after some events."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[str, dict[str, Any]] = {}
        self.held = b""

    def take(self, chunk: bytes) -> None:
        *events, self.held = (self.held + chunk).split(b"\r")
        for event in map(orjson.loads, events):
            self._apply(event)

    def _apply(self, event: dict[str, Any]) -> None:
        ((name, content),) = event.items()
        ((key, attributes),) = content.items()
        things = self.nodes if name.endswith("n") else self.edges
        if name[0] == "a":
            assert key not in things
            assert name == "an" or {attributes["source"], attributes["target"]} <= self.nodes.keys()
            things[key] = attributes
        elif name[0] == "c":
            things[key] |= attributes
        else:
            assert not any(key in (edge["source"], edge["target"]) for edge in self.edges.values())
            del things[key]


def served(client: Client) -> tuple[set[str], set[str]]:
    graph = client.get("/v1/graph").json()["graph"]
    return {node["id"] for node in graph["nodes"]}, {edge["id"] for edge in graph["edges"]}


def test_the_first_load_holds_the_whole_graph_with_places_and_colours(small: Client) -> None:
    workspace = Workspace()
    workspace.take(small.get("/v1/stream.gs?follow=false").body)
    assert workspace.held == b""
    assert (set(workspace.nodes), set(workspace.edges)) == served(small)
    assert all({"label", "x", "y", "size", "r", "g", "b", "kind"} <= node.keys() for node in workspace.nodes.values())
    assert all(edge["directed"] is True for edge in workspace.edges.values())


def test_a_new_revision_arrives_as_changes(house: Session) -> None:
    app = create_app(Settings(home=house.home), house.ledger, house.first)
    workspace = Workspace()

    async def streamed() -> None:
        grown = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        async def send(message: dict[str, Any]) -> None:
            workspace.take(message.get("body", b""))
            if len(workspace.nodes) == len(await house.first.node_ids()):
                app.state.view = house.second
            if set(workspace.nodes) == set(await house.second.node_ids()):
                grown.set()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/v1/stream.gs",
            "raw_path": b"/v1/stream.gs",
            "query_string": b"",
            "root_path": "",
            "headers": [],
            "client": None,
            "server": None,
        }
        streaming = asyncio.create_task(app(scope, receive, send))
        async with asyncio.timeout(20):
            await grown.wait()
        await asyncio.sleep(0.1)
        streaming.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await streaming

    asyncio.run(streamed())
    with house.client() as client:
        assert (set(workspace.nodes), set(workspace.edges)) == served(client)


def test_an_unknown_option_of_the_stream_is_refused(small: Client) -> None:
    assert small.get("/v1/stream.gs?follw=false").json()["code"] == "unknown_parameter"
