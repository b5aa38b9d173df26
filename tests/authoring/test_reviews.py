"""From a draft to what readers get: somebody else looks first."""

import pytest

from app.accounts.roles import Role
from app.packs.queries import card_languages, get_pack
from tests.authoring.conftest import FIRST, MODULE, Writer, writer
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

pytestmark = pytest.mark.smoke

NEW = "Plan with three numbers."


def test_a_reviewed_draft_is_what_readers_get(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)

    answer = efua.browser.post(f"{review}/publish")

    assert answer.status_code == 303
    assert NEW in shelf.page(MODULE).text
    assert "It was published." in ama.page(review).text


def test_the_history_names_who_wrote_it_and_what_they_said(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    form = ama.form() | {"message": "Three numbers are better"}
    body = form["body"].replace(FIRST, NEW)
    review = ama.send(form | {"body": body}, "review").headers["location"]
    efua.browser.post(f"{review}/publish")

    history = shelf.page(f"{MODULE}/history").one("main").text

    assert "Ama" in history
    assert "Three numbers are better" in history


def test_changed_fields_are_told_by_their_names(ama: Writer, efua: Writer) -> None:
    new = {"title": "Plan <b>one</b> day", "kind": "hands-on", "minutes": "7"}
    review = ama.send(ama.form() | new, "review").headers["location"]

    told = efua.page(review).one("main")

    boxes = {box.all("p")[0].text: box for box in told.all("section", css="chg")}
    assert boxes.keys() == {
        f"Changed {n}" for n in ("Title", "Kind", "Minutes it takes")
    }
    assert "<b>one</b>" in "".join(
        ins.text for ins in boxes["Changed Title"].all("ins")
    )
    kinds = boxes["Changed Kind"]
    assert [one.text for one in kinds.all("del")] == ["Training"]
    assert [one.text for one in kinds.all("ins")] == ["Hands-on"]
    assert "+++" not in told.text
    assert "blocks changed" not in told.text

    assert efua.browser.post(f"{review}/publish").status_code == 303
    later = ama.page(f"{MODULE}/diff/1/2").one("main").text
    assert "Minutes it takes" in later
    assert "+++" not in later


def test_translations_of_the_changed_words_become_outdated_and_no_other(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    before = _outdated(shelf)
    review = ama.ask_review(FIRST, NEW)

    efua.browser.post(f"{review}/publish")

    assert _outdated(shelf) == {code: n + 1 for code, n in before.items()}


def test_a_reviewer_sees_what_becomes_outdated_and_says_what_only_mends_a_typo(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    before = _outdated(shelf)
    review = ama.ask_review(FIRST, NEW)
    page = efua.page(review)
    (box,) = [e for e in page.all("input") if e.attributes.get("name") == "harmless"]
    assert f"Translations to {len(before)} language" in page.text

    efua.browser.post(f"{review}/publish", harmless=box.attributes["value"])

    assert NEW in shelf.page(MODULE).text
    assert _outdated(shelf) == before


def test_the_checks_before_publishing_lead_to_where_a_typo_is_ticked(
    ama: Writer, efua: Writer
) -> None:
    ama.change(FIRST, NEW)
    asked = "Only a typo? “Publish changes” leads to a page where that can be ticked."
    assert asked in ama.page().one("section", id="todo").text
    review = ama.change(NEW, f"{NEW} Or four.", "review").headers["location"]

    checks = ama.page().one("section", id="todo")

    (link,) = [one for one in checks.all("a") if one.text == "Only a typo?"]
    assert link.attributes["href"] == f"{review}#typo"
    assert efua.page(review).one(id="typo").one("input", name="harmless")
    # Who may not publish it reads there what to do.
    assert "Say so in a comment" in ama.page(review).one(id="typo").text


def test_nobody_publishes_alone_what_they_wrote(shelf: Shelf) -> None:
    both = writer(shelf.app, "Yaa", Role.REVIEWER)
    review = both.ask_review(FIRST, NEW)

    answer = both.browser.post(f"{review}/publish")

    assert answer.status_code == 403
    assert NEW not in shelf.page(MODULE).text
    assert both.browser.post(f"{review}/approve").status_code == 403
    assert "when a reviewer has approved it" in both.page(review).text


def test_an_editor_cannot_publish(ama: Writer, kofi: Writer, shelf: Shelf) -> None:
    review = ama.ask_review(FIRST, NEW)

    assert kofi.browser.post(f"{review}/publish").status_code == 403
    assert NEW not in shelf.page(MODULE).text


def test_a_text_with_faults_is_not_published(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, f"{FIRST}\n\n::: quiz one\nNo answers.\n:::\n")

    answer = efua.browser.post(f"{review}/publish")

    assert answer.status_code == 409
    assert "Line" in read_page(answer.text).one("main").text
    assert "No answers." not in shelf.page(MODULE).text


def test_a_change_can_be_asked_for_and_the_draft_sent_again(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/change", text="Say why three.")

    assert "Say why three." in ama.page(review).text
    assert ama.ask_review(NEW, "Plan with three, as 2019 shows.") == review
    efua.browser.post(f"{review}/publish")

    assert "Plan with three, as 2019 shows." in shelf.page(MODULE).text


def test_the_queue_shows_what_waits_and_who_looks_at_it(
    ama: Writer, efua: Writer
) -> None:
    assert "All caught up" in efua.page("/en/review").text
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/claim")

    queue = ama.page("/en/review").one("main")

    assert review in {a.attributes["href"] for a in queue.all("a")}
    assert "Efua is looking at it." in queue.text
    others = ama.page("/en/review?skill=report-writing").one("main").all("a")
    assert review not in {a.attributes["href"] for a in others}


def test_two_reviewers_do_not_take_on_the_same(ama: Writer, shelf: Shelf) -> None:
    review = ama.ask_review(FIRST, NEW)
    first, second = (writer(shelf.app, name, Role.REVIEWER) for name in ("Akua", "Yaw"))

    first.browser.post(f"{review}/claim")

    assert second.browser.post(f"{review}/claim").status_code == 409
    first.browser.post(f"{review}/release")
    assert second.browser.post(f"{review}/claim").status_code == 303


def test_an_ended_review_cannot_be_published(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)
    ama.browser.post(f"{review}/close")

    assert efua.browser.post(f"{review}/publish").status_code == 409
    assert "ended without publishing" in ama.page(review).text
    assert NEW in ama.form()["body"]


def test_ending_a_review_says_first_what_is_lost_and_what_is_kept(ama: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)

    (more,) = [
        one
        for one in ama.page(review).all("details")
        if "End it without publishing" in one.text
    ]

    assert "approvals are lost" in more.text
    assert "The draft and all that was said are kept" in more.text
    assert more.one("form").attributes["action"].endswith("/close")


def test_who_wrote_a_draft_is_told_each_decision_about_it(
    ama: Writer, efua: Writer
) -> None:
    review = ama.ask_review(FIRST, NEW)

    efua.browser.post(f"{review}/change", text="Say why three.")
    assert "Something in a draft of yours has to change." in _told(ama)
    again = ama.ask_review(NEW, "Plan with three, as 2019 shows.")
    efua.browser.post(f"{again}/approve")
    assert "A draft of yours was approved." in _told(ama)
    efua.browser.post(f"{again}/publish")
    assert "A draft of yours was published." in _told(ama)
    another = ama.ask_review("as 2019 shows", "as 2020 shows")
    efua.browser.post(f"{another}/close")
    assert "The review of a draft of yours has ended." in _told(ama)


def _told(who: Writer) -> str:
    """Return the newest notice of somebody."""
    return who.page("/en/me/notices").all("li", css="stack")[0].text


def test_only_who_asked_or_a_reviewer_ends_a_review(ama: Writer, kofi: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)

    assert kofi.browser.post(f"{review}/close").status_code == 403


def test_an_empty_comment_is_told_so(ama: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)

    answer = ama.browser.post(f"{review}/comment", text="  ")

    assert answer.status_code == 422
    assert read_page(answer.text).all("span", id="text-error")


def test_what_was_published_here_survives_a_load_of_the_folders(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/publish")
    shelf.change(_file(shelf), "## Start with one goal", "## Begin with one goal")

    shelf.load()

    text = shelf.page(MODULE).text
    assert NEW in text
    assert "Begin with one goal" in text


def test_a_folder_that_changed_the_same_words_does_not_overwrite_them(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/publish")
    shelf.change(_file(shelf), FIRST, "Plan with five numbers.")

    report = shelf.load()

    assert NEW in shelf.page(MODULE).text
    assert any(PACK in name for name in report.failed)


def _outdated(shelf: Shelf) -> dict[str, int]:
    """Return how many units are outdated in each whole translation."""
    with shelf.app.state.database.open_session() as session:
        pack = get_pack(session, PACK)
        rows = card_languages(session, [pack.id or 0])[pack.id or 0]
    return {row.language: row.outdated for row in rows if row.language != "en"}


def _file(shelf: Shelf) -> str:
    folder = shelf.folder / "learning_packs" / PACK / "modules"
    return f"modules/{next(folder.glob('01-*')).name}"
