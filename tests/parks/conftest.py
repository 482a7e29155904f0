"""Questions are asked of every view: an answer may not depend on the engine."""

from tests.contract.fixtures import anyio_backend, view

__all__ = ["anyio_backend", "view"]
