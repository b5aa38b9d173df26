"""Blocks, reports, limits: what keeps people safe who ask and help."""

from importlib import import_module
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.accounts.rate_limits import Limit
from app.accounts.roles import Role
from app.exchange import limits
from app.exchange.models import ExchangeReport
from tests.accounts.people import Browser
from tests.exchange.asking import OWN, REQUESTS, TITLE, ask, form, notices, offer
from tests.exchange.conftest import People, Someone
from tests.reading.html_page import read_page

BLOCKS = f"{OWN}/blocks"
OFFERS = f"{OWN}/offers"
REPORT, REPORTS = "/en/peers/report", "/en/peers/reports"
CANNOT = "You cannot write to this person."


def reports(people: People) -> list[ExchangeReport]:
    with people.database.open_session() as session:
        return list(session.scalars(select(ExchangeReport)))


def report(someone: Someone, what: str, reason: str = "It is rude.") -> None:
    assert "What is wrong with it?" in someone.page(f"{REPORT}?{what}").text
    answer = someone.browser.post(f"{REPORT}?{what}", reason=reason)
    assert answer.status_code == 200
    assert "Moderators look at it" in answer.text


def decide(moderator: Someone, decision: str) -> None:
    page = moderator.page(REPORTS)
    (action, *_) = [
        one.attributes["action"]
        for one in page.all("form")
        if one.attributes["action"].startswith(f"{REPORTS}/")
    ]
    moderator.send(action, decision=decision)


def message_in(someone: Someone, talk: int) -> str:
    """Return what the link to report the other's message asks for."""
    page = someone.page(f"{OWN}/{talk}")
    links = [a for a in page.all("a") if a.text == "Report this message"]
    return links[-1].attributes["href"].partition("?")[2]


def test_who_is_blocked_cannot_ask_offer_or_write(people: People) -> None:
    efua, kofi = people.peer("Efua", "budgeting"), people("Kofi")
    need = ask(efua)
    before = ask(kofi, to="Efua")
    talk = offer(efua, before, "Gladly.")
    landed = efua.send(BLOCKS, name="Kofi")
    assert "Kofi cannot write to you any more." in efua.page(landed).text

    for path, fields in (
        (REQUESTS, form(title="Please, please help", to="Efua")),
        (f"{REQUESTS}/{need}/help", {"text": "Let me help you with this."}),
        (f"{OWN}/{talk}", {"text": "Why do you not answer?"}),
    ):
        answer = kofi.browser.client.post(path, data=fields)
        assert answer.status_code == 403, path
        assert CANNOT in answer.text
        assert str(fields.get("text") or fields["title"]) in answer.text
    assert kofi.browser.get(f"{REQUESTS}/new?to=Efua").status_code == 403
    assert CANNOT in kofi.page(f"{OWN}/{talk}").text
    assert "block" not in kofi.page(f"{OWN}/{talk}").text.casefold()


def test_who_is_blocked_is_not_among_those_who_ask(people: People) -> None:
    efua, kofi = people.peer("Efua", "budgeting"), people("Kofi")
    ask(kofi, to="Efua")
    assert TITLE in efua.page(OWN).text

    efua.send(BLOCKS, name="Kofi")

    assert TITLE not in efua.page(OWN).text


def test_a_block_is_undone_by_one_press(people: People) -> None:
    efua, kofi = people.peer("Efua", "budgeting"), people("Kofi")
    efua.send(BLOCKS, name="Kofi")
    efua.send(BLOCKS, name="Kofi")
    page = efua.page(OWN)
    assert "People who cannot write to you" in page.text
    assert "Kofi" in page.text

    efua.send(f"{BLOCKS}/undo", name="Kofi")

    assert "Kofi" not in efua.page(OWN).text
    ask(kofi, to="Efua")


def test_nobody_blocks_themselves_or_who_is_not_there(people: People) -> None:
    ama = people("Ama")
    assert ama.browser.post(BLOCKS, name="Ama").status_code == 422
    assert ama.browser.post(BLOCKS, name="Nobody here").status_code == 404


def test_nobody_asks_or_helps_themselves(people: People) -> None:
    efua = people.peer("Efua", "budgeting")
    answer = efua.browser.client.post(REQUESTS, data=form(to="Efua"))
    assert answer.status_code == 422
    assert "This is your own account." in answer.text
    assert efua.browser.get(f"{REQUESTS}/new?to=Efua").status_code == 422
    answer = efua.browser.post(f"{REQUESTS}/{ask(efua)}/help", text="I help myself.")
    assert answer.status_code == 422
    assert "This is your own request." in answer.text


