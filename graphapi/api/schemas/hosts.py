"""Parks that host a segment, ranked, and groups of them."""

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Edge, Name, Node, Source
from graphapi.api.schemas.graphs import Links
from graphapi.api.schemas.lists import ListMeta
from graphapi.model.kinds import Basis


class Maker(Answer):
    """A company that makes the product in the park."""

    company: Node
    edge: Edge
    sentence: Name


class MakerWorth(Answer):
    """What a company counts for: 1, 1 more if an anchor, 1 more if listed (one half if only a direct owner is)."""

    company: str
    points: float
    anchor: bool
    listings: list[str] | None = None
    owner: str | None = Field(None, description="A listed company that owns it directly, by `owner_edge`.")
    owner_edge: str | None = None
    owner_listings: list[str] | None = None
    edges: list[str]


class CapacityShare(Answer):
    """Sum of the known capacities of the park's plants for a segment, beside the largest such sum in any park."""

    segment: str
    value: float
    unit: str
    largest: float
    largest_in: str = Field(description="Id of the park with the largest.")
    shared_with: list[str] = Field(description="Other segments that the same plants serve with the same capacity.")
    edges: list[str]


class FactorEvidence(Answer):
    """Ids of the edges that a factor was read from, and what they say."""

    edges: list[str]
    status: str | None = None
    scope: str | None = None
    basis: Basis | None = None
    companies: list[MakerWorth] | None = None
    capacities: list[CapacityShare] | None = None
    publishers: list[str] | None = Field(None, description="Independent publishers of the sources.")
    sources: list[str] | None = None
    hops: int | None = None
    segments: list[str] | None = None


class FactorScore(Answer):
    """A factor of a score; value and contribution are absent where it is not known."""

    value: float | None = Field(None, ge=0, le=1)
    weight: float = Field(ge=0)
    contribution: float | None = Field(None, ge=0, le=1)
    evidence: FactorEvidence


class Score(Answer):
    """The score taken apart: the contributions add up to `value`; `at_most` takes unknown factors as 1."""

    value: float = Field(ge=0, le=1)
    at_most: float = Field(ge=0, le=1)
    factors: dict[str, FactorScore]


class HostPlace(Answer):
    """Ids of where the park lies."""

    city: str | None = None
    province: str | None = None


class ChainPath(Answer):
    """A way along `feeds` edges in the flow of the material."""

    nodes: list[str]
    edges: list[str]
    hops: int
    weakest_basis: Basis
    sentences: list[Name]


class ReachedSegment(Answer):
    """A segment within reach that the park hosts, by these `hosts` and `operates_in` edges."""

    segment: str
    distance: int
    direct: bool
    edges: list[str]
    path: ChainPath | None = Field(None, description="Absent when the time budget did not do.")


class Host(Answer):
    """A park that hosts the segment; `direct` when a source says so of the segment itself."""

    rank: int
    park: Node
    place: HostPlace
    direct: bool
    edges: list[Edge]
    companies: list[Maker]
    sources: list[Source]
    score: Score
    reached: list[ReachedSegment] | None = Field(None, description="With `reach=upstream` and `reach=downstream`.")


class BestPark(Answer):
    """The best park of a group."""

    park: str
    rank: int
    score: float


class GroupMember(BestPark):
    """A park of a group with the edges that it hosts by, and those that put it into the group."""

    direct: bool
    edges: list[str]


class HostGroup(Answer):
    """Parks of one province, city, company or list; `group` is absent for those of which it is not known."""

    group: Node | None = None
    parks: int
    direct: int
    companies: int
    best: BestPark
    members: list[GroupMember]


class Flip(Answer):
    """Below or above this weight, `overtaking` comes before `overtaken`; at it too if `inclusive`."""

    when: str = Field(json_schema_extra={"enum": ["below", "above"]})
    weight: float
    inclusive: bool
    overtaken: str
    overtaking: str


class Sensitivity(Answer):
    """Where the order of the first three flips when one weight changes; never without flips."""

    factor: str
    weight: float
    flips: list[Flip]


class HostsMeta(ListMeta):
    """As of a list, with the weight of every factor."""

    weights: dict[str, float]
    sensitivity: list[Sensitivity] | None = None


class HostsList(Answer):
    """A part of the ranked parks that host a segment, or of their groups with `rollup`."""

    items: list[Host] | list[HostGroup]
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: HostsMeta
    links: Links
