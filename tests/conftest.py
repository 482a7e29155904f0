"""What holds for every test: whether it needs more than Python, and that its assertions explain themselves."""

import sys

import pytest

from tests.examples import register_profiles

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
_NEEDS = {"browser": ["browser", "axe"], "jvm": ["gephi"], "node": ["node_reader"], "process": ["graphviz"]}
"""Fixtures by the mark that a test gets for using them."""

# The suites of the contracts are no test modules.
pytest.register_assert_rewrite(*(f"tests.contract.ledger_{part}" for part in _LEDGERS))
pytest.register_assert_rewrite(*(f"tests.contract.view_{part}" for part in _VIEWS))
register_profiles()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark, fixtures in _NEEDS.items():
            if not set(fixtures).isdisjoint(getattr(item, "fixturenames", ())):
                item.add_marker(mark)


class UnmarkedProcess(Exception):
    """A test started a process and does not say so: mark it, so that `make test-fast` leaves it out."""


class _Guard:
    """Lets no test start a process unless it is marked for that."""

    def __init__(self) -> None:
        self.running: pytest.Item | None = None

    def __call__(self, event: str, _: object) -> None:
        if event == "subprocess.Popen" and self.running and not any(map(self.running.get_closest_marker, _NEEDS)):
            raise UnmarkedProcess(self.running.nodeid)


_guard = _Guard()
sys.addaudithook(_guard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> object:
    _guard.running = item
    try:
        return (yield)
    finally:
        _guard.running = None
