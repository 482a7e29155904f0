"""Every view passes the suite of the contract."""

import inspect

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from tests.contract.view_suite import ViewSuite


class TestEveryView(ViewSuite):
    """Collected here, written in `tests/contract`."""


@pytest.mark.parametrize("implementation", [MemoryView])
def test_an_implementation_has_the_signatures_of_the_contract(implementation: type[GraphView]) -> None:
    for name in GraphView.__abstractmethods__:
        assert inspect.signature(getattr(implementation, name)) == inspect.signature(getattr(GraphView, name))
