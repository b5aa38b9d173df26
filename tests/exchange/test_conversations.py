"""What the two who ask and help write to each other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from app.exchange.asking import Asked
from app.exchange.asking import ask as request_help
from app.exchange.needs import get_need
from app.exchange.writing import begin
from app.platform.db import Database
from tests.accounts.people import Browser
from tests.exchange.asking import (
    OWN,
    REQUESTS,
    TITLE,
    ask,
    notices,
    number_in,
    offer,
)
from tests.exchange.conftest import People, Someone
from tests.exchange.counting import counted
from tests.reading.html_page import Element, read_page


def said(page: Element) -> list[str]:
    """Return what was said, in the order it is shown."""
    return [one.all("p")[1].text for one in page.all("li", css="diffbox")]


def pair(people: People) -> tuple[Someone, Someone, str]:
    """Return who asks, who helps, and the address where they write."""
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    talk = offer(efua, ask(ama), "I have written ten.")
    return ama, efua, f"{OWN}/{talk}"


def test_who_offers_help_begins_a_conversation_of_the_two(
    people: People, browser: Browser
) -> None:
    ama, efua, talk = pair(people)
    assert "There is a new message about help." in notices(ama)[0]
    ama.send(talk, text="Wonderful.\n<b>When?</b>")

    for one in (ama, efua):
        assert said(one.page(talk)) == [
            "I have written ten.",
            "Wonderful. <b>When?</b>",
        ]
    assert people("Kofi").browser.get(talk).status_code == 404
    assert people("Kofi").browser.post(talk, text="Me too").status_code == 404
    assert browser.get(talk).headers["location"].startswith("/en/login")


@pytest.mark.parametrize("action", ["end", "resume", "helped"])
def test_nobody_else_does_anything_to_it(people: People, action: str) -> None:
    _, _, talk = pair(people)
    assert people("Kofi").browser.post(f"{talk}/{action}").status_code == 404


def test_there_is_one_conversation_for_each_who_helps(people: People) -> None:
    ama, efua, talk = pair(people)
    (link,) = [a for a in ama.page(talk).all("a") if a.text == TITLE]
    need = number_in(link.attributes["href"])
    assert offer(efua, need, "One more thing.") == number_in(talk)
    assert said(ama.page(talk)) == ["I have written ten.", "One more thing."]
    page = efua.page(f"{REQUESTS}/{need}")
    assert "Go to your conversation" in page.text
    assert not page.all("textarea")


def test_sent_twice_by_a_double_press_it_is_said_once(people: People) -> None:
    ama, _, talk = pair(people)
    ama.send(talk, text="Tuesday?")
    ama.send(talk, text="Tuesday?")
    assert said(ama.page(talk)) == ["I have written ten.", "Tuesday?"]


def test_pressed_twice_at_the_same_moment_it_is_said_once(people: People) -> None:
    ama, efua, talk = pair(people)
    need = ask(ama, title="Plan a workshop")

    def press(path: str) -> int:
        browser = Browser(TestClient(people.app, follow_redirects=False))
        browser.use_token(efua.browser.token or "")
        return browser.post(path, text="Pressed twice.").status_code

    for path in (talk, f"{REQUESTS}/{need}/help"):
        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(press, [path] * 4)) == {303}
    assert said(ama.page(talk)) == ["I have written ten.", "Pressed twice."]
    assert said(ama.page(f"{OWN}/{number_in(talk) + 1}")) == ["Pressed twice."]


def test_what_both_send_at_once_is_all_there(people: People) -> None:
    ama, efua, talk = pair(people)
    ama.page(talk)
    efua.send(talk, text="Monday?")
    page = ama.page(ama.send(talk, text="Tuesday?"))
    assert said(page)[1:] == ["Monday?", "Tuesday?"]


def test_several_messages_are_one_notice_until_it_is_read(people: People) -> None:
    ama, efua, talk = pair(people)
    efua.send(talk, text="Second.")
    efua.send(talk, text="Third.")
    assert len(notices(ama)) == 1
    assert "Third." not in notices(ama)[0]

    ama.page(talk)
    assert "New" not in notices(ama)[0]
    efua.send(talk, text="Fourth.")
    assert len(notices(ama)) == 2


def test_what_is_unread_comes_first(people: People) -> None:
    ama, _, talk = pair(people)
    yaw = people.peer("Yaw", "budgeting")
    other = f"{OWN}/{offer(yaw, ask(ama, title='Plan a workshop'), 'Me.')}"
    ama.page(other)
    ama.send(other, text="Yes please.")
    lines = [li.text for li in ama.page(OWN).all("ul", css="points")[0].all("li")]
    assert lines[0].startswith("New Efua")
    assert lines[1].startswith("Yaw")
    assert "I have written ten." in lines[0]

    ama.page(talk)
    lines = [li.text for li in ama.page(OWN).all("ul", css="points")[0].all("li")]
    assert not any(line.startswith("New") for line in lines)


def test_an_answer_that_is_empty_or_too_long_comes_back(people: People) -> None:
    ama, _, talk = pair(people)
    assert ama.browser.post(talk, text="  ").status_code == 422
    answer = ama.browser.post(talk, text="y" * 4001)
    assert answer.status_code == 422
    assert "y" * 4001 in answer.text
    assert ama.browser.post(talk, text="\r\n".join("y" * 2000)).status_code == 303


def test_either_ends_it_and_takes_the_end_back(people: People) -> None:
    ama, efua, talk = pair(people)
    efua.send(f"{talk}/end")

    assert "This conversation has ended." in ama.page(talk).text
    assert not ama.page(talk).all("textarea")
    assert said(ama.page(talk)) == ["I have written ten."]
    refused = ama.browser.post(talk, text="But why, after all of this?")
    assert refused.status_code == 409
    assert "But why, after all of this?" in refused.text
    assert ama.browser.post(f"{talk}/resume").status_code == 403

    efua.send(f"{talk}/resume")
    ama.send(talk, text="Thank you.")


def test_who_asked_says_that_it_helped_and_can_take_it_back(
    people: People, browser: Browser
) -> None:
    ama, efua, talk = pair(people)
    assert efua.browser.post(f"{talk}/helped").status_code == 403
    page = ama.page(ama.send(f"{talk}/helped"))
    assert "Efua is told that it helped" in page.text
    assert "What you did has helped somebody." in notices(efua)[0]
    assert "Ama says that this helped." in efua.page(talk).text
    assert "Has helped 1" in browser.get("/en/peers/people/Efua").text

    ama.send(f"{talk}/helped", is_so="0")
    assert "Has helped" not in browser.get("/en/peers/people/Efua").text


def test_a_long_conversation_is_read_page_by_page(people: People) -> None:
    ama, efua, talk = pair(people)
    for number in range(45):
        (ama, efua)[number % 2].send(talk, text=f"Message {number}.")
    newest = ama.page(talk)
    assert len(said(newest)) == 40
    assert said(newest)[-1] == "Message 44."
    (link,) = [a for a in newest.all("a") if a.text == "Earlier messages"]
    earlier = ama.page(link.attributes["href"])
    assert said(earlier)[0] == "I have written ten."
    assert said(earlier)[-1] == "Message 4."


def test_who_is_not_signed_in_signs_in_and_comes_back(
    people: People, browser: Browser
) -> None:
    number = ask(people("Ama"))
    page = read_page(browser.get(f"{REQUESTS}/{number}").text)
    (link,) = [a for a in page.all("a") if a.text == "Sign in to offer help"]
    assert f"{REQUESTS}/{number}" in link.attributes["href"].replace("%2F", "/")


def test_what_somebody_wrote_is_kept_when_they_were_signed_out(
    people: People, browser: Browser
) -> None:
    number = ask(people("Ama"))
    text = "I have written ten of these, and would gladly read yours on a Tuesday."
    for path in (f"{REQUESTS}/{number}/help", f"{OWN}/1"):
        answer = browser.post(path, text=text)
        assert answer.status_code == 401
        page = read_page(answer.text)
        assert page.one("textarea", name="text").text == text
        assert page.one("form", action=path)


def test_an_inbox_without_anything_says_what_to_do(people: People) -> None:
    page = people("Ama").page(OWN)
    assert "Nothing here yet." in page.text
    assert page.all("a", href="/en/peers/requests")


def statements(database: Database, someone: Someone, path: str) -> int:
    with counted(database) as seen:
        someone.page(path)
    return len(seen)


def answered(people: People, count: int) -> None:
    """Let Ama ask a number of times, and Efua answer each."""
    ama, efua = people("Ama"), people.peer("Efua", languages=("en",))
    with people.database.transaction() as session:
        for number in range(count):
            asked = Asked(f"Budget {number}", "", "budgeting", "en", ("en",))
            need = request_help(session, ama.id, asked, to=None)
            begin(session, get_need(session, need.number, efua.id), efua.id, "Me.")


@pytest.mark.parametrize("path", [REQUESTS, OWN, f"{REQUESTS}/1", f"{OWN}/1"])
def test_three_hundred_take_no_more_statements_than_three(
    people: People, path: str
) -> None:
    answered(people, 3)
    ama = people("Ama")
    ama.page(f"{OWN}/1")
    few = statements(people.database, ama, path)
    answered(people, 300)
    assert statements(people.database, ama, path) == few
