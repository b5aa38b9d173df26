"""Comments stay with the words they are about; problems reach the editors."""

import pytest

from tests.authoring.conftest import EDIT, FIRST, MODULE, SECOND, Writer, writer
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import Shelf

TALK = f"{EDIT}/talk"


def test_a_comment_stands_beside_the_passage_it_is_about(
    ama: Writer, kofi: Writer
) -> None:
    thread = _comment(ama, FIRST, "Which two?")

    item = _passage(kofi.page(TALK), FIRST)

    assert "Which two?" in item.text
    assert any(thread == a.attributes.get("href") for a in item.all("a"))


def test_a_passage_of_several_lines_is_known_as_browsers_send_it(ama: Writer) -> None:
    about = _quote(ama, "::: goals")
    assert "\n" in about

    ama.browser.post(TALK, about=about.replace("\n", "\r\n"), text="All of them?")

    page = ama.page(TALK)
    assert "About words that are no longer there" not in page.text
    assert "All of them?" in _passage(page, "::: goals").text


def test_a_comment_on_some_words_moves_with_them(ama: Writer, kofi: Writer) -> None:
    _comment(ama, SECOND, "Says who?", words="a wish")
    form = kofi.form()
    kofi.send(form | {"body": "A new beginning.\n\n" + form["body"]})

    item = _passage(kofi.page(TALK), SECOND)

    assert "Says who?" in item.text
    assert item.one("blockquote").text == "a wish"


def test_words_that_are_not_in_the_passage_are_refused_and_stay(ama: Writer) -> None:
    about = _quote(ama, SECOND)

    answer = ama.browser.post(TALK, about=about, words="a whish", text="Says who?")

    assert answer.status_code == 422
    page = read_page(answer.text).one("main")
    assert "not in the passage" in page.one("span", id="words-error").text
    assert page.one("input", id="words").attributes["value"] == "a whish"
    assert "Says who?" in page.one("textarea", id="text").text
    assert any(a.attributes.get("href") == "#words" for a in page.all("a"))
    assert "Says who?" not in ama.page(TALK).text


def test_words_on_two_lines_are_found_as_a_form_sends_them(ama: Writer) -> None:
    about = _quote(ama, "::: goals")
    first, second = (" ".join(line.split()) for line in about.split("\n")[1:3])

    ama.browser.post(TALK, about=about, words=f"{first} {second}", text="Both?")

    item = _passage(ama.page(TALK), "::: goals")
    assert "Both?" in item.text
    quote = item.one("blockquote").text
    assert first in quote
    assert second in quote


def test_a_comment_on_changed_words_says_what_they_were(ama: Writer) -> None:
    _comment(ama, SECOND, "Says who?", words="Registration is a wish")
    ama.change("Registration is a wish", "People register and stay away")

    page = ama.page(TALK).one("main").text

    assert "The words this is about were changed since." in page
    assert "Registration is a wish" in page


def test_a_comment_on_words_that_are_gone_says_so_with_its_quote(ama: Writer) -> None:
    _comment(ama, SECOND, "Says who?", words="a wish")
    ama.send(ama.form() | {"body": "Everything is new here.\n"})

    page = ama.page(TALK).one("main").text

    assert "About words that are no longer there" in page
    assert "a wish" in page
    assert "Says who?" in page


def test_who_takes_part_is_told_of_an_answer_and_who_is_mentioned(
    ama: Writer, kofi: Writer, shelf: Shelf
) -> None:
    serwaa = writer(shelf.app, "Ama Serwaa")
    thread = _comment(ama, FIRST, "Which two?")

    kofi.browser.post(thread, text="@Ama Serwaa, do you know?")

    assert "You were mentioned" in serwaa.page("/en/me/notices").one("main").text
    notices = ama.page("/en/me/notices").one("main").text
    assert "There is an answer" in notices
    assert "You were mentioned" not in notices
    assert "Nothing has happened yet" in kofi.page("/en/me/notices").text


def test_a_settled_comment_leaves_the_draft_and_can_be_taken_up_again(
    ama: Writer,
) -> None:
    thread = _comment(ama, FIRST, "Which two?")

    ama.browser.post(f"{thread}/resolve")

    assert "Which two?" not in ama.page(TALK).text
    assert "Which two?" in ama.page(f"{TALK}?show=settled").text
    ama.browser.post(f"{thread}/reopen")
    assert "Which two?" in ama.page(TALK).text


def test_one_deletes_only_ones_own_words_and_the_thread_stays(
    ama: Writer, kofi: Writer
) -> None:
    thread = _comment(ama, FIRST, "Which two?")
    kofi.browser.post(thread, text="No idea.")
    (first, second) = _remarks(ama.page(thread))

    assert kofi.browser.post(f"{thread}/{first}/delete").status_code == 403
    kofi.browser.post(f"{thread}/{second}/delete")

    page = ama.page(thread).one("main").text
    assert "No idea." not in page
    assert "This was deleted." in page
    assert "Which two?" in page


def test_an_empty_comment_is_told_so_and_its_passage_stays_open(ama: Writer) -> None:
    answer = ama.browser.post(TALK, about=_quote(ama, FIRST), text=" ")

    assert answer.status_code == 422
    assert [d for d in read_page(answer.text).all("details") if "open" in d.attributes]


