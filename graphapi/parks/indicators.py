"""The official indicators of one park, and across parks, with what is not disclosed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import Direction, Rel
from graphapi.parks.measurements import (
    DISCLOSURES,
    NOT_DISCLOSED,
    UNKNOWN,
    Disclosure,
    disclosures,
    official_measures,
    threshold_told,
    value_told,
)

_REPORTS, _LISTED = Rel("reports", Direction.OUT), Rel("listed_in", Direction.OUT)


@dataclass(frozen=True, slots=True)
class IndicatorsRequest:
    """Filters are joined by *and*. `disclosed` keeps what parks tell anything of (true) or nothing (false)."""

    province: str | None = None
    on_list: str | None = None
    indicators: tuple[str, ...] = ()
    disclosed: bool | None = None
    limit: int = 50
    cursor: str | None = None

    def normalised(self) -> dict[str, Any]:
        """The filters as understood, those not given left out."""
        fields: dict[str, Any] = {
            "province": self.province,
            "list": self.on_list,
            "indicator": list(self.indicators) or None,
            "disclosed": self.disclosed,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(slots=True)
class _ParkReports:
    """What one park reports, and the lists that name it."""

    reported: list[Edge] = field(default_factory=list)
    listed: list[Edge] = field(default_factory=list)


async def park_indicators(reader: EdgeReader, identifier: str) -> dict[str, Any]:
    """Each official indicator of a park with threshold, latest value, target and gap, or `not_disclosed`.

    Listed is not accepted: `status` says `listed_for_construction`, with document number and date of the list, until
    a source says otherwise.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    view = reader.view
    park = await node_of_kind(view, identifier, "park")
    found = (await _read(reader, [identifier]))[identifier]
    told = disclosures(await official_measures(view), found.reported)
    official = {key for one in told for key in one.measure.ids}
    heads = await view.nodes([edge.head for edge in (*found.reported, *found.listed)])
    entries = [_entry(one) for one in told]
    counts = Counter(one.word for one in told)
    other = [edge for edge in found.reported if edge.head not in official]
    status = _status(park, found.listed, heads)
    return {
        "park": park.to_json(),
        "place": await _place(view, identifier),
        "status": status,
        "indicators": entries,
        "disclosed": {word: counts[word] for word in DISCLOSURES},
        "other": [_other(edge, heads[edge.head]) for edge in other],
        "sources": await _sources(view, park, [*found.reported, *found.listed], told),
    }


async def list_indicators(view: GraphView, request: IndicatorsRequest) -> Page[dict[str, Any]]:
    """The official indicators of all parks, by park and indicator, with counts of their disclosure.

    The counts are those of the parks that pass `province` and `list`, whatever `disclosed` keeps.

    Raises:
        NodeNotFound, InvalidIdentifier: about the province or the list.
        InvalidRequest: an indicator is not official.
        InvalidCursor: about the cursor.
    """
    reader = EdgeReader(view)
    measures = await official_measures(view)
    known = [one.indicator.id for one in measures]
    for indicator in request.indicators:
        if indicator not in known:
            raise InvalidRequest(
                f"{indicator[:80]!r} is no official indicator; there are {', '.join(known)}",
                value=indicator[:80],
                parameter="indicator",
                suggestion=did_you_mean(indicator, known),
            )
    wanted = [one for one in measures if not request.indicators or one.indicator.id in request.indicators]
    parks = await _parks(view, request)
    reports = await _read(reader, parks)
    if request.on_list is not None:
        parks = [park for park in parks if request.on_list in {edge.head for edge in reports[park].listed}]
    rows = [(park, one) for park in parks for one in disclosures(wanted, reports[park].reported)]
    facets = {one.indicator.id: dict.fromkeys(DISCLOSURES, 0) for one in wanted}
    for _, one in rows:
        facets[one.measure.indicator.id][one.word] += 1
    kept = [row for row in rows if request.disclosed in (None, row[1].word != NOT_DISCLOSED)]
    page = paged(view, kept, request.normalised(), limit=request.limit, cursor=request.cursor)
    nodes = await view.nodes(list(dict.fromkeys(park for park, _ in page.items)))
    lists = await view.nodes(list({edge.head for park in nodes for edge in reports[park].listed}))
    items = [await _row(view, nodes[park], one, reports[park].listed, lists) for park, one in page.items]
    completeness = reader.completeness
    return replace(Page(items, page.next, page.total, page.query), facets=facets, completeness=completeness)


