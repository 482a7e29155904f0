"""What parks report against the official indicators: of one park, and across parks, with what is not disclosed.

The one reading of `reports` edges.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from graphapi.answers.documents import Name
from graphapi.answers.encoding import extended
from graphapi.answers.parks import (
    DISCLOSURES,
    NOT_DISCLOSED,
    IndicatorEntry,
    IndicatorList,
    IndicatorValue,
    OtherValue,
    ParkIndicator,
    ParkIndicators,
    ParkListing,
    ParkStatus,
    Threshold,
    ThresholdGap,
)
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.chain.hosting import parks_within
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import meta_of, paged
from graphapi.documents.requests import PageRequest, words
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Location, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.grouping import grouped, sources_of
from graphapi.model.steps import Direction, Rel

UNKNOWN = "unknown"
_REPORTS, _LISTED = Rel("reports", Direction.OUT), Rel("listed_in", Direction.OUT)
_SIGNS = {"at_most": "<=", "at_least": ">="}


class IndicatorsRequest(PageRequest):
    """Filters of the indicators across parks, joined by *and*."""

    province: str | None = Field(None, max_length=200, description="Id of a province.", examples=["province:nm"])
    list: str | None = Field(None, max_length=200, description="Id of a list.", examples=["list:national-batch-1"])
    indicator: str | None = Field(
        None,
        max_length=500,
        description="Ids of official indicators, separated by commas; default all.",
        examples=["indicator:guiding-clean-energy"],
    )
    disclosed: bool | None = Field(None, description="What parks disclose (true), or do not disclose (false).")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids in order, none for all; an empty one raises InvalidRequest."""
        return words(self.indicator, "indicator")

    def normalised(self) -> dict[str, object]:
        return super().normalised() | ({"indicator": self.indicators} if self.indicator is not None else {})


@dataclass(frozen=True, slots=True)
class OfficialIndicator:
    """An official indicator as it is asked of a park.

    The core indicator is one, with a threshold for each size class: `classes` are its nodes, and `indicator` is the
    one for values whose size class no source states. Others have one class, themselves.
    """

    indicator: Node
    role: str
    classes: tuple[Node, ...]

    @property
    def sized(self) -> bool:
        """Whether thresholds depend on the size class of the park."""
        return len(self.classes) > 1

    @property
    def ids(self) -> tuple[str, ...]:
        """Indicators under which a park may report it."""
        return tuple(dict.fromkeys((self.indicator.id, *(node.id for node in self.classes))))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a park reports of an official indicator: `values` newest first, statuses before targets."""

    official: OfficialIndicator
    values: Sequence[Edge]

    @property
    def word(self) -> str:
        """Status where a value was measured, else target, else under construction, else not disclosed."""
        states = {edge.attributes["state"] for edge in self.values}
        return next((word for word in DISCLOSURES if word in states), NOT_DISCLOSED)

    @property
    def classes(self) -> tuple[Node, ...]:
        """The classes whose thresholds may hold: the stated one, all where none is."""
        stated = {edge.head for edge in self.values}
        found = tuple(node for node in self.official.classes if node.id in stated)
        return found if len(found) == 1 else self.official.classes

    @property
    def latest(self) -> Edge | None:
        """The measured value of the last year."""
        return next((edge for edge in self.values if edge.attributes["state"] == "status"), None)

    @property
    def target(self) -> Edge | None:
        """The target of the first year."""
        return min((edge for edge in self.values if edge.attributes["state"] == "target"), key=_first, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """An indicator of a park as a row: `value` is the latest measured one, `target` the first target.

    `threshold`, `gap` and `meets_threshold` are null where the size class that decides them is not known; `thresholds`
    holds them all, each with its indicator.
    """

    park: str
    park_name: Name
    city: str | None
    province: str | None
    status: str
    document_numbers: Sequence[str]
    listed_on: Sequence[str]
    indicator: str
    indicator_name: Name
    role: str
    size_class: str | None
    threshold: float | None
    thresholds: Sequence[str]
    disclosure: str
    value: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    year: int | None = None
    basis: str | None = None
    gap: float | None = None
    meets_threshold: bool | None = None
    target: float | None
    target_unit: str | None
    target_qualifier: str | None
    target_year: int | None
    target_basis: str | None
    caveats: Sequence[str]
    edges: Sequence[str]
    sources: Sequence[str]


async def park_indicators(view: GraphView, identifier: str) -> ParkIndicators:
    """Each official indicator of a park with threshold, latest value, target and gap, or `not_disclosed`.

    Listed is not accepted: `status` says `listed_for_construction`, with document number and date of the list, until
    a source says otherwise.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    reader = EdgeReader(view)
    park = await node_of_kind(view, identifier, "park")
    reported = await reader.edges([identifier], _REPORTS)
    listed = await reader.edges([identifier], _LISTED)
    disclosed = disclosures(await official_indicators(view), reported)
    heads = await view.nodes([edge.head for edge in (*reported, *listed)])
    place, status = await view.location(identifier), _status(park, listed, heads)
    official = {key for disclosure in disclosed for key in disclosure.official.ids}
    counts = Counter(disclosure.word for disclosure in disclosed)
    thresholds = [node for disclosure in disclosed for node in disclosure.classes]
    return ParkIndicators(
        park=park,
        place=place,
        status=status,
        indicators=[_entry(IndicatorEntry, park, place, status, disclosure) for disclosure in disclosed],
        disclosed={word: counts[word] for word in DISCLOSURES},
        other=[_other(edge, heads[edge.head]) for edge in reported if edge.head not in official],
        sources=list((await view.sources(sources_of((park, *reported, *listed, *thresholds)))).values()),
        meta=meta_of(view, completeness=reader.completeness),
    )


