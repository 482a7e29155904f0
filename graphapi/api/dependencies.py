"""What routes are given: the view and the settings of the app, and the refusal of parameters that nobody reads."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, cast

from fastapi import Depends, Request

from graphapi.api.addresses import revision_asked
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.naming import NameIndexes
from graphapi.api.permalinks import VIEW
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.errors import UnknownParameter
from graphapi.model.nearest import did_you_mean
from graphapi.names.base import NameIndex
from graphapi.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceiling of one traversal by the settings, and whether the client that waits for it has gone."""

    ceiling: Budget
    cancelled: Callable[[], bool]

    def meter(self, budget: Budget) -> Meter:
        """Counts the work under a budget and stops it when the client goes."""
        return Meter(budget, cancelled=self.cancelled)

    def meter_of(self, results: int) -> Meter:
        """The same under the ceiling, for so many results at most."""
        return self.meter(replace(self.ceiling, results=min(results, self.ceiling.results)))


async def refuse_unknown_parameters(request: Request) -> None:
    """Every parameter of the URL is one that the route reads.

    Raises:
        UnknownParameter: it is not; the nearest known one is suggested.
    """
    known = _known_parameters(request)
    for name in request.query_params:
        if name not in known:
            raise UnknownParameter(
                f"this route has no parameter {name[:80]!r}; it has {', '.join(known) or 'none'}",
                value=request.query_params[name],
                parameter=name[:80],
                suggestion=did_you_mean(name, known),
            )


def ceiling(settings: Settings, *, edges: int | None = None, results: int | None = None) -> Budget:
    """The budget of a request: what the caller asked for, never above the ceiling of the settings."""
    return Budget(
        edges=min(edges or settings.max_edges, settings.max_edges),
        ms=settings.max_ms,
        results=min(results or settings.max_results, settings.max_results),
    )


def _known_parameters(request: Request) -> list[str]:
    names: list[str] = []
    for field in getattr(getattr(request.scope.get("route"), "dependant", None), "query_params", []):
        fields = getattr(field.field_info.annotation, "model_fields", None)
        names += [info.alias or name for name, info in fields.items()] if fields else [field.alias]
    return names


async def _view(request: Request) -> GraphView:
    asked = revision_asked(request.scope)
    if VIEW not in request.scope and asked is not None and asked != request.app.state.view.revision.number:
        return cast(GraphView, await asyncio.to_thread(request.app.state.view_at, asked))
    return cast(GraphView, request.scope.get(VIEW, request.app.state.view))


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def _limits(settings: Annotated[Settings, Depends(_settings)], gone: DisconnectedDep) -> Limits:
    return Limits(ceiling(settings), gone)


async def _names(request: Request, view: Annotated[GraphView, Depends(_view)]) -> NameIndex:
    return await cast(NameIndexes, request.app.state.names).of(view)


ViewDep = Annotated[GraphView, Depends(_view)]
SettingsDep = Annotated[Settings, Depends(_settings)]
LimitsDep = Annotated[Limits, Depends(_limits)]
NamesDep = Annotated[NameIndex, Depends(_names)]
"""The names of the revision that the view shows."""
