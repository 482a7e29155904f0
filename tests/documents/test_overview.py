"""What `/v1/schema` says is the table of kinds; the page takes labels, colours and marks from there."""

from graphapi.documents.overview import schema
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS


def test_every_kind_of_node_has_its_label_mark_and_colour() -> None:
    rows = schema(1).nodes
    assert list(rows) == list(NODE_KINDS)
    for name, kind in NODE_KINDS.items():
        row = rows[name]
        assert (row.label.en, row.label.zh) == (kind.label.en, kind.label.zh)
        assert (row.short.en, row.short.zh) == (kind.short.en, kind.short.zh)
        assert (row.colour, row.hub) == (kind.colour, kind.hub)


def test_every_kind_of_edge_has_its_ends_sentence_and_colour() -> None:
    rows = schema(1).edges
    assert list(rows) == list(EDGE_KINDS)
    for name, kind in EDGE_KINDS.items():
        row = rows[name]
        assert [(ends.tail, ends.head) for ends in row.ends] == list(kind.ends)
        assert (row.sentence.en, row.sentence.zh) == (kind.sentence.en, kind.sentence.zh)
        assert (row.colour, row.followed) == (kind.colour, kind.followed)
