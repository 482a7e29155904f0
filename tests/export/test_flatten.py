from collections.abc import Callable
from itertools import combinations

import pytest

from graphapi.export.flatten import edge_row, node_row
from graphapi.export.places import GeoPrecision, Place
from graphapi.model.columns import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    RESERVED,
    Column,
    ColumnType,
    column_table,
    edge_columns,
    node_columns,
)
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Label, NodeKind, ValueType
from tests.export.samples import full_graph, node

WORD = Label("word", "词")
SIDES = [(NODE_KINDS, node_columns), (EDGE_KINDS, edge_columns)]


def kind(name: str, *attributes: Attribute) -> NodeKind:
    return NodeKind(name, WORD, WORD, "#000000", "Thing", attributes=attributes)


@pytest.mark.parametrize(("kinds", "columns_of"), SIDES)
def test_in_the_kinds_table_one_name_has_one_type_and_one_unit(kinds, columns_of: Callable) -> None:
    names = [column.name for column in columns_of(kinds)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("kinds", "columns_of"), SIDES)
def test_columns_of_some_kinds_are_those_of_all_kinds_in_the_same_order(kinds, columns_of: Callable) -> None:
    everything = columns_of(kinds)
    for pair in combinations(kinds, 2):
        some = columns_of(set(pair))
        assert list(some) == [column for column in everything if column in some]
        assert columns_of(tuple(reversed(pair))) == some


def test_without_kinds_only_the_fixed_columns_remain() -> None:
    assert node_columns(()) == NODE_COLUMNS
    assert edge_columns(()) == EDGE_COLUMNS


def test_no_attribute_column_has_a_name_that_a_reader_would_misread() -> None:
    of_attributes = {*node_columns(NODE_KINDS), *edge_columns(EDGE_KINDS)} - {*NODE_COLUMNS, *EDGE_COLUMNS}
    assert not RESERVED & {column.name for column in of_attributes}
    assert Column("list_size", ColumnType.LONG) in of_attributes


def test_construction_years_are_plain_integer_columns() -> None:
    assert {
        Column("construction_start", ColumnType.INTEGER, "year"),
        Column("construction_end", ColumnType.INTEGER, "year"),
    } <= set(node_columns(["park"]))


def test_every_row_keeps_the_order_and_the_types_of_its_columns() -> None:
    python = {
        ColumnType.STRING: str,
        ColumnType.INTEGER: int,
        ColumnType.LONG: int,
        ColumnType.DOUBLE: float,
        ColumnType.BOOLEAN: bool,
        ColumnType.STRINGS: tuple,
    }
    place = Place(30.0, 110.0, GeoPrecision.OWN)
    full = full_graph()
    rows = [(node_columns([n.kind]), node_row(n, place)) for n in full.nodes]
    rows += [(edge_columns([e.kind]), edge_row(e)) for e in full.edges]
    for columns, row in rows:
        assert list(row) == [column.name for column in columns]
        assert [type(cell) for cell in row.values()] == [python[column.type] for column in columns]


def test_what_nobody_knows_has_no_cell() -> None:
    row = node_row(node("company:maker", "Maker"), None)
    assert set(row) == {"kind", "name_en", "basis", "sources", "source_count"}


def test_a_name_with_two_types_or_two_units_is_told_apart_by_kind() -> None:
    kinds = [
        kind("one", Attribute("code", ValueType.STRING, WORD), Attribute("mass", ValueType.NUMBER, WORD, "t")),
        kind("two", Attribute("code", ValueType.INTEGER, WORD), Attribute("mass", ValueType.NUMBER, WORD, "kg")),
        kind("three", Attribute("colour", ValueType.STRING, WORD), Attribute("basis", ValueType.STRING, WORD)),
        kind("four", Attribute("colour", ValueType.URI, WORD)),
    ]
    columns = column_table(kinds, (Column("basis", ColumnType.STRING),)).columns_of({"one", "two", "three", "four"})
    names = ["basis", "one_code", "one_mass", "two_code", "two_mass", "colour", "three_basis"]
    assert [column.name for column in columns] == names


def test_a_kinds_table_that_cannot_be_told_apart_is_refused() -> None:
    kinds = [
        kind("list", Attribute("size", ValueType.STRING, WORD)),
        kind("other", Attribute("list_size", ValueType.NUMBER, WORD)),
    ]
    with pytest.raises(ValueError, match="list_size"):
        column_table(kinds, ())


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (2000, 2100, ColumnType.INTEGER),
        (0, None, ColumnType.LONG),
        (None, 9, ColumnType.LONG),
        (0, 2**31, ColumnType.LONG),
    ],
)
def test_an_integer_is_long_unless_the_table_bounds_it_to_32_bits(low, high, expected: ColumnType) -> None:
    counted = kind("one", Attribute("n", ValueType.INTEGER, WORD, minimum=low, maximum=high))
    assert column_table([counted], ()).columns_of({"one"}) == (Column("n", expected),)
