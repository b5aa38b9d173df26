"""What somebody learns on a site is kept in their account too, once they say so."""

from datetime import timedelta
from typing import cast
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.events import AccountVanished
from app.hosts.linking import news
from app.hosts.models import HostLearner, HostLink, HostLinkAsking
from app.learning.device import Details, Device, DeviceAnswer, DevicePack
from app.platform import clock
from app.platform.outbox import announce
from tests.browser.pages import TRANSLATED_PACK
from tests.databases import HOST
from tests.hosts.conftest import MODULES, PACK, Partner, signed_in
from tests.reading.html_page import read_page

ASK, YES, STOP = "/en/me/linking", "/en/me/linking/yes", "/en/me/linking/stop"
LINKED = "/en/me/linked"
OWN = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
TITLE = f"/en/packs/{TRANSLATED_PACK}"
COOKIE = "passalong-linking"


def asked(partner: Partner, browser: TestClient, session: str) -> Response:
    """Ask as the frame of a learning system does, in a tab of `browser`."""
    answer = browser.post(ASK, data={"session": session}, headers=OWN)
    token = answer.cookies.get(COOKIE)
    if token:
        signed = browser.headers.get("cookie", "").split("; ")[0]
        own = f"{COOKIE}={token}"
        browser.headers["cookie"] = f"{signed}; {own}" if signed else own
    # Only what a browser has said here counts.
    browser.cookies.clear()
    return answer


def yes(browser: TestClient, **said: str) -> Response:
    """Say yes on the page that names the account."""
    page = read_page(browser.get(ASK).text)
    names = page.all("input", name="account")
    given = {"account": names[0].attributes["value"]} if names else {}
    return browser.post(YES, data={**given, **said}, headers=OWN)


def done_in(browser: TestClient) -> int:
    """Count the modules an account has done."""
    found: dict[str, list[object]] = browser.get("/en/me/data/export").json()[
        "learning"
    ]
    return len(found["modules_done"])


def links(partner: Partner) -> int:
    with partner.database.open_session() as session:
        return (
            session.scalar(
                select(func.count())
                .select_from(HostLink)
                .join(HostLearner, col(HostLearner.id) == col(HostLink.learner_id))
                .where(col(HostLearner.site_id) == partner.row(session).id)
            )
            or 0
        )


def test_what_is_learnt_before_and_after_is_in_the_account(
    partner: Partner, site: TestClient
) -> None:
    learner, amina = partner.begin(), signed_in(site)
    partner.ask(f"{PACK}/1/done", learner)
    assert asked(partner, amina, learner).headers["location"] == ASK
    page = amina.get(ASK).text
    assert amina.headers["x-name"] in page, "the account is named"
    assert f"on <bdi>{partner.origin.partition('://')[2]}</bdi>" in page

    answer = yes(amina)
    assert answer.headers["location"] == f"{LINKED}?said=linked"
    assert done_in(amina) == 1
    for number in range(2, MODULES + 1):
        partner.ask(f"{PACK}/{number}/done", learner)

    assert done_in(amina) == MODULES
    own = amina.get("/en/me").text
    assert TITLE in own
    assert "Finished on" in own
    assert amina.get("/en/me/data/export").json()["other_sites"][0]["site"] == (
        partner.origin
    )


def test_nobody_is_linked_by_being_signed_in_or_by_the_question_alone(
    partner: Partner, site: TestClient
) -> None:
    learner, amina = partner.begin(), signed_in(site)
    framed = {"origin": "null", "sec-fetch-site": "cross-site"}
    amina.post(f"{PACK}/1/done", data={"session": learner}, headers=framed)
    asked(partner, amina, learner)
    amina.get(ASK)
    partner.ask(f"{PACK}/2/done", learner)

    assert links(partner) == 0
    assert done_in(amina) == 0


def test_nothing_of_an_account_goes_to_the_site(
    partner: Partner, site: TestClient
) -> None:
    learner, amina = partner.begin(), signed_in(site)
    amina.post(f"{TITLE}/1/done", headers=OWN)
    before = partner.ask("/embed/learners/kept", learner).json()
    asked(partner, amina, learner)
    yes(amina)
    amina.post(f"{TITLE}/2/done", headers=OWN)

    after = partner.ask("/embed/learners/kept", learner).json()
    for found in (before, after):
        del found["last_seen"]
    assert before == after
    assert amina.headers["x-name"] not in str(after)


