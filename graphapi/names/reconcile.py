"""Reconciliation: rows of a client's table to nodes, by the words of the W3C Entity Reconciliation API 0.2."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, TypeVar

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from graphapi import TITLE, __version__
from graphapi.answers import names as answers
from graphapi.answers.names import Decision, MatchHit
from graphapi.documents.lookup import known_kinds
from graphapi.documents.requests import Request, Word
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.errors import BatchTooLarge, InvalidRequest
from graphapi.model.kinds import NODE_KINDS
from graphapi.names.base import NameIndex, Scope
from graphapi.names.folding import fold
from graphapi.names.match import MAX_HITS, Example, match
from graphapi.names.properties import (
    PropertyValue,
    fetched,
    known_property,
    node_name,
    properties_of,
    type_reference,
    values_of,
)
from graphapi.names.search import ranked
from graphapi.names.spelling import LONGEST

DEFAULT_KINDS = ("park", "company")
"""Types that are offered first."""

MAX_ROWS = 100
CARD_WIDTH, CARD_HEIGHT = 430, 300
_NAMES = ("name_zh", "name_en", "aliases")
_TICKERS = ("ticker", "listings")
_SUGGESTED_FROM = 100
_FLYOUT = "/v1/reconcile/flyout/{sort}?id=${{id}}"
T = TypeVar("T")


class EntityReference(Request):
    """A value that is a node, or a type that is an object."""

    id: Word
    name: str | None = None


class RowProperty(Request):
    """Another cell of the row."""

    pid: Word
    v: str | int | float | bool | EntityReference | list[str | int | float | bool | EntityReference]

    @property
    def texts(self) -> Sequence[str]:
        """The values as texts: of a node its id."""
        values = self.v if isinstance(self.v, list) else [self.v]
        return [(value.id if isinstance(value, EntityReference) else str(value))[:LONGEST] for value in values]


class RowQuery(Request):
    """A cell, and what other cells of the row say."""

    query: str | None = Field(None, max_length=10_000)
    type: Word | EntityReference | list[Word | EntityReference] | None = None
    limit: Annotated[float, Field(ge=1)] = 5
    properties: list[RowProperty] = Field(default_factory=list, max_length=50)
    type_strict: str | None = Field(None, pattern="^(any|should|all)$")

    @property
    def kinds(self) -> Sequence[str]:
        """The types as written."""
        types = self.type if isinstance(self.type, list) else [self.type] if self.type else []
        return [kind.id if isinstance(kind, EntityReference) else kind for kind in types]

    @property
    def values(self) -> Mapping[str, Sequence[str]]:
        """Texts by property."""
        found: dict[str, list[str]] = {}
        for cell in self.properties:
            found.setdefault(cell.pid, []).extend(cell.texts)
        return found

    def example(self) -> Example | None:
        """The question to `match`; nothing when no name or ticker has a letter."""
        given = self.values
        names = [(self.query or "")[:LONGEST], *(text for name in _NAMES for text in given.get(name, ()))]
        tickers = (text for name in _TICKERS for text in given.get(name, ()))
        written = [name for name in names if fold(name).compact]
        ticker = next((text for text in tickers if fold(text).compact), None)
        if not written and ticker is None:
            return None
        limit = int(min(self.limit, MAX_HITS))
        # unvalidated: a row may have more names than an example of /v1/match
        return Example.model_construct(names=written, kind=list(self.kinds), ticker=ticker, limit=limit)


class FetchedProperty(Request):
    """A property to fetch; it has no settings."""

    id: Word
    settings: dict[str, object] | None = None


class ExtensionRequest(Request):
    """A data extension query."""

    ids: list[Word] = Field(max_length=500)
    properties: list[FetchedProperty] = Field(max_length=30)


class PrefixRequest(Request):
    """What somebody has typed, and what clients of the Suggest API add to it."""

    prefix: str = Field("", max_length=LONGEST, description="The beginning of a name, or an id.")
    cursor: int = Field(0, ge=0, le=1000, description="Suggestions to skip.")
    limit: int = Field(10, ge=1, le=100, description="Maximum number of suggestions.")
    type: str | None = Field(None, max_length=200, description="A kind of node, to narrow nodes and properties.")
    type_strict: str | None = Field(None, max_length=20, description="Sent by older clients; ignored.")
    filter: str | None = Field(None, max_length=200, description="Sent by older clients; ignored.")
    lang: str | None = Field(None, max_length=20, description="Sent by older clients; ignored.")

    @property
    def kinds(self) -> frozenset[str]:
        """The kind of node that is asked for; none for all.

        Raises:
            UnknownKind: it is not in the kinds table.
        """
        return known_kinds([self.type] if self.type else [], parameter="type")

    def is_in(self, *texts: str) -> bool:
        """Whether any of the texts contains the prefix, in any spelling."""
        return fold(self.prefix).compact in fold(" ".join(texts)).compact

    def part(self, found: Iterable[T]) -> Sequence[T]:
        """The suggestions behind those to skip."""
        return list(found)[self.cursor :][: self.limit]


class ColumnRequest(Request):
    """Of which kind of node."""

    type: str = Field(max_length=200, description="A kind of node.", examples=["park"])
    limit: int = Field(100, ge=1, le=100, description="Maximum number of properties.")


_ROWS: TypeAdapter[dict[str, RowQuery]] = TypeAdapter(dict[str, RowQuery])
_EXTENSION: TypeAdapter[ExtensionRequest] = TypeAdapter(ExtensionRequest)


def parsed_rows(text: str) -> Mapping[str, RowQuery]:
    """A reconciliation query batch.

    Raises:
        InvalidRequest: it is no JSON, or no batch, or a query has neither text nor properties.
        UnknownKind: a type is no kind of node.
        BatchTooLarge: it has more than 100 queries.
    """
    rows = _parsed(_ROWS, text, "queries")
    if len(rows) > MAX_ROWS:
        raise BatchTooLarge(f"the batch has {len(rows)} queries; at most {MAX_ROWS} are answered", value=len(rows))
    for key, row in rows.items():
        if row.query is None and not row.properties:
            raise InvalidRequest("a query needs `query` or `properties`", parameter=f"queries.{key}")
        known_kinds(row.kinds, parameter=f"queries.{key}.type")
    return rows


def parsed_extension(text: str) -> ExtensionRequest:
    """A data extension query.

    Raises:
        InvalidRequest: it is no JSON, or no such query.
    """
    return _parsed(_EXTENSION, text, "extend")


async def reconcile(view: GraphView, names: NameIndex, rows: Mapping[str, RowQuery]) -> Mapping[str, answers.Proposals]:
    """Candidates for each row, best first; none for a row without a letter.

    A property that the node has with another value bars a match; one that it does not have says nothing.

    Raises:
        UnknownField: a row has a property that no kind of node has.
        BudgetExceeded: a node has more than a thousand values of such a property.
    """
    for key, row in rows.items():
        for cell in row.properties:
            known_property(cell.pid, parameter=f"queries.{key}.properties")
    examples = {key: example for key, row in rows.items() if (example := row.example()) is not None}
    found = await match(view, names, examples)
    hits = {key: result.hits for key, result in found.items()}
    return {
        key: answers.Proposals(result=[await _proposal(view, hit, row.values) for hit in hits.get(key, ())])
        for key, row in rows.items()
    }


async def extend(view: GraphView, request: ExtensionRequest) -> answers.Extension:
    """Values of properties by node and property; an id that is not there has none.

    Raises:
        UnknownField: no kind of node has a property.
        BudgetExceeded: a node has more than a thousand values of a property.
    """
    columns = [known_property(wanted.id, parameter="extend.properties") for wanted in request.properties]
    nodes, rows = await view.nodes(request.ids), {}
    for key in request.ids:
        values = {known.id: await values_of(view, nodes[key], known.id) if key in nodes else () for known in columns}
        rows[key] = {name: [fetched(value) for value in held] for name, held in values.items()}
        await asyncio.sleep(0)
    return answers.Extension(meta=[found.column for found in columns], rows=rows)


async def suggest_entities(view: GraphView, names: NameIndex, request: PrefixRequest) -> answers.SuggestedItems:
    """Nodes for what somebody is typing, in the order of `/v1/search`."""
    found, _ = ranked(names, request.prefix, Scope(request.kinds), candidates=_SUGGESTED_FROM)
    nodes = await view.nodes(request.part(hit.entry.node for hit in found))
    items = [
        answers.SuggestedItem(
            id=node.id,
            name=node_name(node),
            description=await _described(view, node),
            notable=[type_reference(node.kind)],
        )
        for node in nodes.values()
    ]
    return answers.SuggestedItems(result=items)


def suggest_kinds(request: PrefixRequest) -> answers.SuggestedItems:
    """Kinds of node whose name, in either language, contains the text; those offered first come first."""
    ordered = dict.fromkeys((*DEFAULT_KINDS, *NODE_KINDS))
    found = (kind for kind in ordered if request.is_in(kind, NODE_KINDS[kind].label.en, NODE_KINDS[kind].label.zh))
    types = map(type_reference, request.part(found))
    return answers.SuggestedItems(
        result=[answers.SuggestedItem(id=kind.id, name=kind.name, description="kind of node") for kind in types]
    )


def suggest_properties(request: PrefixRequest) -> answers.SuggestedItems:
    """Properties by their names, of one kind or of all."""
    kinds = request.kinds or NODE_KINDS
    found = {
        known.id: known
        for kind in NODE_KINDS
        if kind in kinds
        for known in properties_of(kind)
        if request.is_in(known.id, known.label.en, known.label.zh)
    }
    items = [
        answers.SuggestedItem(id=known.id, name=known.title, description=f"of {', '.join(known.kinds)}")
        for known in request.part(found.values())
    ]
    return answers.SuggestedItems(result=items)


def propose_properties(request: ColumnRequest) -> answers.ProposedProperties:
    """Properties that can be fetched as columns for a kind of node.

    Raises:
        UnknownKind: the kind is not in the kinds table.
    """
    (kind,) = known_kinds([request.type], parameter="type")
    columns = [answers.TypeReference(id=found.id, name=found.title) for found in properties_of(kind)[: request.limit]]
    return answers.ProposedProperties(type=kind, limit=request.limit, properties=columns)


def manifest(base: str) -> answers.ServiceManifest:
    """What the service can do; `base` is the address under which the client came."""
    entity, of_property, of_type = (_suggest_service(base, sort) for sort in ("entity", "property", "type"))
    columns = answers.ServicePath(service_url=base, service_path="/v1/reconcile/properties")
    return answers.ServiceManifest(
        versions=["0.2"],
        name=TITLE,
        identifier_space=f"{base}/v1/nodes/",
        schema_space=f"{base}/v1/schema",
        documentation=f"{base}/docs",
        service_version=__version__,
        default_types=[type_reference(kind) for kind in DEFAULT_KINDS],
        view=answers.AddressTemplate(url=f"{base}/v1/nodes/{{{{id}}}}"),
        preview=answers.PreviewService(
            url=f"{base}/v1/reconcile/preview?id={{{{id}}}}", width=CARD_WIDTH, height=CARD_HEIGHT
        ),
        suggest=answers.SuggestServices(entity=entity, property=of_property, type=of_type),
        extend=answers.ExtendService(propose_properties=columns, property_settings=[]),
        batch_size=MAX_ROWS,
    )


def _suggest_service(base: str, sort: str) -> answers.ServicePath:
    return answers.ServicePath(
        service_url=base,
        service_path=f"/v1/reconcile/suggest/{sort}",
        flyout_service_url=base,
        flyout_service_path=_FLYOUT.format(sort=sort),
    )


async def _proposal(view: GraphView, hit: MatchHit, values: Mapping[str, Sequence[str]]) -> answers.Proposal:
    """A hit with the features that made its score; a property of the row that contradicts bars a match."""
    agrees = {}
    for name, texts in values.items():
        held = await values_of(view, hit.node, name) if name not in (*_NAMES, *_TICKERS) else ()
        if held:
            wanted = {fold(text).compact for text in texts}
            agrees[name] = any(wanted & _writings(value) for value in held)
    features: list[answers.ProposalFeature] = []
    for name, feature in hit.features.items():
        features.append(answers.ProposalFeature(id=f"{name}_score", value=feature.score))
        features.append(answers.ProposalFeature(id=f"{name}_{feature.detail}", value=True))
    features += [answers.ProposalFeature(id=f"{name}_agrees", value=agreed) for name, agreed in agrees.items()]
    return answers.Proposal(
        id=hit.node.id,
        name=node_name(hit.node),
        description=await _described(view, hit.node),
        type=[type_reference(hit.node.kind)],
        score=round(hit.score * 100, 2),
        match=hit.decision is Decision.MATCH and all(agrees.values()),
        features=features,
    )


async def _described(view: GraphView, node: Node) -> str:
    """Kind and place, to distinguish namesakes."""
    place = await view.location(node.id)
    places = await view.nodes([key for key in (place.province, place.city) if key is not None and key != node.id])
    return ", ".join([NODE_KINDS[node.kind].label.en, *(found.label for found in places.values())])


def _writings(value: PropertyValue) -> set[str]:
    if isinstance(value, Node):
        return {fold(text).compact for text in (value.id, value.name_zh, value.name_en, *value.aliases) if text}
    return {fold(str(value)).compact}


def _parsed(adapter: TypeAdapter[T], text: str, parameter: str) -> T:
    try:
        return adapter.validate_python(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"{parameter} is not JSON: {error.msg}", value=text[:80], parameter=parameter) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in (parameter, *first["loc"]))
        raise InvalidRequest(f"{where}: {first['msg']}", value=str(first.get("input"))[:80], parameter=where) from None
