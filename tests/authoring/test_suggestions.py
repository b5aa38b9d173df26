"""Readers propose other words for a passage; editors take, change or decline them."""

import re

import pytest

from app.platform.settings import Settings
from tests.accounts.people import Browser
from tests.authoring.conftest import FIRST, MODULE, Writer, writer
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import Shelf

NEW = "Plan with three numbers."


@pytest.fixture
def nana(shelf: Shelf) -> Writer:
    """Somebody signed in who may not edit."""
    return writer(shelf.app, "Nana")


def test_a_reader_gets_to_the_form_in_two_clicks(nana: Writer) -> None:
    (first, *_) = _links(nana.page(MODULE).one("main"), "/suggest")
    (second, *_) = _links(nana.page(first), f"{MODULE}/suggest/1/")

    form = nana.page(second)

    assert form.one("textarea", id="after").text


def test_what_is_taken_stands_in_the_draft_and_names_the_reader(
    nana: Writer, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    here = _suggest(nana, FIRST, NEW, reason="Three were used")
    queue = ama.page("/en/review?show=suggestions").one("main")
    assert _links(queue, here)
    assert "Three were used" in queue.text

    assert ama.browser.post(f"{here}/accept").status_code == 303

    assert NEW in ama.form()["body"]
    assert "taken into the draft." in nana.page("/en/me/notices").one("main").text
    assert NEW not in nana.page(MODULE).text
    review = ama.send(ama.form(), "review").headers["location"]
    assert "Nana" in ama.page(review).one("main").text
    efua.browser.post(f"{review}/publish")
    assert NEW in shelf.page(MODULE).text
    assert "Nana" in shelf.page(f"{MODULE}/history").one("main").text


def test_another_title_and_lead_are_suggested_as_a_passage_of_their_own(
    nana: Writer, ama: Writer
) -> None:
    form = f"{MODULE}/suggest/1/0"
    (area,) = nana.page(form).all("textarea", id="after")
    heading, _, lead = "".join(map(str, area.children)).strip().partition("\n\n")
    assert heading.startswith("# ")
    for wrong in (heading, lead, "Words", ""):
        refused = nana.browser.post(form, after=wrong)
        assert refused.status_code == 422
        assert "first line" in refused.text

    sent = nana.browser.post(form, after=f"# Choose one goal\n\n{lead}\nAnd more.")

    here = sent.headers["location"]
    assert ama.browser.post(f"{here}/amend", after="no title").status_code == 422
    assert ama.browser.post(f"{here}/accept").status_code == 303
    draft = ama.form()
    assert draft["title"] == "Choose one goal"
    assert draft["lead"] == f"{lead} And more."
    assert FIRST in draft["body"]


def test_words_taken_with_changes_credit_both(
    nana: Writer, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    here = _suggest(nana, FIRST, NEW)
    ama.browser.post(f"{here}/amend", after=_with(nana, FIRST, "Plan with 3 numbers."))
    assert "Plan with 3 numbers." in ama.form()["body"]
    told = nana.page("/en/me/notices").one("main").text
    assert "taken into the draft with changes." in told

    review = ama.send(ama.form(), "review").headers["location"]
    answer = efua.browser.post(f"{review}/publish")
    assert answer.status_code == 303, answer.text
    history = shelf.page(f"{MODULE}/history").one("main").text
    assert "Ama and Nana" in " ".join(history.split())


def test_who_suggested_is_told_why_it_was_declined(nana: Writer, ama: Writer) -> None:
    here = _suggest(nana, FIRST, NEW)

    assert ama.browser.post(f"{here}/decline", text=" ").status_code == 422
    ama.browser.post(f"{here}/decline", text="The report says two.")

    notices = nana.page("/en/me/notices")
    assert "What you suggested was not taken." in notices.one("main").text
    assert "The report says two." in notices.one("main").text
    assert "1 new notice" in notices.one("header").text
    (link,) = _links(notices.one("main"), here)
    assert "The report says two." in nana.page(link).one("main").text
    assert NEW not in ama.form()["body"]
    assert ama.browser.post(f"{here}/accept").status_code == 409


def test_a_suggestion_for_words_the_draft_has_changed_keeps_both_texts(
    nana: Writer, ama: Writer
) -> None:
    here = _suggest(nana, FIRST, NEW)
    ama.change(FIRST, "Plan with five numbers.")

    answer = ama.browser.post(f"{here}/accept")

    assert answer.status_code == 409
    assert "Write the words into the draft by hand" in answer.text
    assert "Plan with five numbers." in ama.form()["body"]
    assert ama.browser.post(f"{here}/by-hand").status_code == 303
    assert "taken into the draft with changes" in ama.page(here).one("main").text


def test_a_suggestion_does_not_undo_what_else_the_draft_changed(
    nana: Writer, ama: Writer
) -> None:
    here = _suggest(nana, FIRST, NEW)
    form = ama.form()
    ama.send(form | {"body": form["body"] + "\nA new end.\n"})

    ama.browser.post(f"{here}/accept")

    body = ama.form()["body"]
    assert NEW in body
    assert "A new end." in body


def test_a_suggestion_is_not_kept_twice_nor_when_nothing_is_different(
    nana: Writer,
) -> None:
    here = _suggest(nana, FIRST, NEW)

    assert _suggest(nana, FIRST, NEW) == here
    form, passage = _form(nana, FIRST)
    unchanged = nana.browser.post(form, after=passage, reason="I meant it.")
    assert unchanged.status_code == 422
    page = read_page(unchanged.text)
    assert "Nothing is different yet" in page.one("main").text
    assert page.one("input", id="reason").attributes["value"] == "I meant it."


def test_one_sees_and_takes_back_only_ones_own(
    nana: Writer, shelf: Shelf, ama: Writer
) -> None:
    here = _suggest(nana, FIRST, NEW)
    stranger = writer(shelf.app, "Kwame")

    assert stranger.browser.get(here).status_code == 404
    assert stranger.browser.post(f"{here}/withdraw").status_code == 403
    assert ama.browser.post(f"{here}/withdraw").status_code == 403
    nana.browser.post(f"{here}/withdraw")
    assert ama.browser.post(f"{here}/accept").status_code == 409


def test_two_editors_do_not_take_on_the_same_suggestion(
    nana: Writer, ama: Writer, kofi: Writer
) -> None:
    here = _suggest(nana, FIRST, NEW)

    ama.browser.post(f"{here}/claim")

    assert kofi.browser.post(f"{here}/claim").status_code == 409
    assert not _links(kofi.page("/en/review?show=suggestions&free=1"), here)
    ama.browser.post(f"{here}/release")
    assert kofi.browser.post(f"{here}/claim").status_code == 303


def test_who_is_signed_out_is_asked_to_sign_in(shelf: Shelf) -> None:
    answer = shelf.client.get(f"{MODULE}/suggest", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/en/login")


def test_where_the_site_allows_it_nobody_has_to_sign_in(
    shelf: Shelf, ama: Writer
) -> None:
    settings: Settings = shelf.app.state.settings
    shelf.app.state.settings = settings.model_copy(update={"open_suggestions": True})
    somebody = Writer(Browser(shelf.client))
    form, passage = _form(somebody, FIRST)

    answer = somebody.browser.post(form, after=passage.replace(FIRST, NEW))

    assert answer.headers["location"] == f"{MODULE}/suggest?sent=1"
    (line, *_) = _links(ama.page("/en/review?show=suggestions"), "/en/suggestions/")
    ama.browser.post(f"{line}/accept")
    assert NEW in ama.form()["body"]


def test_nobody_sends_suggestions_without_end(nana: Writer) -> None:
    form, passage = _form(nana, FIRST)
    texts = (passage.replace(FIRST, f"Number {n}.") for n in range(31))

    answers = [nana.browser.post(form, after=text).status_code for text in texts]

    assert answers == [303] * 30 + [422]


def test_an_editor_with_no_right_to_review_cannot_publish_a_suggestion(
    nana: Writer, ama: Writer
) -> None:
    here = _suggest(nana, FIRST, NEW)
    ama.browser.post(f"{here}/accept")
    review = ama.send(ama.form(), "review").headers["location"]

    assert ama.browser.post(f"{review}/publish").status_code == 403


def _links(page: Element, start: str) -> list[str]:
    found = [a.attributes.get("href", "") for a in page.all("a")]
    return [href for href in found if start in href]


def _form(who: Writer, words: str) -> tuple[str, str]:
    """Return the form for the passage with some words, and the passage."""
    passages = who.page(f"{MODULE}/suggest").one("main")
    for item in passages.all("li"):
        if words in item.text:
            (href,) = _links(item, "/suggest/")
            area = who.page(href).one("textarea", id="after")
            return href, "".join(map(str, area.children))
    raise AssertionError(words)


def _with(who: Writer, old: str, new: str) -> str:
    return _form(who, old)[1].replace(old, new)


def _suggest(who: Writer, old: str, new: str, reason: str = "") -> str:
    form, passage = _form(who, old)
    answer = who.browser.post(form, after=passage.replace(old, new), reason=reason)
    assert answer.status_code == 303, read_page(answer.text).text
    assert re.fullmatch(r"/en/suggestions/\d+", answer.headers["location"])
    return answer.headers["location"]
