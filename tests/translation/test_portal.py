"""How everything is in a language, what it needs next, and what changed since."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import Session

from app.accounts.models import User
from app.accounts.roles import Grant, Role
from app.accounts.service import vanish
from app.packs.models import PackLanguage
from app.packs.queries import get_pack, modules_of
from app.platform.languages import find_language, use_added_languages
from app.platform.own_languages import refresh_languages
from app.texts.differences import Mark
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.queries import current_units, published_revision
from app.texts.service import publish_text
from app.translation.models import (
    DocumentLanguage,
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)
from app.translation.portal.counts import language_total, language_totals
from app.translation.portal.digest import Asked, changed_units, count_changed
from app.translation.portal.packs import count_to_translate, pack_states
from app.translation.portal.people import coordinators, recent_translators
from tests.accounts.people import Browser, add_person, token_for
from tests.browser.pages import TRANSLATED_PACK
from tests.factories.texts import new_module, publish, translate
from tests.translation.test_glossary import browser, send


@pytest.fixture(autouse=True)
def no_language_is_left() -> Iterator[None]:
    yield
    use_added_languages([])


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_language_counts_what_all_packs_have(app: FastAPI) -> None:
    with app.state.database.open_session() as session:
        totals = {one.language.code: one for one in language_totals(session)}
        english, swahili = totals["en"], totals["sw"]
        dagbani = language_total(session, find_language("dag") or english.language)

    assert english.counts.percent == 100
    assert 0 < swahili.counts.percent < 100
    assert english.counts.units == swahili.counts.units == dagbani.counts.units
    assert (dagbani.packs, dagbani.counts.current) == (0, 0)


def test_the_smallest_task_comes_first(app: FastAPI) -> None:
    with app.state.database.open_session(write=True) as session:
        packs = pack_states(session, "sw", limit=100)
        assert len(packs) == count_to_translate(session, "sw")
        keys = [
            (one.counts.left == 0, one.counts.outdated == 0, one.counts.current == 0)
            for one in packs
        ]
        assert keys == sorted(keys)
        begun = [one for one in packs if one.counts.current and one.counts.left]
        assert [one.counts.left for one in begun] == sorted(
            one.counts.left for one in begun
        )
        assert count_to_translate(session, "en") == 0
        two = [one.key for one in pack_states(session, "sw", limit=2, offset=1)]
        assert two == [one.key for one in packs[1:3]]


def test_coordinators_and_recent_translators_are_named(session: Session) -> None:
    ama = add_person(session, "Ama", Grant(Role.COORDINATOR, language="sw"))
    add_person(session, "Everywhere", Grant(Role.COORDINATOR))
    document = module(session)
    unit = current_units(session, document.number)[0]
    for number in range(2):
        session.add(
            Translation(
                unit_id=unit.id,
                language="sw",
                text=f"Maneno {number}",
                unit_version_id=unit.version_id,
                state=TranslationState.TRANSLATED,
                origin=Origin.HUMAN,
                author_id=ama.id,
            )
        )
    session.flush()

    assert coordinators(session, "sw") == ["Ama"]
    assert recent_translators(session, "sw") == [("Ama", 1)]
    assert recent_translators(session, "fr") == []


def module(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, "One paragraph.")
    return document


@dataclass(frozen=True)
class Edited:
    """A unit of a pack that was translated to French, then rewritten."""

    document: Document
    before: str
    text: str
    unit_id: str


def edit(session: Session) -> Edited:
    """Rewrite the lead of the first module of a pack that is in French."""
    pack = get_pack(session, TRANSLATED_PACK)
    document = session.get_one(
        Document, modules_of(session, pack.id or 0)[0].document_id
    )
    revision = published_revision(session, document)
    assert revision
    lead = current_units(session, document.number)[1]
    text = revision.text.replace(lead.text, f"{lead.text} Now in other words.", 1)
    publish_text(session, document, NewText(text, "edited/m1"))
    return Edited(document, revision.text, lead.text, lead.id)


def adopt(session: Session, unit_id: str, name: str) -> User:
    """Make somebody the author of a unit's French."""
    user = add_person(session, name, Grant(Role.EDITOR))
    head = session.get_one(TranslationHead, (unit_id, "fr"))
    session.get_one(Translation, head.translation_id).author_id = user.id
    session.flush()
    return user


