"""What there is: counts by kind, the kinds table, sources and what rests on them."""

from pydantic import Field

from graphapi.answers.documents import Name
from graphapi.answers.envelopes import SourceAnswer, SourceList, Supports
from graphapi.answers.service import (
    AttributeRow,
    EdgeEnds,
    EdgeKindRow,
    NodeKindRow,
    RootCounts,
    Schema,
    SchemaMeta,
)
from graphapi.documents.lookup import known_source
from graphapi.documents.pages import meta_of, paged
from graphapi.documents.requests import PageRequest
from graphapi.graph.base import GraphView
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, EdgeKind, Label, NodeKind
from graphapi.model.steps import Operator


async def counts(view: GraphView) -> RootCounts:
    """Nodes and edges by kind in table order, kinds without any included; sources by number."""
    return RootCounts(
        nodes={kind: len(await view.node_ids(kind)) for kind in NODE_KINDS},
        edges={kind: len(await view.edge_ids(kind)) for kind in EDGE_KINDS},
        sources={"source": len(await view.source_ids())},
    )


def schema(revision: int) -> Schema:
    """The kinds table: what validation, exporters and the legend are made from."""
    return Schema(
        nodes={name: _node_kind(kind) for name, kind in NODE_KINDS.items()},
        edges={name: _edge_kind(kind) for name, kind in EDGE_KINDS.items()},
        basis=list(Basis),
        operators=list(Operator),
        meta=SchemaMeta(revision=revision),
    )


class SourceListRequest(PageRequest):
    """Filters of the list of sources."""

    q: str | None = Field(None, min_length=1, max_length=200, description="Words of the URL, publisher or title.")


async def list_sources(view: GraphView, request: SourceListRequest) -> SourceList:
    """The sources whose address, publisher or title holds the words, ordered.

    Raises:
        InvalidCursor: about the cursor.
    """
    ids = await view.source_ids()
    if request.q is not None:
        words, found = request.q.casefold(), (await view.sources(ids)).values()
        ids = [source.id for source in found if words in " ".join(map(str, source.to_json().values())).casefold()]
    return paged(view, ids, {"q": request.q}, request).answer(SourceList)


async def source_answer(view: GraphView, identifier: str) -> SourceAnswer:
    """A source and the ids of what rests on it.

    Raises:
        SourceNotFound, DocumentGone, InvalidIdentifier.
    """
    source = await known_source(view, identifier)
    resting = await view.supported_by(identifier)
    supports = Supports(
        nodes=[key for key in resting if kind_of(key) in NODE_KINDS],
        edges=[key for key in resting if kind_of(key) in EDGE_KINDS],
        statements=[key for key in resting if kind_of(key) == "statement"],
    )
    return SourceAnswer(source=source, supports=supports, meta=meta_of(view))


def _label(label: Label) -> Name:
    return Name(en=label.en, zh=label.zh)


def _node_kind(kind: NodeKind) -> NodeKindRow:
    attributes = [_attribute(attribute) for attribute in kind.attributes]
    label, short = _label(kind.label), _label(kind.short)
    return NodeKindRow(label=label, short=short, colour=kind.colour, hub=kind.hub, attributes=attributes)


def _edge_kind(kind: EdgeKind) -> EdgeKindRow:
    return EdgeKindRow(
        label=_label(kind.label),
        colour=kind.colour,
        ends=[EdgeEnds(tail=tail, head=head) for tail, head in kind.ends],
        sentence=_label(kind.sentence),
        followed=kind.followed,
        attributes=[_attribute(attribute) for attribute in kind.attributes],
    )


def _attribute(attribute: Attribute) -> AttributeRow:
    return AttributeRow(
        name=attribute.name,
        type=attribute.type,
        label=_label(attribute.label),
        unit=attribute.unit,
        values=attribute.values or None,
        minimum=attribute.minimum,
        maximum=attribute.maximum,
        references=attribute.references,
        required=attribute.required or None,
    )
