"""The same questions to the same seed held in memory and in a snapshot: the same bytes, the same ETag."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view, snapshot_of
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.questions import QUESTIONS, Question

SEED = Path(__file__).parents[2] / "seed"


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), seed=SEED, cache_bytes=0, max_ms=60_000)
    with closing(open_ledger(settings)) as ledger:
        revision = ensure_loaded(ledger, settings)
        held = [open_view(ledger), snapshot_of(ledger, revision, settings)]
        apps = [create_app(settings, ledger, view, names_of=names(settings)) for view in held]
        with Client(apps[0]) as memory, Client(apps[1]) as snapshot:
            yield memory, snapshot


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_an_answer_from_a_snapshot_is_that_from_memory(clients: tuple[Client, Client], question: Question) -> None:
    headers = {"Content-Type": "application/json"} if question.body else {}
    memory, snapshot = (client.request(question.method, question.url, headers, question.body) for client in clients)
    assert (memory.status, snapshot.status) == (200, 200)
    assert snapshot.content == memory.content
    assert snapshot.headers.get("etag") == memory.headers.get("etag")
