"""The graph as a live stream for Gephi."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from graphapi import TITLE
from graphapi.api.dependencies import Params
from graphapi.api.routing import Routes
from graphapi.export.gephi import STREAM_MEDIA_TYPE, stream_changes, stream_graph
from graphapi.export.options import Export, ExportOptions, Imprint
from graphapi.graph.base import GraphView
from graphapi.traversal.answer import everything, whole_graph

routes = Routes("graph")
_SECONDS = 0.5
_GATHERED = 200
"""Events sent at once."""


class StreamParams(Params):
    """The appearance of the stream, and whether it continues after the first load."""

    label: Literal["en", "zh", "pinyin"] = Field("en", description="Language of the labels.")
    layout: Literal["geo", "force", "chain"] = Field("geo", description="How nodes are laid out.")
    follow: bool = Field(True, description="Continue with changes as revisions arrive, until the client disconnects.")


@routes.router.get("/stream.gs", include_in_schema=False)
async def get_stream(params: Annotated[StreamParams, Query()], request: Request) -> Response:
    """Events of Gephi's graph-streaming protocol: the whole graph, then what each new revision changes."""
    await everything(request.app.state.view)  # refuses a graph that is too large before the first byte
    events = _events(request, ExportOptions(params.label, params.layout), follow=params.follow)
    return StreamingResponse(events, media_type=STREAM_MEDIA_TYPE, headers={"Cache-Control": "no-store"})


async def _events(request: Request, options: ExportOptions, *, follow: bool) -> AsyncIterator[bytes]:
    view: GraphView = request.app.state.view
    shown = await _export(view, options)
    for part in _gathered(await asyncio.to_thread(list, stream_graph(shown))):
        yield part
    while follow:
        await asyncio.sleep(_SECONDS)
        newest: GraphView = request.app.state.view
        if newest is not view:
            view, before, shown = newest, shown, await _export(newest, options)
            for part in _gathered(await asyncio.to_thread(list, stream_changes(before, shown))):
                yield part


async def _export(view: GraphView, options: ExportOptions) -> Export:
    return Export(await whole_graph(view), Imprint.of(view.revision, TITLE), options)


def _gathered(events: list[bytes]) -> list[bytes]:
    return [b"".join(events[begin : begin + _GATHERED]) for begin in range(0, len(events), _GATHERED)]