def test_who_is_not_listed_cannot_be_asked(people: People) -> None:
    people.peer("Quiet", "budgeting", listed="")
    ama = people("Ama")
    for name in ("Quiet", "Nobody here"):
        answer = ama.browser.client.post(REQUESTS, data=form(to=name))
        assert answer.status_code == 404
        assert TITLE in answer.text


def test_a_reported_request_is_taken_from_the_public(
    people: People, browser: Browser
) -> None:
    ama, kofi = people("Ama"), people("Kofi")
    need = ask(ama)
    report(kofi, f"request={need}")
    moderator = people("Mo", Role.MODERATOR)
    page = moderator.page(REPORTS)
    assert TITLE in page.text
    assert "It is rude." in page.text

    decide(moderator, "removed")

    assert browser.get(f"{REQUESTS}/{need}").status_code == 404
    assert TITLE not in browser.get(REQUESTS).text
    assert (
        "A moderator has taken this request away."
        in ama.page(f"{REQUESTS}/{need}").text
    )
    assert ama.browser.post(f"{REQUESTS}/{need}/open").status_code == 409
    assert "The problem you reported is settled." in notices(kofi)[0]
    assert "Taken away" in moderator.page(REPORTS).text
    assert "Mo" in moderator.page(REPORTS).text


def test_what_is_kept_stays(people: People, browser: Browser) -> None:
    need = ask(people("Ama"))
    report(people("Kofi"), f"request={need}")
    report(people("Yaw"), f"request={need}")
    decide(people("Mo", Role.MODERATOR), "kept")
    assert browser.get(f"{REQUESTS}/{need}").status_code == 200
    assert all(one.decision == "kept" for one in reports(people))
    assert len(notices(people("Yaw"))) == 1


def test_moderators_see_of_a_conversation_only_what_was_reported(
    people: People,
) -> None:
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    talk = offer(efua, ask(ama), "A secret of mine.")
    efua.send(f"{OWN}/{talk}", text="Something rude.")
    report(ama, message_in(ama, talk))
    moderator = people("Mo", Role.MODERATOR)

    assert moderator.browser.get(f"{OWN}/{talk}").status_code == 404
    page = moderator.page(REPORTS).text
    assert "Something rude." in page
    assert "A secret of mine." not in page
    decide(moderator, "removed")

    for one in (ama, efua):
        seen = one.page(f"{OWN}/{talk}").text
        assert "Something rude." not in seen
        assert "These words were taken away." in seen
    assert "Something rude." not in ama.page(OWN).text


def test_only_the_two_can_report_what_they_wrote(people: People) -> None:
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    talk = offer(efua, ask(ama), "A secret of mine.")
    message = message_in(ama, talk)
    answer = people("Kofi").browser.get(f"{REPORT}?{message}")
    assert answer.status_code == 404
    assert "A secret" not in answer.text
    assert efua.browser.post(f"{REPORT}?{message}", reason="Mine").status_code == 403
    direct = ask(people("Yaw"), to="Efua")
    assert people("Kofi").browser.get(f"{REPORT}?request={direct}").status_code == 404


def test_a_reported_peer_is_taken_off_the_list(
    people: People, browser: Browser
) -> None:
    people.peer("Efua", "budgeting", about="Buy my book.")
    report(people("Kofi"), "peer=Efua")
    moderator = people("Mo", Role.MODERATOR)
    assert "Buy my book." in moderator.page(REPORTS).text
    decide(moderator, "removed")
    assert browser.get("/en/peers/people/Efua").status_code == 404


def test_who_was_taken_off_the_list_is_put_back_by_moderators_only(
    people: People, browser: Browser
) -> None:
    efua = people.peer("Efua", "budgeting", about="Buy my book.")
    report(people("Kofi"), "peer=Efua")
    moderator = people("Mo", Role.MODERATOR)
    decide(moderator, "removed")

    efua.send("/en/me/peers/offers/listing", act="list")
    assert "A moderator has taken you off the list" in efua.page(OFFERS).text
    assert browser.get("/en/peers/people/Efua").status_code == 404
    assert "Efua" not in browser.get("/en/peers/people").text
    assert people("Yaw").browser.get(f"{REQUESTS}/new?to=Efua").status_code == 404
    decide(moderator, "kept")

    assert browser.get("/en/peers/people/Efua").status_code == 200
    assert len(notices(people("Kofi"))) == 1


def test_what_was_taken_away_can_be_put_back(people: People, browser: Browser) -> None:
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    moderator = people("Mo", Role.MODERATOR)
    need = ask(ama)
    talk = offer(efua, need, "Read it <b>twice</b>.")
    report(ama, message_in(ama, talk))
    decide(moderator, "removed")
    assert "twice" not in ama.page(f"{OWN}/{talk}").text
    decide(moderator, "kept")
    assert "Read it <b>twice</b>." in ama.page(f"{OWN}/{talk}").text

    report(people("Kofi"), f"request={need}")
    for decision, status in (("removed", 404), ("kept", 200), ("removed", 404)):
        newest = max(one.id or 0 for one in reports(people))
        moderator.send(f"{REPORTS}/{newest}", decision=decision)
        assert browser.get(f"{REQUESTS}/{need}").status_code == status


