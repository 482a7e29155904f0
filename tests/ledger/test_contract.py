"""Every ledger passes the suite of the contract."""

import inspect

import pytest

from graphapi.ledger.base import Ledger
from graphapi.ledger.sqlite import SqliteLedger
from tests.contract.ledger_loads import LedgerLoads
from tests.contract.ledger_suite import LedgerSuite


class TestEveryLedger(LedgerSuite):
    """Collected here, written in `tests/contract`."""


class TestEveryLoad(LedgerLoads):
    """Collected here, written in `tests/contract`."""


@pytest.mark.parametrize("implementation", [SqliteLedger])
def test_an_implementation_has_the_signatures_of_the_contract(implementation: type[Ledger]) -> None:
    for name in Ledger.__abstractmethods__:
        assert inspect.signature(getattr(implementation, name)) == inspect.signature(getattr(Ledger, name))
