"""Parks by conditions, and nodes side by side."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from graphapi.answers.parks import ComparisonAnswer
from graphapi.api.dependencies import ViewDep
from graphapi.api.envelope import list_response, respond
from graphapi.api.params import ProvenanceParams
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.screening import ScreenList
from graphapi.api.screen_bodies import ScreenBody
from graphapi.api.tabular import as_table, wants_table
from graphapi.parks.compare import CompareRequest, compare, compare_table
from graphapi.parks.screen import screen, screen_table, screened_items

routes = Routes("screening")


class CompareParams(CompareRequest, ProvenanceParams):
    """What is compared, and how much evidence the documents carry."""


@routes.post(
    "/screen",
    answer=ScreenList,
    errors=NODE_ERRORS,
    table=pending,
    example={
        "conditions": [
            {"kind": "park", "where": [{"field": "construction_end", "op": "<=", "value": 2028}]},
            {"kind": "hosts", "segments": ["segment:grid-storage", "segment:data-centres"]},
            {"kind": "discloses", "indicators": ["indicator:green-power-share"]},
        ]
    },
)
async def post_screen(body: ScreenBody, view: ViewDep, request: Request) -> Response:
    """Parks that meet all, any, or at least n of up to 20 conditions, with a tick and its evidence for each.

    A tick is `true`, `false` or `unknown`: what no source says is unknown, or false where sources describe that side
    of the park and do not name it; it is never proof of absence. A park is `met` when enough ticks are true,
    `undecided` when it would be if what is unknown were true, else `failed`. Order: most true ticks, then fewest
    false ones, then id. The table has one boolean column a condition, `c0`, `c1` ..., empty where unknown.
    """
    asked = body.request()
    page = await screen(view, asked)
    if wants_table(request):
        return as_table(request, screen_table(page.items, len(asked.conditions)), page.completeness)
    items = [orjson.dumps(item) for item in await screened_items(view, page.items)]
    return await list_response(view, page, request, items=items)


@routes.get(
    "/compare",
    answer=ComparisonAnswer,
    errors=NODE_ERRORS,
    table=compare_table,
    example={"ids": "park:ordos-mengsu,park:yichun-etdz,park:fuding"},
)
async def get_compare(params: Annotated[CompareParams, Query()], view: ViewDep, request: Request) -> Response:
    """Nodes side by side: each attribute and each relation with values, sources, and whether they differ.

    Nodes of one kind are compared by all that it has, nodes of several kinds by what the kinds share. A row is
    `same` when all nodes agree, `partly` when the known ones do, `different` when two known ones do not; `unknown`
    names the nodes of which nothing is known. Relations list what all nodes are connected to (`shared`) and what
    `only` one is. The documents of all edges, with scope and caveat, are in `graph`.
    """
    return await respond(request, view, await compare(view, params), provenance=params.provenance)
