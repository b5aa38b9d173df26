"""Pieces of pages are made once for each key and locale."""

from markupsafe import Markup

from app.platform.i18n import use_locale
from app.web import kept
from app.web.kept import KeptPieces
from app.web.templates import build_environment


def test_a_piece_is_made_once_for_each_key_and_locale() -> None:
    made: list[str] = []

    def piece(text: str) -> Markup:
        made.append(text)
        return Markup("<b>{}</b>").format(text)

    pieces = KeptPieces()
    with use_locale("fr"):
        french = pieces(piece, "a", "un")
    again = [pieces(piece, "a", text) for text in ("one", "two")]

    assert made == ["un", "one"]
    assert (french, *again) == ("<b>un</b>", "<b>one</b>", "<b>one</b>")


def test_too_many_pieces_make_room() -> None:
    pieces = KeptPieces()

    for number in range(kept.MAX_PIECES + 1):
        pieces(Markup, number, "x")

    assert len(pieces._pieces) == 1


def test_a_kept_piece_is_escaped_like_any_other() -> None:
    template = build_environment(str).from_string(
        "{% macro shown(text) %}<b>{{ text }}</b>{% endmacro %}"
        "{{ kept_piece(shown, text, text) }}{{ kept_piece(shown, text, text) }}"
    )

    assert template.render(text="<i>") == "<b>&lt;i&gt;</b>" * 2
