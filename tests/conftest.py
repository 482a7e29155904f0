"""The suites of the contracts are no test modules; pytest is told to show what their assertions compare."""

import pytest

_LEDGERS = ("suite", "loads")
_VIEWS = (
    "suite",
    "documents",
    "expansion",
    "predicates",
    "walks",
    "routes",
    "oracles",
    "ranked",
    "modes",
    "shapes",
    "budgets",
    "hubs",
)

pytest.register_assert_rewrite(*(f"tests.contract.ledger_{part}" for part in _LEDGERS))
pytest.register_assert_rewrite(*(f"tests.contract.view_{part}" for part in _VIEWS))