def test_who_is_signed_out_signs_in_and_is_asked_then(
    partner: Partner, site: TestClient
) -> None:
    nobody = TestClient(site.app, base_url=f"http://{HOST}", follow_redirects=False)
    asked(partner, nobody, partner.begin())

    page = nobody.get(ASK)
    assert f"/en/login?next={quote(ASK, safe='/')}" in page.text
    assert "Keep it in this account" not in page.text
    assert yes(nobody).headers["location"].startswith("/en/login")
    assert links(partner) == 0


def test_it_is_ended_in_the_account_and_what_was_kept_stays(
    partner: Partner, site: TestClient
) -> None:
    learner, amina = partner.begin(), signed_in(site)
    partner.ask(f"{PACK}/1/done", learner)
    asked(partner, amina, learner)
    yes(amina)
    page = read_page(amina.get(LINKED).text)
    number = page.one("input", name="link").attributes["value"]

    other = signed_in(site).post(LINKED, data={"link": number}, headers=OWN)
    assert other.status_code == 404, "nobody ends another's"
    assert amina.post(LINKED, data={"link": "x"}, headers=OWN).status_code == 422
    assert amina.post(LINKED, data={"link": number}, headers=OWN).status_code == 303
    partner.ask(f"{PACK}/2/done", learner)

    assert done_in(amina) == 1
    assert "Nothing that you learn on another site" in amina.get(LINKED).text
    assert amina.post(LINKED, data={"link": number}, headers=OWN).status_code == 404


def test_another_account_is_told_and_can_end_it_only_as_who_learns_there(
    partner: Partner, site: TestClient
) -> None:
    learner, amina, bayo = partner.begin(), signed_in(site), signed_in(site)
    asked(partner, amina, learner)
    yes(amina)
    asked(partner, bayo, learner)

    page = bayo.get(ASK)
    assert "in another account already" in page.text
    assert amina.headers["x-name"] not in page.text
    user = read_page(amina.get(ASK).text)
    assert not user.all("input", name="account"), "its question is answered"
    with partner.database.open_session() as session:
        number = session.scalar(select(func.max(col(HostLink.user_id))))
    assert bayo.post(YES, data={"account": str(number)}, headers=OWN).status_code == 303
    assert links(partner) == 1

    assert bayo.post(STOP, headers=OWN).headers["location"] == ASK
    assert yes(bayo).headers["location"] == f"{LINKED}?said=linked"
    partner.ask(f"{PACK}/1/done", learner)
    assert (done_in(amina), done_in(bayo)) == (0, 1)


def test_a_question_is_answered_once(partner: Partner, site: TestClient) -> None:
    learner, amina, bayo = partner.begin(), signed_in(site), signed_in(site)
    asked(partner, amina, learner)
    bayo.headers["cookie"] += "; " + amina.headers["cookie"].partition("; ")[2]
    yes(amina)

    for browser in (amina, bayo):
        assert browser.get(ASK).status_code == 404
        assert yes(browser, account="1").status_code in {303, 404}
    assert links(partner) == 1


def test_an_old_question_and_one_before_a_newer_are_over(
    partner: Partner, site: TestClient
) -> None:
    learner, amina, bayo = partner.begin(), signed_in(site), signed_in(site)
    asked(partner, amina, learner)
    asked(partner, bayo, learner)
    assert amina.get(ASK).status_code == 404
    assert bayo.get(ASK).status_code == 200

    past = clock.now() - timedelta(seconds=1)
    with partner.database.transaction() as session:
        session.execute(update(HostLinkAsking).values(expires_at=past))

    gone = bayo.get(ASK)
    assert gone.status_code == 404
    assert "open the link there and ask once more" in gone.text
    assert yes(bayo, account="1").status_code in {303, 404}
    assert links(partner) == 0


