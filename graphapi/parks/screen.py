"""Parks by conditions: a tick for each, the evidence of each tick, and the parks in the order of their ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from graphapi.answers.parks import ConditionCounts, ScreenItem, ScreenList, TickCounts, Truth, Verdict, VerdictCounts
from graphapi.answers.tables import Table, TableColumn
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import paged
from graphapi.documents.requests import PageRequest, Word
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import ValueType
from graphapi.parks.screen_conditions import AnyCondition, Tick, each

MAX_CONDITIONS = 20
_SHOWN = {"met": {Verdict.MET}, "undecided": {Verdict.UNDECIDED}, "all": set(Verdict)}


class ScreenRequest(PageRequest):
    """Conditions, and how many of them a park must meet."""

    conditions: list[AnyCondition] = Field(min_length=1, max_length=MAX_CONDITIONS)
    require: Literal["all", "any"] | Annotated[int, Field(ge=1, le=MAX_CONDITIONS, strict=True)] = Field(
        "all", description="`all`, `any`, or the least number of conditions."
    )
    show: Literal["met", "undecided", "all"] = Field(
        "met", description="Parks that meet enough conditions, those that could, or all parks."
    )
    parks: list[Word] | None = Field(None, min_length=1, max_length=500, description="Screen only these.")

    @property
    def least(self) -> int:
        """The least number of conditions that must hold."""
        if isinstance(self.require, int):
            return self.require
        return len(self.conditions) if self.require == "all" else 1

    def normalised(self) -> dict[str, object]:
        return super().normalised() | {"require": self.least}


@dataclass(frozen=True, slots=True)
class ScreenedPark:
    """A park and its ticks in the order of the conditions."""

    park: Node
    province: str | None
    ticks: Sequence[Tick]

    def verdict(self, least: int) -> Verdict:
        """Met when at least so many ticks are true, undecided when they would be if the unknown ones were."""
        if self.count(Truth.TRUE) >= least:
            return Verdict.MET
        return Verdict.FAILED if self.count(Truth.FALSE) > len(self.ticks) - least else Verdict.UNDECIDED

    def count(self, truth: Truth) -> int:
        """Conditions ticked so."""
        return sum(tick.truth is truth for tick in self.ticks)


async def screen(view: GraphView, request: ScreenRequest) -> ScreenList:
    """Parks of the verdicts asked for: most true ticks first, then fewest false ones, then by id.

    `meta` counts the verdicts of all parks screened and, for each condition, its ticks.

    Raises:
        UnknownField, InvalidRequest: a test of a park's attributes or a chain is wrong, or more conditions are
            required than given.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: a condition or `parks` names what is not there.
        InvalidCursor.
    """
    await _check(view, request)
    ids = each(request.parks) if request.parks is not None else await view.node_ids("park")
    parks, reader = await view.nodes(ids), EdgeReader(view)
    columns = [await condition.ticks(reader, parks) for condition in request.conditions]
    rows = [
        ScreenedPark(park, (await view.location(key)).province, [column[key] for column in columns])
        for key, park in parks.items()
    ]
    verdicts = [row.verdict(request.least) for row in rows]
    shown = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict in _SHOWN[request.show]]
    shown.sort(key=lambda row: (-row.count(Truth.TRUE), row.count(Truth.FALSE), row.park.id))
    page = paged(view, shown, request.normalised(), request, completeness=reader.completeness)
    return page.answer(
        ScreenList,
        [await _item(view, row, request.least) for row in page.items],
        verdicts=VerdictCounts(**{str(verdict): verdicts.count(verdict) for verdict in Verdict}),
        conditions=[
            ConditionCounts(name=f"c{number}", **_counts(list(column.values())))
            for number, column in enumerate(columns)
        ],
    )


async def screen_table(view: GraphView, found: ScreenList) -> Table:
    """One row a park, one boolean column a condition (`c0`, `c1` ...; null is unknown) and one with its edges."""
    names = [condition.name for condition in found.meta.conditions]
    columns = [
        *(TableColumn(name) for name in ("park", "province", "verdict")),
        *(TableColumn(truth, ValueType.INTEGER) for truth in Truth),
        *(TableColumn(name, ValueType.BOOLEAN) for name in names),
        *(TableColumn(name) for name in ("name_en", "name_zh")),
        *(TableColumn(name, ValueType.STRINGS) for name in ("sources", *(f"{name}_edges" for name in names))),
    ]
    rows = [
        {
            "park": item.park.id,
            "name_en": item.park.name_en,
            "name_zh": item.park.name_zh,
            "province": item.province,
            "verdict": item.verdict.value,
            **{truth.value: getattr(item.counts, truth) for truth in Truth},
            "sources": sorted({key for tick in item.conditions for key in tick.sources}),
            **{tick.name: tick.tick.boolean for tick in item.conditions},
            **{f"{tick.name}_edges": [*tick.edges, *tick.ownership] for tick in item.conditions},
        }
        for item in found.items
    ]
    return Table("screen", columns, rows)


async def _check(view: GraphView, request: ScreenRequest) -> None:
    for number, condition in enumerate(request.conditions):
        condition.check_words(f"/conditions/{number}")
    if request.least > len(request.conditions):
        raise InvalidRequest(
            f"{request.least} of {len(request.conditions)} conditions cannot be met",
            value=request.least,
            parameter="/require",
            suggestion=f"at most {len(request.conditions)}",
        )
    for number, condition in enumerate(request.conditions):
        await condition.check_ids(view, f"/conditions/{number}")
    for number, park in enumerate(each(request.parks or ())):
        await node_of_kind(view, park, "park", parameter=f"/parks/{number}")


async def _item(view: GraphView, row: ScreenedPark, least: int) -> ScreenItem:
    edges = {edge.id: edge for tick in row.ticks for edge in (*tick.edges, *tick.ownership)}
    ticks = [tick.answer(f"c{number}") for number, tick in enumerate(row.ticks)]
    sources = await view.sources(sorted({key for tick in ticks for key in tick.sources}))
    return ScreenItem(
        park=row.park,
        province=row.province,
        verdict=row.verdict(least),
        counts=TickCounts(**_counts(row.ticks)),
        conditions=ticks,
        edges=[edges[key] for key in sorted(edges)],
        sources=list(sources.values()),
    )


def _counts(ticks: Sequence[Tick]) -> dict[str, int]:
    return {str(truth): sum(tick.truth is truth for tick in ticks) for truth in Truth}
