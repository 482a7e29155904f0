"""Query parameters of the routes: described, bounded, turned into requests."""

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from graphapi.documents.requests import MAX_LIMIT
from graphapi.evidence.provenance import Provenance
from graphapi.graph.costs import CostName
from graphapi.model.dates import is_date
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import Basis
from graphapi.traversal.neighborhood import MAX_DEPTH
from graphapi.traversal.paths import MAX_HOPS, PathMode
from graphapi.traversal.similar import Metric

NodeId = Annotated[str, Path(description="Full id of a node.", examples=["park:ordos-mengsu", "company:catl"])]
EdgeId = Annotated[str, Path(description="Full id of an edge.", examples=["hosts:0123456789ab"])]
SourceId = Annotated[str, Path(description="Full id of a source.", examples=["source:0123456789ab"])]

REL = "Edge kinds to follow, joined by commas: `hosts>` along the edge, `<hosts` against it, `hosts` both ways."
BASIS = "Keep only what is at least this well vouched for: official, reported, derived, unverified."


def _date(text: str) -> str:
    if not is_date(text):
        raise ValueError("not a date such as 2025, 2025-07 or 2025-07-08")
    return text


Day = Annotated[str, AfterValidator(_date), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class Params(BaseModel):
    """Base of all parameter models."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class ProvenanceParams(Params):
    """How much evidence to carry."""

    provenance: Provenance = Field(Provenance.IDS, description="Evidence in the documents: none, ids or inline.")


class NeighborhoodParams(ProvenanceParams):
    """Bounds and filters of a neighborhood."""

    depth: int = Field(1, ge=1, le=MAX_DEPTH, description="Most hops.")
    rel: str | None = Field(None, max_length=500, description=REL, examples=["hosts>,<operates_in,feeds"])
    kind: str | None = Field(None, max_length=200, description="Node kinds kept in the answer, joined by commas.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    valid_on: Day | None = Field(None, description="Only edges valid in this year, month or day.")
    limit: int | None = Field(None, ge=1, description="Most nodes beside the start; the server has a ceiling.")
    max_edges: int | None = Field(None, ge=1, description="Most edges looked at; the server has a ceiling.")


class PathParams(ProvenanceParams):
    """Bounds and filters of paths."""

    source: str = Field(alias="from", max_length=200, description="Id of the node to start from.")
    target: str = Field(alias="to", max_length=200, description="Id of the node to reach.")
    mode: PathMode = Field(PathMode.SHORTEST, description="One shortest path, or all of that length.")
    max_hops: int = Field(6, ge=1, le=MAX_HOPS, description="Most hops of a path.")
    rel: str | None = Field(None, max_length=500, description=REL)
    cost: CostName = Field(CostName.HOPS, description="What a hop costs: hops, evidence, informative or distance_km.")
    avoid: str | None = Field(None, max_length=4000, description="Ids and node kinds that no path may pass, by commas.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    valid_on: Day | None = Field(None, description="Only edges valid in this year, month or day.")
    limit: int | None = Field(None, ge=1, description="Most paths; the server has a ceiling.")
    max_edges: int | None = Field(None, ge=1, description="Most edges looked at; the server has a ceiling.")


class SimilarParams(ProvenanceParams):
    """How likes are found."""

    rel: str | None = Field(None, max_length=500, description=REL, examples=["hosts>"])
    metric: Metric = Field(Metric.JACCARD, description="jaccard, adamic_adar or cosine.")
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Most likes.")


class CyclesParams(ProvenanceParams):
    """Bounds of rings."""

    rel: str = Field("feeds>", max_length=500, description=REL)
    max_hops: int = Field(6, ge=1, le=MAX_HOPS, description="Most hops of a ring.")
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Most rings.")


def words(text: str | None, parameter: str) -> tuple[str, ...]:
    """Words joined by commas, in order, each once; none for an absent parameter.

    Raises:
        InvalidRequest: a word is empty.
    """
    if text is None:
        return ()
    found = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    if not all(found):
        raise InvalidRequest(f"{parameter} has an empty word in {text[:80]!r}", value=text[:80], parameter=parameter)
    return found