@pytest.mark.parametrize("cookie", ["", "x", "A" * 32, "é", "x" * 5_000])
def test_a_question_that_nobody_asked_is_not_answered(
    partner: Partner, site: TestClient, cookie: str
) -> None:
    amina = signed_in(site)
    amina.headers["cookie"] += f"; {COOKIE}={quote(cookie)}"

    assert amina.get(ASK).status_code == 404
    assert amina.post(STOP, headers=OWN).status_code == 404
    assert links(partner) == 0


@pytest.mark.parametrize("session", ["", "x", "a.b.c", "x" * 100_000])
def test_a_session_that_is_made_up_asks_nothing(
    partner: Partner, site: TestClient, session: str
) -> None:
    answer = asked(partner, signed_in(site), session)

    assert answer.status_code == 400
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
    ],
)
def test_another_site_neither_asks_nor_answers(
    partner: Partner, site: TestClient, headers: dict[str, str]
) -> None:
    learner, amina = partner.begin(), signed_in(site)
    foreign = amina.post(ASK, data={"session": learner}, headers=headers)
    assert foreign.status_code == 403
    asked(partner, amina, learner)

    user = read_page(amina.get(ASK).text).one("input", name="account")
    data = {"account": user.attributes["value"]}
    for address in (YES, STOP, LINKED):
        assert amina.post(address, data=data, headers=headers).status_code == 403
    assert links(partner) == 0


def test_who_signed_in_after_the_page_is_asked_anew(
    partner: Partner, site: TestClient
) -> None:
    amina, bayo = signed_in(site), signed_in(site)
    asked(partner, amina, partner.begin())
    named = read_page(amina.get(ASK).text).one("input", name="account")
    bayo.headers["cookie"] += "; " + amina.headers["cookie"].partition("; ")[2]

    account = {"account": named.attributes["value"]}
    answer = bayo.post(YES, data=account, headers=OWN)

    assert answer.headers["location"] == ASK
    assert links(partner) == 0


def test_a_vanished_account_and_a_forgotten_learner_keep_nothing(
    partner: Partner, site: TestClient
) -> None:
    one, two, amina = partner.begin("one"), partner.begin("two"), signed_in(site)
    for learner in (one, two):
        asked(partner, amina, learner)
        yes(amina)
    assert links(partner) == 2

    partner.ask("/embed/learners/forgotten", two)
    assert links(partner) == 1
    app = cast("FastAPI", site.app)
    with partner.database.transaction() as session:
        user_id = session.scalar(select(func.max(col(HostLink.user_id)))) or 0
        announce(session, AccountVanished(user_id))
    app.state.worker.bus.deliver_due()

    assert links(partner) == 0
    assert partner.ask(f"{PACK}/1/done", one).status_code == 200


def test_what_somebody_deleted_from_their_account_does_not_come_back(
    partner: Partner, site: TestClient
) -> None:
    learner, amina = partner.begin(), signed_in(site)
    partner.ask(f"{PACK}/1/done", learner)
    asked(partner, amina, learner)
    yes(amina)
    amina.post("/en/me/data/delete", data={"sure": "yes"}, headers=OWN)
    with partner.database.open_session() as session:
        assert session.scalar(select(func.count()).select_from(HostLink))

    partner.ask(f"{PACK}/2/done", learner)

    assert done_in(amina) == 1


def test_news_are_what_was_not_there_before() -> None:
    answer = DeviceAnswer(is_right=True, tries=1)
    before = Device(
        b"n",
        {"a": DevicePack("en", 1, frozenset({1})), "b": DevicePack("en", 1)},
        {("a", 1): Details({7: answer})},
    )
    now = Device(
        b"n",
        {
            "a": DevicePack("en", 2, frozenset({1, 2}), is_finished=True),
            "b": DevicePack("en", 1),
        },
        {("a", 1): Details({7: answer}), ("b", 1): Details(ticks=frozenset({3}))},
    )

    found = news(before, now)

    assert found.packs["a"] == DevicePack("en", 2, frozenset({2}), is_finished=True)
    assert found.packs["b"] == DevicePack("en", 1)
    assert list(found.details) == [("b", 1)]
    assert news(now, now).packs == {}
