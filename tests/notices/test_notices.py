"""Notices reach one person, once, and only of kinds they want."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.events import AccountVanished
from app.accounts.models import User
from app.notices.models import NoticeKind
from app.notices.queries import count_notices
from app.notices.service import KEPT, News, forget_notices, tell
from tests.accounts.people import Browser, person, token_for
from tests.databases import HOST
from tests.reading.html_page import read_page

NOTICES = "/en/me/notices"


def _browser(app: FastAPI, user: User) -> Browser:
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    client.cookies.set("passalong", token_for(app.state.database, user))
    return Browser(client)


def _tell(app: FastAPI, *to: User, about: str = "A bench", times: int = 1) -> None:
    with app.state.database.transaction() as session:
        for _ in range(times):
            news = News(NoticeKind.MENTION, about, "packs/a/1")
            tell(session, news, to=[user.id for user in to], by=None)


def test_the_top_bar_counts_what_is_not_read_until_it_is(app: FastAPI) -> None:
    ama = person(app.state.database, "Ama")
    browser = _browser(app, ama)
    _tell(app, ama, times=2)
    assert "2 new notices" in browser.get("/en/about").text
    page = read_page(browser.get(NOTICES).text).one("main")
    one = [f.attributes["action"] for f in page.all("form")][1]

    browser.post(one)
    assert "1 new notice" in browser.get("/en/about").text
    browser.post(f"{NOTICES}/read")

    assert "new notice" not in browser.get("/en/about").text


def test_nobody_marks_what_another_was_told(app: FastAPI) -> None:
    ama, kofi = (person(app.state.database, name) for name in ("Ama", "Kofi"))
    _tell(app, ama)

    _browser(app, kofi).post(f"{NOTICES}/1/read")

    assert "1 new notice" in _browser(app, ama).get("/en/about").text


def test_what_somebody_does_themselves_is_no_news(app: FastAPI) -> None:
    ama = person(app.state.database, "Ama")
    with app.state.database.transaction() as session:
        news = News(NoticeKind.REPLY, "A bench", "packs/a/1")
        tell(session, news, to=[ama.id], by=ama.id)

        assert count_notices(session, ama.number) == 0


@pytest.mark.slow
def test_the_newest_are_kept_and_who_leaves_leaves_none(app: FastAPI) -> None:
    ama = person(app.state.database, "Ama")
    _tell(app, ama, times=KEPT + 5)
    with app.state.database.transaction() as session:
        assert count_notices(session, ama.number) == KEPT

        forget_notices(session, AccountVanished(ama.number))

        assert count_notices(session, ama.number) == 0


def test_an_anonymous_page_knows_of_no_notices(app: FastAPI) -> None:
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)

    assert "notices" not in client.get("/en/about").text
    assert client.get(NOTICES).status_code == 303


def test_a_long_remark_is_cut_between_words_and_marked(app: FastAPI) -> None:
    ama = person(app.state.database, "Ama")
    _tell(app, ama, about="word " * 100)
    _tell(app, ama, about="म" * 400)

    page = read_page(_browser(app, ama).get(NOTICES).text)

    parted, whole = sorted(one.text for one in page.one("ul", css="points").all("bdi"))
    assert parted.endswith("word…")
    assert whole == "म" * 299 + "…"
