"""Modules are split and joined: no word or translation is lost, and it goes back."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.reshaping.cutting import cut, cuts_of, joined, torn_notes
from app.content.export import export_pack
from app.packs.models import Module, Pack, PackLanguage
from app.packs.queries import get_pack, modules_of
from app.texts.models import Document
from app.texts.queries import current_units
from tests.authoring.conftest import MODULE, SECOND, Writer
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

HERE = f"/en/edit/{PACK}"
HEAD = (
    '+++\nid = "m1"\ntitle = "One"\nkind = "training"\nminutes = 9\nlead = "Why"\n+++\n'
)
TEXT = (
    HEAD + "\nBegin.\n\n## Two & more\n\nGo on.\n\n### Deep\n\n- a\n\n## Three\n\nEnd\n"
)


def test_a_module_is_cut_at_headings_of_the_second_level_with_text_around_them() -> (
    None
):
    inside = (
        HEAD
        + "\n## First\n\n::: callout\n## No\n:::\n\n```\n## No\n```\n\n## Yes\n\nx\n"
    )

    assert [one.words for one in cuts_of(inside)] == ["Yes"]
    assert [one.words for one in cuts_of(TEXT)] == ["Two & more", "Three"]
    assert cuts_of(HEAD + "\nx\n\n## Last\n") == []


def test_both_halves_have_all_words_and_the_minutes_of_the_whole() -> None:
    first, second = cut(TEXT, cuts_of(TEXT)[0].line, "m7")

    assert first == HEAD.replace("9", "2") + "\nBegin.\n"
    assert 'id = "m7"\ntitle = "Two & more"' in second
    assert "minutes = 7" in second
    assert second.endswith("+++\n\nGo on.\n\n### Deep\n\n- a\n\n## Three\n\nEnd\n")


def test_joined_modules_have_the_second_title_as_a_heading_above_its_own() -> None:
    text = joined(TEXT, TEXT.replace('"m1"', '"m2"').replace('"One"', '"Next"'))

    assert "minutes = 18" in text
    assert text.endswith(
        "\nEnd\n\n## Next\n\nWhy\n\nBegin.\n\n### Two & more\n\nGo on.\n\n"
        "#### Deep\n\n- a\n\n### Three\n\nEnd\n"
    )


def test_a_footnote_without_its_mark_is_seen() -> None:
    assert torn_notes(TEXT + "\nx[^1]\n", TEXT + "\n[^1]: y\n") == {"1"}
    assert not torn_notes(TEXT + "\nx[^1]\n\n[^1]: y\n")


def test_what_is_split_keeps_its_units_and_translations_and_can_be_taken_back(
    efua: Writer, shelf: Shelf
) -> None:
    before = _state(shelf)
    title = _titles(efua)[0]
    assert SECOND in efua.page(MODULE).text

    answer = _split(efua, "m1")

    assert answer.endswith(f"?said=split#m{len(before.modules) + 1}")
    after = _state(shelf)
    assert len(_titles(efua)) == len(before.modules) + 1
    assert _titles(efua)[0] == title
    assert efua.page(f"/en/packs/{PACK}/2").one("h1").text == _titles(efua)[1]
    assert set(before.units) <= set(after.units)
    # Only the lead of the new module is new: the old one said twice.
    assert len(after.units) == len(before.units) + 1
    assert after.current["fr"] == before.current["fr"]
    assert SECOND not in efua.page(MODULE).text
    assert SECOND in efua.page(f"/en/packs/{PACK}/2").text
    assert "discard" not in efua.browser.get(f"{HERE}/1").text

    _take_back(efua)

    assert _state(shelf) == before
    assert SECOND in efua.page(MODULE).text


def test_joined_modules_keep_their_units_and_become_two_again(
    efua: Writer, shelf: Shelf
) -> None:
    before, titles = _state(shelf), _titles(efua)

    answer = efua.browser.post(f"{HERE}/modules/m1/join")

    assert answer.headers["location"] == f"{HERE}?said=joined#m1"
    after = _state(shelf)
    assert _titles(efua) == [titles[0], *titles[2:]]
    assert sorted(after.units) == sorted(before.units)
    assert after.current == before.current
    assert titles[1] in efua.page(MODULE).text
    _take_back(efua)
    assert _state(shelf) == before
    assert _titles(efua) == titles


def test_a_load_and_an_export_of_the_folders_know_what_was_reshaped(
    efua: Writer, shelf: Shelf
) -> None:
    _split(efua, "m1")
    efua.browser.post(f"{HERE}/modules/m2/join")
    titles = _titles(efua)
    shelf.change("pack.toml", 'level = "beginner"', 'level = "experienced"')

    assert not shelf.load().failed

    assert _titles(efua) == titles
    with shelf.app.state.database.open_session() as session:
        files = export_pack(session, shelf.app.state.storage, get_pack(session, PACK))
    assert len([n for n in files if n.startswith("modules/")]) == len(titles)


def test_splits_that_were_taken_back_use_up_no_place_for_modules(
    efua: Writer, shelf: Shelf
) -> None:
    _split(efua, "m1")
    _take_back(efua)
    with shelf.app.state.database.transaction() as session:
        pack = get_pack(session, PACK)
        gone = next(m for m in modules_of(session, pack.id or 0) if m.is_withdrawn)
        gone.key = "m99"

    answer = _split(efua, "m1")

    assert answer.endswith("?said=split#m100")
    assert SECOND in efua.page(f"/en/packs/{PACK}/2").text
    with shelf.app.state.database.open_session() as session:
        files = export_pack(session, shelf.app.state.storage, get_pack(session, PACK))
    assert any('id = "m100"' in str(text) for text in files.values())


def test_a_draft_is_not_split_and_what_changed_since_is_not_taken_back(
    ama: Writer, efua: Writer
) -> None:
    _split(efua, "m1")
    form = ama.form()
    ama.send(form | {"body": form["body"] + "\nMore words.\n"})

    refused = efua.browser.post(f"{HERE}/modules/m1/join")
    assert refused.status_code == 409
    assert "There is a draft of" in refused.text
    alert = read_page(refused.text).one("div", css="warn")
    assert alert.one("a").attributes["href"] == f"{HERE}/1"
    split = efua.browser.post(f"{HERE}/modules/m1/split", line="3")
    assert (split.status_code, "There is a draft of" in split.text) == (409, True)
    assert _undo(efua) == 409


def test_an_editor_does_not_split_or_join(ama: Writer) -> None:
    for path in ("modules/m1/split", "modules/m1/join", "reshapings/1/undo"):
        assert ama.browser.post(f"{HERE}/{path}", line="3").status_code == 403


def test_a_line_without_a_heading_and_the_last_module_are_refused(
    efua: Writer,
) -> None:
    last = f"m{len(_titles(efua))}"

    for path in (f"modules/{last}/join", "modules/m1/split", "reshapings/7/undo"):
        assert efua.browser.post(f"{HERE}/{path}", line="2").status_code == 404


class _State:
    """The modules, units and translations of the pack."""

    def __init__(self, session: Session) -> None:
        pack = get_pack(session, PACK)
        live = [m for m in modules_of(session, pack.id or 0) if not m.is_withdrawn]
        self.modules = [(m.key, m.number, m.minutes) for m in live]
        self.units = [
            unit.id
            for module in live
            for unit in current_units(session, module.document_id)
        ]
        self.owners = _owners(session, live)
        rows = session.scalars(
            select(PackLanguage).where(col(PackLanguage.pack_id) == pack.id)
        )
        self.current = {row.language: row.current for row in rows}
        self.count = session.get_one(Pack, pack.id).module_count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _State) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(self.units))


def _owners(session: Session, live: list[Module]) -> int:
    return len({session.get_one(Document, m.document_id).number for m in live})


def _state(shelf: Shelf) -> _State:
    with shelf.app.state.database.open_session() as session:
        return _State(session)


def _split(who: Writer, key: str) -> str:
    """Split a module at its first heading; return where that leads."""
    page = who.page(f"{HERE}/modules/{key}/split").one("main")
    (line, *_) = (one.attributes["value"] for one in page.all("input", type="radio"))
    answer = who.browser.post(f"{HERE}/modules/{key}/split", line=line)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def _take_back(who: Writer) -> None:
    assert _undo(who) == 303


def _undo(who: Writer) -> int:
    forms = who.page(HERE).one("main").all("form")
    action = next(
        f.attributes["action"] for f in forms if "/undo" in f.attributes["action"]
    )
    return who.browser.post(action).status_code


def _titles(who: Writer) -> list[str]:
    stations = who.page(HERE).one("main").all("ol", css="points")[0].all("li")
    return [item.all("a")[0].text for item in stations]
