"""The body of a screen: conditions of each kind, described, bounded, turned into the query's own."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from graphapi.api.bodies import Body, ConditionBody, Status, Word
from graphapi.api.params import BASIS
from graphapi.chain.flow import SLUGS, known_chain
from graphapi.documents.requests import MAX_LIMIT
from graphapi.graph.filters import NODE_FIELDS
from graphapi.model.kinds import Basis
from graphapi.model.steps import Operator
from graphapi.parks.screen import MAX_CONDITIONS, ScreenRequest, Verdict
from graphapi.parks.screen_conditions import (
    Discloses,
    Hosts,
    InProvince,
    Measured,
    OnList,
    Operates,
    ParkFields,
    PlantStatus,
    ScreenCondition,
)
from graphapi.parks.screen_coverage import Covers
from graphapi.traversal.conditions import predicates_of

Ids = Annotated[list[Word], Field(min_length=1, max_length=100)]
Match = Annotated[
    Literal["any", "all"], Field(description="Whether any of the things named is enough, or all are needed.")
]
State = Literal["status", "target", "under_construction"]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Statuses = Annotated[
    list[Status], Field(default_factory=list, max_length=5, description="Keep only these; any where not given.")
]
_BASIS = Field(Basis.UNVERIFIED, description=BASIS)


class _Condition(Body):
    label: str | None = Field(None, max_length=200, description="A name of the caller's own, told back.")


class HostsBody(_Condition):
    """The park hosts segments; with `direct`, as a source says of the park itself and not only of a plant."""

    kind: Literal["hosts"]
    segments: Ids
    match: Match = "any"
    direct: bool = False
    status: Statuses
    basis: Basis = _BASIS

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        return Hosts(_ids(self.segments), self.match == "all", self.direct, frozenset(self.status), self.basis)


class CompanyBody(_Condition):
    """Companies operate there, with `subsidiaries` those that they own too."""

    kind: Literal["company"]
    companies: Ids
    match: Match = "any"
    subsidiaries: bool = True
    status: Statuses
    basis: Basis = _BASIS

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        statuses = frozenset(self.status)
        return Operates(_ids(self.companies), self.match == "all", self.subsidiaries, statuses, self.basis)


class ProvinceBody(_Condition):
    """The park lies in one of the provinces."""

    kind: Literal["province"]
    provinces: Ids

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        return InProvince(_ids(self.provinces))


class ListBody(_Condition):
    """The park stands on lists."""

    kind: Literal["list"]
    lists: Ids
    match: Match = "any"

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        return OnList(_ids(self.lists), self.match == "all")


class ParkBody(_Condition):
    """Tests of the park's own attributes, joined by *and*: period of construction, status, area ..."""

    kind: Literal["park"]
    where: list[ConditionBody] = Field(min_length=1, max_length=20)

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query, fields and values checked.

        Raises:
            UnknownField, InvalidRequest.
        """
        tests = [one.condition() for one in self.where]
        return ParkFields(predicates_of(tests, ["park"], NODE_FIELDS, pointer=f"{pointer}/where"))


class PlantStatusBody(_Condition):
    """The park has a plant of one of the statuses; with `segments`, one that makes any of these."""

    kind: Literal["plant_status"]
    status: list[Status] = Field(min_length=1, max_length=5)
    segments: list[Word] = Field(default_factory=list, max_length=100)
    basis: Basis = _BASIS

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        return PlantStatus(frozenset(self.status), _ids(self.segments), self.basis)


class MeasuredBody(_Condition):
    """The park reports a value of the indicator that compares as asked; `state` says measured, target or built."""

    kind: Literal["measured"]
    indicator: Word
    op: Literal["=", "<", "<=", ">", ">="]
    value: Finite
    unit: Word | None = Field(None, description="Unit of the value; that of the indicator where not given.")
    state: list[State] = Field(["status"], min_length=1, max_length=3)

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        return Measured(self.indicator, Operator(self.op), self.value, self.unit, frozenset(self.state))


class DisclosesBody(_Condition):
    """A source gives a figure of the indicators, measured or as a target unless `state` says which."""

    kind: Literal["discloses"]
    indicators: Ids
    match: Match = "any"
    state: list[State] = Field(default_factory=list, max_length=3)

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query."""
        return Discloses(_ids(self.indicators), self.match == "all", frozenset(self.state))


class CompletenessBody(_Condition):
    """The park's completeness score for a chain, 0 to 1, compares as asked; `/v1/parks/{id}/coverage` explains it."""

    kind: Literal["coverage"]
    chain: Word = Field("lithium-battery", description=f"Any of {', '.join(SLUGS)}.")
    op: Literal["<", "<=", ">", ">="] = ">="
    value: float = Field(ge=0, le=1)
    basis: Basis = _BASIS

    def condition(self, pointer: str) -> ScreenCondition:
        """The condition of the query.

        Raises:
            InvalidRequest: there is no such chain.
        """
        chain = known_chain(self.chain, parameter=f"{pointer}/chain")
        return Covers(chain, Operator(self.op), self.value, self.basis)


AnyCondition = Annotated[
    HostsBody
    | CompanyBody
    | ProvinceBody
    | ListBody
    | ParkBody
    | PlantStatusBody
    | MeasuredBody
    | DisclosesBody
    | CompletenessBody,
    Field(discriminator="kind"),
]


class ScreenBody(Body):
    """Conditions, and how many of them a park must meet."""

    conditions: list[AnyCondition] = Field(min_length=1, max_length=MAX_CONDITIONS)
    require: Literal["all", "any"] | Annotated[int, Field(ge=1, le=MAX_CONDITIONS, strict=True)] = Field(
        "all", description="`all`, `any`, or the least number of conditions."
    )
    show: Literal["met", "undecided", "all"] = Field(
        "met", description="Parks that meet enough conditions, those that could, or all parks."
    )
    parks: list[Word] | None = Field(None, min_length=1, max_length=500, description="Screen only these.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Most parks of the answer.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the answer before.")

    def request(self) -> ScreenRequest:
        """The screen asked for.

        Raises:
            UnknownField, InvalidRequest: a test of the park's attributes.
        """
        conditions = tuple(one.condition(f"/conditions/{number}") for number, one in enumerate(self.conditions))
        least = {"all": len(conditions), "any": 1}.get(str(self.require), self.require)
        return ScreenRequest(
            conditions,
            int(least),
            self.understood(int(least)),
            _SHOWN[self.show],
            _ids(self.parks) if self.parks is not None else None,
            self.limit,
            self.cursor,
        )

    def understood(self, least: int) -> dict[str, Any]:
        """The request with its defaults; `require` as a number, what was not given left out."""
        query = self.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
        return query | {"require": least}


_SHOWN = {
    "met": frozenset({Verdict.MET}),
    "undecided": frozenset({Verdict.UNDECIDED}),
    "all": frozenset(Verdict),
}


def _ids(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
