"""Answers about the whole: counts, shares of battery bases, and what is unknown."""

from pydantic import Field

from graphapi.answers.chain import Members
from graphapi.api.schemas.documents import Answer, Counts, Name, Statement
from graphapi.api.schemas.graphs import Links, Meta
from graphapi.api.schemas.lists import ListMeta
from graphapi.parks.battery import Definition


class CountedIds(Answer):
    """How many, and which."""

    total: int
    ids: list[str]


class ParkGroup(CountedIds):
    """Parks that share a value; `key` is absent where it is not known."""

    key: str | None = None


class WholeCounts(Answer):
    """Counts of the whole graph, as listed under `/v1/nodes`, `/v1/sources` and `/v1/schema`."""

    nodes: Counts
    edges: Counts
    sources: Counts
    nodes_by_basis: Counts
    edges_by_basis: Counts
    edges_by_kind_and_basis: dict[str, Counts]
    segments_by_stage: Counts
    segments_by_chain: Counts


class ListCount(Answer):
    """A list: parks that the graph holds of it, and the size that the list states."""

    id: str
    parks: int
    stated_size: int | None = None


class ListParks(Answer):
    """The parks of the list, grouped."""

    total: int
    by_province: list[ParkGroup]
    by_construction_end: list[ParkGroup]
    by_status: list[ParkGroup]
    by_hosted_stage: dict[str, Members]


class BatteryShare(Answer):
    """The share of the parks that meet a definition, with the edges by which they do."""

    definition: Definition
    text: str
    numerator: int
    denominator: int
    share: float | None = Field(None, description="Numerator / denominator; absent without parks.")
    points_from_claim: float | None = Field(None, description="100 * share less the claimed percentage.")
    park_ids: list[str]
    edges: list[str]
    unknown_ids: list[str] = Field(description="Parks of which nothing is known that decides; not counted as meeting.")
    only_wider_scope: int | None = Field(None, description="Parks that meet it by city- or province-wide facts alone.")
    only_wider_scope_ids: list[str] | None = None


class BatteryDifference(Answer):
    """Parks that meet one definition and not the other."""

    met: Definition
    not_met: Definition
    park_ids: list[str]


class BatteryBases(Answer):
    """Battery bases under three definitions beside what a source claims of the list."""

    definitions: list[BatteryShare]
    cell_segments: list[str]
    differences: list[BatteryDifference]
    cell_maker_without_hosts_ids: list[str] = Field(
        description="Parks with a cell maker of which no source says that they host a battery segment."
    )
    claims: list[Statement]


class HostedUnknown(Answer):
    """Pairs of park and hosted segment, and those whose status or place inside the city is not known."""

    total: int
    status_unknown: int
    only_wider_scope: int


class UnknownOfList(Answer):
    """What is not known of the parks of the list."""

    no_hosted_segment: CountedIds
    no_direct_hosted_segment: CountedIds
    only_wider_scope: CountedIds = Field(description="All that they host is known for the city or province only.")
    no_company: CountedIds
    no_lithium_or_new_energy_flag: CountedIds
    no_construction_end: CountedIds
    no_area: CountedIds
    no_province: CountedIds
    hosted_segments: HostedUnknown
    segments_without_park: CountedIds


class Statistics(Answer):
    """Counts, shares and gaps of knowledge."""

    counts: WholeCounts
    lists: list[ListCount]
    parks: ListParks
    battery: BatteryBases
    unknown: UnknownOfList
    meta: Meta
    links: Links


class BatteryPark(Answer):
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
    segments: list[str]
    cell_makers: list[str]
    edges: list[str]
    sources: list[str]
    flag_sources: list[str] = Field(description="Sources of the park's document, where it is flagged.")
    caveats: list[str]


class BatteryParkList(Answer):
    """A part of the list of parks with their flags."""

    items: list[BatteryPark]
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: ListMeta
    links: Links
