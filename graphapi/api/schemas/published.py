"""Which route answers what, written into the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from graphapi.api.envelope import JSON
from graphapi.api.files import GRAPH_PATHS
from graphapi.api.guard import JSON_LD, JSON_LINES
from graphapi.api.problems import Problem
from graphapi.api.schemas.companies import CompaniesList, Concentration, FootprintEnvelope, OverlapEnvelope
from graphapi.api.schemas.coverage import CoverageEnvelope, CoverageRanking
from graphapi.api.schemas.exposure import ExposureEnvelope
from graphapi.api.schemas.flows import ChainEnvelope, ChainList, FlowEnvelope
from graphapi.api.schemas.graphs import PathEnvelope
from graphapi.api.schemas.hosts import HostsList
from graphapi.api.schemas.indicators import IndicatorList, ParkIndicators
from graphapi.api.schemas.lists import (
    EdgeAnswer,
    EdgeList,
    NodeAnswer,
    NodeList,
    ParkProfile,
    SourceAnswer,
    SourceList,
)
from graphapi.api.schemas.reconcile import (
    Flyout,
    ProposedProperties,
    ReconcileAnswer,
    ReconcileResult,
    SuggestedItems,
)
from graphapi.api.schemas.screening import CompareEnvelope, ScreenList
from graphapi.api.schemas.search import Matches, ResolvedNodes, SearchList, Suggestions
from graphapi.api.schemas.service import Context, ProblemCodes, Root, Schema
from graphapi.api.schemas.shapes import (
    ConnectEnvelope,
    CyclesEnvelope,
    EstimateAnswer,
    ExportLinks,
    NeighborhoodEnvelope,
    PatternEnvelope,
    SimilarEnvelope,
    Templates,
)
from graphapi.api.schemas.statistics import BatteryParkList, Statistics
from graphapi.api.tabular import is_tabular
from graphapi.export.registry import exporters
from graphapi.export.tables import FORMATS

_REF = "#/components/schemas/{model}"


ANSWERS: Mapping[str, type[BaseModel]] = {
    "get_root": Root,
    "get_schema": Schema,
    "get_problems": ProblemCodes,
    "get_context": Context,
    "get_nodes": NodeList,
    "get_node": NodeAnswer,
    "get_node_edges": EdgeList,
    "get_edge": EdgeAnswer,
    "get_sources": SourceList,
    "get_source": SourceAnswer,
    "get_neighborhood": NeighborhoodEnvelope,
    "get_paths": PathEnvelope,
    "post_neighborhood": NeighborhoodEnvelope,
    "post_paths": PathEnvelope,
    "get_graph": NeighborhoodEnvelope,
    "post_exports": ExportLinks,
    "get_patterns": Templates,
    "post_patterns": PatternEnvelope,
    "post_connect": ConnectEnvelope,
    "get_similar": SimilarEnvelope,
    "get_cycles": CyclesEnvelope,
    "get_hosts": HostsList,
    "get_park": ParkProfile,
    "get_segment_chain": ChainEnvelope,
    "get_chains": ChainList,
    "get_chain": FlowEnvelope,
    "get_statistics": Statistics,
    "get_battery_parks": BatteryParkList,
    "get_park_indicators": ParkIndicators,
    "get_indicators": IndicatorList,
    "get_park_coverage": CoverageEnvelope,
    "get_province_coverage": CoverageEnvelope,
    "post_coverage": CoverageEnvelope,
    "get_parks_by_coverage": CoverageRanking,
    "get_provinces_by_coverage": CoverageRanking,
    "post_exposure": ExposureEnvelope,
    "get_companies": CompaniesList,
    "get_footprint": FootprintEnvelope,
    "get_overlap": OverlapEnvelope,
    "get_concentration": Concentration,
    "post_screen": ScreenList,
    "get_compare": CompareEnvelope,
    "get_search": SearchList,
    "get_suggest": Suggestions,
    "get_resolve": ResolvedNodes,
    "post_match": Matches,
    "get_reconcile": ReconcileAnswer,
    "post_reconcile": ReconcileResult,
    "get_suggest_entity": SuggestedItems,
    "get_suggest_type": SuggestedItems,
    "get_suggest_property": SuggestedItems,
    "get_reconcile_properties": ProposedProperties,
    "get_flyout_entity": Flyout,
    "get_flyout_type": Flyout,
    "get_flyout_property": Flyout,
}
"""Answer of each route by operation id."""

_ESTIMATED = ("post_neighborhood", "post_paths", "post_patterns", "post_connect")

_HEADERS = {
    "X-Request-Id": {
        "description": "The id given in the request, else a new one; the log names it.",
        "required": True,
        "schema": {"type": "string"},
    },
    "ETag": {"description": "Strong validator; absent where time cut the answer.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long the answer may be used.", "schema": {"type": "string"}},
}


def publish(document: dict[str, Any]) -> None:
    """Write the schemas of answers and problems into an OpenAPI document."""
    models = [(model, "serialization") for model in (Problem, EstimateAnswer, *dict.fromkeys(ANSWERS.values()))]
    _, definitions = models_json_schema(models, ref_template=_REF)  # type: ignore[arg-type]
    document.setdefault("components", {}).setdefault("schemas", {}).update(definitions["$defs"])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            responses = operation["responses"]
            content = _json_content(operation["operationId"])
            if content and GRAPH_PATHS.fullmatch(path):
                content |= {one.media_type: _file(one.media_type, one.purpose) for one in exporters()}
            if content and is_tabular(path):
                content |= {one.media_type: _file(one.media_type, f"The rows as {one.name}.") for one in FORMATS}
            responses["200"] |= {"headers": _HEADERS} | ({"content": content} if content else {})
            if method == "get":
                responses["304"] = {"description": "Not Modified: the answer with the given ETag still holds"}


def _json_content(operation: str) -> dict[str, Any] | None:
    if operation not in ANSWERS:
        return None
    schema: dict[str, Any] = {"$ref": _REF.format(model=ANSWERS[operation].__name__)}
    if operation in _ESTIMATED:
        schema = {"anyOf": [schema, {"$ref": _REF.format(model=EstimateAnswer.__name__)}]}
    streamed = {JSON_LINES: {"schema": {"type": "string"}}} if operation == "post_paths" else {}
    media = JSON_LD if operation == "get_context" else JSON
    return {media: {"schema": schema}} | streamed


def _file(media: str, purpose: str) -> dict[str, Any]:
    """What a client may make of a file: JSON an object, text a string, the others bytes."""
    if media.endswith("json"):
        return {"schema": {"type": "object", "description": purpose}}
    text = media.startswith("text/") or media.endswith("xml")
    binary = {} if text else {"format": "binary"}
    return {"schema": {"type": "string", "contentMediaType": media, "description": purpose, **binary}}
