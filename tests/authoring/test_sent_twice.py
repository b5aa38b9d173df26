"""A form that a double tap sends twice is taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from httpx2 import Response

from app.platform import clock
from app.platform.once import WITHIN
from tests.authoring.conftest import EDIT, FIRST, MODULE, Writer
from tests.reading.html_page import Element
from tests.reading.shelf import PACK, Shelf

TALK = f"{EDIT}/talk"
WORDS = "Which three numbers?"
NEW = "Plan with three numbers."


def _twice(send: Callable[[], Response]) -> tuple[str, str]:
    """Send in two threads at once; return where both are led to."""
    ready = Barrier(2)

    def tap(_: int) -> str:
        ready.wait(timeout=60)
        answer = send()
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(tap, range(2))
    return first, second


def test_a_comment_sent_twice_is_one(ama: Writer) -> None:
    passage = _passage(ama)

    first, second = _twice(
        lambda: ama.browser.post(TALK, about=passage, text=WORDS, words="")
    )

    assert first == second
    assert _said(ama.page(TALK)) == 1


def test_an_answer_sent_twice_is_one(ama: Writer, kofi: Writer) -> None:
    sent = ama.browser.post(TALK, about=_passage(ama), text="Two?", words="")
    thread = "/en/talk/" + sent.headers["location"].rpartition("#t")[2]

    first, second = _twice(lambda: kofi.browser.post(thread, text=WORDS))

    assert first == second
    assert _said(ama.page(thread)) == 1


def test_what_is_said_in_a_review_twice_is_said_once(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, NEW)

    for act in ("comment", "change"):
        address, text = f"{review}/{act}", f"{WORDS} {act}"
        first, second = _twice(partial(efua.browser.post, address, text=text))
        assert first == second

    told = ama.page(review).one("main").text
    assert [told.count(f"{WORDS} {act}") for act in ("comment", "change")] == [1, 1]


def test_a_problem_reported_twice_is_one(shelf: Shelf, ama: Writer) -> None:
    sent = {"page": MODULE, "text": WORDS}
    reader = shelf.client

    first, second = _twice(lambda: reader.post("/en/report", data=sent))

    assert first == second
    assert ama.page("/en/review?show=problems").one("main").text.count(WORDS) == 1


def test_a_suggestion_sent_twice_is_one(ama: Writer, kofi: Writer) -> None:
    page = ama.page(f"/en/packs/{PACK}/1/suggest")
    links = [one.attributes["href"] for one in page.all("a")]
    spot = next(one for one in links if one.endswith("/suggest/1/3"))

    sent = {"after": "Other words.", "reason": ""}
    first, second = (kofi.browser.post(spot, **sent) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]


def test_who_says_the_same_again_later_is_heard(
    ama: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"about": _passage(ama), "text": WORDS, "words": ""}
    ama.browser.post(TALK, **sent)
    later = clock.now() + WITHIN + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    ama.browser.post(TALK, **sent)

    assert _said(ama.page(TALK)) == 2


def test_two_people_who_say_the_same_are_both_heard(ama: Writer, kofi: Writer) -> None:
    sent = {"about": _passage(ama), "text": WORDS, "words": ""}

    for who in (ama, kofi):
        assert who.browser.post(TALK, **sent).status_code == 303

    assert _said(ama.page(TALK)) == 2


def _passage(who: Writer) -> str:
    boxes = who.page(TALK).all("input")
    return next(
        one.attributes["value"]
        for one in boxes
        if one.attributes.get("name") == "about"
    )


def _said(page: Element) -> int:
    return page.one("main").text.count(WORDS)
