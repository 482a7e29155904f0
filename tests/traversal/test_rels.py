"""The `rel` grammar of URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.documents.lookup import known_edge_kind, known_kinds
from graphapi.model.errors import UnknownKind
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.steps import DEFAULT_RELS, Direction, Rel
from graphapi.traversal.requests import parse_rels

some_rels = st.lists(st.builds(Rel, st.sampled_from(sorted(EDGE_KINDS)), st.sampled_from(Direction)), min_size=1)


@given(some_rels)
def test_what_is_written_is_read_back_each_once_in_table_order(rels: list[Rel]) -> None:
    read = parse_rels(",".join(map(str, rels)))
    assert set(read) == set(rels)
    assert len(set(read)) == len(read)
    assert [rel.kind for rel in read] == sorted((rel.kind for rel in read), key=list(EDGE_KINDS).index)
    assert parse_rels(",".join(map(str, read))) == read


@given(some_rels)
def test_the_order_in_which_rels_are_written_does_not_matter(rels: list[Rel]) -> None:
    assert parse_rels(",".join(map(str, rels))) == parse_rels(",".join(map(str, reversed(rels))))


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("hosts>", Direction.OUT),
        ("<hosts", Direction.IN),
        ("hosts", Direction.BOTH),
        ("<hosts>", Direction.BOTH),
        (" hosts> ", Direction.OUT),
    ],
)
def test_arrows_give_the_direction(text: str, direction: Direction) -> None:
    assert parse_rels(text) == (Rel("hosts", direction),)


def test_nothing_written_is_every_followed_kind_both_ways() -> None:
    assert parse_rels(None) == DEFAULT_RELS


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("host", "hosts"),
        ("hosts>,fedes", "feeds"),
        ("owned-by>", "owned_by"),
        ("operatesin", "operates_in"),
        ("HOSTS", None),
        ("zzz", None),
        ("", None),
        ("hosts,", None),
        (">", None),
        ("<<hosts", "hosts"),
        ("hosts>>", "hosts"),
        ("park", None),
        ("\ud800", None),
    ],
    ids=ascii,
)
def test_an_unknown_kind_is_refused_with_the_nearest_right_one(text: str, near: str | None) -> None:
    with pytest.raises(UnknownKind) as refused:
        parse_rels(text)
    assert refused.value.parameter == "rel"
    if near is not None:
        assert refused.value.suggestion == f"did you mean {near!r}?"


def test_the_parameter_at_fault_is_the_one_given() -> None:
    with pytest.raises(UnknownKind) as refused:
        parse_rels("nope", parameter="steps/0/rel")
    assert refused.value.parameter == "steps/0/rel"


def test_node_kinds_are_known_or_refused() -> None:
    assert known_kinds(NODE_KINDS) == frozenset(NODE_KINDS)
    assert known_kinds([]) == frozenset()
    with pytest.raises(UnknownKind) as refused:
        known_kinds(["city", "prak"])
    assert (refused.value.value, refused.value.suggestion) == ("prak", "did you mean 'park'?")


def test_edge_kinds_are_known_or_refused() -> None:
    assert [known_edge_kind(kind) for kind in EDGE_KINDS] == list(EDGE_KINDS)
    with pytest.raises(UnknownKind, match="not a known edge kind"):
        known_edge_kind("park")
