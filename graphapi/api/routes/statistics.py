"""Statistics of the whole graph and of the parks of a list."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import document_response, list_response
from graphapi.api.params import PageParams, Params
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.statistics import BatteryParkList, Statistics
from graphapi.api.tabular import as_table, wants_table
from graphapi.parks.battery import bases_table
from graphapi.parks.statistics import NATIONAL, battery_parks, statistics

routes = Routes("statistics")
_LIST = "Id of the list whose parks are counted."


class StatisticsParams(Params):
    """The parks that statistics speak of."""

    list: str = Field(NATIONAL, max_length=200, description=_LIST)


class BatteryParksParams(PageParams):
    """The parks of the table."""

    list: str = Field(NATIONAL, max_length=200, description=_LIST)


@routes.get("/statistics", answer=Statistics, errors=NODE_ERRORS)
async def get_statistics(params: Annotated[StatisticsParams, Query()], view: ViewDep, request: Request) -> Response:
    """Counts by kind, basis, stage, list, province and year; the share of battery bases; and what is not known.

    `battery` holds three definitions of a battery base, each with share = numerator / denominator (parks of the list),
    the parks and the edges by which they meet it, those that meet it by city-wide facts alone, and the parks of which
    nothing is known that decides; then the parks between each two definitions, and what a source claims.
    """
    found = await statistics(view, params.list)
    return document_response(view, found.members, request, query={"list": params.list}, completeness=found.completeness)


@routes.get("/statistics/battery-parks", answer=BatteryParkList, errors=NODE_ERRORS, table=pending)
async def get_battery_parks(
    params: Annotated[BatteryParksParams, Query()], view: ViewDep, request: Request
) -> Response:
    """Each park of a list with the three flags of a battery base, the edges and sources behind them, and caveats."""
    page = await battery_parks(view, params.list, limit=params.limit, cursor=params.cursor)
    if wants_table(request):
        return as_table(request, bases_table(page.items), page.completeness)
    return await list_response(view, page, request)
