"""A running service answers from a new revision soon after it was committed."""

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path

from starlette.types import Message, Receive, Scope, Send

from graphapi.api.app import create_app, follow
from graphapi.bootstrap import open_ledger, open_view, views
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.small import FIRST, SECOND, node


def test_a_revision_committed_elsewhere_answers_and_a_request_keeps_its_own(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ledger, elsewhere = open_ledger(settings), open_ledger(settings)
    ledger.apply(FIRST, author="curator", message="first")
    first = open_view(ledger)
    app = create_app(settings, ledger, first, view_at=views(ledger))

    async def followed() -> None:
        following = asyncio.create_task(follow(app, ledger, views(ledger), seconds=0.01))
        elsewhere.apply(SECOND, author="curator", message="second")
        async with asyncio.timeout(20):
            while app.state.view is first:  # noqa: ASYNC110  (the app tells nobody)
                await asyncio.sleep(0.01)
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    asyncio.run(followed())
    assert first.revision.number == 1
    with Client(app) as client:
        assert client.get("/readyz").json()["revision"] == 2
    ledger.close()
    elsewhere.close()


def test_an_answer_that_is_being_sent_goes_on_in_the_revision_that_it_began_with(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, cache_bytes=0)  # a file then flows as it is written
    ledger = open_ledger(settings)
    many = replace(FIRST, documents=FIRST.documents + tuple(node(f"company:c{n}", "Before") for n in range(2_000)))
    ledger.apply(many, author="curator", message="first")
    first = open_view(ledger)
    ledger.apply(SECOND, author="curator", message="second")
    app = create_app(settings, ledger, first, view_at=views(ledger))
    chunks: list[bytes] = []

    async def switching(scope: Scope, receive: Receive, send: Send) -> None:
        async def switched(message: Message) -> None:
            chunks.append(message.get("body", b""))
            if len(chunks) == 2:
                app.state.view = views(ledger)(2)
            await send(message)

        await app(scope, receive, switched)

    with Client(app) as client, Client(switching) as disturbed:
        expected = client.get("/v1/graph.gexf")
        during = disturbed.get("/v1/graph.gexf")
        after = client.get("/v1/graph.gexf")
    assert len(chunks) > 4
    assert (during.content, during.headers["etag"]) == (expected.content, expected.headers["etag"])
    assert after.content != expected.content
    assert after.headers["etag"] != expected.headers["etag"]
    ledger.close()


def test_a_ledger_that_cannot_be_read_leaves_the_view_answering(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ledger = open_ledger(settings)
    ledger.apply(FIRST, author="curator", message="first")
    app = create_app(settings, ledger, open_view(ledger), view_at=views(ledger))
    settings.ledger_path.unlink()

    async def followed() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(follow(app, ledger, views(ledger), seconds=0.01), 0.1)

    asyncio.run(followed())
    with Client(app) as client:
        assert client.get("/readyz").json()["revision"] == 1
    ledger.close()
