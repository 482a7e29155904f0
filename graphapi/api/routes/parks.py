"""Questions about parks: profile, official indicators, screens, comparisons, statistics."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.parks import ComparisonAnswer, IndicatorList, ParkIndicators, ParkProfile, ScreenList
from graphapi.answers.statistics import BatteryParkList, Statistics
from graphapi.api.dependencies import NodeId, ProvenanceParams, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.parks.compare import CompareRequest, compare, compare_table
from graphapi.parks.indicators import IndicatorsRequest, indicators_table, list_indicators, park_indicators
from graphapi.parks.profile import park_profile
from graphapi.parks.screen import ScreenRequest, screen, screen_table
from graphapi.parks.statistics import (
    BatteryParksRequest,
    StatisticsRequest,
    battery_parks,
    battery_parks_table,
    statistics,
)

routes = Routes("parks")


class CompareParams(CompareRequest, ProvenanceParams):
    """What is compared, and how much evidence the documents carry."""


@routes.get("/parks/{node_id}", answer=ParkProfile, errors=NODE_ERRORS, example={"node_id": "park:ordos-mengsu"})
async def get_park(node_id: NodeId, view: ViewDep, request: Request) -> Response:
    """A park on one page: location, lists, period, companies, segments, energy, values against thresholds, sources.

    Listed is not accepted: `park.attributes.status` says `listed_for_construction` until a source says otherwise.
    """
    return await respond(request, view, await park_profile(view, node_id))


@routes.get(
    "/parks/{node_id}/indicators",
    answer=ParkIndicators,
    errors=NODE_ERRORS,
    table=indicators_table,
    example={"node_id": "park:beijing-etown"},
)
async def get_park_indicators(node_id: NodeId, view: ViewDep, request: Request) -> Response:
    """The official indicators of a park: threshold, latest value, target, year, gap and sources, or `not_disclosed`.

    The core indicator has a threshold for each size class of parks; unless a source states the class, `size_class` is
    `unknown` and both thresholds are listed. `gap` is value minus threshold, for measured values in the unit of the
    threshold. `other` has whatever else the park reports. Listed is not accepted: `status` says
    `listed_for_construction`, with number and date of the document, until a source says otherwise.
    """
    return await respond(request, view, await park_indicators(view, node_id))


@routes.get("/indicators", answer=IndicatorList, errors=NODE_ERRORS, table=indicators_table, example={"limit": "3"})
async def get_indicators(params: Annotated[IndicatorsRequest, Query()], view: ViewDep, request: Request) -> Response:
    """The official indicators across parks, one item per park and indicator, as in `/v1/parks/{id}/indicators`.

    `meta.facets` counts for each indicator the parks that disclose a status, a target, works under construction, or
    nothing, among all parks of the province and list. Order: park id; core indicator first, then guiding ones by id.
    """
    return await respond(request, view, await list_indicators(view, params))


@routes.post(
    "/screen",
    answer=ScreenList,
    errors=NODE_ERRORS,
    table=screen_table,
    example={
        "conditions": [
            {"kind": "park", "where": [{"field": "construction_end", "op": "<=", "value": 2028}]},
            {"kind": "hosts", "segments": ["segment:grid-storage", "segment:data-centres"]},
            {"kind": "discloses", "indicators": ["indicator:green-power-share"]},
        ]
    },
)
async def post_screen(body: ScreenRequest, view: ViewDep, request: Request) -> Response:
    """Parks that meet all, any, or at least n of up to 20 conditions, with a tick and its evidence for each.

    A tick is `true`, `false` or `unknown`: what no source says is unknown, or false if sources describe that aspect of
    the park and do not name it; it is never proof of absence. A park is `met` if enough ticks are true, `undecided` if
    it would be were the unknown ones true, else `failed`. Order: most true ticks, then fewest false ones, then id. The
    table has one boolean column per condition, `c0`, `c1` ..., empty if unknown.
    """
    return await respond(request, view, await screen(view, body))


@routes.get(
    "/compare",
    answer=ComparisonAnswer,
    errors=NODE_ERRORS,
    table=compare_table,
    example={"ids": "park:ordos-mengsu,park:yichun-etdz,park:fuding"},
)
async def get_compare(params: Annotated[CompareParams, Query()], view: ViewDep, request: Request) -> Response:
    """Nodes side by side: each attribute and each relation with values, sources, and whether they differ.

    Nodes of one kind are compared by all its fields, nodes of several kinds by the fields they share. A row is `same`
    if all nodes agree, `partly` if the known ones do, `different` if two known ones do not; `unknown` names the nodes
    without a known value. Relations list what all nodes are connected to (`shared`) and what `only` one is. The
    documents of all edges, with scope and caveat, are in `graph`.
    """
    return await respond(request, view, await compare(view, params), provenance=params.provenance)


@routes.get("/statistics", answer=Statistics, errors=NODE_ERRORS)
async def get_statistics(params: Annotated[StatisticsRequest, Query()], view: ViewDep, request: Request) -> Response:
    """Counts by kind, basis, stage, list, province and year; the share of battery bases; and what is not known.

    `battery` has three definitions of a battery base, each with share = numerator / denominator (parks of the list),
    the parks that meet it and their edges, those that meet it only by city-wide facts, and the parks that cannot be
    decided; then the parks on which two definitions differ, and what a source claims.
    """
    return await respond(request, view, await statistics(view, params))


@routes.get("/statistics/battery-parks", answer=BatteryParkList, errors=NODE_ERRORS, table=battery_parks_table)
async def get_battery_parks(
    params: Annotated[BatteryParksRequest, Query()], view: ViewDep, request: Request
) -> Response:
    """Each park of a list with three flags of a battery base, the edges and sources that support them, and caveats."""
    return await respond(request, view, await battery_parks(view, params))
