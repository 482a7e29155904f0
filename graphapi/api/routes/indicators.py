"""The official indicators of parks."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import document_response, list_response
from graphapi.api.params import NodeId, PageParams, words
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.indicators import IndicatorList, ParkIndicators
from graphapi.api.tabular import as_table, wants_table
from graphapi.documents.edge_reader import EdgeReader
from graphapi.parks.indicator_tables import indicators_table, rows_of_park
from graphapi.parks.indicators import IndicatorsRequest, list_indicators, park_indicators

routes = Routes("indicators")


class IndicatorsParams(PageParams):
    """Filters of the indicators across parks."""

    province: str | None = Field(None, max_length=200, description="Id of a province.", examples=["province:nm"])
    list: str | None = Field(None, max_length=200, description="Id of a list.", examples=["list:national-batch-1"])
    indicator: str | None = Field(
        None,
        max_length=500,
        description="Ids of official indicators, joined by commas; all unless given.",
        examples=["indicator:guiding-clean-energy"],
    )
    disclosed: bool | None = Field(None, description="What parks tell anything of (true), or nothing (false).")


@routes.get(
    "/parks/{node_id}/indicators",
    answer=ParkIndicators,
    errors=NODE_ERRORS,
    table=pending,
    example={"node_id": "park:beijing-etown"},
)
async def get_park_indicators(node_id: NodeId, view: ViewDep, request: Request) -> Response:
    """The official indicators of a park: threshold, latest value, target, year, gap and sources, or `not_disclosed`.

    The core indicator has a threshold for each size class of parks; `size_class` is `unknown`, and both thresholds
    stand, unless a source states it. `gap` is value minus threshold, for measured values in the unit of the threshold.
    `other` holds what else the park reports. Listed is not accepted: `status` says `listed_for_construction`, with
    number and date of the document, until a source says otherwise.
    """
    reader = EdgeReader(view)
    told = await park_indicators(reader, node_id)
    if wants_table(request):
        return as_table(request, indicators_table(rows_of_park(told)), reader.completeness)
    return document_response(view, told, request, completeness=reader.completeness)


@routes.get("/indicators", answer=IndicatorList, errors=NODE_ERRORS, table=pending, example={"limit": "3"})
async def get_indicators(params: Annotated[IndicatorsParams, Query()], view: ViewDep, request: Request) -> Response:
    """The official indicators across parks, one item a park and indicator, as of `/v1/parks/{id}/indicators`.

    `meta.facets` counts for each indicator the parks that tell a status, a target, works under construction, or
    nothing, among all parks of the province and list. Order: park id; core indicator first, then guiding ones by id.
    """
    page = await list_indicators(
        view,
        IndicatorsRequest(
            province=params.province,
            on_list=params.list,
            indicators=words(params.indicator, "indicator"),
            disclosed=params.disclosed,
            limit=params.limit,
            cursor=params.cursor,
        ),
    )
    if wants_table(request):
        return as_table(request, indicators_table(page.items), page.completeness)
    return await list_response(view, page, request)
