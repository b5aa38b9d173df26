"""The glossary tells translators which words to use; nothing in it gets lost."""

import re

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.roles import Role
from app.platform.errors import Conflict, Invalid, NotFound
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.queries import (
    all_concepts,
    concept_history,
    concept_rows,
    count_concepts,
    count_terms,
    get_concept,
    hits,
)
from app.translation.glossary.service import (
    Change,
    add_concept,
    change_concept,
    merge_concepts,
    restore_concept,
    withdraw_concept,
)
from app.translation.glossary.status import TermStatus
from tests.accounts.people import Browser, person, token_for

WHY = Change(None, "a reason")
EDIT = ConceptDraft(
    "A change somebody saved.",
    "en",
    (
        TermDraft("en", "edit"),
        TermDraft("fr", "modification"),
        TermDraft("fr", "contribution", TermStatus.ADMITTED),
        TermDraft("fr", "édition", TermStatus.FORBIDDEN),
        TermDraft("ar", "تعديل"),
    ),
)
PACK = ConceptDraft("", "en", (TermDraft("en", "learning pack"),))
NAME = ConceptDraft("", "en", (TermDraft("en", "Wikidata", TermStatus.KEEP),))


def add(session: Session, draft: ConceptDraft) -> int:
    concept_id = add_concept(session, draft, WHY).id
    assert concept_id
    return concept_id


def test_hits_come_in_the_order_of_the_text_with_what_to_write(
    session: Session,
) -> None:
    edit, _, name = add(session, EDIT), add(session, PACK), add(session, NAME)
    text = "On Wikidata, small edits count; so do other Edits."

    found = hits(session, text, "en", "fr")

    assert [(hit.concept_id, hit.found) for hit in found] == [
        (name, "Wikidata"),
        (edit, "edits"),
    ]
    assert text[found[1].start : found[1].end] == "edits"
    assert [term.text for term in found[1].usable] == ["modification", "contribution"]
    assert found[1].definition == "A change somebody saved."
    assert (found[0].keep, found[1].keep) == (True, False)
    assert hits(session, text, "fr", "en") == []
    assert hits(session, "", "en", "fr") == []


def test_any_language_can_be_translated_from(session: Session) -> None:
    add(session, EDIT)

    (hit,) = hits(session, "كل التعديل مهم", "ar", "fr")
    assert hit.found == "التعديل"
    assert hit.usable[0].text == "modification"


def test_a_change_is_a_revision_and_an_earlier_one_comes_back(
    session: Session,
) -> None:
    concept_id = add(session, EDIT)
    other = EDIT.with_terms("fr", [TermDraft("fr", "révision")])
    change_concept(session, concept_id, other, WHY, base_number=1)
    (hit,) = hits(session, "edit", "en", "fr")
    assert [term.text for term in hit.usable] == ["révision"]

    restore_concept(session, concept_id, 1, WHY)

    assert get_concept(session, concept_id).draft == EDIT
    numbers = [one.number for one, _ in concept_history(session, concept_id)]
    assert numbers == [3, 2, 1]


def test_who_is_late_is_told_and_overwrites_nothing(session: Session) -> None:
    concept_id = add(session, EDIT)
    change_concept(session, concept_id, PACK, WHY, base_number=1)

    with pytest.raises(Conflict):
        change_concept(session, concept_id, NAME, WHY, base_number=1)

    assert get_concept(session, concept_id).draft == PACK


def test_saving_what_is_there_makes_no_revision(session: Session) -> None:
    concept_id = add(session, EDIT)

    change_concept(session, concept_id, EDIT, WHY, base_number=1)

    assert get_concept(session, concept_id).number == 1


def test_what_is_taken_out_of_use_is_no_hit_and_can_come_back(
    session: Session,
) -> None:
    concept_id = add(session, EDIT)

    withdraw_concept(session, concept_id, WHY)
    assert hits(session, "edit", "en", "fr") == []
    assert count_concepts(session) == 0
    assert list(all_concepts(session)) == []

    restore_concept(session, concept_id, 1, WHY)
    assert len(hits(session, "edit", "en", "fr")) == 1


@pytest.mark.parametrize(
    "draft",
    [
        ConceptDraft("Without a term", "en", ()),
        ConceptDraft("", "en", (TermDraft("en", "  "),)),
        ConceptDraft("", "en", (TermDraft("en", "…!"),)),
        ConceptDraft("", "en", (TermDraft("en", "x" * 121),)),
        ConceptDraft("", "en", (TermDraft("tlh-x", "term"),)),
        ConceptDraft("x" * 1_001, "en", (TermDraft("en", "term"),)),
        ConceptDraft("", "en", tuple(TermDraft("en", f"t{n}") for n in range(401))),
    ],
)
def test_what_makes_no_sense_is_refused(session: Session, draft: ConceptDraft) -> None:
    with pytest.raises(Invalid):
        add_concept(session, draft, WHY)


