"""The W3C Entity Reconciliation API 0.2, for OpenRefine and its likes."""

from typing import Annotated, Any

import orjson
from fastapi import Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from graphapi.api.cards import CARD_HEADERS, kind_card, label_name, node_card, node_name, node_page, property_card
from graphapi.api.dependencies import NamesDep, ViewDep
from graphapi.api.operations import JSON
from graphapi.api.params import Params
from graphapi.api.reconcile_bodies import form_of, parsed_extension, parsed_rows
from graphapi.api.reconcile_shapes import described, extension, manifest, plain_texts, proposal, reference
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.api.schemas.reconcile import Flyout, ProposedProperties, ReconcileAnswer, ReconcileResult, SuggestedItems
from graphapi.documents.kinds import known_kinds
from graphapi.documents.lookup import known_node
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.errors import (
    BatchTooLarge,
    BudgetExceeded,
    InvalidRequest,
    NamesNotReady,
)
from graphapi.model.kinds import NODE_KINDS
from graphapi.names.base import NameIndex
from graphapi.names.folding import fold
from graphapi.names.properties import Property, known_property, properties_of, values_of
from graphapi.names.reconcile import extended, kinds_alike, reconcile, suggested
from graphapi.names.spelling import LONGEST

routes = Routes("reconciliation")
_CARD_FACTS = ("province", "city", "aliases", "ticker", "segments", "owners", "lists", "status", "summary", "note")
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "queries": {"type": "string", "description": "A reconciliation query batch, as JSON."},
                        "extend": {"type": "string", "description": "A data extension query, as JSON."},
                    },
                }
            }
        },
    }
}


class BatchParams(Params):
    """Nothing for the manifest, else one question as JSON."""

    queries: str | None = Field(None, max_length=16_000, description="A reconciliation query batch, as JSON.")
    extend: str | None = Field(None, max_length=16_000, description="A data extension query, as JSON.")


class PrefixParams(Params):
    """What somebody has typed, and what clients of the Suggest API add to it."""

    prefix: str = Field("", max_length=LONGEST, description="The beginning of a name, or an id.")
    cursor: int = Field(0, ge=0, le=1000, description="Suggestions to skip.")
    limit: int = Field(10, ge=1, le=100, description="Most suggestions.")
    type: str | None = Field(None, max_length=200, description="A kind of node, to narrow nodes and properties.")
    type_strict: str | None = Field(None, max_length=20, description="Sent by older clients; not read.")
    filter: str | None = Field(None, max_length=200, description="Sent by older clients; not read.")
    lang: str | None = Field(None, max_length=20, description="Sent by older clients; not read.")


class CardParams(Params):
    """Which thing."""

    id: str = Field(min_length=1, max_length=LONGEST, description="Id of a node, a kind or a property.")


class ColumnParams(Params):
    """Of which kind of node."""

    type: str = Field(max_length=200, description="A kind of node.", examples=["park"])
    limit: int = Field(100, ge=1, le=100, description="Most properties.")


@routes.get("/reconcile", answer=ReconcileAnswer, errors=(NamesNotReady, BatchTooLarge, BudgetExceeded))
async def get_reconcile(params: Annotated[BatchParams, Query()], view: ViewDep, request: Request) -> Response:
    """The manifest of the service; with `queries` proposals for rows, with `extend` values of properties.

    Give the address of this route to OpenRefine as a standard service. Version 0.2 of the specification, by CORS and
    without JSONP.
    """
    if params.queries is None and params.extend is None:
        return _json(manifest(request.scope))
    return await _answer(view, request, params.queries, params.extend)


@routes.post(
    "/reconcile",
    answer=ReconcileResult,
    errors=(NamesNotReady, BatchTooLarge, BudgetExceeded),
    example={"queries": '{"q0": {"query": "寧德時代", "type": "company", "limit": 2}, "q1": {"query": "Northvolt"}}'},
    form=True,
    openapi_extra=_FORM,
)
async def post_reconcile(view: ViewDep, request: Request) -> Response:
    """Proposals for a batch of rows (`queries`), or values of properties (`extend`), as a form.

    `match` is true for a `match` of `/v1/match` that no property of the row contradicts. A score goes to 100; its
    features are those of `/v1/match`, and for each further property of the row whether the node agrees.
    """
    form = await form_of(request)
    return await _answer(view, request, form.get("queries"), form.get("extend"))


@routes.get(
    "/reconcile/suggest/entity",
    answer=SuggestedItems,
    errors=(NamesNotReady,),
    example={"prefix": "ndsd", "type": "company", "type_strict": "any", "limit": "3"},
)
async def get_suggest_entity(params: Annotated[PrefixParams, Query()], view: ViewDep, names: NamesDep) -> Response:
    """Nodes for what somebody is typing, found as `/v1/search` does."""
    kinds = known_kinds([params.type] if params.type else [], parameter="type")
    found = await suggested(view, names, params.prefix, kinds, skip=params.cursor, limit=params.limit)
    return _json(
        {
            "result": [
                {
                    "id": node.id,
                    "name": node_name(node),
                    "description": await described(view, node),
                    "notable": [reference(node.kind)],
                }
                for node in found
            ]
        }
    )


