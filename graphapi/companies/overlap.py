"""Where two companies meet: parks, provinces, segments and companies that both groups touch, subsidiaries rolled up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from graphapi.companies.company_activity import CompanyActivity, business, evidence_of, evident
from graphapi.companies.footprint import FootprintRequest
from graphapi.companies.ownership import ownership_filter, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidRequest
from graphapi.model.steps import EdgeFilter
from graphapi.traversal.answer import GraphAnswer

PARTS = ("parks", "provinces", "segments")
Entries = Sequence[Mapping[str, Any]]


async def overlap(view: GraphView, request: FootprintRequest, other: str) -> GraphAnswer:
    """What the groups of two companies share, with what each side has there and the edges and sources behind.

    A company of both groups (a joint venture) stands under `companies`; what it touches counts for both sides.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about either company.
        InvalidRequest: both are the same.
    """
    await node_of_kind(view, request.company, "company")
    await node_of_kind(view, other, "company", parameter="with")
    if other == request.company:
        raise InvalidRequest("with must name another company", value=other, parameter="with")
    reader = EdgeReader(view)
    sides = [await _side(reader, replace(request, company=company)) for company in (request.company, other)]
    one, two = (side.parts() for side in sides)
    shared = {name: _shared(one[name], two[name]) for name in PARTS}
    for park in shared["parks"]:
        ours, theirs = (set(side["segments"]) for side in park["sides"])
        park["shared_segments"] = sorted(ours & theirs)
    told: dict[str, Any] = {
        "of": [request.company, other],
        "measures": {name: _measure(one[name], two[name]) for name in PARTS},
        **shared,
        "companies": _members(sides),
    }
    named = {key for part in shared.values() for entry in part for side in entry["sides"] for key in side["edges"]}
    named |= {key for part in shared.values() for entry in part for side in entry["sides"] for key in side["ownership"]}
    named |= {key for company in told["companies"] for way in company["ownership"] for key in way}
    edges = [edge for side in sides for edge in (*evidence_of(side), *side.group.via(side.group.members))]
    return await evident(
        reader,
        request.normalised() | {"with": other},
        told["of"],
        [edge for edge in edges if edge.id in named],
        overlap=told,
    )


async def _side(reader: EdgeReader, request: FootprintRequest) -> CompanyActivity:
    owned = ownership_filter(request.relations, request.basis)
    group = await subsidiaries(reader, request.company, owned, depth=request.depth)
    return await business(reader, group, EdgeFilter(basis=request.basis, statuses=request.statuses))


def _shared(one: Entries, two: Entries) -> list[dict[str, Any]]:
    theirs = {entry["id"]: entry for entry in two}
    return [
        {"id": entry["id"], "sides": [_told(entry), _told(theirs[entry["id"]])]}
        for entry in one
        if entry["id"] in theirs
    ]


def _told(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in {"id", "province", "stage"}}


def _members(sides: Sequence[CompanyActivity]) -> list[dict[str, Any]]:
    one, two = (side.group.members for side in sides)
    return [
        {"id": company, "ownership": [[edge.id for edge in members[company].via] for members in (one, two)]}
        for company in sorted(one.keys() & two.keys())
    ]


def _measure(one: Entries, two: Entries) -> dict[str, float | int]:
    """Sizes of both sets, of what they share and of their union; the Jaccard index where the union is not empty."""
    ours, theirs = {entry["id"] for entry in one}, {entry["id"] for entry in two}
    shared, union = len(ours & theirs), len(ours | theirs)
    told: dict[str, float | int] = {"first": len(ours), "second": len(theirs), "shared": shared, "union": union}
    return told | ({"jaccard": round(shared / union, 6)} if union else {})
