"""Answers of the Reconciliation API 0.2; they have no envelope of ours, because the specification gives their shape."""

from typing import Any

from pydantic import Field, RootModel

from graphapi.api.schemas.documents import Answer


class TypeReference(Answer):
    """A kind of node."""

    id: str
    name: str


class ServicePath(Answer):
    """Where a service lies: address and path are joined."""

    service_url: str
    service_path: str
    flyout_service_url: str | None = None
    flyout_service_path: str | None = None


class Template(Answer):
    """An address with `{{id}}` in it."""

    url: str


class PreviewService(Answer):
    """Where a small page about a node lies, and its size in pixels."""

    url: str
    width: int
    height: int


class SuggestServices(Answer):
    """Services for somebody who is typing."""

    entity: ServicePath
    property: ServicePath
    type: ServicePath


class ExtendService(Answer):
    """Where columns are proposed; there are no settings."""

    propose_properties: ServicePath
    property_settings: list[Any]


class ManifestAnswer(Answer):
    """What the service can do and where."""

    versions: list[str]
    name: str
    identifierSpace: str
    schemaSpace: str
    documentation: str
    serviceVersion: str
    defaultTypes: list[TypeReference]
    view: Template
    preview: PreviewService
    suggest: SuggestServices
    extend: ExtendService
    batchSize: int


class ProposalFeature(Answer):
    """One comparison as a number or a truth."""

    id: str
    value: bool | float


class ProposalAnswer(Answer):
    """A node that a row may mean; `score` is 0 to 100."""

    id: str
    name: str
    description: str
    type: list[TypeReference]
    score: float
    match: bool
    features: list[ProposalFeature]


class RowAnswer(Answer):
    """Proposals for one query, best first."""

    result: list[ProposalAnswer]


class ResultBatch(RootModel[dict[str, RowAnswer]]):
    """Proposals by the keys of the queries."""


class ExtensionColumn(Answer):
    """A fetched property; `type` where its values are nodes."""

    id: str
    name: str
    type: TypeReference | None = None


class Extension(Answer):
    """Values by node and property: `str`, `int`, `float`, or a node with id and name."""

    meta: list[ExtensionColumn]
    rows: dict[str, dict[str, list[dict[str, str | int | float]]]]


class ReconcileAnswer(RootModel[ManifestAnswer | Extension | ResultBatch]):
    """The manifest without parameters, results for `queries`, values for `extend`."""


class ReconcileResult(RootModel[Extension | ResultBatch]):
    """Results for `queries`, values for `extend`."""


class SuggestedItem(Answer):
    """A node, a kind or a property."""

    id: str
    name: str
    description: str
    notable: list[TypeReference] | None = None


class SuggestedItems(Answer):
    """What fits the beginning."""

    result: list[SuggestedItem]


class Flyout(Answer):
    """A piece of HTML about one suggestion."""

    id: str
    html: str = Field(description="Text and simple elements; everything from the graph is escaped.")


class ProposedProperties(Answer):
    """Columns that a kind of node has."""

    type: str
    limit: int
    properties: list[TypeReference]
