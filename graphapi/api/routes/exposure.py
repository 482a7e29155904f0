"""Who depends on what, and what would remain without it."""

from typing import Literal

from fastapi import Request
from pydantic import Field
from starlette.responses import Response

from graphapi.api.bodies import Body, BudgetBody, Status, Word
from graphapi.api.dependencies import SettingsDep, ViewDep, ceiling
from graphapi.api.disconnect import DisconnectedDep
from graphapi.api.envelope import graph_response
from graphapi.api.params import BASIS
from graphapi.api.routing import NODE_ERRORS, Routes, pending
from graphapi.api.schemas.exposure import ExposureEnvelope
from graphapi.api.tabular import as_table, wants_table
from graphapi.chain.exposure import MAX_HOPS, MAX_IDS, ExposureDirection, ExposureRequest, exposure
from graphapi.chain.exposure_tables import exposure_table
from graphapi.chain.removal import KINDS
from graphapi.evidence.provenance import Provenance
from graphapi.graph.meter import Budget, Meter
from graphapi.model.kinds import Basis
from graphapi.settings import Settings

routes = Routes("chain")


class ExposureBody(Body):
    """What falls out, how far to follow it, and which parks count."""

    ids: list[Word] = Field(min_length=1, max_length=MAX_IDS, description=f"Ids of any of {', '.join(KINDS)}.")
    segments: list[Word] = Field(default_factory=list, max_length=MAX_IDS, description="Only these segments fall out.")
    hops: int = Field(3, ge=1, le=MAX_HOPS, description="Most hops along `feeds`.")
    direction: ExposureDirection = Field(
        ExposureDirection.DOWN, description="What depends on them, what they need, or both."
    )
    province: Word | None = Field(None, description="Id of a province: only its parks, and plants in them.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: list[Status] = Field(default_factory=list, description="Status of hosting and plants.")
    table: Literal["segments", "parks", "companies"] = Field("companies", description="Rows of CSV, Parquet and Arrow.")
    budget: BudgetBody = Field(default_factory=BudgetBody)
    provenance: Provenance = Provenance.IDS
    list: Word | None = Field(None, description="Id of a list: only its parks, and plants in them.")

    def request(self) -> ExposureRequest:
        """The request, ids and segments each once in the order given."""
        return ExposureRequest(
            tuple(dict.fromkeys(self.ids)),
            tuple(dict.fromkeys(self.segments)),
            self.hops,
            self.direction,
            self.list,
            self.province,
            self.basis,
            frozenset(self.status),
        )


@routes.post(
    "/exposure",
    answer=ExposureEnvelope,
    errors=NODE_ERRORS,
    table=pending,
    example={"ids": ["city:yichun"], "segments": ["segment:lepidolite-mining", "segment:lithium-salts-unspecified"]},
)
async def post_exposure(
    body: ExposureBody, view: ViewDep, settings: SettingsDep, request: Request, gone: DisconnectedDep
) -> Response:
    """What depends on segments, parks, companies, cities, provinces or lists, hop by hop, and what they depend on.

    Ids stand for segments: those a park hosts, a company's plants make, the parks of a place host; from there along
    `feeds`. Each affected segment, park and listed company comes with its hop and one path of evidence.
    `replaceability` = hosting parks that remain / all hosting parks, absent where no park is known to host the
    segment. Every listed feed is taken as needed. Tables hold the rows that `table` names. See
    `docs/questions/exposure.md`.
    """
    answer = await exposure(view, body.request(), meter=Meter(_held(body, settings), cancelled=gone))
    if wants_table(request):
        return as_table(request, await exposure_table(view, answer, body.table), answer.completeness)
    return await graph_response(view, answer, request, provenance=body.provenance)


def _held(body: ExposureBody, settings: Settings) -> Budget:
    held = ceiling(settings, edges=body.budget.edges, results=body.budget.results)
    return Budget(held.edges, min(body.budget.ms or held.ms, held.ms), held.results)
