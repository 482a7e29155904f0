"""Ids: their forms, and that the same content gives the same id for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.model.errors import InvalidIdentifier
from graphapi.model.identifiers import (
    MAX_LENGTH,
    edge_id,
    is_edge_id,
    is_node_id,
    is_source_id,
    is_statement_id,
    kind_of,
    node_identifier,
    source_id,
    statement_id,
)
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
parts = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=8)
NO_NODE_IDS = (
    "",
    ":",
    "park",
    "park:",
    "park:a ",
    " park:a",
    "park:a\n",
    "Park:a",
    "park:A",
    "park:a_b",
    "park:-a",
    "park:a-",
    "park:a--b",
    "park:ä",
    "park:园区",
    "park:１",
    "park:a:b",
    "hosts:0123456789ab",
    "parks:a",
    "park:a\x00",
    "park:'",
    "park:\ud800",
    "park:a/b",
    "park:" + "a" * MAX_LENGTH,
)


@given(st.sampled_from(sorted(NODE_KINDS)), slugs)
def test_kind_and_slug_make_a_node_id(kind: str, slug: str) -> None:
    assert is_node_id(f"{kind}:{slug}")
    assert node_identifier(f"{kind}:{slug}") == f"{kind}:{slug}"
    assert kind_of(f"{kind}:{slug}") == kind


@pytest.mark.parametrize("text", NO_NODE_IDS, ids=ascii)
def test_anything_else_is_no_node_id(text: str) -> None:
    assert not is_node_id(text)
    with pytest.raises(InvalidIdentifier):
        node_identifier(text)


def test_a_node_id_may_be_as_long_as_allowed() -> None:
    assert is_node_id("park:" + "a" * (MAX_LENGTH - 5))


@given(st.text(max_size=300))
def test_a_refusal_shows_little_and_only_ascii(text: str) -> None:
    if is_node_id(text):
        return
    with pytest.raises(InvalidIdentifier) as refused:
        node_identifier(text)
    assert refused.value.detail.isascii()
    assert len(refused.value.detail) < 80 * 12
    assert str(refused.value.value).isascii()


@pytest.mark.parametrize("digits", ["0123456789ab", "ffffffffffff"])
def test_twelve_hex_digits_make_the_other_ids(digits: str) -> None:
    assert all(is_edge_id(f"{kind}:{digits}") for kind in EDGE_KINDS)
    assert is_source_id(f"source:{digits}")
    assert is_statement_id(f"statement:{digits}")


@pytest.mark.parametrize(
    "digits", ["", "0123456789a", "0123456789abc", "0123456789AB", "0123456789ag", "0123456789ab\n"]
)
def test_other_digits_make_none(digits: str) -> None:
    assert not any(is_edge_id(f"{kind}:{digits}") for kind in EDGE_KINDS)
    assert not is_source_id(f"source:{digits}")
    assert not is_statement_id(f"statement:{digits}")


def test_an_id_has_one_type() -> None:
    digits = "0123456789ab"
    for identifier in ("park:0123456789ab", f"hosts:{digits}", f"source:{digits}", f"statement:{digits}"):
        tests = (is_node_id, is_edge_id, is_source_id, is_statement_id)
        assert sum(test(identifier) for test in tests) == 1


def test_ids_made_of_content_never_change() -> None:
    assert edge_id("feeds", "segment:a", "segment:b") == "feeds:f053afd109a8"
    assert edge_id("feeds", "segment:a", "segment:b", "second") == "feeds:389ef39611a7"
    assert source_id("https://example.org", None, None, None) == "source:50d7a905e304"
    assert source_id(None, "NDRC", "2025", None) == "source:b6fde113e7af"
    assert statement_id("park:a", "area_km2", "1", "", ("source:0123456789ab",)) == "statement:e7376676918a"


@given(parts, parts, parts, parts, parts, parts)
def test_different_ends_or_discriminators_make_different_edges(a: str, b: str, c: str, d: str, e: str, f: str) -> None:
    assert (edge_id("feeds", a, b, c) == edge_id("feeds", d, e, f)) is ((a, b, c) == (d, e, f))


def test_an_edge_and_its_reverse_are_two() -> None:
    assert edge_id("feeds", "segment:a", "segment:b") != edge_id("feeds", "segment:b", "segment:a")


def test_a_source_with_an_address_is_known_by_it_alone() -> None:
    one = source_id("https://example.org", "NDRC", "2025", "Notice")
    assert one == source_id("https://example.org", None, None, None)
    assert source_id(None, "NDRC", "2025", None) != source_id(None, "NDRC", None, "2025")


def test_the_order_of_its_sources_does_not_make_another_statement() -> None:
    one, other = "source:0123456789ab", "source:ffffffffffff"
    assert statement_id("park:a", "x", "1", "", (one, other)) == statement_id("park:a", "x", "1", "", (other, one))