def test_the_digest_tells_what_was_rewritten_since(app: FastAPI) -> None:
    with app.state.database.open_session(write=True) as session:
        before = count_changed(session, Asked("fr"))
        edited = edit(session)
        ama = adopt(session, edited.unit_id, "Ama")

        (mine,) = changed_units(session, Asked("fr", ama.id), limit=9)
        assert mine.unit_id == edited.unit_id
        assert (mine.slug, mine.source_language) == (TRANSLATED_PACK, "en")
        new = "".join(span.text for span in mine.spans if span.mark == Mark.NEW)
        assert new.strip() == "Now in other words."
        assert count_changed(session, Asked("fr")) == before + 1
        assert count_changed(session, Asked("fr", (ama.id or 0) + 1)) == 0
        assert count_changed(session, Asked("dag")) == 0


def test_what_is_taken_back_is_no_longer_in_it(app: FastAPI) -> None:
    with app.state.database.open_session(write=True) as session:
        before = count_changed(session, Asked("fr"))
        edited = edit(session)
        assert count_changed(session, Asked("fr")) == before + 1

        publish_text(session, edited.document, NewText(edited.before, "edited/m1"))

        assert count_changed(session, Asked("fr")) == before


def test_a_visitor_sees_every_language_and_finds_another(app: FastAPI) -> None:
    reader = browser(app)

    page = reader.get("/en/languages").text
    assert "/en/languages/fr" in page
    found = reader.get("/en/languages?q=dagbani").text
    assert "/en/languages/dag" in found
    nothing = reader.get("/en/languages?q=zzzzqqq").text
    assert "We know no language" in nothing
    assert "/en/new-language?q=zzzzqqq" in nothing


def test_a_language_page_says_what_comes_next(app: FastAPI) -> None:
    reader = browser(app)

    french = reader.get("/en/languages/fr")
    assert french.status_code == 200
    assert re.search(r"/en/translate/[a-z0-9-]+/en/fr", french.text)
    assert "In progress" in french.text
    assert "Nothing is in" in words(reader.get("/en/languages/dag").text)
    assert "Every pack was written" in reader.get("/en/languages/en").text
    assert reader.get("/ar/languages/fr").status_code == 200
    for unknown in ("qzz", "x-xss", "%2e%2e"):
        assert reader.get(f"/en/languages/{unknown}").status_code in {404, 422}


def test_the_digest_page_is_for_oneself_and_for_all(app: FastAPI) -> None:
    with app.state.database.transaction() as session:
        edited = edit(session)
    editor = browser(app, Role.EDITOR)

    own = editor.get("/en/languages/fr/changes").text
    assert "Nothing you translated has changed since." in own
    every = editor.get("/en/languages/fr/changes?who=all").text
    assert "<ins> Now in other words.</ins>" in every or "Now in other words" in every
    assert f"#u-{edited.unit_id}" in every
    assert "Now in other words" in browser(app).get("/fr/languages/fr/changes").text
    assert "is up to date" in browser(app).get("/en/languages/dag/changes").text


NEW = {
    "code": "qxy",
    "autonym": "Ŋkɔmo",
    "direction": "rtl",
    "plural_forms": "nplurals=2; plural=(n != 1);",
}


def test_an_editor_adds_a_language_and_it_can_be_read_in_at_once(app: FastAPI) -> None:
    editor = browser(app, Role.EDITOR)
    assert editor.get("/qxy/packs").status_code == 404
    assert 'value="Komo"' in editor.get("/en/new-language?q=Komo").text

    sent = send(editor, "/en/languages", **NEW)

    assert sent.headers["location"] == "/en/languages/qxy"
    assert "Ŋkɔmo" in browser(app).get("/en/languages/qxy").text
    packs = browser(app).get("/qxy/packs")
    assert packs.status_code == 200


def test_a_language_that_cannot_be_added_comes_back_with_the_reason(
    app: FastAPI,
) -> None:
    editor = browser(app, Role.EDITOR)

    taken = send(editor, "/en/languages", **{**NEW, "code": "fr"})
    unchosen = send(editor, "/en/languages", code="qxy", autonym="Ŋkɔmo")

    assert (taken.status_code, unchosen.status_code) == (422, 422)
    assert "is there already: français" in taken.text
    assert "Ŋkɔmo" in unchosen.text
    assert "This is needed." in unchosen.text


def test_an_added_language_takes_translations_like_any_other(app: FastAPI) -> None:
    send(browser(app, Role.EDITOR), "/en/languages", **NEW)
    with app.state.database.transaction() as session:
        pack = get_pack(session, TRANSLATED_PACK)
        place = modules_of(session, pack.id or 0)[0].document_id
        document = session.get_one(Document, place)
        lead = current_units(session, document.number)[1]
        translate(session, document, "qxy", {lead.text: "Ŋkɔmo yɛli"})
        session.add(
            PackLanguage(
                pack_id=pack.id or 0,
                language="qxy",
                title="",
                summary="",
                units=10,
                current=1,
                outdated=0,
                reviewed=0,
                machine=0,
            )
        )

    page = browser(app).get(f"/qxy/packs/{TRANSLATED_PACK}/1").text
    assert "Ŋkɔmo yɛli" in page
    assert 'lang="qxy" dir="rtl"' in page


