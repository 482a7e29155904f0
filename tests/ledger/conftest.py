import pytest

pytest.register_assert_rewrite("tests.contract.ledger_suite", "tests.contract.ledger_loads")
