import pytest

for part in (
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
):
    pytest.register_assert_rewrite(f"tests.contract.view_{part}")