def test_the_review_shows_the_comments_on_the_draft(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, "Plan with three numbers.")
    _comment(ama, SECOND, "Says who?")

    assert "Says who?" in efua.page(review).one("main").text


def test_a_comment_in_a_review_reaches_who_asked(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, "Plan with three numbers.")

    efua.browser.post(f"{review}/comment", text="Why three?")
    efua.browser.post(f"{review}/publish")

    notices = ama.page("/en/me/notices").one("main").text
    assert "Why three?" in notices
    assert "A draft of yours was published." in notices


@pytest.mark.parametrize("page", [MODULE, "/en/skills", "/en/nothing/here", ""])
def test_a_problem_is_reported_without_an_account(
    shelf: Shelf, ama: Writer, page: str
) -> None:
    form = read_page(shelf.client.get(f"/en/report?page={page}").text)
    sent = form.one("input", name="page").attributes["value"]

    answer = shelf.client.post(
        "/en/report",
        data={"page": sent, "text": "The picture is upside down"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert "Thank you." in shelf.client.get(answer.headers["location"]).text
    queue = ama.page("/en/review?show=problems").one("main")
    assert "The picture is upside down" in queue.text


def test_an_organisation_is_brought_in_and_who_did_it_gets_a_place_to_talk(
    shelf: Shelf, efua: Writer
) -> None:
    address = "/en/report?page=/en/organisations&about=organisation"
    nana = writer(shelf.app, "Nana")
    form = nana.page(address).one("main")
    assert form.one("h1").text == "Bring your organisation in"
    assert form.one("label").text == "Your organisation"
    empty = nana.browser.post(
        "/en/report", page="/en/organisations", about="organisation", text=""
    )
    assert empty.status_code == 422
    assert read_page(empty.text).one("h1").text == "Bring your organisation in"

    sent = nana.browser.post(
        "/en/report",
        page="/en/organisations",
        about="organisation",
        text="Weavers of Tamale, a guild. Nana would act for it.",
    )

    thread = nana.page(sent.headers["location"]).one("main").text
    assert "Weavers of Tamale" in thread
    assert "Weavers of Tamale" in efua.page(sent.headers["location"]).text
    signed_out = shelf.client.post(
        "/en/report",
        data={"page": "/en/organisations", "about": "organisation", "text": "A guild"},
        follow_redirects=False,
    )
    thanks = read_page(shelf.client.get(signed_out.headers["location"]).text)
    assert thanks.one("h1").text == "Bring your organisation in"


def test_every_page_leads_to_the_report(shelf: Shelf) -> None:
    page = shelf.page(MODULE)

    hrefs = [a.attributes.get("href") for a in page.all("a")]

    assert f"/en/report?page={MODULE}" in hrefs


def test_who_reported_with_an_account_is_told_when_it_is_settled(
    shelf: Shelf, ama: Writer
) -> None:
    nana = writer(shelf.app, "Nana")
    answer = nana.browser.post("/en/report", page=MODULE, text="A dead link")
    thread = answer.headers["location"]
    assert "You are told when somebody answers." in nana.page(thread).text
    assert "You are told when" not in ama.page(thread).text

    ama.browser.post(f"{thread}/claim")
    ama.browser.post(thread, text="Mended.")
    ama.browser.post(f"{thread}/resolve")

    answered = nana.page(thread).one("main").text
    assert "Mended." in answered
    assert "You are told when somebody answers." not in answered
    notices = nana.page("/en/me/notices").one("main").text
    assert "The problem you reported is settled." in notices
    assert "All caught up" in ama.page("/en/review?show=problems").text
    stranger = writer(shelf.app, "Kwame")
    assert stranger.browser.get(thread).status_code == 404


def test_reports_from_one_place_have_a_limit(shelf: Shelf) -> None:
    answers = [
        shelf.client.post(
            "/en/report", data={"text": f"Wrong {n}"}, follow_redirects=False
        ).status_code
        for n in range(31)
    ]

    assert answers == [303] * 30 + [429]


def test_nothing_is_kept_of_who_reports_without_an_account(
    shelf: Shelf, capfd: pytest.CaptureFixture[str]
) -> None:
    shelf.client.post("/en/report", data={"page": MODULE, "text": "Call +233 555"})

    said = capfd.readouterr()
    assert "+233 555" not in said.out + said.err
    with shelf.app.state.database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM thread").mappings().one()
    assert row["opened_by"] is None
    assert "127.0.0.1" not in str(dict(row)) + str(row)


def _passage(page: Element, words: str) -> Element:
    return next(item for item in page.one("main").all("li") if words in item.text)


def _quote(who: Writer, words: str) -> str:
    item = _passage(who.page(TALK), words)
    return item.one("input", name="about").attributes["value"]


def _comment(who: Writer, passage: str, text: str, words: str = "") -> str:
    """Comment on a passage; return the address of the discussion."""
    about = _quote(who, passage)
    answer = who.browser.post(TALK, about=about, words=words, text=text)
    assert answer.status_code == 303, answer.text
    number = answer.headers["location"].rpartition("#t")[2]
    return f"/en/talk/{number}"


def _remarks(page: Element) -> list[str]:
    cards = [
        card
        for card in page.all("div")
        if card.attributes.get("id", "").startswith("r")
    ]
    return [card.attributes["id"][1:] for card in cards]
