"""One engine compares names: what a search finds as a whole name, matching knows by the same relation."""

import pytest

from graphapi.names.base import Entry
from graphapi.names.compare import MATCH_SCORES, SEARCH_SCORES, How, Relation, fit, related
from graphapi.names.folding import fold
from graphapi.names.forms import Places
from graphapi.names.spelling import Spelled

NAMES = ["宁德时代", "TCL中环", "重庆长安新能源", "隆基绿能", "CATL", "女娲", "钴", "国\U0003fff0\U0003fff1"]
NOWHERE = Places((), frozenset())


def known(name: str) -> Entry:
    return Entry("company:x", "name.zh", name, fold(name).text).with_readings()


@pytest.mark.parametrize(
    "name", ["宁德时代", "TCL中环", "重庆长安新能源", "隆基绿能", "CATL", "女娲", "钴", "国\U0003fff0\U0003fff1"]
)
def test_search_and_match_agree_on_what_is_the_whole_of_a_name(name: str) -> None:
    entry = known(name)
    spelled = Spelled.of(name)
    written = {name: (How.EXACT, entry.field, {Relation.SAME})}
    for sound in spelled.keys[1:]:
        if fold(sound).text.isascii():
            written[sound] = (How.EXACT, "pinyin", {Relation.PINYIN, Relation.SHORT_PINYIN})
    for initials in spelled.initials:
        written.setdefault(initials, (How.EXACT, "initials", {Relation.INITIALS}))
    for text, (how, field, relations) in written.items():
        found, meant = fit(Spelled.of(text), entry), related(Spelled.of(text), entry, NOWHERE)
        assert found is not None
        assert meant is not None
        assert (found.how, found.field, meant.relation in relations) == (how, field, True)


@pytest.mark.parametrize(
    ("typed", "name"), [("longjilvneng", "隆基绿能"), ("nvwa", "女娲"), ("longjiluneng", "隆基绿能")]
)
def test_a_v_is_typed_for_an_umlaut_in_search_and_in_match(typed: str, name: str) -> None:
    found, meant = fit(Spelled.of(typed), known(name)), related(Spelled.of(typed), known(name), NOWHERE)
    assert found is not None
    assert meant is not None
    assert (found.how, found.field, meant.relation) == (How.EXACT, "pinyin", Relation.SHORT_PINYIN)


def test_one_letter_begins_a_name_but_is_too_little_to_mean_it() -> None:
    assert fit(Spelled.of("g"), known("钴")) is not None
    meant = related(Spelled.of("g"), known("钴"), NOWHERE)
    assert meant is not None
    assert meant.relation is Relation.ALIKE


def test_every_relation_has_a_score_and_none_is_above_one() -> None:
    assert set(MATCH_SCORES) == set(Relation)
    assert {how for how, _ in SEARCH_SCORES} == set(How)
    for least, more in (*MATCH_SCORES.values(), *SEARCH_SCORES.values()):
        assert 0 <= least + more <= 1
