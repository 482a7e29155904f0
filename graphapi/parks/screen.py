"""Parks by conditions: a tick for each, the evidence of each tick, and the parks in the order of their ticks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import ValueType
from graphapi.parks.screen_conditions import ScreenCondition
from graphapi.parks.three_valued import Ticked, Truth

MAX_CONDITIONS = 20


class Verdict(StrEnum):
    """`undecided` parks would be met if what is unknown of them were true."""

    MET = "met"
    UNDECIDED = "undecided"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ScreenRequest:
    """`require` conditions must hold; `parks` are screened (all where not given); `query` is the request as told."""

    conditions: tuple[ScreenCondition, ...]
    require: int
    query: Mapping[str, Any]
    show: frozenset[Verdict] = frozenset({Verdict.MET})
    parks: tuple[str, ...] | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """A park and its ticks in the order of the conditions."""

    park: Node
    province: str | None
    ticks: Sequence[Ticked]
    verdict: Verdict

    def count(self, tick: Truth) -> int:
        """Conditions ticked so."""
        return sum(1 for one in self.ticks if one.tick is tick)


async def screen(view: GraphView, request: ScreenRequest) -> Page[Screened]:
    """Parks of the verdicts asked for: most true ticks first, then fewest false ones, then by id.

    `facts` counts the verdicts of all parks screened and, for each condition, its ticks.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: a condition or `parks` names what is not there.
        InvalidRequest: more conditions are required than given.
        InvalidCursor.
    """
    if request.require > len(request.conditions):
        raise InvalidRequest(
            f"{request.require} of {len(request.conditions)} conditions cannot hold",
            value=request.require,
            parameter="/require",
            suggestion=f"at most {len(request.conditions)}",
        )
    for number, condition in enumerate(request.conditions):
        await condition.check(view, f"/conditions/{number}")
    for number, park in enumerate(request.parks or ()):
        await node_of_kind(view, park, "park", parameter=f"/parks/{number}")
    parks = await view.nodes(list(request.parks) if request.parks is not None else await view.node_ids("park"))
    reader = EdgeReader(view)
    columns = [await condition.ticks(reader, parks) for condition in request.conditions]
    rows = [await _row(view, park, [column[key] for column in columns], request) for key, park in parks.items()]
    shown = [row for row in rows if row.verdict in request.show]
    shown.sort(key=lambda row: (-row.count(Truth.TRUE), row.count(Truth.FALSE), row.park.id))
    page = paged(
        view, shown, request.query, limit=request.limit, cursor=request.cursor, completeness=reader.completeness
    )
    return Page(page.items, page.next, page.total, page.query, None, page.completeness, _facts(rows, columns))


async def screened_items(view: GraphView, rows: Sequence[Screened]) -> list[dict[str, Any]]:
    """The rows as served, with the documents of edges and sources once for each park."""
    return [await _item(view, row) for row in rows]


def screen_table(rows: Sequence[Screened], conditions: int) -> Table:
    """One row a park, one boolean column a condition (`c0`, `c1` ...; null is unknown) and one with its edges."""
    ticks = [TableColumn(f"c{number}", ValueType.BOOLEAN) for number in range(conditions)]
    edges = [TableColumn(f"c{number}_edges", ValueType.STRINGS) for number in range(conditions)]
    return Table("screen", (*VERDICT_COLUMNS, *ticks, *PARK_COLUMNS, *edges), [_cells(row) for row in rows])


VERDICT_COLUMNS = (
    TableColumn("park"),
    TableColumn("province"),
    TableColumn("verdict"),
    TableColumn("true", ValueType.INTEGER),
    TableColumn("false", ValueType.INTEGER),
    TableColumn("unknown", ValueType.INTEGER),
)
PARK_COLUMNS = (TableColumn("name_en"), TableColumn("name_zh"), TableColumn("sources", ValueType.STRINGS))


def _cells(row: Screened) -> dict[str, Any]:
    told = [ticked.to_json() for ticked in row.ticks]
    return {
        "park": row.park.id,
        "name_en": row.park.name_en,
        "name_zh": row.park.name_zh,
        "province": row.province,
        "verdict": row.verdict.value,
        **{tick.value: row.count(tick) for tick in Truth},
        "sources": sorted({key for one in told for key in one["sources"]}),
        **{f"c{number}": ticked.tick.boolean for number, ticked in enumerate(row.ticks)},
        **{f"c{number}_edges": [*one["edges"], *one["ownership"]] for number, one in enumerate(told)},
    }


async def _row(view: GraphView, park: Node, ticks: Sequence[Ticked], request: ScreenRequest) -> Screened:
    true = sum(1 for one in ticks if one.tick is Truth.TRUE)
    unknown = sum(1 for one in ticks if one.tick is Truth.UNKNOWN)
    verdict = Verdict.FAILED
    if true + unknown >= request.require:
        verdict = Verdict.MET if true >= request.require else Verdict.UNDECIDED
    return Screened(park, (await view.location(park.id)).province, ticks, verdict)


async def _item(view: GraphView, row: Screened) -> dict[str, Any]:
    edges = {edge.id: edge for ticked in row.ticks for edge in (*ticked.edges, *ticked.ownership)}
    told = [{"name": f"c{number}", **ticked.to_json()} for number, ticked in enumerate(row.ticks)]
    sources = await view.sources(sorted({key for one in told for key in one["sources"]}))
    return {
        "park": row.park.to_json(),
        **({"province": row.province} if row.province else {}),
        "verdict": row.verdict,
        "counts": {tick.value: row.count(tick) for tick in Truth},
        "conditions": told,
        "edges": [edges[key].to_json() for key in sorted(edges)],
        "sources": [source.to_json() for source in sources.values()],
    }


def _facts(rows: Sequence[Screened], columns: Sequence[Mapping[str, Ticked]]) -> dict[str, Any]:
    verdicts = [row.verdict for row in rows]
    return {
        "verdicts": {verdict.value: verdicts.count(verdict) for verdict in Verdict},
        "conditions": [
            {"name": f"c{number}"}
            | {tick.value: sum(1 for one in column.values() if one.tick is tick) for tick in Truth}
            for number, column in enumerate(columns)
        ],
    }