@routes.get("/reconcile/suggest/type", answer=SuggestedItems, example={"prefix": "pa"})
async def get_suggest_type(params: Annotated[PrefixParams, Query()]) -> Response:
    """Kinds of node by their names."""
    found = kinds_alike(params.prefix)[params.cursor :][: params.limit]
    return _json({"result": [reference(kind) | {"description": "kind of node"} for kind in found]})


@routes.get("/reconcile/suggest/property", answer=SuggestedItems, example={"prefix": "prov", "type": "park"})
async def get_suggest_property(params: Annotated[PrefixParams, Query()]) -> Response:
    """Properties by their names, of one kind or of all."""
    kinds = known_kinds([params.type] if params.type else [], parameter="type") or NODE_KINDS
    wanted = fold(params.prefix).compact
    found = {
        one.id: one
        for kind in NODE_KINDS
        if kind in kinds
        for one in properties_of(kind)
        if wanted in fold(f"{one.id} {one.label.en} {one.label.zh}").compact
    }
    chosen = list(found.values())[params.cursor :][: params.limit]
    return _json(
        {
            "result": [
                {"id": one.id, "name": label_name(one.label), "description": f"of {', '.join(_having(one))}"}
                for one in chosen
            ]
        }
    )


@routes.get("/reconcile/properties", answer=ProposedProperties, example={"type": "company", "limit": "3"})
async def get_reconcile_properties(params: Annotated[ColumnParams, Query()]) -> Response:
    """Properties that can be fetched as columns for a kind of node."""
    (kind,) = known_kinds([params.type], parameter="type")
    found = properties_of(kind)[: params.limit]
    properties = [{"id": one.id, "name": label_name(one.label)} for one in found]
    return _json({"type": kind, "limit": params.limit, "properties": properties})


@routes.get("/reconcile/flyout/entity", answer=Flyout, errors=NODE_ERRORS, example={"id": "park:ordos-mengsu"})
async def get_flyout_entity(params: Annotated[CardParams, Query()], view: ViewDep) -> Response:
    """A piece of HTML about a node."""
    node = await known_node(view, params.id)
    return _json({"id": node.id, "html": node_card(node, await _facts(view, node))})


@routes.get("/reconcile/flyout/type", answer=Flyout, example={"id": "park"})
async def get_flyout_type(params: Annotated[CardParams, Query()], view: ViewDep) -> Response:
    """A piece of HTML about a kind of node."""
    (kind,) = known_kinds([params.id], parameter="id")
    return _json({"id": kind, "html": kind_card(kind, len(await view.node_ids(kind)))})


@routes.get("/reconcile/flyout/property", answer=Flyout, example={"id": "segments"})
async def get_flyout_property(params: Annotated[CardParams, Query()]) -> Response:
    """A piece of HTML about a property."""
    found = known_property(params.id, parameter="id")
    return _json({"id": found.id, "html": property_card(found, _having(found))})


@routes.get(
    "/reconcile/preview",
    answer=(),
    errors=NODE_ERRORS,
    example={"id": "company:catl"},
    media_type="text/html",
    response_class=HTMLResponse,
)
async def get_preview(params: Annotated[CardParams, Query()], view: ViewDep) -> Response:
    """A small page about a node, for the frame of a client: text alone, without scripts."""
    node = await known_node(view, params.id)
    return HTMLResponse(node_page(node, await _facts(view, node)), headers=dict(CARD_HEADERS))


async def _answer(view: GraphView, request: Request, queries: str | None, extend: str | None) -> Response:
    if queries is not None and extend is None:
        rows = parsed_rows(queries)
        names: NameIndex = await request.app.state.names.of(view)
        found = await reconcile(view, names, rows)
        return _json({key: {"result": [await proposal(view, one) for one in hits]} for key, hits in found.items()})
    if extend is None or queries is not None:
        raise InvalidRequest("give either `queries` or `extend`", parameter="queries")
    asked = parsed_extension(extend)
    columns = [known_property(one.id, parameter="extend.properties") for one in asked.properties]
    values = await extended(view, asked.ids, [one.id for one in columns])
    return _json(extension(columns, values))


async def _facts(view: GraphView, node: Node) -> dict[str, list[str]]:
    having = {one.id: one for one in properties_of(node.kind)}
    chosen = [having[name] for name in _CARD_FACTS if name in having]
    return {label_name(one.label): plain_texts(await values_of(view, node, one.id)) for one in chosen}


def _having(found: Property) -> list[str]:
    return [kind for kind in NODE_KINDS if any(one.id == found.id for one in properties_of(kind))]


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type=JSON)
