"""The people of a pack: who wrote and reviewed it, and thanking them from one page."""

from sqlmodel import select

from app.accounts.models import User
from app.accounts.service import vanish
from tests.authoring.conftest import FIRST, MODULE, SECOND, Writer, writer
from tests.reading.html_page import Element
from tests.reading.shelf import PACK, Shelf

PEOPLE = f"/en/packs/{PACK}/people"


def test_a_pack_leads_to_all_who_wrote_and_reviewed_it(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    nana = writer(shelf.app, "Nana")
    before = nana.page(PEOPLE).one("main")
    _publish(ama, efua, FIRST, "Plan with three numbers.")
    _publish(ama, efua, SECOND, "Registration is a wish.")

    page = nana.page(PEOPLE).one("main")

    assert shelf.page(f"/en/packs/{PACK}").one("main").all("a", href=PEOPLE)
    assert "Nobody has changed it here yet." in before.text
    assert "Nobody has changed it here yet." not in page.text
    assert _wrote(page) == ["A Ama 2 versions Thank"]
    assert "Reviewed by Efua ." in page.text
    # Whoever is credited in its files stands there too.
    assert page.one("section", **{"aria-labelledby": "credited"}).all("li")


def test_one_thanks_from_there_and_stays(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _publish(ama, efua, FIRST, "Plan with three numbers.")
    nana = writer(shelf.app, "Nana")
    [button] = nana.page(PEOPLE).one("main").all("button")
    assert button.attributes["aria-label"] == "Thank Ama"

    place = nana.browser.post(button.attributes["formaction"]).headers["location"]

    page, _, spot = place.partition("#")
    assert page == PEOPLE
    become = nana.page(page).one("span", id=spot)
    assert become.text == "Thanked"
    assert become.attributes["tabindex"] == "-1"
    assert not nana.page(PEOPLE).one("main").all("button")
    assert "You were thanked for a change." in ama.page("/en/me/notices").text
    assert "1 thank you" in nana.page(f"{MODULE}/history").one("main").text


def test_nobody_is_offered_to_thank_themselves_or_without_signing_in(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _publish(ama, efua, FIRST, "Plan with three numbers.")

    for page in (ama.page(PEOPLE), shelf.page(PEOPLE)):
        assert not page.one("main").all("button")
    links = shelf.page(PEOPLE).one("main").all("a")
    assert f"/en/login?next={PEOPLE.replace('/', '%2F')}" in {
        link.attributes["href"] for link in links
    }


def test_who_has_vanished_stands_there_without_a_name(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _publish(ama, efua, FIRST, "Plan with three numbers.")
    database = shelf.app.state.database
    with database.transaction() as session:
        user = session.exec(select(User).where(User.name == "Ama")).one()
        vanish(session, user)

    page = shelf.page(PEOPLE).one("main")

    [wrote] = _wrote(page)
    assert wrote.startswith("F Former user ")
    assert "Ama" not in page.text


def _wrote(page: Element) -> list[str]:
    return [
        one.text
        for one in page.one("section", **{"aria-labelledby": "wrote"}).all("li")
    ]


def _publish(author: Writer, reviewer: Writer, old: str, new: str) -> None:
    review = author.ask_review(old, new)
    assert reviewer.browser.post(f"{review}/publish").status_code == 303