async def _parks(view: GraphView, request: IndicatorsRequest) -> list[str]:
    parks = list(await view.node_ids("park"))
    if request.on_list is not None:
        await node_of_kind(view, request.on_list, "list", parameter="list")
    if request.province is not None:
        await node_of_kind(view, request.province, "province", parameter="province")
        parks = [park for park in parks if (await view.location(park)).province == request.province]
    return parks


async def _read(reader: EdgeReader, parks: Sequence[str]) -> Mapping[str, _ParkReports]:
    found: dict[str, _ParkReports] = defaultdict(_ParkReports)
    hops = await reader.hops(parks, [_REPORTS, _LISTED])
    for edge in (await reader.view.edges([hop.edge for hop in hops])).values():
        (found[edge.tail].reported if edge.kind == "reports" else found[edge.tail].listed).append(edge)
    return found


async def _row(
    view: GraphView, park: Node, told: Disclosure, listed: Sequence[Edge], lists: Mapping[str, Node]
) -> dict[str, Any]:
    return {
        "park": park.id,
        "park_name": park.to_json()["name"],
        "place": await _place(view, park.id),
        "status": _status(park, listed, lists),
        **_entry(told),
    }


def _entry(told: Disclosure) -> dict[str, Any]:
    measure = told.measure
    entry: dict[str, Any] = {
        "indicator": measure.indicator.id,
        "name": measure.indicator.to_json()["name"],
        "role": measure.role,
        "thresholds": [threshold_told(one) for one in told.classes],
        "disclosure": told.word,
        "values": [value_told(edge, told.classes) for edge in told.values],
    }
    if measure.sized:
        entry["size_class"] = told.classes[0].id if len(told.classes) == 1 else UNKNOWN
    named = (("latest", told.latest), ("target", told.target))
    return entry | {name: value_told(edge, told.classes) for name, edge in named if edge}


def _other(edge: Edge, indicator: Node) -> dict[str, Any]:
    named: dict[str, Any] = {"indicator": indicator.id, "name": indicator.to_json()["name"]}
    asked = {"threshold": threshold_told(indicator)} if "threshold" in indicator.attributes else {}
    return named | asked | value_told(edge, [indicator])


def _status(park: Node, listed: Sequence[Edge], lists: Mapping[str, Node]) -> dict[str, Any]:
    return {
        "value": park.attributes["status"],
        "basis": park.basis.value,
        "sources": list(park.sources),
        "listings": [_listing(edge, lists[edge.head]) for edge in listed],
    }


def _listing(edge: Edge, named: Node) -> dict[str, Any]:
    told = {key: named.attributes[key] for key in ("document_number", "published") if key in named.attributes}
    told |= {"number": edge.attributes["number"]} if "number" in edge.attributes else {}
    said = {"edge": edge.id, "basis": edge.basis.value, "sources": list(edge.sources)}
    return {"id": named.id, "name": named.to_json()["name"], **told, **said}


async def _place(view: GraphView, park: str) -> dict[str, str]:
    place = await view.location(park)
    return {name: key for name, key in (("city", place.city), ("province", place.province)) if key}


async def _sources(
    view: GraphView, park: Node, edges: Sequence[Edge], told: Sequence[Disclosure]
) -> list[dict[str, Any]]:
    behind = [key for edge in edges for key in edge.sources]
    asked = [key for one in told for indicator in one.classes for key in indicator.sources]
    found = await view.sources(list(dict.fromkeys((*park.sources, *behind, *asked))))
    return [source.to_json() for source in found.values()]
