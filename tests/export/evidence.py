"""A statement and its source behind the small graph."""

from graphapi.export.options import SubgraphEvidence
from graphapi.model.documents import Source, Statement
from graphapi.model.identifiers import statement_id
from graphapi.model.kinds import Basis
from tests.export.samples import SOURCE


def evidence() -> SubgraphEvidence:
    identifier = statement_id("park:north", "area_km2", "14", "", (SOURCE,))
    area = Statement(identifier, "park:north", "area_km2", 14.0, Basis.REPORTED, (SOURCE,), unit="km2")
    return SubgraphEvidence(
        {"park:north": (area,)}, {SOURCE: Source(SOURCE, "example.org/notice", "The office", "2025-07")}
    )
