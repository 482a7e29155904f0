"""Fixtures for the folders whose questions are asked of every view."""

import pytest

from graphapi.graph.base import GraphView
from tests.contract.sample import DOCUMENTS, GONE
from tests.contract.views import VIEWS


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=VIEWS, scope="session")
def view(request: pytest.FixtureRequest) -> GraphView:
    return VIEWS[request.param](DOCUMENTS, gone=GONE)
