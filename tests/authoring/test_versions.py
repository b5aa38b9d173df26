"""Published versions: thanking for one, undoing one, and who wrote which passage."""

from tests.authoring.conftest import (
    EDIT,
    FIRST,
    MODULE,
    SECOND,
    Writer,
    sent_by,
    writer,
)
from tests.reading.html_page import read_page
from tests.reading.shelf import Shelf

NEW = "Plan with three numbers."


def test_one_thanks_once_and_the_author_is_told(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _publish(ama, efua, FIRST, NEW)
    nana = writer(shelf.app, "Nana")
    thank = _button(nana, "/en/thanks/")

    assert nana.browser.post(thank).status_code == 303
    place = nana.browser.post(thank).headers["location"]

    # Who went on by keyboard goes on from what the button has become.
    page, _, spot = place.partition("#")
    become = nana.page(page).one("span", id=spot)
    assert become.text.strip() == "You thanked for this"
    assert become.attributes["tabindex"] == "-1"
    history = nana.page(f"{MODULE}/history").one("main").text
    assert "1 thank you" in history
    assert "You thanked for this" in history
    notices = ama.page("/en/me/notices").one("main")
    assert notices.text.count("You were thanked for a change.") == 1
    assert ama.browser.post(thank).status_code == 403


def test_one_thanks_and_takes_back_where_one_reads_what_changed(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    review = ama.ask_review(FIRST, NEW)
    assert not _acts(efua, review)
    assert efua.browser.post(f"{review}/publish").status_code == 303
    nana = writer(shelf.app, "Nana")
    thank = _button(nana, "/en/thanks/")

    assert _acts(nana, f"{MODULE}/diff/1/2") == [thank]
    assert _acts(efua, review) == [thank, f"{EDIT}/undo/2"]
    assert _acts(ama, f"{MODULE}/diff/1/2") == [f"{EDIT}/undo/2"]
    assert not _acts(ama, f"{MODULE}/diff/2/2")
    assert not shelf.page(f"{MODULE}/diff/1/2").one("main").all("button")

    assert nana.browser.post(thank).status_code == 303
    assert "You thanked for this" in nana.page(f"{MODULE}/diff/1/2").text


def test_who_may_not_write_in_a_protected_pack_is_not_offered_to_take_back(
    ama: Writer, efua: Writer
) -> None:
    _publish(ama, efua, FIRST, NEW)
    changed = f"{MODULE}/diff/1/2"
    assert _acts(ama, changed) == [f"{EDIT}/undo/2"]

    policy = {"protection": "reviewers"}
    arranged = EDIT.rpartition("/")[0]
    assert efua.browser.post(f"{arranged}/policy", **policy).status_code == 303

    assert not _acts(ama, changed)
    assert f"{EDIT}/undo/2" in _acts(efua, changed)


def test_who_turned_thanks_off_is_not_told(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    ama.browser.post("/en/me/notices/kinds", kind="mention")
    _publish(ama, efua, FIRST, NEW)
    nana = writer(shelf.app, "Nana")

    nana.browser.post(_button(nana, "/en/thanks/"))

    assert "Nothing has happened yet" in ama.page("/en/me/notices").text


def test_what_came_with_the_files_thanks_nobody(shelf: Shelf) -> None:
    nana = writer(shelf.app, "Nana")
    with shelf.app.state.database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT min(id) FROM revision").scalar_one()

    answer = nana.browser.post(f"/en/thanks/{row}")

    assert answer.status_code in {404, 409}


def test_an_undone_version_leaves_what_came_later(
    ama: Writer, efua: Writer, kofi: Writer
) -> None:
    _publish(ama, efua, FIRST, NEW)
    _publish(ama, efua, SECOND, "Registration is only a wish.")

    answer = kofi.browser.post(f"{EDIT}/undo/2")

    assert answer.headers["location"] == f"{EDIT}?said=undone"
    told = kofi.page(answer.headers["location"]).text
    assert "Readers get it when somebody has reviewed it." in told
    body = kofi.form()["body"]
    assert FIRST in body
    assert "Registration is only a wish." in body
    assert NEW in kofi.page(MODULE).text


def test_what_was_changed_again_since_is_not_undone(ama: Writer, efua: Writer) -> None:
    _publish(ama, efua, FIRST, NEW)
    _publish(ama, efua, NEW, "Plan with four numbers.")

    clash = ama.browser.post(f"{EDIT}/undo/2")

    assert clash.status_code == 409
    page = read_page(clash.text).one("main")
    place = page.one("section", css="clashPlace")
    now, before = place.all("div", css="diffbox")
    assert "Plan with four numbers." in now.text
    assert FIRST in before.text
    assert "Plan with four numbers." in ama.form()["body"]
    assert ama.browser.post(f"{EDIT}/undo/1").status_code == 409


def test_a_version_that_cannot_be_undone_is_by_choosing_the_earlier_words(
    ama: Writer, efua: Writer
) -> None:
    _publish(ama, efua, FIRST, NEW)
    _publish(ama, efua, NEW, "Plan with four numbers.")
    sent = sent_by(ama.browser.post(f"{EDIT}/undo/2"))
    place = next(
        name for name in sent if name.startswith("theirs-") and name[7:].isdigit()
    )

    chosen = sent_by(ama.send(sent, f"theirs-{place[7:]}"))
    answer = ama.send(chosen)

    assert answer.status_code == 303
    assert FIRST in ama.form()["body"]


def test_each_passage_names_the_version_that_made_it_read_so(
    ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _publish(ama, efua, FIRST, NEW)

    blocks = shelf.page(f"{MODULE}/blame").one("main").all("section")

    mine = [block.text for block in blocks if "Ama" in block.text]
    assert len(mine) == 1
    assert NEW in mine[0]
    assert all("Version 1," in b.text for b in blocks if "Ama" not in b.text)
    assert "# " in blocks[0].text
    assert "+++" not in blocks[0].text


def _acts(who: Writer, path: str) -> list[str]:
    buttons = who.page(path).one("main").all("button", form="acts")
    return [button.attributes["formaction"] for button in buttons]


def _publish(author: Writer, reviewer: Writer, old: str, new: str) -> None:
    review = author.ask_review(old, new)
    assert reviewer.browser.post(f"{review}/publish").status_code == 303


def _button(who: Writer, start: str) -> str:
    buttons = who.page(f"{MODULE}/history").one("main").all("button")
    found = [button.attributes.get("formaction", "") for button in buttons]
    return next(address for address in found if address.startswith(start))
