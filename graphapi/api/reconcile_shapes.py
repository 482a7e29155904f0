"""Answers of the Reconciliation API 0.2 in the specification's shapes."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from graphapi import TITLE, __version__
from graphapi.api.cards import CARD_HEIGHT, CARD_WIDTH, label_name, node_name
from graphapi.api.reconcile_bodies import MAX_ROWS
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.kinds import NODE_KINDS
from graphapi.names.properties import Property, PropertyValue
from graphapi.names.reconcile import DEFAULT_KINDS, Proposal

_FLYOUT = "/v1/reconcile/flyout/{sort}?id=${{id}}"


def manifest(scope: Scope) -> dict[str, Any]:
    """What the service can do; addresses are those under which the client came."""
    base = f"{scope.get('scheme', 'http')}://{Headers(scope=scope).get('host', '')}{scope.get('root_path', '')}"
    return {
        "versions": ["0.2"],
        "name": TITLE,
        "identifierSpace": f"{base}/v1/nodes/",
        "schemaSpace": f"{base}/v1/schema",
        "documentation": f"{base}/docs",
        "serviceVersion": __version__,
        "defaultTypes": [reference(kind) for kind in DEFAULT_KINDS],
        "view": {"url": f"{base}/v1/nodes/{{{{id}}}}"},
        "preview": {"url": f"{base}/v1/reconcile/preview?id={{{{id}}}}", "width": CARD_WIDTH, "height": CARD_HEIGHT},
        "suggest": {sort: _suggest(base, sort) for sort in ("entity", "property", "type")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/v1/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": MAX_ROWS,
    }


def reference(kind: str) -> dict[str, str]:
    """A kind of node as a type."""
    return {"id": kind, "name": label_name(NODE_KINDS[kind].label)}


async def proposal(view: GraphView, found: Proposal) -> dict[str, Any]:
    """A candidate with the features that made its score."""
    node, features = found.matched.node, found.matched.features
    told: list[dict[str, Any]] = []
    for name, one in features.items():
        told.append({"id": f"{name}_score", "value": one.score})
        told.append({"id": f"{name}_{one.detail}", "value": True})
    told += [{"id": f"{name}_agrees", "value": agrees} for name, agrees in found.agrees.items()]
    return {
        "id": node.id,
        "name": node_name(node),
        "description": await described(view, node),
        "type": [reference(node.kind)],
        "score": round(found.matched.score * 100, 2),
        "match": found.match,
        "features": told,
    }


async def described(view: GraphView, node: Node) -> str:
    """Kind and place, to tell namesakes apart."""
    place = await view.location(node.id)
    places = await view.nodes([key for key in (place.province, place.city) if key is not None and key != node.id])
    return ", ".join([NODE_KINDS[node.kind].label.en, *(one.label for one in places.values())])


def column(one: Property) -> dict[str, Any]:
    """A fetched property."""
    found: dict[str, Any] = {"id": one.id, "name": label_name(one.label)}
    return found | ({"type": reference(one.kind)} if one.kind is not None else {})


def cell(value: PropertyValue) -> dict[str, str | int | float]:
    """A value: a node, a number, or a text; a truth is a text, as the specification has none here."""
    if isinstance(value, Node):
        return {"id": value.id, "name": node_name(value)}
    if isinstance(value, bool):
        return {"str": str(value).lower()}
    if isinstance(value, int):
        return {"int": value}
    return {"float": value} if isinstance(value, float) else {"str": str(value)}


def plain_texts(values: Sequence[PropertyValue]) -> list[str]:
    """Values as a reader sees them."""
    return [node_name(value) if isinstance(value, Node) else str(value) for value in values]


def extension(columns: Sequence[Property], rows: Mapping[str, Mapping[str, Sequence[PropertyValue]]]) -> dict[str, Any]:
    """Columns and their values by node."""
    return {
        "meta": [column(one) for one in columns],
        "rows": {
            key: {name: [cell(one) for one in values] for name, values in row.items()} for key, row in rows.items()
        },
    }


def _suggest(base: str, sort: str) -> dict[str, str]:
    return {
        "service_url": base,
        "service_path": f"/v1/reconcile/suggest/{sort}",
        "flyout_service_url": base,
        "flyout_service_path": _FLYOUT.format(sort=sort),
    }
