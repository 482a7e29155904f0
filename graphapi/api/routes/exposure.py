"""Who depends on what, and what would remain without it."""

from fastapi import Request
from starlette.responses import Response

from graphapi.answers.coverage import Exposure
from graphapi.api.dependencies import LimitsDep, ViewDep
from graphapi.api.envelope import respond
from graphapi.api.routing import NODE_ERRORS, Routes
from graphapi.chain.exposure import ExposureRequest, exposure, exposure_table

routes = Routes("chain")


@routes.post(
    "/exposure",
    answer=Exposure,
    errors=NODE_ERRORS,
    table=exposure_table,
    example={"ids": ["city:yichun"], "segments": ["segment:lepidolite-mining", "segment:lithium-salts-unspecified"]},
)
async def post_exposure(body: ExposureRequest, view: ViewDep, limits: LimitsDep, request: Request) -> Response:
    """What depends on segments, parks, companies, cities, provinces or lists, hop by hop, and what they depend on.

    Ids are resolved to segments: those a park hosts, a company's plants make, or the parks of a place host; from there
    along `feeds`. Each affected segment, park and listed company comes with its hop and one path of evidence.
    `replaceability` = hosting parks that remain / all hosting parks, absent if no park is known to host the segment.
    Every input is assumed to be needed. Tables have the rows that `table` names. See `docs/questions/exposure.md`.
    """
    answer = await exposure(view, body, meter=limits.meter(body.budget.within(limits.ceiling)))
    return await respond(request, view, answer, provenance=body.provenance)