def test_a_file_adds_terms_and_takes_none_away(session: Session) -> None:
    concept_id = add(session, EDIT)
    more = ConceptDraft(
        "Another sentence.", "en", (TermDraft("en", "edit"), TermDraft("sw", "hariri"))
    )

    report = merge_concepts(session, [more, PACK], WHY)
    again = merge_concepts(session, [more, PACK], WHY)

    assert (report.changed, report.added, report.unchanged) == (1, 1, 0)
    assert (again.changed, again.added, again.unchanged) == (0, 0, 2)
    draft = get_concept(session, concept_id).draft
    assert draft.definition == EDIT.definition
    assert draft.terms == (*EDIT.terms, TermDraft("sw", "hariri"))
    assert (count_terms(session, "sw"), count_terms(session, "de")) == (1, 0)


def test_a_concept_is_found_by_a_term_in_any_language(session: Session) -> None:
    concept_id = add(session, EDIT)
    add(session, PACK)

    for query in ("EDIT", "edition", "تعديل", "modif"):
        assert [row.id for row in concept_rows(session, query, limit=9)] == [concept_id]
    assert concept_rows(session, "%", limit=9) == []
    assert len(concept_rows(session, "", limit=9)) == 2


def test_an_unknown_concept_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        get_concept(session, 1)
    with pytest.raises(NotFound):
        withdraw_concept(session, 1, WHY)


def browser(app: FastAPI, *roles: Role) -> Browser:
    """Return somebody's browser, signed in when they have a role."""
    found = Browser(TestClient(app, follow_redirects=False))
    if roles:
        user: User = person(app.state.database, f"Ama {roles[0]}", *roles)
        found.use_token(token_for(app.state.database, user))
    return found


def terms(*rows: tuple[str, str, str]) -> dict[str, list[str]]:
    columns = zip(*rows, strict=True)
    return dict(zip(("language", "term", "status"), map(list, columns), strict=True))


def send(browser: Browser, path: str, **fields: str | list[str]) -> Response:
    return browser.client.post(path, data=fields)


FORM = terms(("en", "edit", "preferred"), ("ar", "تعديل", "preferred"), ("en", "", ""))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_an_editor_adds_a_concept_and_everybody_reads_it(app: FastAPI) -> None:
    editor = browser(app, Role.EDITOR)
    assert "still empty" in browser(app).get("/en/glossary").text

    sent = send(editor, "/ar/glossary", definition="A saved change.", **FORM)

    assert sent.status_code == 303
    page = browser(app).get(sent.headers["location"])
    assert page.status_code == 200
    assert "A saved change." in page.text
    found = browser(app).get("/ar/glossary?q=EDIT").text
    assert "تعديل" in found
    assert 'lang="en"' in found
    assert "No term is like that" in browser(app).get("/en/glossary?q=zzz").text
    # It stands on end on a phone: the meaning follows its word.
    assert '<table class="tall">' in found
    assert found.index("تعديل") < found.index("A saved change.") < found.index(">edit<")


def test_the_form_comes_back_with_what_was_typed_and_the_reason(app: FastAPI) -> None:
    editor = browser(app, Role.EDITOR)

    sent = send(
        editor, "/en/glossary", definition="Kept words", **terms(("en", "!!!", "keep"))
    )

    assert sent.status_code == 422
    assert "Kept words" in sent.text
    assert "needs letters or digits" in sent.text


def test_two_who_write_at_a_time_see_both(app: FastAPI) -> None:
    one, two = browser(app, Role.EDITOR), browser(app, Role.STEWARD)
    place = send(one, "/en/glossary", **FORM).headers["location"]
    send(one, f"{place}/edit", base="1", definition="First of two.", **FORM)

    late = send(two, f"{place}/edit", base="1", definition="Second of two.", **FORM)

    assert late.status_code == 409
    assert "First of two." in late.text
    assert "Second of two." in late.text
    assert 'name="base" value="2"' in late.text
    saved = send(two, f"{place}/edit", base="2", definition="Second of two.", **FORM)
    assert saved.status_code == 303
    history = browser(app).get(f"{place}/history").text
    assert "Ama editor" in history
    assert "<del>First</del><ins>Second</ins>" in history


def test_a_withdrawn_concept_says_so_and_its_history_brings_it_back(
    app: FastAPI,
) -> None:
    editor = browser(app, Role.EDITOR)
    place = send(editor, "/en/glossary", **FORM).headers["location"]

    send(editor, f"{place}/withdraw")
    assert "taken out of use" in editor.get(place).text
    assert "restore/1" in editor.get(f"{place}/history").text

    send(editor, f"{place}/restore/1")
    assert "taken out of use" not in editor.get(place).text


def test_what_is_typed_is_never_markup(app: FastAPI) -> None:
    attack = '<img src=x onerror="alert(1)">'
    editor = browser(app, Role.EDITOR)
    rows = terms(("en", attack, "preferred"))

    sent = send(editor, "/en/glossary", definition=attack, message=attack, **rows)

    place = sent.headers["location"]
    for page in (place, f"{place}/history", f"{place}/edit", "/en/glossary"):
        text = editor.get(page).text
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


def test_those_who_may_not_edit_see_no_buttons(app: FastAPI) -> None:
    place = send(browser(app, Role.EDITOR), "/en/glossary", **FORM).headers["location"]

    page = browser(app, Role.OPERATOR).get(place).text
    assert "/edit" not in page
    assert "/withdraw" not in page
    assert browser(app).get("/en/glossary/999").status_code == 404
    assert browser(app).get("/en/glossary/99999999999").status_code == 404
