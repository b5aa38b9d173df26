"""What a card says of a text: its pieces are told apart as they are on their page."""

import pytest

from app.search.answering.rows import Piece
from app.search.answering.snippets import snippet_of, summary_of
from app.search.words.matching import Marker
from app.search.words.query import parse


def piece(text: str, language: str = "en") -> Piece:
    return Piece(1, "pack:a", language, "A", "", text, "", "", 0, 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("make a plan\nbuild a budget\nask", "make a plan · build a [budget] · ask"),
        ("It ends.\nA budget is next.", "It ends. A [budget] is next."),
        ("Ask this:\nthe budget?\nyes", "Ask this: the [budget]? yes"),
        ("यह समाप्त।\nbudget", "यह समाप्त। [budget]"),
        ("योजना\nbudget", "योजना · [budget]"),
    ],
)
def test_items_of_a_list_do_not_run_into_each_other(text: str, shown: str) -> None:
    found = snippet_of(piece(text), Marker(parse("budget ")))

    assert found is not None
    assert found.html.replace("<mark>", "[").replace("</mark>", "]") == shown


def test_goals_behind_a_summary_do_not_run_into_each_other() -> None:
    text = "What it is about.\nmake a plan\nbuild a budget"

    found = summary_of(piece(text), Marker(parse("budget ")))

    assert found is not None
    assert "make a plan · build a <mark>budget</mark>" in found.html
