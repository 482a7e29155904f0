"""Typed predicates on documented fields of nodes and edges, every operator."""

from collections.abc import Iterable

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.kinds import EDGE_KINDS
from graphapi.model.steps import EdgeFilter, NodeFilter, Operator, Predicate, Rel, Scalar, Step
from tests.contract.sample import EDGES, GIGAFACTORY, NODES, PLANT, SECOND_PLANT
from tests.contract.views import OnEveryView

Value = Scalar | tuple[Scalar, ...]
EVERY_NODE = [one.id for one in NODES]
EVERY_REL = tuple(Rel(kind) for kind in EDGE_KINDS)
PARKS = ("park:mengsu", "park:yibin-east")


async def nodes_where(view: GraphView, *predicates: Predicate) -> set[str]:
    """Nodes that are reached from anywhere by one hop and pass."""
    step = Step(rels=EVERY_REL, to=NodeFilter(where=predicates))
    return {hop.node for hop in (await view.expand(EVERY_NODE, step, Meter(Budget()))).hops}


async def edges_where(view: GraphView, *predicates: Predicate) -> set[str]:
    step = Step(rels=EVERY_REL, edge=EdgeFilter(where=predicates))
    return {hop.edge for hop in (await view.expand(EVERY_NODE, step, Meter(Budget()))).hops}


def ids(kind: str, slugs: Iterable[str]) -> set[str]:
    return {f"{kind}:{slug}" for slug in slugs}


class PredicateSuite(OnEveryView):
    """What a predicate keeps; an absent field fails all but `exists: false`."""

    @pytest.mark.parametrize(
        ("field", "op", "value", "kept"),
        [
            ("area_km2", "=", 62.0, ["mengsu"]),
            ("area_km2", "=", 62, ["mengsu"]),
            ("area_km2", "!=", 62, ["yibin-east"]),
            ("area_km2", "<", 62, ["yibin-east"]),
            ("area_km2", "<=", 62, ["mengsu", "yibin-east"]),
            ("area_km2", ">", 20, ["mengsu"]),
            ("area_km2", ">=", 20, ["mengsu", "yibin-east"]),
            ("area_km2", "in", (20, 21), ["yibin-east"]),
            ("area_km2", "in", (), []),
            ("lat", "exists", True, ["mengsu"]),
            ("lithium_or_new_energy", "=", True, ["mengsu"]),
            ("lithium_or_new_energy", "!=", True, []),
            ("aliases", "contains", "Ordos Mengsu", ["mengsu"]),
            ("aliases", "contains", "Ordos", []),
            ("name_en", "contains", "EAST", ["yibin-east"]),
            ("name_zh", "contains", "蒙苏", ["mengsu"]),
            ("province", "=", "province:sc", ["yibin-east"]),
            ("city", "in", ("city:ordos", "city:yibin"), ["mengsu", "yibin-east"]),
            ("basis", "=", "official", ["mengsu"]),
            ("id", ">", "park:n", ["yibin-east"]),
        ],
    )
    async def test_of_parks(self, view: GraphView, field: str, op: str, value: Value, kept: list[str]) -> None:
        predicate = Predicate(field, Operator(op), value)
        found = await nodes_where(view, Predicate("kind", Operator.EQ, "park"), predicate)
        assert found == ids("park", kept)

    async def test_of_a_list_valued_attribute(self, view: GraphView) -> None:
        assert await nodes_where(view, Predicate("listings", Operator.CONTAINS, "XHKG:3750")) == {"company:catl"}

    async def test_without_aliases_there_are_none(self, view: GraphView) -> None:
        assert await nodes_where(view, Predicate("aliases", Operator.EXISTS, True)) == {"park:mengsu", "company:catl"}

    @pytest.mark.parametrize("op", [op for op in Operator if op is not Operator.EXISTS])
    async def test_an_absent_field_fails(self, view: GraphView, op: Operator) -> None:
        value: Value = ("x",) if op is Operator.IN else "x"
        assert await nodes_where(view, Predicate("wikidata", op, value)) == set()
        assert await edges_where(view, Predicate("role", op, value)) == set()

    async def test_an_absent_field_does_not_exist(self, view: GraphView) -> None:
        everything = {end for one in EDGES for end in (one.tail, one.head)}
        assert await nodes_where(view, Predicate("wikidata", Operator.EXISTS, False)) == everything
        assert await nodes_where(view, Predicate("wikidata", Operator.EXISTS, True)) == set()

    async def test_a_false_or_zero_value_exists(self, view: GraphView) -> None:
        assert await edges_where(view, Predicate("anchor", Operator.EXISTS, True)) == {PLANT.id}

    @pytest.mark.parametrize(
        ("field", "op", "value", "kept"),
        [
            ("capacity_gwh_per_year", "=", 75, [PLANT]),
            ("status", "!=", "operating", [SECOND_PLANT, GIGAFACTORY]),
            ("status", "in", ("planned", "operating"), [PLANT, SECOND_PLANT]),
            ("capacity_gwh_per_year", "<", 75.5, [PLANT]),
            ("capacity_gwh_per_year", "<=", 74.9, []),
            ("capacity_gwh_per_year", ">", 75, []),
            ("capacity_gwh_per_year", ">=", 75, [PLANT]),
            ("products", "contains", "segment:pack", [PLANT]),
            ("caveat", "contains", "city ONLY", [GIGAFACTORY]),
            ("caveat", "exists", False, [PLANT, SECOND_PLANT]),
            ("valid_from", "<", "2022", [GIGAFACTORY]),
            ("valid_to", "exists", True, [GIGAFACTORY]),
            ("basis", "in", ("unverified", "derived"), [SECOND_PLANT]),
            ("id", "=", PLANT.id, [PLANT]),
        ],
    )
    async def test_of_plants(self, view: GraphView, field: str, op: str, value: Value, kept: list[object]) -> None:
        found = await edges_where(
            view, Predicate("kind", Operator.EQ, "operates_in"), Predicate(field, Operator(op), value)
        )
        assert found == {getattr(one, "id", None) for one in kept}

    async def test_predicates_are_joined_by_and(self, view: GraphView) -> None:
        large = Predicate("area_km2", Operator.GT, 10)
        assert await nodes_where(view, large) == set(PARKS)
        assert await nodes_where(view, large, Predicate("area_km2", Operator.LT, 30)) == {"park:yibin-east"}
