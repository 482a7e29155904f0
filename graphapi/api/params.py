"""Parameters that many routes share: ids in the path, and how much evidence to carry."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from graphapi.evidence.provenance import Provenance

NodeId = Annotated[str, Path(description="Full id of a node.", examples=["park:ordos-mengsu", "company:catl"])]
EdgeId = Annotated[str, Path(description="Full id of an edge.", examples=["hosts:0123456789ab"])]
SourceId = Annotated[str, Path(description="Full id of a source.", examples=["source:0123456789ab"])]


class Params(BaseModel):
    """Base of all parameter models."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class ProvenanceParams(Params):
    """How much evidence to carry."""

    provenance: Provenance = Field(Provenance.IDS, description="Evidence in the documents: none, ids or inline.")