PLACE = f"/en/languages/fr/packs/{TRANSLATED_PACK}"


def coordinator(app: FastAPI, language: str) -> Browser:
    with app.state.database.transaction() as session:
        grant = Grant(Role.COORDINATOR, language=language)
        user = add_person(session, f"Coordinator {language}", grant)
    found = browser(app)
    found.use_token(token_for(app.state.database, user))
    return found


def test_only_a_coordinator_of_the_language_says_it_is_published(app: FastAPI) -> None:
    french, arabic = coordinator(app, "fr"), coordinator(app, "ar")
    assert "Say it is published" in french.get("/en/languages/fr").text
    assert "Say it is published" not in arabic.get("/en/languages/fr").text

    assert arabic.post(f"{PLACE}/publish").status_code == 403
    assert french.post(f"{PLACE}/publish").status_code == 303

    assert ">Published<" in browser(app).get("/en/languages/fr").text
    french.post(f"{PLACE}/withdraw")
    assert ">Published<" not in browser(app).get("/en/languages/fr").text


def test_what_is_not_begun_cannot_be_published(app: FastAPI) -> None:
    dagbani = coordinator(app, "dag")

    sent = dagbani.post(PLACE.replace("/fr/", "/dag/") + "/publish")

    assert sent.status_code == 409
    assert "nothing to publish" in sent.text


def test_one_person_at_a_time_looks_after_a_pack(app: FastAPI) -> None:
    one, two = browser(app, Role.EDITOR), browser(app, Role.TRUSTED)

    assert one.post(f"{PLACE}/look-after").status_code == 303
    assert two.post(f"{PLACE}/look-after").status_code == 409
    assert two.post(f"{PLACE}/leave").status_code == 403
    assert "Ama editor" in browser(app).get("/en/languages/fr").text

    assert coordinator(app, "fr").post(f"{PLACE}/leave").status_code == 303
    assert two.post(f"{PLACE}/look-after").status_code == 303
    assert "Ama trusted" in browser(app).get("/en/languages/fr").text


def test_who_has_left_looks_after_nothing(app: FastAPI) -> None:
    browser(app, Role.EDITOR).post(f"{PLACE}/look-after")
    with app.state.database.transaction() as session:
        vanish(session, session.scalars(select(User)).one())

    app.state.worker.run_due()

    with app.state.database.open_session() as session:
        (row,) = session.scalars(select(DocumentLanguage)).all()
        assert row.coordinator_id is None


def test_an_unknown_pack_or_language_has_no_decisions(app: FastAPI) -> None:
    french = coordinator(app, "fr")

    assert french.post("/en/languages/fr/packs/none/publish").status_code == 404
    assert french.post("/en/languages/qzz/packs/none/publish").status_code == 404


def test_the_page_of_a_language_leads_to_all_its_files(app: FastAPI) -> None:
    page = browser(app).get("/en/languages/fr").text

    assert 'href="/en/translations/languages/fr"' in page


def test_coordinators_say_who_approves_in_their_language(app: FastAPI) -> None:
    french, arabic = coordinator(app, "fr"), coordinator(app, "ar")
    place = "/en/languages/fr"
    assert "A second person approves what" in browser(app).get(place).text

    assert arabic.post(f"{place}/policy", second="1", days="7").status_code == 403
    assert french.post(f"{place}/policy", second="1", days="0").status_code == 422
    assert french.post(f"{place}/policy", second="1", days="7").status_code == 303
    assert "after 7 days authors may" in browser(app).get(place).text

    assert french.post(f"{place}/policy").status_code == 303
    assert "may approve what they wrote" in browser(app).get(place).text
    assert "A second person approves what" in browser(app).get("/en/languages/ar").text


def test_a_worker_elsewhere_hears_of_a_new_language(app: FastAPI) -> None:
    send(browser(app, Role.EDITOR), "/en/languages", **NEW)
    use_added_languages([])

    with app.state.database.open_session() as session:
        seen = refresh_languages(session, None)
        assert find_language("qxy")
        use_added_languages([])
        assert refresh_languages(session, seen) == seen
        assert find_language("qxy") is None
