"""What routes are given: ids, the view, limits and names; parameters that no route reads are refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Annotated, cast

from fastapi import Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from graphapi.api.addresses import revision_asked
from graphapi.api.naming import NameIndexes
from graphapi.api.permalinks import VIEW
from graphapi.evidence.provenance import Provenance
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.errors import UnknownParameter, did_you_mean
from graphapi.names.base import NameIndex
from graphapi.settings import Settings

NodeId = Annotated[str, Path(description="Full id of a node.", examples=["park:ordos-mengsu", "company:catl"])]
EdgeId = Annotated[str, Path(description="Full id of an edge.", examples=["hosts:0123456789ab"])]
SourceId = Annotated[str, Path(description="Full id of a source.", examples=["source:0123456789ab"])]


class Params(BaseModel):
    """Base of all parameter models."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class ProvenanceParams(Params):
    """How much evidence to carry."""

    provenance: Provenance = Field(Provenance.IDS, description="Evidence in the documents: none, ids or inline.")


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceiling of one traversal by the settings, and whether the client that waits for it has gone."""

    ceiling: Budget
    cancelled: Callable[[], bool]

    def meter(self, budget: Budget) -> Meter:
        """Counts the work under a budget and stops it when the client goes."""
        return Meter(budget, cancelled=self.cancelled)

    def meter_of(self, *, edges: int | None = None, results: int | None = None) -> Meter:
        """The same under the ceiling, for at most so many edges and results."""
        ceiling = self.ceiling
        edges, results = min(edges or ceiling.edges, ceiling.edges), min(results or ceiling.results, ceiling.results)
        return self.meter(replace(ceiling, edges=edges, results=results))


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


async def _disconnected(request: Request) -> AsyncIterator[Callable[[], bool]]:
    left = asyncio.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left.set()

    watching = asyncio.create_task(watch())
    try:
        yield left.is_set
    finally:
        watching.cancel()


async def _limits(
    settings: Annotated[Settings, Depends(_settings)], gone: Annotated[Callable[[], bool], Depends(_disconnected)]
) -> Limits:
    return Limits(Budget(settings.max_edges, settings.max_ms, settings.max_results), gone)


async def _names(request: Request, view: Annotated[GraphView, Depends(_view)]) -> NameIndex:
    return await cast(NameIndexes, request.app.state.names).of(view)


ViewDep = Annotated[GraphView, Depends(_view)]
SettingsDep = Annotated[Settings, Depends(_settings)]
LimitsDep = Annotated[Limits, Depends(_limits)]
NamesDep = Annotated[NameIndex, Depends(_names)]
"""The names of the revision that the view shows."""
