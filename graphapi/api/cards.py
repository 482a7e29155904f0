"""Small pieces of HTML about a node, a kind or a property, for the windows of a reconciliation client."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape

from graphapi.model.documents import Node
from graphapi.names.properties import Property, node_name, type_reference

_STYLE = (
    "body{font:13px/1.4 sans-serif;margin:8px}h1{font-size:15px;margin:0}"
    "dl{margin:6px 0}dt{font-weight:bold}dd{margin:0}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
CARD_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""No script, no image, no link: a card is text. It may be framed by any client."""

_MOST_VALUES = 12


def node_page(node: Node, facts: Mapping[str, Sequence[str]]) -> str:
    """A page about a node: its names and facts, as text alone."""
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{escape(node_name(node))}</title>'
        f"<style>{_STYLE}</style></head><body>{node_card(node, facts)}</body></html>"
    )


def node_card(node: Node, facts: Mapping[str, Sequence[str]]) -> str:
    """The same as a piece of a page."""
    rows = {"Kind": [type_reference(node.kind).name], **facts, "Id": [node.id]}
    return f"<h1>{escape(node_name(node))}</h1>{_list(rows)}"


def kind_card(kind: str, count: int) -> str:
    """A kind of node and how many there are."""
    return f"<h1>{escape(type_reference(kind).name)}</h1>{_list({'Id': [kind], 'Nodes': [str(count)]})}"


def property_card(found: Property) -> str:
    """A property and the kinds of node that have it."""
    having = [type_reference(kind).name for kind in found.kinds]
    return f"<h1>{escape(found.title)}</h1>{_list({'Id': [found.id], 'Of': having})}"


def _list(rows: Mapping[str, Sequence[str]]) -> str:
    shown = [(title, _some(values)) for title, values in rows.items() if values]
    return "<dl>" + "".join(f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in shown) + "</dl>"


def _some(values: Sequence[str]) -> str:
    more = f" … ({len(values)})" if len(values) > _MOST_VALUES else ""
    return ", ".join(values[:_MOST_VALUES]) + more
