"""What matched is marked on the text as it was written, and nothing else is let in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from app.search.words.matching import Marker, shortened
from app.search.words.query import parse
from app.search.words.segmenting import parted, tokens
from tests.search.shelf import FINDS, TEXTS

LONG = (
    "Choose a room near a bus stop. Ask for a quiet corner, and for tables that can be "
    "moved. Write down what the room costs for a day. The budget comes last. It lists "
    "every cost and who pays for it, in one table that both sides can read. Send it "
    "to the people who will sign it before you promise anything to anybody else."
)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("budget ", "A Budget, budgets.", "A [Budget], [budgets]."),
        ("bud", "A buddy’s budget", "A [buddy]’s [budget]"),
        ("bud ", "A buddy’s budget", "A buddy’s budget"),
        ("eko imo ", "Ẹ̀kọ́ ìmọ̀ sáyẹ́ǹsì", "[Ẹ̀kọ́] [ìmọ̀] sáyẹ́ǹsì"),
        ("oeufs ecole ", "Les œufs de l’École", "Les [œufs] de l’[École]"),
        ("مشروع محمد ", "كتب مُحَمَّد عن المشروع", "كتب [مُحَمَّد] عن [المشروع]"),
        ("預算 ", "写预算的人", "写[预算]的人"),
        ("สังเคราะห์ ", "การสังเคราะห์ด้วยแสง", "การ[สังเคราะห์]ด้วยแสง"),
        ("हिंदी ", "हिन्दी में", "[हिन्दी] में"),
        ('"free to reuse"', "Free to reuse, free to", "[Free to reuse], free to"),
        ("editathon ", "An edit-a-thon in Accra", "An [edit-a-thon] in Accra"),
        ("funding ", "The grant", "The [grant]"),
        ("c++ ", "C++ and C", "[C++] and C"),
        ("script ", "<script>alert('&')</script>", None),
        ("-budget room ", "budget room", "budget [room]"),
    ],
)
def test_what_matched_is_marked(query: str, text: str, marked: str | None) -> None:
    html = Marker(parse(query)).marked(text)

    if marked is None:
        assert html == (
            "&lt;<mark>script</mark>&gt;alert(&#39;&amp;&#39;)"
            "&lt;/<mark>script</mark>&gt;"
        )
    else:
        assert html.replace("<mark>", "[").replace("</mark>", "]") == marked


def test_every_document_of_the_shelf_matches_the_query_that_finds_it() -> None:
    """As it stands: mended ones apart, which are asked for by other words."""
    mended = {name for name in FINDS if "error" in name or "nobody" in name}
    wrong = [
        name
        for name, (text, number) in FINDS.items()
        if name not in mended and not Marker(parse(text)).matches(*TEXTS[number][1:])
    ]

    assert wrong == []


def test_a_text_matches_when_it_has_all_and_nothing_excluded() -> None:
    marker = Marker(parse('budget table "comes last" -poem '))

    assert marker.matches("Budget", "", "A table. It comes last.")
    assert not marker.matches("Budget", "", "It comes last.")
    assert not marker.matches("Budget", "", "A table. It comes at last.")
    assert not marker.matches("Budget", "A poem", "A table. It comes last.")


def test_a_snippet_is_the_part_that_says_most() -> None:
    snippet = Marker(parse("budget cost ")).snippet(LONG, 90)

    assert snippet == (
        "… down what the room <mark>costs</mark> for a day. The <mark>budget</mark> "
        "comes last. It lists every <mark>cost</mark> and who …"
    )


def test_a_short_text_is_its_own_snippet() -> None:
    assert Marker(parse("cost ")).snippet("Every cost.") == "Every <mark>cost</mark>."
    assert Marker(parse("wind ")).snippet("Every cost.") is None


@given(st.text(alphabet=st.characters(), max_size=400), st.integers(10, 120))
def test_a_snippet_of_any_text_is_a_part_of_it_escaped(text: str, length: int) -> None:
    text = f"{text} budget {text}"
    snippet = Marker(parse("budget ")).snippet(text, length)

    assert snippet is not None
    bare = str(snippet).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert bare.removeprefix("… ").removesuffix(" …") in escape(text)


@given(st.text(max_size=120), st.text(alphabet="ab é-.,_光+c#\n\u0301", max_size=80))
def test_a_text_that_is_kept_in_parts_has_the_words_it_is_parted_into(
    one: str, other: str
) -> None:
    text = f"{one} {other}"
    kept = parted(text)

    assert list(zip(kept.starts, kept.ends, kept.folded, strict=True)) == tokens(text)


@pytest.mark.parametrize(
    "text",
    ["光合作用是植物的重要过程" * 30, "การสังเคราะห์ด้วยแสงน้ำ" * 30, "e\u0301a " * 200],
)
def test_nothing_is_cut_inside_a_sign(text: str) -> None:
    short = shortened(text, 50)

    assert len(short) <= 60
    assert short.endswith(" …")
    following = text[len(short) - 2]
    assert following not in "\u0301\u0e31\u0e33\u0e49\u0e4c"


def test_a_text_that_fits_is_not_shortened() -> None:
    assert shortened("Short.", 50) == "Short."
