"""Writing in a draft: saving, going back, and two people at once."""

import pytest

from tests.authoring.conftest import EDIT, FIRST, MODULE, SECOND, Writer
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf


def test_a_draft_begins_with_what_readers_have(ama: Writer, shelf: Shelf) -> None:
    form = ama.form()

    assert form["title"] == shelf.page(MODULE).one("h1").text
    assert FIRST in form["body"]
    assert "+++" not in form["body"]


def test_saving_without_a_change_keeps_every_byte(ama: Writer, shelf: Shelf) -> None:
    ama.change(FIRST, "Another sentence.")

    ama.change("Another sentence.", FIRST)

    page = ama.page()
    assert "The same as readers have" in page.text


def test_readers_do_not_see_a_draft(ama: Writer, shelf: Shelf) -> None:
    answer = ama.change(FIRST, "Plan with nothing at all.")

    assert answer.status_code == 303
    assert "Plan with nothing at all." in ama.form()["body"]
    assert "Plan with nothing at all." not in shelf.page(MODULE).text


def test_a_preview_shows_what_was_typed_and_saves_nothing(ama: Writer) -> None:
    answer = ama.change(FIRST, "Plan with **stars**.", "preview")
    page = read_page(answer.text)

    assert page.one("article").one("strong").text == "stars"
    assert "Plan with **stars**." in page.one("textarea", id="body").text
    assert "stars" not in ama.form()["body"]


def test_the_preview_says_what_has_to_be_mended_and_where(ama: Writer) -> None:
    form = ama.form()
    lines = form["body"].split("\n")
    body = "\n".join([*lines, "::: quiz one", "Nothing to choose.", ":::", ""])

    page = read_page(ama.send(form | {"body": body}, "preview").text)

    said = page.one("section", id="todo").text
    assert f"Line {len(lines) + 1}" in said


def test_what_has_to_be_mended_is_told_in_the_language_of_the_page(
    ama: Writer,
) -> None:
    form = ama.form() | {"body": "::: quiz one\nWho?\n\n- [x] You\n"}

    answer = ama.browser.post(EDIT.replace("/en/", "/fr/"), **form, do="preview")

    told = read_page(answer.text).one("section", id="todo")
    assert "le bloc quiz n’est pas fermé. Mettez ::: seul" in told.text
    assert not told.all("span", lang="en")


def test_a_fragment_shows_the_preview_alone(ama: Writer) -> None:
    form = ama.form()
    answer = ama.browser.post(f"{EDIT}/_preview", **form | {"body": "Only **this**."})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert read_page(answer.text).one("strong").text == "this"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("minutes", "0"),
        ("minutes", "many"),
        ("kind", "lecture"),
        ("body", "x" * 300_000),
        ("body", "binary \x07 paste"),
    ],
)
def test_what_cannot_be_used_is_kept_in_the_form_with_the_reason(
    ama: Writer, name: str, value: str
) -> None:
    form = ama.form() | {"message": "kept"}

    answer = ama.send(form | {name: value})
    page = read_page(answer.text)

    assert answer.status_code == 422
    assert page.all("span", id=f"{name}-error")
    assert page.one("input", id="message").attributes["value"] == "kept"


def test_two_people_who_change_other_lines_are_put_together(
    ama: Writer, kofi: Writer
) -> None:
    form = kofi.form()
    ama.change(FIRST, "Plan with three numbers.")

    answer = kofi.send(form | {"body": form["body"].replace(SECOND, "It is a wish.")})

    assert answer.headers["location"].endswith("said=merged")
    body = ama.form()["body"]
    assert "Plan with three numbers." in body
    assert "It is a wish." in body


def test_saving_twice_keeps_one_save(ama: Writer) -> None:
    form = ama.form()
    changed = form | {"body": form["body"].replace(FIRST, "Once.")}
    ama.send(changed)
    ama.send(changed)

    assert len(ama.page(f"{EDIT}/saves").one("ol", css="hist").all("li")) == 1


def test_every_save_stays_and_can_be_taken_up_again(ama: Writer) -> None:
    ama.change(FIRST, "The first thought.")
    ama.change("The first thought.", "The second thought.")
    oldest = ama.page(f"{EDIT}/saves").one("ol", css="hist").all("a")[-1]

    answer = ama.browser.post(f"{oldest.attributes['href']}/restore")

    assert answer.status_code == 303
    assert "The first thought." in ama.form()["body"]
    assert len(ama.page(f"{EDIT}/saves").one("ol", css="hist").all("li")) == 3


def test_a_draft_can_be_put_aside(ama: Writer) -> None:
    ama.change(FIRST, "A thought.")

    ama.browser.post(f"{EDIT}/discard")

    assert FIRST in ama.form()["body"]
    assert "A thought." not in ama.form()["body"]


def test_a_version_of_another_day_can_be_taken_up(ama: Writer, shelf: Shelf) -> None:
    shelf.change(_file(shelf), FIRST, "Plan with one number.")
    shelf.load()

    ama.browser.post(f"{EDIT}/restore/1")

    assert FIRST in ama.form()["body"]


def test_what_was_published_meanwhile_is_put_into_the_draft(
    ama: Writer, shelf: Shelf
) -> None:
    ama.change(FIRST, "Plan with three numbers.")
    shelf.change(_file(shelf), SECOND, "Registration is only a wish.")
    shelf.load()

    page = ama.page()

    assert "Another version was published" in page.text
    body = page.one("textarea", id="body").text
    assert "Plan with three numbers." in body
    assert "Registration is only a wish." in body


def test_a_form_from_before_a_publication_does_not_undo_it(
    ama: Writer, shelf: Shelf
) -> None:
    form = ama.form()
    shelf.change(_file(shelf), SECOND, "Registration is only a wish.")
    shelf.load()

    ama.send(form | {"body": form["body"].replace(FIRST, "Plan with three numbers.")})

    body = ama.form()["body"]
    assert "Plan with three numbers." in body
    assert "Registration is only a wish." in body


def test_hostile_words_stay_words(ama: Writer) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"

    html = ama.change(FIRST, hostile, "preview").text

    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("seen", ["", "-1", "x", "999999999999999", "0"])
def test_a_form_that_was_tampered_with_never_breaks_the_page(
    ama: Writer, seen: str
) -> None:
    form = ama.form() | {"seen": seen, "base": seen}

    assert ama.send(form).status_code in {303, 409}


def _file(shelf: Shelf) -> str:
    folder = shelf.folder / "learning_packs" / PACK / "modules"
    return f"modules/{next(folder.glob('01-*')).name}"


def test_the_examples_of_blocks_are_as_the_checks_want_them(ama: Writer) -> None:
    page = ama.page()
    example = page.one("details", css="card").one("pre").children[0]
    form = ama.form()
    known = next(
        line for line in form["body"].split("\n") if line.startswith("::: evidence")
    )
    block = str(example).replace("::: evidence source=report", known)

    preview = ama.send(form | {"body": f"{form['body']}\n\n{block}"}, "preview")

    assert "Nothing is left to mend." in preview.text
