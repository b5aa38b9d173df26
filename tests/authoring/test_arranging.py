"""A pack as a whole: its modules change places, it is withdrawn and brought back."""

import shutil

from sqlmodel import Session

from app.content.export import export_pack
from app.packs.queries import get_pack
from tests.authoring.conftest import MODULE, Writer
from tests.conventions.sources import ROOT
from tests.reading.shelf import PACK, Shelf

HERE = f"/en/edit/{PACK}"
REASON = "The tool it teaches is gone."


def test_modules_change_places_by_buttons_and_the_export_follows(
    efua: Writer, shelf: Shelf
) -> None:
    first, second, *rest = _titles(efua)

    assert efua.browser.post(f"{HERE}/modules/m1/down").status_code == 303

    assert _titles(efua) == [second, first, *rest]
    assert efua.page(f"/en/packs/{PACK}/2").one("h1").text == first
    with shelf.app.state.database.open_session() as session:
        names = _module_files(session, shelf)
    assert names[1].startswith("modules/02-")
    efua.browser.post(f"{HERE}/modules/m1/up")
    efua.browser.post(f"{HERE}/modules/m1/up")
    assert _titles(efua) == [first, second, *rest]


def test_a_load_of_the_folders_leaves_the_order_of_the_site(
    efua: Writer, shelf: Shelf
) -> None:
    efua.browser.post(f"{HERE}/modules/m1/down")
    order = _titles(efua)
    folder = shelf.folder / "learning_packs" / PACK / "modules"
    name = next(folder.glob("01-*")).name
    shelf.change(f"modules/{name}", "## Start with one goal", "## Begin with one goal")

    shelf.load()

    assert _titles(efua) == order
    assert "Begin with one goal" in efua.page(f"/en/packs/{PACK}/2").text


def test_a_withdrawn_pack_says_why_and_leads_on(efua: Writer, shelf: Shelf) -> None:
    other = _other_pack(shelf)

    answer = efua.browser.post(f"{HERE}/withdraw", reason=REASON, successor=other)

    assert answer.status_code == 303
    gone = efua.browser.get(MODULE)
    assert gone.status_code == 410
    assert REASON in gone.text
    assert f"/en/packs/{other}" in gone.text
    listed = efua.page("/en/withdrawn").one("main")
    assert other in listed.one("li").one("a").attributes["href"]
    assert "takes its place" in listed.text
    shelf.load()
    assert efua.browser.get(MODULE).status_code == 410


def test_a_withdrawn_pack_is_brought_back(efua: Writer, shelf: Shelf) -> None:
    efua.browser.post(f"{HERE}/withdraw", reason=REASON)
    page = efua.page("/en/withdrawn").one("main")
    assert REASON in page.text
    assert page.one("h2").text == "Run an edit-a-thon where everybody makes an edit"
    (form,) = page.all("form")

    efua.browser.post(form.attributes["action"])

    assert efua.browser.get(MODULE).status_code == 200
    assert efua.browser.post(form.attributes["action"]).status_code == 409


def test_a_withdrawal_needs_a_reason_and_a_successor_that_there_is(
    efua: Writer,
) -> None:
    for form in (
        {"reason": " "},
        {"reason": REASON, "successor": "no-such-pack"},
        {"reason": REASON, "successor": PACK},
    ):
        assert efua.browser.post(f"{HERE}/withdraw", **form).status_code == 422

    assert efua.browser.get(MODULE).status_code == 200


def test_an_editor_neither_moves_nor_withdraws(ama: Writer) -> None:
    assert ama.browser.post(f"{HERE}/modules/m1/down").status_code == 403
    assert ama.browser.post(f"{HERE}/withdraw", reason=REASON).status_code == 403


def _titles(who: Writer) -> list[str]:
    return [item.all("a")[0].text for item in who.page(HERE).one("main").all("li")][1:]


def _module_files(session: Session, shelf: Shelf) -> list[str]:
    pack = get_pack(session, PACK)
    files = export_pack(session, shelf.app.state.storage, pack)
    return sorted(name for name in files if name.startswith("modules/"))


def _other_pack(shelf: Shelf) -> str:
    """Load a second pack; return the last part of its address."""
    other = "write-a-grant-proposal"
    packs = shelf.folder / "learning_packs"
    shutil.copytree(ROOT / "learning_packs" / other, packs / other)
    assert not shelf.load().failed
    return other
