"""Apps under test, made as in production: over the repository's seed, and over a graph of two small revisions."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view
from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.ledger.base import Ledger
from graphapi.settings import Settings
from tests.api.client import Client
from tests.api.small import FIRST, SECOND

SEED = Path(__file__).parents[2] / "seed"


@pytest.fixture(scope="session")
def seed_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ASGIApp]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), seed=SEED)
    with closing(open_ledger(settings)) as ledger:
        ensure_loaded(ledger, settings)
        view, names_of = open_view(ledger), names(settings)
        names_of(view)  # made now: a question would wait for it, but on a busy machine not for ever
        yield create_app(settings, ledger, view, names_of=names_of)


@pytest.fixture(scope="session")
def seed(seed_app: ASGIApp) -> Iterator[Client]:
    with Client(seed_app) as client:
        yield client


@pytest.fixture(scope="session")
def document(seed: Client) -> dict[str, Any]:
    """The OpenAPI document as served."""
    served: dict[str, Any] = seed.get("/openapi.json").json()
    return served


class Session:
    """The small graph: its ledger, a view of each revision, and apps over them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ledger: Ledger = open_ledger(Settings(home=home))
        self.ledger.apply(FIRST, author="curator", message="first")
        self.first: GraphView = open_view(self.ledger)
        self.ledger.apply(SECOND, author="curator", message="second")
        self.second: GraphView = open_view(self.ledger)
        names(Settings(home=home))(self.second)

    def view(self, kind: type[MemoryView]) -> MemoryView:
        """The second revision in a view of this kind."""
        return kind(self.second.revision, self.ledger.state(), self.ledger.tombstones())

    def client(self, view: GraphView | None = None, **settings: Any) -> Client:
        """A client of a new app over the second revision, or over another view."""
        chosen = Settings(home=self.home, **settings)
        return Client(create_app(chosen, self.ledger, view or self.second, names_of=names(chosen)))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    found = Session(tmp_path_factory.mktemp("small"))
    with closing(found.ledger):
        yield found


@pytest.fixture(scope="session")
def small(house: Session) -> Iterator[Client]:
    """A client of the second small revision."""
    with house.client() as client:
        yield client
