"""What htmx puts into the page: the row that closes, the next one, and the numbers."""

import pytest

from app.translation.desk.passages import passage
from tests.reading.html_page import Element, read_page
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

MAX_BYTES = 2_000


def save_piece(
    somebody: Translator, text: str, do: str = "save"
) -> tuple[int, Element, str]:
    """Send the open unit as htmx does; return the status and the piece."""
    form = somebody.page.one("form", id="unit-form")
    fields = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
    }
    path = form.attributes["data-hx-post"]
    answer = somebody.browser.post(path, **(fields | {"text": text, "do": do}))
    return answer.status_code, read_page(answer.text), answer.text


def test_the_row_closes_and_the_next_one_opens(ama: Translator) -> None:
    ama.open()
    closing = ama.page.one("li", css="act").attributes["id"]

    status, piece, _ = save_piece(ama, "Construire un banc")

    closed, opened = piece.all("li", css="tu")
    assert status == 200
    assert closed.attributes["id"] == closing
    assert closed.attributes["data-told"].startswith("Saved 0.1.")
    assert opened.attributes["data-hx-swap-oob"] == "true"
    assert opened.one("textarea", id="text")
    assert piece.one("div", id="progress").attributes["data-hx-swap-oob"] == "true"
    assert piece.one("aside", id="help").attributes["data-hx-swap-oob"] == "true"


def test_when_all_is_done_the_page_is_asked_for(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=todo&part=fields")
    for text in ("Un", "Deux", "Trois"):
        ama.press(text=text)

    _, piece, _ = save_piece(ama, "Quatre")

    closed = piece.one("li", css="tu")
    assert closed.attributes["data-go"] == f"{BENCH}?show=todo&part=fields"


def test_a_clash_comes_as_a_piece_with_both_texts(
    ama: Translator, bo: Translator
) -> None:
    ama.open()
    bo.open()
    ama.press(text="Construire un banc")

    status, piece, _ = save_piece(bo, "Bâtir un banc")

    assert status == 409
    assert piece.one("textarea", id="text").text == "Bâtir un banc"
    assert "What Ama saved" in piece.text


def test_signed_out_the_piece_keeps_the_text(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()
    ama.browser.client.cookies.clear()

    status, piece, _ = save_piece(ama, "Construire un banc")

    assert status == 401
    assert piece.one("textarea", id="text").text == "Construire un banc"
    assert workshop.kept() == []


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("Plain words stand here.", "#:~:text=Plain%20words%20stand%20here."),
        ("See [the long report]({1}).", "#:~:text=the%20long%20report"),
        (
            "one two three four five six seven eight nine",
            "#:~:text=one%20two%20three%20four%20five%20six%20seven%20eight",
        ),
        ("Edit-a-thons, and more", "#:~:text=Edit%2Da%2Dthons%2C%20and%20more"),
        ("**{1}**", ""),
        ("", ""),
    ],
)
def test_a_unit_is_found_on_its_page_by_its_words(text: str, leads_to: str) -> None:
    assert passage(text) == leads_to
