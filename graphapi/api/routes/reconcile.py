"""The W3C Entity Reconciliation API 0.2, for OpenRefine and similar clients."""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from graphapi.answers import names as answers
from graphapi.answers.encoding import encode
from graphapi.api.cards import CARD_HEADERS, kind_card, node_card, node_page, property_card
from graphapi.api.dependencies import NamesDep, Params, ViewDep
from graphapi.api.naming import NameIndexes
from graphapi.api.operations import JSON
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.documents.lookup import known_kinds, known_node
from graphapi.graph.base import GraphView
from graphapi.model.errors import (
    BatchTooLarge,
    BudgetExceeded,
    InvalidRequest,
    NamesNotReady,
    UnknownParameter,
    did_you_mean,
)
from graphapi.names import reconcile as questions
from graphapi.names.properties import card_facts, known_property
from graphapi.names.spelling import LONGEST

routes = Routes("reconciliation")
MAX_BYTES = 1_000_000
_QUERIES, _EXTEND = "A reconciliation query batch, as JSON.", "A data extension query, as JSON."
_FIELDS = {"queries": _QUERIES, "extend": _EXTEND}
_FORM: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {name: {"type": "string", "description": text} for name, text in _FIELDS.items()},
}
_BODY = {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": _FORM}}}}


class BatchRequest(Params):
    """Nothing for the manifest, else one question as JSON."""

    queries: str | None = Field(None, max_length=16_000, description=_QUERIES)
    extend: str | None = Field(None, max_length=16_000, description=_EXTEND)


class CardRequest(Params):
    """Which thing."""

    id: str = Field(min_length=1, max_length=LONGEST, description="Id of a node, a kind or a property.")


@routes.get(
    "/reconcile",
    answer=(answers.ServiceManifest, answers.Extension, answers.ResultBatch),
    errors=(NamesNotReady, BatchTooLarge, BudgetExceeded),
)
async def get_reconcile(params: Annotated[BatchRequest, Query()], view: ViewDep, request: Request) -> Response:
    """The service manifest; with `queries`, candidates for rows; with `extend`, values of properties.

    Add the URL of this route to OpenRefine as a standard service. Version 0.2 of the specification, with CORS and
    without JSONP.
    """
    if params.queries is None and params.extend is None:
        scope = request.scope
        return _json(
            questions.manifest(f"{scope['scheme']}://{request.headers.get('host', '')}{scope.get('root_path', '')}")
        )
    return await _answer(view, request, params.queries, params.extend)


@routes.post(
    "/reconcile",
    answer=(answers.Extension, answers.ResultBatch),
    errors=(NamesNotReady, BatchTooLarge, BudgetExceeded),
    example={"queries": '{"q0": {"query": "寧德時代", "type": "company", "limit": 2}, "q1": {"query": "Northvolt"}}'},
    form=True,
    openapi_extra=_BODY,
)
async def post_reconcile(view: ViewDep, request: Request) -> Response:
    """Candidates for a batch of rows (`queries`), or values of properties (`extend`), as a form.

    `match` is true for a `match` of `/v1/match` that no property of the row contradicts. Scores go up to 100; features
    are those of `/v1/match` and, for each further property of the row, whether the node agrees.
    """
    form = await _form(request)
    return await _answer(view, request, form.get("queries"), form.get("extend"))


@routes.get(
    "/reconcile/suggest/entity",
    answer=answers.SuggestedItems,
    errors=(NamesNotReady,),
    example={"prefix": "ndsd", "type": "company", "type_strict": "any", "limit": "3"},
)
async def get_suggest_entity(
    params: Annotated[questions.PrefixRequest, Query()], view: ViewDep, names: NamesDep
) -> Response:
    """Nodes for autocomplete, found as by `/v1/search`."""
    return _json(await questions.suggest_entities(view, names, params))


@routes.get("/reconcile/suggest/type", answer=answers.SuggestedItems, example={"prefix": "pa"})
async def get_suggest_type(params: Annotated[questions.PrefixRequest, Query()]) -> Response:
    """Kinds of node by their names."""
    return _json(questions.suggest_kinds(params))


@routes.get("/reconcile/suggest/property", answer=answers.SuggestedItems, example={"prefix": "prov", "type": "park"})
async def get_suggest_property(params: Annotated[questions.PrefixRequest, Query()]) -> Response:
    """Properties by their names, of one kind or of all."""
    return _json(questions.suggest_properties(params))


@routes.get("/reconcile/properties", answer=answers.ProposedProperties, example={"type": "company", "limit": "3"})
async def get_reconcile_properties(params: Annotated[questions.ColumnRequest, Query()]) -> Response:
    """Properties that can be fetched as columns for a kind of node."""
    return _json(questions.propose_properties(params))


@routes.get("/reconcile/flyout/entity", answer=answers.Flyout, errors=NODE_ERRORS, example={"id": "park:ordos-mengsu"})
async def get_flyout_entity(params: Annotated[CardRequest, Query()], view: ViewDep) -> Response:
    """A piece of HTML about a node."""
    node = await known_node(view, params.id)
    return _json(answers.Flyout(id=node.id, html=node_card(node, await card_facts(view, node))))


@routes.get("/reconcile/flyout/type", answer=answers.Flyout, example={"id": "park"})
async def get_flyout_type(params: Annotated[CardRequest, Query()], view: ViewDep) -> Response:
    """A piece of HTML about a kind of node."""
    (kind,) = known_kinds([params.id], parameter="id")
    return _json(answers.Flyout(id=kind, html=kind_card(kind, len(await view.node_ids(kind)))))


@routes.get("/reconcile/flyout/property", answer=answers.Flyout, example={"id": "segments"})
async def get_flyout_property(params: Annotated[CardRequest, Query()]) -> Response:
    """A piece of HTML about a property."""
    found = known_property(params.id, parameter="id")
    return _json(answers.Flyout(id=found.id, html=property_card(found)))


@routes.get(
    "/reconcile/preview",
    answer=(),
    errors=NODE_ERRORS,
    example={"id": "company:catl"},
    media_type="text/html",
    response_class=HTMLResponse,
)
async def get_preview(params: Annotated[CardRequest, Query()], view: ViewDep) -> Response:
    """A small page about a node, for a client's frame: text only, without scripts."""
    node = await known_node(view, params.id)
    return HTMLResponse(node_page(node, await card_facts(view, node)), headers=dict(CARD_HEADERS))


async def _answer(view: GraphView, request: Request, queries: str | None, extension: str | None) -> Response:
    if queries is not None and extension is None:
        rows, indexes = questions.parsed_rows(queries), request.app.state.names
        assert isinstance(indexes, NameIndexes)  # noqa: S101  (what the app holds under this name)
        return _json(await questions.reconcile(view, await indexes.of(view), rows))
    if extension is None or queries is not None:
        raise InvalidRequest("give either `queries` or `extend`", parameter="queries")
    return _json(await questions.extend(view, questions.parsed_extension(extension)))


async def _form(request: Request) -> dict[str, str]:
    """Fields of an urlencoded body, the last of equal ones.

    Raises:
        BatchTooLarge: the body has more than a million bytes.
        UnknownParameter: a field is neither `queries` nor `extend`.
    """
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            raise BatchTooLarge(f"the body has more than {MAX_BYTES} bytes", value=len(content))
    fields = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
    for name in fields:
        if name not in _FIELDS:
            raise UnknownParameter(
                f"the form has no field {name[:80]!r}; it has {', '.join(_FIELDS)}",
                value=fields[name][:80],
                parameter=name[:80],
                suggestion=did_you_mean(name, _FIELDS),
            )
    return fields


def _json(content: object) -> Response:
    return Response(encode(content), media_type=JSON)
