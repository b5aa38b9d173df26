"""Different spellings of a word are the same, and folding again changes nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.search.words.folding import fold
from app.search.words.segmenting import (
    asked_words,
    in_words,
    is_unspaced,
    tokens,
    words,
)

SAME = [
    ("Évolution", "evolution"),
    ("œuvre", "oeuvre"),
    ("Ẹ̀kọ́", "eko"),
    ("Ụlọ", "ulo"),
    ("Ɗan ƙasa", "dan kasa"),
    ("Ɛʋe ŋutɔ", "eve nuto"),
    ("Đường", "duong"),
    ("Straße", "strasse"),
    ("İstanbul ışık", "istanbul isik"),
    ("Ελλάδα", "ελλαδα"),
    ("ёлка", "елка"),
    ("مُحَمَّد", "محمد"),
    ("كـتـاب", "كتاب"),
    ("أهداف إدارة آفاق", "اهداف اداره افاق"),
    ("المشروع والمشروع بالمشروع للمشروع", "مشروع مشروع مشروع مشروع"),
    ("ی ک", "ي ك"),
    ("हिन्दी पढ़ाई", "हिंदी पढाई"),
    ("মাঝে মাঁঝে", "মাঝে মাঝে"),
    ("অবস্থায় বড়", "অবস্থায বড"),
    ("預算 體系", "预算 体系"),
    ("ｶﾞｲﾄﾞ ガイド", "がいど がいど"),
    ("Ｗｉｄｅ", "wide"),
    ("١٢٣ १२३ ๑๒๓", "123 123 123"),
    ("C++ C# F# .NET", "cplusplus csharp fsharp dotnet"),
    ("soft\u00adhyphen", "softhyphen"),
    ("می\u200cخواهم", "ميخواهم"),
]
DIFFERENT = [("йод", "иод"), ("الله", "له"), ("والد", "د"), ("c", "c++"), ("न", "ण")]


@pytest.mark.parametrize(("written", "folded"), SAME, ids=lambda text: repr(text))
def test_spellings_fold_to_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_again_changes_no_word(text: str) -> None:
    once = words(text)

    assert words(" ".join(once)) == once
    assert all(word and " " not in word and '"' not in word for word in once)


@given(st.text() | st.text("a_ 中é\u0301-") | st.text("aB9_+#. -cCnNet"))
@example("C++ and .Net, c# or snake_case")
@example("A" * 70 + " b")
def test_an_index_is_given_the_words_that_a_query_asks_for(text: str) -> None:
    assert in_words(text) == " ".join(words(text))


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    found = tokens(text)

    assert [token.folded for token in found] == words(text)
    ends = [0, *(token.end for token in found)]
    for before, token in zip(ends, found, strict=False):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= before or (token.start, token.end) in {
            (other.start, other.end) for other in found if other is not token
        }


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("光合作用", ["光", "合", "作", "用"]),
        ("wiki维基", ["wiki", "维", "基"]),
        ("พืชน้ำ", ["พื", "ช", "น้ำ"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
        ("ｶﾞ", ["が"]),
        ("葛\U000e0100飾", ["葛", "饰"]),
        ("snake_case", ["snake", "case"]),
        ("l’été d'eau", ["l", "ete", "d", "eau"]),
        ("👩‍👩‍👧", []),
        ("\u0301\u0301", []),
        ("½", ["1", "2"]),
    ],
)
def test_text_is_parted_into_words_and_signs(text: str, signs: list[str]) -> None:
    assert words(text) == signs


def test_signs_that_stand_together_are_one_word_to_whoever_asks() -> None:
    asked = asked_words("编辑松 wiki维基 open")

    assert [token.folded for token in asked] == ["编辑松", "wiki维基", "open"]
    assert is_unspaced("编辑松")
    assert not is_unspaced("open हिंदी مشروع")


def test_a_very_long_word_is_cut() -> None:
    assert [len(word) for word in words("a" * 10_000)] == [64]
