"""Answers about the whole graph and the parks of a list: counts, battery bases, and what is unknown."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from graphapi.answers.chain import Members
from graphapi.answers.documents import Counts, Name, StatementDocument
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import ListAnswer, ThingAnswer
from graphapi.answers.service import RootCounts


class BatteryDefinition(StrEnum):
    """What makes a park a battery base."""

    HOSTS = "hosts_battery_segment"
    MAKER = "hosts_and_cell_maker"
    FLAGGED = "flagged"


@answer
class CountedIds:
    """How many, and which."""

    total: int
    ids: Sequence[str]


@answer
class ParkGroup:
    """Parks that share a value; `key` is absent if it is not known."""

    key: str | None = None
    total: int
    ids: Sequence[str]


@answer
class WholeCounts(RootCounts):
    """Counts of the whole graph, as listed under `/v1/nodes`, `/v1/sources` and `/v1/schema`."""

    nodes_by_basis: Counts
    edges_by_basis: Counts
    edges_by_kind_and_basis: Mapping[str, Counts]
    segments_by_stage: Counts
    segments_by_chain: Counts


@answer
class ListCount:
    """A list: how many of its parks are in the graph, and the size that the list states."""

    id: str
    parks: int
    stated_size: int | None = None


@answer
class ListParks:
    """The parks of the list, grouped."""

    total: int
    by_province: Sequence[ParkGroup]
    by_construction_end: Sequence[ParkGroup]
    by_status: Sequence[ParkGroup]
    by_hosted_stage: Mapping[str, Members]


@answer
class BatteryShare:
    """The share of the parks that meet a definition, with the edges by which they do."""

    definition: BatteryDefinition
    text: str
    numerator: int
    denominator: int
    park_ids: Sequence[str]
    edges: Sequence[str]
    unknown_ids: Annotated[
        Sequence[str], Field(description="Parks of which nothing is known that decides; not counted as meeting.")
    ]
    only_wider_scope_ids: Sequence[str] | None = None
    only_wider_scope: Annotated[
        int | None, Field(description="Parks that meet it only by city- or province-wide facts.")
    ] = None
    share: Annotated[float | None, Field(description="Numerator / denominator; absent without parks.")] = None
    points_from_claim: Annotated[float | None, Field(description="100 * share less the claimed percentage.")] = None


@answer
class BatteryDifference:
    """Parks that meet one definition and not the other."""

    met: BatteryDefinition
    not_met: BatteryDefinition
    park_ids: Sequence[str]


@answer
class BatteryBases:
    """Battery bases under three definitions, and what a source claims of the list."""

    definitions: Sequence[BatteryShare]
    cell_segments: Sequence[str]
    differences: Sequence[BatteryDifference]
    cell_maker_without_hosts_ids: Annotated[
        Sequence[str],
        Field(description="Parks with a cell maker of which no source says that they host a battery segment."),
    ]
    claims: Sequence[StatementDocument]


@answer
class HostedUnknown:
    """Pairs of park and hosted segment, and those whose status or place inside the city is not known."""

    total: int
    status_unknown: int
    only_wider_scope: int


@answer
class UnknownOfList:
    """What is not known of the parks of the list."""

    no_hosted_segment: CountedIds
    no_direct_hosted_segment: CountedIds
    only_wider_scope: Annotated[CountedIds, Field(description="All they host is known for the city or province only.")]
    no_company: CountedIds
    no_lithium_or_new_energy_flag: CountedIds
    no_construction_end: CountedIds
    no_area: CountedIds
    no_province: CountedIds
    hosted_segments: HostedUnknown
    segments_without_park: CountedIds


@answer
class Statistics(ThingAnswer):
    """Counts, shares and gaps of knowledge."""

    counts: WholeCounts
    lists: Sequence[ListCount]
    parks: ListParks
    battery: BatteryBases
    unknown: UnknownOfList


@answer
class BatteryPark:
    """A park and its flags; a flag that nothing decides is absent."""

    park: str
    name: Name
    city: str | None = None
    province: str | None = None
    hosts_battery_segment: bool | None = None
    hosts_and_cell_maker: bool | None = None
    flagged: bool | None = None
    hosts_battery_segment_only_wider_scope: bool | None = None
    hosts_and_cell_maker_only_wider_scope: bool | None = None
    segments: Sequence[str]
    cell_makers: Sequence[str]
    edges: Sequence[str]
    sources: Sequence[str]
    flag_sources: Annotated[Sequence[str], Field(description="Sources of the park's document, if it is flagged.")]
    caveats: Sequence[str]


@answer
class BatteryParkList(ListAnswer):
    """A part of the list of parks with their flags."""

    items: Sequence[BatteryPark]
