"""Sentences: what each edge kind says in both languages, word by word."""

from dataclasses import replace

import pytest

from graphapi.evidence.sentences import sentence
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.identifiers import source_id
from graphapi.model.kinds import EDGE_KINDS, Basis, attributes_of
from tests.contract.sample import BLOG, NEWS, NOTICE, edge, node

GOLDEN = {
    "located_in": ("Tail lies in Head (reported) — Daily 2024-05.", "尾位于首(报道)——Daily 2024-05。"),
    "headquartered_in": (
        "Tail has its head office in Head (reported) — Daily 2024-05.",
        "尾总部位于首(报道)——Daily 2024-05。",
    ),
    "operates_in": ("Tail operates in Head (reported) — Daily 2024-05.", "尾在首有布局(报道)——Daily 2024-05。"),
    "hosts": ("Tail hosts Head (reported) — Daily 2024-05.", "尾承载首环节(报道)——Daily 2024-05。"),
    "active_in": ("Tail is active in Head (reported) — Daily 2024-05.", "尾从事首(报道)——Daily 2024-05。"),
    "feeds": ("Tail feeds Head (reported) — Daily 2024-05.", "尾供给首(报道)——Daily 2024-05。"),
    "owned_by": ("Tail is owned by Head (reported) — Daily 2024-05.", "尾隶属于首(报道)——Daily 2024-05。"),
    "powered_by": ("Tail is powered by Head (reported) — Daily 2024-05.", "尾的能源来自首(报道)——Daily 2024-05。"),
    "listed_in": ("Tail is listed in Head (reported) — Daily 2024-05.", "尾列入首(报道)——Daily 2024-05。"),
    "issued_under": ("Tail was issued under Head (reported) — Daily 2024-05.", "尾依据首发布(报道)——Daily 2024-05。"),
    "measured_by": ("Tail is measured by Head (reported) — Daily 2024-05.", "尾以首衡量(报道)——Daily 2024-05。"),
    "reports": ("Tail reports Head (reported) — Daily 2024-05.", "尾披露首(报道)——Daily 2024-05。"),
}


def ends(kind: str) -> tuple[Node, Node]:
    tail, head = EDGE_KINDS[kind].ends[0]
    return node(f"{tail}:tail", name_zh="尾"), node(f"{head}:head", name_zh="首")


def a_plant(**changes: object) -> Edge:
    return replace(edge("operates_in", "company:tail", "park:head"), **changes)


def told(one: Edge, *sources: Source, language: str = "en") -> str:
    found = sentence(one, *ends(one.kind), sources)
    return str(found.zh if language == "zh" else found.en)


def test_every_edge_kind_has_its_golden_sentence() -> None:
    assert set(GOLDEN) == set(EDGE_KINDS)


@pytest.mark.parametrize("kind", EDGE_KINDS)
def test_a_sentence_says_the_fact_its_basis_and_who_says_so(kind: str) -> None:
    tail, head = ends(kind)
    required = {"reports": {"value": 1, "unit": "%", "state": "status"}}.get(kind, {})
    one = edge(kind, tail.id, head.id, **required)
    found = sentence(one, tail, head, [NEWS])
    assert (found.en, found.zh) == GOLDEN[kind]


def test_status_and_scope_are_told_where_known() -> None:
    one = a_plant(attributes={"status": "under_construction", "scope": "city"}, basis=Basis.OFFICIAL)
    assert told(one, NOTICE) == (
        "Tail operates in Head (official, under construction, known for the city, not the park) — NDRC 2025-12-31."
    )
    assert told(one, NOTICE, language="zh") == "尾在首有布局(官方、在建、仅知在该市)——NDRC 2025-12-31。"


def test_what_holds_for_the_park_itself_is_not_qualified() -> None:
    assert told(a_plant(attributes={"scope": "park"}), NEWS) == GOLDEN["operates_in"][0]


@pytest.mark.parametrize("basis", Basis)
def test_every_basis_has_a_word_in_both_languages(basis: Basis) -> None:
    one = a_plant(basis=basis)
    assert told(one) == f"Tail operates in Head ({basis})."
    assert told(one, language="zh").startswith("尾在首有布局(")


@pytest.mark.parametrize("status", attributes_of("operates_in")["status"].values)
def test_every_status_has_words_in_both_languages(status: str) -> None:
    plain, with_status = told(a_plant()), told(a_plant(attributes={"status": status}))
    assert len(with_status) > len(plain)
    assert len(told(a_plant(attributes={"status": status}), language="zh")) > len(told(a_plant(), language="zh"))


@pytest.mark.parametrize("scope", ["city", "province"])
def test_a_wider_scope_is_always_told(scope: str) -> None:
    assert scope in told(a_plant(attributes={"scope": scope}))


def test_several_sources_are_named_once_each_in_order() -> None:
    assert told(a_plant(), NEWS, NOTICE, NEWS).endswith("— Daily 2024-05, NDRC 2025-12-31.")
    assert told(a_plant(), NEWS, NOTICE, NEWS, language="zh").endswith("——Daily 2024-05、NDRC 2025-12-31。")


def test_a_source_without_publisher_goes_by_its_title_or_as_unnamed() -> None:
    titled = Source(source_id(None, None, None, "Plan"), title="Plan")
    assert told(a_plant(), titled).endswith("— Plan.")
    assert told(a_plant(), BLOG).endswith("— source unnamed.")
    assert told(a_plant(), BLOG, language="zh").endswith("——来源未署名。")


def test_without_sources_nobody_is_named() -> None:
    assert told(a_plant(basis=Basis.UNVERIFIED)) == "Tail operates in Head (unverified)."


def test_a_node_without_a_chinese_name_keeps_its_other_name() -> None:
    tail, head = ends("feeds")
    one = edge("feeds", tail.id, head.id)
    assert sentence(one, replace(tail, name_zh=None), head, []).zh == "Tail供给首(报道)。"
    assert sentence(one, replace(tail, name_en=None), head, []).en == "尾 feeds Head (reported)."


def test_braces_in_a_name_are_text() -> None:
    tail, head = ends("feeds")
    odd = replace(tail, name_en="{head} {0} {tail.id}")
    assert sentence(edge("feeds", tail.id, head.id), odd, head, []).en == "{head} {0} {tail.id} feeds Head (reported)."
