"""The one list of views, and how the suite gets one."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.model.changes import Entry, Revision
from graphapi.model.documents import Document
from tests.contract.sample import DOCUMENTS, GONE, REVISION


class MakeView(Protocol):
    """Makes a view of documents in any order."""

    def __call__(
        self, documents: Iterable[Document], *, gone: Iterable[Entry] = (), revision: Revision = REVISION
    ) -> GraphView: ...


def make_memory(
    documents: Iterable[Document], *, gone: Iterable[Entry] = (), revision: Revision = REVISION
) -> GraphView:
    return MemoryView(revision, documents, gone)


VIEWS: Mapping[str, MakeView] = {"memory": make_memory}


@pytest.mark.anyio
class OnEveryView:
    """Runs each test of a suite on each view: `make` for graphs of its own, `view` for the sample."""

    @pytest.fixture(params=VIEWS, scope="class")
    @staticmethod
    def make(request: pytest.FixtureRequest) -> MakeView:
        return VIEWS[request.param]

    @pytest.fixture(scope="class")
    @staticmethod
    def view(make: MakeView) -> GraphView:
        return make(DOCUMENTS, gone=GONE)

    @pytest.fixture(scope="class")
    @staticmethod
    def anyio_backend() -> str:
        return "asyncio"