async def list_indicators(view: GraphView, request: IndicatorsRequest) -> IndicatorList:
    """The official indicators of all parks, by park and indicator, with counts of their disclosure.

    The counts are those of the parks that pass `province` and `list`, whatever `disclosed` keeps.

    Raises:
        NodeNotFound, InvalidIdentifier: about the province or the list.
        InvalidRequest: an indicator is not official.
        InvalidCursor: about the cursor.
    """
    reader, asked = EdgeReader(view), request.indicators
    officials = await official_indicators(view)
    known = [official.indicator.id for official in officials]
    for indicator in asked:
        if indicator not in known:
            raise InvalidRequest.unknown(indicator, "official indicator", known, parameter="indicator")
    wanted = [official for official in officials if not asked or official.indicator.id in asked]
    parks = await parks_within(reader, on_list=request.list, province=request.province)
    reported, listed = await reader.edges_at(parks, _REPORTS), await reader.edges_at(parks, _LISTED)
    rows = [(park, disclosure) for park in parks for disclosure in disclosures(wanted, reported[park])]
    facets = {official.indicator.id: dict.fromkeys(DISCLOSURES, 0) for official in wanted}
    for _, disclosure in rows:
        facets[disclosure.official.indicator.id][disclosure.word] += 1
    kept = [row for row in rows if request.disclosed in (None, row[1].word != NOT_DISCLOSED)]
    page = paged(view, kept, request.normalised(), request, completeness=reader.completeness)
    nodes = await view.nodes(list(dict.fromkeys(park for park, _ in page.items)))
    lists = await view.nodes(list({edge.head for park in nodes for edge in listed[park]}))
    items = []
    for park, disclosure in page.items:
        status = _status(nodes[park], listed[park], lists)
        items.append(_entry(ParkIndicator, nodes[park], await view.location(park), status, disclosure))
    return page.answer(IndicatorList, items, facets=facets)


async def indicators_table(view: GraphView, found: IndicatorList | ParkIndicators) -> Table:
    """One row a park and indicator."""
    entries = found.indicators if isinstance(found, ParkIndicators) else found.items
    return table_of("indicators", IndicatorRow, map(_row, entries))


async def official_indicators(view: GraphView) -> list[OfficialIndicator]:
    """The core indicator, its size classes taken together, then the guiding ones by id.

    Core indicators of the same unit are classes of one. Where there are several, a further indicator in that unit,
    official or not, but without a threshold of its own holds the values whose class no source states.
    """
    indicators = list((await view.nodes(await view.node_ids("indicator"))).values())
    core, guiding = ([node for node in indicators if node.attributes["role"] == role] for role in ("core", "guiding"))
    by_unit = grouped(core, lambda node: node.attributes.get("unit", node.id))
    units = by_unit.items()
    return [
        *(OfficialIndicator(_unsized(indicators, unit, classes), "core", tuple(classes)) for unit, classes in units),
        *(OfficialIndicator(node, "guiding", (node,)) for node in guiding),
    ]


def disclosures(officials: Sequence[OfficialIndicator], reported: Sequence[Edge]) -> list[Disclosure]:
    """What the `reports` edges of one park say of each official indicator."""
    by_indicator = grouped(reported, lambda edge: edge.head)
    return [
        Disclosure(official, sorted((edge for key in official.ids for edge in by_indicator[key]), key=_newest))
        for official in officials
    ]


def against(indicator: Node, edge: Edge) -> ThresholdGap | None:
    """A value and the threshold of an indicator, if the two can be compared.

    It may when it was measured, is no target, in the unit of the threshold, whose direction is known. A bound such as
    `> 85` leaves open whether 90 is met: then there is only the gap of the bound.
    """
    asked, said = indicator.attributes, edge.attributes
    threshold, value = asked.get("threshold"), said["value"]
    comparable = asked.get("unit") == said["unit"] and said["state"] == "status" and "direction" in asked
    if not comparable or not isinstance(threshold, int | float) or not isinstance(value, int | float):
        return None
    qualifier, at_most = str(said.get("qualifier", "=")), asked["direction"] == "at_most"
    meets = _meets(float(value), float(threshold), qualifier, at_most=at_most)
    return ThresholdGap(indicator=indicator.id, gap=round(value - threshold, 6), meets_threshold=meets)


