import sys
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from graphapi.names.folding import fold, has_han
from graphapi.names.spelling import LONGEST, Spelled, readings, romanised, segmentations, spans, syllables


def test_traditional_full_width_accented_and_punctuated_names_fold_like_plain_ones() -> None:
    assert fold("寧德時代").text == fold("宁德时代").text
    assert fold("ＣＡＴＬ　Co., Ltd.").text == "catl co ltd"
    assert fold("Níngdé").text == "ningde"
    assert fold("中德（沈阳）").text == fold("中德(沈阳)").text == "中德 沈阳"
    assert fold("Xi'an").compact == fold("Xi’an").compact == "xian"


def test_words_are_runs_of_one_script() -> None:
    assert fold("TCL中环 Group-2").words == ["tcl", "中环", "group", "2"]


@given(st.text())
def test_every_folded_letter_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)
    assert not folded.text.startswith(" ")
    assert not folded.text.endswith(" ")
    assert "  " not in folded.text


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


def test_a_name_is_read_by_its_phrases_and_by_each_letter() -> None:
    assert readings("重庆长安") == (("chong", "qing", "chang", "an"), ("zhong", "qing", "zhang", "an"))
    assert readings("tcl中环") == (("tcl", "zhong", "huan"),)
    assert readings("绿") == (("lu",),)
    assert readings("catl") == ()


def test_latin_letters_are_cut_into_whole_syllables_or_not_at_all() -> None:
    assert segmentations("ningdeshidai")[0] == ("ning", "de", "shi", "dai")
    assert set(segmentations("xian")) == {("xian",), ("xi", "an")}
    assert segmentations("catl") == []
    assert segmentations("a" * 61) == ()
    assert segmentations("300750") == ()


@given(st.lists(st.sampled_from(sorted(syllables())), min_size=1, max_size=8))
def test_joined_syllables_can_be_cut(cut: list[str]) -> None:
    assert all("".join(one) == "".join(cut) for one in segmentations("".join(cut)))
    assert segmentations("".join(cut))


def test_the_tones_of_typed_pinyin_do_not_matter() -> None:
    assert Spelled.of("níng dé shí dài").compact == Spelled.of("ningdeshidai").compact


def test_initials_keep_what_is_no_syllable() -> None:
    assert Spelled.of("宁德时代").initials == ["ndsd"]
    assert Spelled.of("TCL中环").initials == ["tclzh"]


def test_a_romanised_name_is_one_to_read() -> None:
    assert romanised("宁德时代") == "Ning de shi dai"


def test_a_chinese_letter_has_one_unit_of_each_reading_whether_the_dictionary_has_it_or_not() -> None:
    han = "".join(letter for letter in map(chr, range(0, sys.maxunicode + 1, 13)) if has_han(letter))
    assert len(han) > 10_000
    for begin in range(0, len(han), LONGEST):
        for text in (han[begin : begin + LONGEST], "国".join(han[begin : begin + LONGEST])):
            assert {len(reading) for reading in readings(text)} == {len(spans(text))}


def test_letters_of_every_category_can_be_spelled_side_by_side() -> None:
    of_category = {unicodedata.category(letter): letter for letter in map(chr, range(sys.maxunicode + 1))}
    unread = ("\u3007", "\ufaff", "\U0002a6ff", "\U0003ffff")
    letters = [*of_category.values(), *unread, "国", "a"]
    assert len(of_category) == 30
    for one in letters:
        for other in letters:
            for text in (one + other, one + other + other, f"国{one}{other}a", f"{one} {other}"):
                spelled = Spelled.of(text)
                assert all(len(reading) == len(spans(spelled.folded.text)) for reading in spelled.readings)
                assert romanised(text) is not None


@given(st.text())
@example("\U0003fff0\U0003fff1")
def test_any_text_can_be_spelled_and_what_is_too_long_is_cut(text: str) -> None:
    spelled = Spelled.of(text * 10)
    assert len(spelled.folded.origins) == len(spelled.folded.text)
    assert all(origin < LONGEST for origin in spelled.folded.origins)
    assert all(len(head) <= 24 for head in spelled.heads())
    assert len(spelled.letter_pairs()) + len(spelled.syllable_pairs()) + len(list(spelled.triples())) < 10_000
