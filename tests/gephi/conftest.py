from collections.abc import Iterator

import pytest

from tests.gephi import toolkit


@pytest.fixture(scope="session")
def gephi() -> Iterator[toolkit.Gephi]:
    """Gephi's own importers. Absent only outside CI, and then visibly."""
    toolkit.require_toolkit()
    with toolkit.gephi() as found:
        yield found
