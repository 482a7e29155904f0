"""Answers of the Reconciliation API 0.2; they have no envelope of ours, because the specification gives their shape."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, RootModel

from graphapi.answers.encoding import answer


@answer
class TypeReference:
    """A kind of node."""

    id: str
    name: str


@answer
class ServicePath:
    """Where a service is: address and path are joined."""

    service_url: str
    service_path: str
    flyout_service_url: str | None = None
    flyout_service_path: str | None = None


@answer
class AddressTemplate:
    """An address with `{{id}}` in it."""

    url: str


@answer
class PreviewService:
    """Where a small page about a node is, and its size in pixels."""

    url: str
    width: int
    height: int


@answer
class SuggestServices:
    """Services for somebody who is typing."""

    entity: ServicePath
    property: ServicePath
    type: ServicePath


@answer
class ExtendService:
    """Where columns are proposed; there are no settings."""

    propose_properties: ServicePath
    property_settings: Sequence[object]


@answer
class ServiceManifest:
    """What the service can do and where."""

    versions: Sequence[str]
    name: str
    identifier_space: Annotated[str, Field(alias="identifierSpace")]
    schema_space: Annotated[str, Field(alias="schemaSpace")]
    documentation: str
    service_version: Annotated[str, Field(alias="serviceVersion")]
    default_types: Annotated[Sequence[TypeReference], Field(alias="defaultTypes")]
    view: AddressTemplate
    preview: PreviewService
    suggest: SuggestServices
    extend: ExtendService
    batch_size: Annotated[int, Field(alias="batchSize")]


@answer
class ProposalFeature:
    """One comparison as a number or a boolean."""

    id: str
    value: bool | float


@answer
class Proposal:
    """A node that a row may mean; `score` is 0 to 100."""

    id: str
    name: str
    description: str
    type: Sequence[TypeReference]
    score: float
    match: bool
    features: Sequence[ProposalFeature]


@answer
class Proposals:
    """Proposals for one query, best first."""

    result: Sequence[Proposal]


class ResultBatch(RootModel[Mapping[str, Proposals]]):
    """Proposals by the keys of the queries."""


@answer
class FetchedColumn:
    """A fetched property; `type` where its values are nodes."""

    id: str
    name: str
    type: TypeReference | None = None


@answer
class FetchedValue:
    """A node with id and name, or one of `str`, `int`, `float`."""

    id: str | None = None
    name: str | None = None
    text: Annotated[str | None, Field(alias="str")] = None
    integer: Annotated[int | None, Field(alias="int")] = None
    number: Annotated[float | None, Field(alias="float")] = None


@answer
class Extension:
    """Values by node and property."""

    meta: Sequence[FetchedColumn]
    rows: Mapping[str, Mapping[str, Sequence[FetchedValue]]]


@answer
class SuggestedItem:
    """A node, a kind or a property."""

    id: str
    name: str
    description: str
    notable: Sequence[TypeReference] | None = None


@answer
class SuggestedItems:
    """What fits the beginning."""

    result: Sequence[SuggestedItem]


@answer
class Flyout:
    """A piece of HTML about one suggestion."""

    id: str
    html: Annotated[str, Field(description="Text and simple elements; everything from the graph is escaped.")]


@answer
class ProposedProperties:
    """Columns that a kind of node has."""

    type: str
    limit: int
    properties: Sequence[TypeReference]
