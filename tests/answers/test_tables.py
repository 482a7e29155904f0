"""Rows are taken from the parts of an answer, and nothing is taken from where it does not belong."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from graphapi.answers.tables import row_of, table_of
from graphapi.model.documents import Node
from graphapi.model.kinds import Basis, ValueType

PARK = Node("city:east", "East", None, Basis.OFFICIAL, ("source:0123456789ab",))


@dataclass(frozen=True)
class Found:
    """A part with a node that may be absent."""

    park: Node | None
    rank: int


@dataclass(frozen=True)
class Row:
    """A row with names from the node and evidence from the answer."""

    park: str | None
    park_name_en: str | None
    rank: int
    sources: Sequence[str] = ()


def test_documents_become_their_ids_and_nested_members_are_reached() -> None:
    assert row_of(Row, Found(PARK, 1)) == Row("city:east", "East", 1)
    assert row_of(Row, Found(None, 2)) == Row(None, None, 2)


def test_a_node_gives_its_names_and_not_its_sources() -> None:
    assert row_of(Row, Found(PARK, 1), PARK).sources == ()


def test_a_member_that_no_part_can_have_is_an_error_whether_a_part_is_there_or_not() -> None:
    @dataclass(frozen=True)
    class Misspelled:
        park_nome_en: str | None

    for park in (PARK, None):
        with pytest.raises(TypeError, match="park_nome_en"):
            row_of(Misspelled, Found(park, 1))


def test_columns_follow_the_members() -> None:
    table = table_of("rows", Row, [row_of(Row, Found(PARK, 1))])
    assert [(column.name, column.type) for column in table.columns] == [
        ("park", ValueType.STRING),
        ("park_name_en", ValueType.STRING),
        ("rank", ValueType.INTEGER),
        ("sources", ValueType.STRINGS),
    ]
    assert table.rows == [{"park": "city:east", "park_name_en": "East", "rank": 1, "sources": ()}]
