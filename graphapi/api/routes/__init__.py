"""Routes: each module has those of one subject as `routes`; every module in this package is served."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from graphapi.api.routing import Routes


def all_routes() -> Iterator[Routes]:
    """The routes of every module of this package, by name."""
    for module in iter_modules(__path__):
        yield import_module(f"{__name__}.{module.name}").routes
