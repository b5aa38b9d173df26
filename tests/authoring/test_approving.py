"""Approving is one step, publishing another; nobody approves what they wrote."""

import pytest

from app.accounts.roles import Role
from tests.authoring.conftest import FIRST, MODULE, Writer, writer
from tests.reading.html_page import Element
from tests.reading.shelf import PACK, Shelf

pytestmark = pytest.mark.smoke

NEW = "Plan with three numbers."
OTHER = "Plan with four numbers."


def test_who_reviews_and_wrote_publishes_after_somebody_else_approved(
    efua: Writer, shelf: Shelf
) -> None:
    yaa = writer(shelf.app, "Yaa", Role.REVIEWER)
    review = yaa.ask_review(FIRST, NEW)
    assert yaa.browser.post(f"{review}/publish").status_code == 403

    assert efua.browser.post(f"{review}/approve").status_code == 303

    told = _before(yaa, review).text
    assert "Approved by Efua" in told
    assert "It was published." not in told
    assert yaa.browser.post(f"{review}/publish").status_code == 303
    assert NEW in shelf.page(MODULE).text


def test_the_history_names_who_approved_a_version(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/approve")
    efua.browser.post(f"{review}/publish")

    assert "approved by Efua" in ama.page(f"{MODULE}/history").one("main").text


def test_where_a_pack_lets_them_authors_publish_what_was_approved(
    ama: Writer, kofi: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/approve")
    assert ama.browser.post(f"{review}/publish").status_code == 403

    _let_authors_publish(efua)

    assert kofi.browser.post(f"{review}/publish").status_code == 403
    assert _buttons(ama, review) >= {f"{review}/publish"}
    assert ama.browser.post(f"{review}/publish").status_code == 303
    assert NEW in shelf.page(MODULE).text


def test_authors_do_not_publish_before_anybody_approved(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    _let_authors_publish(efua)

    assert ama.browser.post(f"{review}/publish").status_code == 403
    assert f"{review}/publish" not in _buttons(ama, review)
    assert "when a reviewer has approved it" in _before(ama, review).text
    assert NEW not in shelf.page(MODULE).text


def test_an_approval_falls_when_the_text_changes(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    _let_authors_publish(efua)
    efua.browser.post(f"{review}/approve")

    assert ama.ask_review(NEW, OTHER) == review

    assert "Nobody has approved it yet." in _before(ama, review).text
    assert ama.browser.post(f"{review}/publish").status_code == 403
    assert OTHER not in shelf.page(MODULE).text


def test_an_approval_falls_when_a_change_is_asked_for(
    ama: Writer, efua: Writer
) -> None:
    review = ama.ask_review(FIRST, NEW)
    _let_authors_publish(efua)
    efua.browser.post(f"{review}/approve")

    efua.browser.post(f"{review}/change", text="Say why three.")

    assert ama.browser.post(f"{review}/publish").status_code == 403


def test_who_approves_twice_has_approved_once_and_can_take_it_back(
    ama: Writer, efua: Writer
) -> None:
    review = ama.ask_review(FIRST, NEW)
    for _ in range(2):
        assert efua.browser.post(f"{review}/approve").status_code == 303
    assert _before(ama, review).text.count("Efua") == 1

    efua.browser.post(f"{review}/unapprove")

    assert "Nobody has approved it yet." in _before(ama, review).text


def test_who_approved_and_then_wrote_in_it_has_not_approved_it(
    ama: Writer, efua: Writer
) -> None:
    review = ama.ask_review(FIRST, NEW)
    efua.browser.post(f"{review}/approve")

    assert efua.ask_review(NEW, OTHER) == review

    assert efua.browser.post(f"{review}/approve").status_code == 403
    assert "Nobody has approved it yet." in _before(ama, review).text


def test_an_ended_review_is_not_approved(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)
    ama.browser.post(f"{review}/close")

    assert efua.browser.post(f"{review}/approve").status_code == 409
    assert efua.browser.post(f"{review}/unapprove").status_code == 409


def _let_authors_publish(reviewer: Writer) -> None:
    policy = {"protection": "editors", "publishing": "authors"}
    answer = reviewer.browser.post(f"/en/edit/{PACK}/policy", **policy)
    assert answer.status_code == 303


def _before(somebody: Writer, review: str) -> Element:
    return somebody.page(review).one("main")


def _buttons(somebody: Writer, review: str) -> set[str]:
    forms = _before(somebody, review).all("form")
    return {form.attributes.get("action", "") for form in forms}