def _meets(value: float, threshold: float, qualifier: str, *, at_most: bool) -> bool | None:
    """Whether a value, or every value that a bound allows, meets the threshold; nothing where only some do."""
    if qualifier in {"=", "about"}:
        return value <= threshold if at_most else value >= threshold
    if qualifier.startswith("<") == at_most:
        return True if (value <= threshold if at_most else value >= threshold) else None
    strict = len(qualifier) == 1
    missed = value > threshold if at_most else value < threshold
    return False if missed or (strict and value == threshold) else None


def _unsized(indicators: Sequence[Node], unit: object, classes: Sequence[Node]) -> Node:
    if len(classes) == 1:
        return classes[0]
    known = (node for node in indicators if node.attributes.get("unit") == unit)
    without = (node for node in known if "threshold" not in node.attributes)
    return next(without, classes[0])


def _newest(edge: Edge) -> tuple[int, int, int, str]:
    state, year = str(edge.attributes["state"]), edge.attributes.get("year")
    return DISCLOSURES.index(state), -year if isinstance(year, int) else 1, edge.basis.rank, edge.id


def _first(edge: Edge) -> tuple[int, int, str]:
    year = edge.attributes.get("year")
    return year if isinstance(year, int) else 10_000, edge.basis.rank, edge.id


def _entry(
    cls: type[IndicatorEntry], park: Node, place: Location, status: ParkStatus, disclosure: Disclosure
) -> IndicatorEntry:
    official, classes = disclosure.official, disclosure.classes
    size_class = (classes[0].id if len(classes) == 1 else UNKNOWN) if official.sized else None
    values = {edge.id: _value(edge, official.indicator, classes) for edge in disclosure.values}
    latest, target = disclosure.latest, disclosure.target
    return cls(
        park=park.id,
        park_name=Name(**park.name),
        place=place,
        status=status,
        indicator=official.indicator.id,
        name=Name(**official.indicator.name),
        role=official.role,
        thresholds=[_threshold(node) for node in classes],
        disclosure=disclosure.word,
        values=list(values.values()),
        size_class=size_class,
        latest=values[latest.id] if latest else None,
        target=values[target.id] if target else None,
    )


def _status(park: Node, listed: Sequence[Edge], lists: Mapping[str, Node]) -> ParkStatus:
    listings = [
        ParkListing(
            id=edge.head,
            name=Name(**lists[edge.head].name),
            number=edge.attributes.get("number"),  # type: ignore[arg-type]  # an integer by the kinds table
            edge=edge.id,
            basis=edge.basis,
            sources=edge.sources,
            **{name: lists[edge.head].attributes.get(name) for name in ("document_number", "published")},  # type: ignore[arg-type]
        )
        for edge in listed
    ]
    return ParkStatus(value=str(park.attributes["status"]), basis=park.basis, sources=park.sources, listings=listings)


def _threshold(indicator: Node) -> Threshold:
    """The threshold of an indicator in figures or words, where it has one, and for which parks."""
    names = ("applies_to", "threshold", "threshold_text", "direction", "unit")
    return Threshold(
        indicator=indicator.id,
        sources=indicator.sources,
        **{name: indicator.attributes.get(name) for name in names},  # type: ignore[arg-type]
    )


def _value(edge: Edge, indicator: Node, classes: Sequence[Node]) -> IndicatorValue:
    """A reported value with its evidence, and what it is against the threshold of each class that may hold."""
    names = ("value", "unit", "qualifier", "year", "state", "metric")
    return IndicatorValue(
        indicator=indicator.id,
        name=Name(**indicator.name),
        against=[found for node in classes if (found := against(node, edge))],
        basis=edge.basis,
        edge=edge.id,
        sources=edge.sources,
        caveat=edge.caveat or None,
        **{name: edge.attributes.get(name) for name in names},  # type: ignore[arg-type]
    )


def _other(edge: Edge, indicator: Node) -> OtherValue:
    threshold = _threshold(indicator) if "threshold" in indicator.attributes else None
    return extended(OtherValue, _value(edge, indicator, [indicator]), threshold=threshold)


def _row(entry: IndicatorEntry) -> IndicatorRow:
    latest, target = entry.latest, entry.target
    only = entry.thresholds[0] if len(entry.thresholds) == 1 else None
    gap = latest.against[0] if only and latest and latest.against else None
    return row_of(
        IndicatorRow,
        entry,
        entry.place,
        latest,
        gap,
        status=entry.status.value,
        document_numbers=[listing.document_number for listing in entry.status.listings if listing.document_number],
        listed_on=[listing.published for listing in entry.status.listings if listing.published],
        indicator_name=entry.name,
        threshold=only.threshold if only else None,
        thresholds=[_threshold_text(threshold) for threshold in entry.thresholds],
        target=target.value if target else None,
        caveats=[value.caveat for value in (latest, target) if value and value.caveat],
        edges=[value.edge for value in entry.values],
        sources=sources_of(entry.values),
    )


def _threshold_text(threshold: Threshold) -> str:
    sign = _SIGNS.get(threshold.direction or "")
    if sign and threshold.threshold is not None:
        return f"{threshold.indicator} {sign} {threshold.threshold:g} {threshold.unit or ''}".rstrip()
    return f"{threshold.indicator} {threshold.threshold_text or ''}".rstrip()