@pytest.mark.parametrize(
    "what", ["", "request=0", "request=x", "message=99", "peer=No"]
)
def test_what_is_not_there_cannot_be_reported(people: People, what: str) -> None:
    assert people("Kofi").browser.get(f"{REPORT}?{what}").status_code == 404


def test_told_twice_it_is_one_report(people: People) -> None:
    need = ask(people("Ama"))
    report(people("Kofi"), f"request={need}")
    report(people("Kofi"), f"request={need}", "It is still rude.")
    assert len(reports(people)) == 1


def test_only_moderators_see_and_decide_and_not_about_themselves(
    people: People,
) -> None:
    moderator = people("Mo", Role.MODERATOR)
    need = ask(moderator)
    report(people("Kofi"), f"request={need}")
    number = reports(people)[0].id
    assert people("Kofi").browser.get(REPORTS).status_code == 403
    for who in (people("Kofi"), moderator):
        answer = who.browser.post(f"{REPORTS}/{number}", decision="kept")
        assert answer.status_code == 403
    assert reports(people)[0].settled_at is None
    assert moderator.browser.post(f"{REPORTS}/999", decision="kept").status_code == 404


def test_a_report_without_a_reason_comes_back(people: People) -> None:
    need = ask(people("Ama"))
    answer = people("Kofi").browser.post(f"{REPORT}?request={need}", reason=" ")
    assert answer.status_code == 422
    assert TITLE in answer.text
    assert reports(people) == []


def test_somebody_asks_ten_times_a_day_at_the_most(people: People) -> None:
    ama = people("Ama")
    for number in range(limits.ASKING.most):
        ask(ama, title=f"Budget {number}")
    answer = ama.browser.client.post(REQUESTS, data=form(title="One too many"))
    assert answer.status_code == 429
    assert "retry-after" in answer.headers
    assert read_page(answer.text).one("input", name="title").attributes["value"] == (
        "One too many"
    )
    ask(people("Kofi"))


def test_first_messages_and_messages_have_a_limit(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("BEGINNING", 1), ("WRITING", 2)):
        small = Limit(f"test-{name}", most, limits.DAY)
        for room in ("needs", "conversations"):
            routes = import_module(f"app.exchange.routes.{room}")
            if hasattr(routes, name):
                monkeypatch.setattr(routes, name, small)
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    first, second = ask(ama), ask(ama, title="Plan a workshop")
    talk = offer(efua, first)
    answer = efua.browser.post(f"{REQUESTS}/{second}/help", text="Here I am as well.")
    assert answer.status_code == 429
    assert "Here I am as well." in answer.text
    for number in range(2):
        efua.send(f"{OWN}/{talk}", text=f"Message {number}")
    answer = efua.browser.post(f"{OWN}/{talk}", text="And one more thing.")
    assert answer.status_code == 429
    assert "And one more thing." in answer.text


def test_what_people_type_is_shown_as_text(people: People, browser: Browser) -> None:
    hostile = "<script>alert(1)</script> https://evil.example"
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    need = ask(ama, title=hostile, text=hostile)
    talk = offer(efua, need, hostile)
    for page in (
        browser.get(REQUESTS).text,
        browser.get(f"{REQUESTS}/{need}").text,
        ama.browser.get(f"{OWN}/{talk}").text,
        ama.browser.get(OWN).text,
    ):
        assert "<script>alert" not in page
        assert 'href="https://evil.example' not in page
        assert quote("evil.example") in page


def test_moderators_find_the_reports_from_the_page_of_roles(people: People) -> None:
    page = people("Mo", Role.MODERATOR).page("/en/roles")
    assert page.all("a", href=REPORTS)
    assert not people("Kofi").page("/en/roles").all("a", href=REPORTS)


def test_moderators_are_told_where_they_contribute_how_many_reports_wait(
    people: People,
) -> None:
    report(people("Kofi"), f"request={ask(people('Ama'))}")
    moderator = people("Mo", Role.MODERATOR)
    assert "1 report waits for a moderator." in moderator.page("/en/contribute").text
    assert "report waits" not in people("Kofi").page("/en/contribute").text

    decide(moderator, "kept")

    assert "report waits" not in moderator.page("/en/contribute").text


def test_only_who_was_blocked_is_named_as_blocked(people: People) -> None:
    page = people("Ama").page(f"{OWN}?blocked=Efua")
    assert "Efua" not in page.text
