from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphapi.bootstrap import load_package, open_ledger
from graphapi.ledger.base import Ledger
from graphapi.settings import Settings
from tests.dataset.packages import small_package, write_package


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(open_ledger(Settings(home=tmp_path / "first"))) as found:
        yield found


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Ledger]:
    with closing(open_ledger(Settings(home=tmp_path / "second"))) as found:
        yield found


@pytest.fixture
def small(ledger: Ledger, tmp_path: Path) -> Ledger:
    """A ledger with the small package, whose plant gives derived edges."""
    load_package(ledger, write_package(tmp_path / "package", small_package()), author="a", message="m")
    return ledger
