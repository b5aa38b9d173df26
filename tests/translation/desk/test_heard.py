"""Questions reach who can answer them, and answers who asked."""

from pathlib import Path

import pytest
from sqlmodel import select

from app.accounts.roles import Grant, Role
from app.cli.catalogs import InterfaceCatalog, as_text
from app.cli.interface import sync_interface
from app.packs.models import Module, Pack, PublicState
from app.packs.queries import get_course, get_pack, modules_of
from app.texts.models import Revision
from app.translation.desk.threads import LOOKED_AT
from app.translation.models import NoteKind
from app.translation.notes import Remark, add_note
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

OK = 200
SLUGS = {
    "course": "furnish-a-house",
    "project": "a-bench-2019",
    "organisation": "bench-builders",
}


def history_of_first(somebody: Translator, workbench: str = BENCH) -> str:
    start = "&" if "?" in workbench else "?"
    somebody.open(f"{workbench}{start}show=all")
    form = somebody.page.one("form", id="unit-form").attributes["action"]
    return form.partition("/save")[0]


def test_an_answer_reaches_who_asked_until_it_is_settled(
    ama: Translator, cleo: Translator
) -> None:
    path = history_of_first(cleo)
    cleo.browser.post(f"{path}/notes", note="A bench for how many?", kind="question")
    cleo.open("/fr/translate?to=fr")
    assert "A bench for how many?" not in cleo.words
    ama.open(path)
    note = ama.page.one("input", name="answers").attributes["value"]
    ama.browser.post(f"{path}/notes", note="For three.", kind="note", answers=note)

    cleo.open("/en/translate?to=fr")
    assert "Answers to what you asked" in cleo.words
    assert "For three." in cleo.words
    assert cleo.page.all("a", href=f"{path}#n{note}")
    ama.open("/en/translate?to=fr")
    assert "For three." not in ama.words

    cleo.browser.post(f"{path}/notes/{note}/resolve")
    cleo.open("/en/translate?to=fr")
    assert "For three." not in cleo.words


def test_thanks_are_counted_for_who_was_thanked(
    ama: Translator, cleo: Translator
) -> None:
    path = history_of_first(ama)
    ama.press(text="Construire un banc")
    cleo.open(path)
    thank = next(
        form.attributes["action"]
        for form in cleo.page.all("form")
        if "/thank/" in form.attributes["action"]
    )
    cleo.browser.post(thank)

    ama.open("/en/translate?to=fr")

    assert "Somebody thanked you for 1 translation in the last 30 days." in ama.words
    assert "thanked" not in cleo.open("/en/translate?to=fr").words


def test_a_question_reaches_a_reviewer_of_the_pack_until_somebody_answers(
    workshop: Workshop, cleo: Translator
) -> None:
    reviewer = workshop.person("Rita", Grant(Role.REVIEWER))
    path = history_of_first(cleo)
    cleo.browser.post(f"{path}/notes", note="Which bench?", kind="question")
    cleo.browser.post(f"{path}/notes", note="Only a note.", kind="note")

    reviewer.open("/en/translate?to=fr")
    assert "Translators ask about texts of yours" in reviewer.words
    assert "Which bench?" in reviewer.words
    assert "Only a note." not in reviewer.words
    assert "Which bench?" not in cleo.open("/en/translate?to=fr").words

    link = next(a for a in reviewer.page.all("a") if "Which bench?" in a.text)
    reviewer.open(link.attributes["href"])
    note = link.attributes["href"].partition("#n")[2]
    reviewer.browser.post(f"{path}/notes", note="Any.", kind="note", answers=note)

    assert "Which bench?" not in reviewer.open("/en/translate?to=fr").words
    cleo.open("/en/me/notices")
    assert "There is an answer in a discussion you take part in." in cleo.words
    assert cleo.page.all("a", href=f"{path}#n{note}")


def test_who_wrote_a_text_is_told_of_a_question_once(
    workshop: Workshop, ama: Translator, cleo: Translator
) -> None:
    with workshop.database.transaction() as session:
        for revision in session.exec(select(Revision)):
            revision.author_id = ama.user_id
    path = history_of_first(cleo)

    cleo.browser.post(f"{path}/notes", note="Which bench?", kind="question")

    ama.open("/en/me/notices")
    assert (
        ama.words.count("A translator asks about a text of yours. Build a bench") == 1
    )
    assert "Which bench?" in ama.words
    assert "Which bench?" in ama.open("/en/translate?to=fr").words
    assert not cleo.open("/en/me/notices").page.all("ul", css="points")


@pytest.mark.parametrize("kind", ["course", "project", "organisation"])
def test_questions_about_any_text_are_heard_and_answered(
    workshop: Workshop, cleo: Translator, kind: str
) -> None:
    reviewer = workshop.person("Rita", Grant(Role.REVIEWER))
    slug = SLUGS[kind]
    path = history_of_first(cleo, f"/en/translate/{kind}:{slug}/en/fr")
    cleo.browser.post(f"{path}/notes", note="Which one?", kind="question")

    reviewer.open("/en/translate?to=fr")
    link = next(a for a in reviewer.page.all("a") if "Which one?" in a.text)
    assert reviewer.open(link.attributes["href"]).status == OK
    note = link.attributes["href"].partition("#n")[2]
    reviewer.browser.post(f"{path}/notes", note="This.", kind="note", answers=note)

    assert "Which one?" not in reviewer.open("/en/translate?to=fr").words
    cleo.open("/en/translate?to=fr")
    assert "This." in cleo.words
    assert cleo.page.all("a", href=f"{path}#n{note}")


def test_a_question_about_the_words_of_this_site_reaches_who_reviews_everything(
    workshop: Workshop, cleo: Translator, tmp_path: Path
) -> None:
    catalog = InterfaceCatalog(None)
    catalog.add("Read it", "")
    template = tmp_path / "messages.pot"
    template.write_text(as_text(catalog))
    sync_interface(workshop.database, template, {})
    everywhere = workshop.person("Rita", Grant(Role.REVIEWER))
    of_skill = workshop.person("Sam", Grant(Role.REVIEWER, skill="project-planning"))
    path = history_of_first(cleo, "/en/translate/interface:passalong/en/fr")
    cleo.browser.post(f"{path}/notes", note="Read or red?", kind="question")

    everywhere.open("/en/translate?to=fr")
    assert "Read or red?" in everywhere.words
    assert "The words of this site" in everywhere.words
    assert "Read or red?" not in of_skill.open("/en/translate?to=fr").words


@pytest.mark.parametrize("what", [Pack, Module])
def test_a_question_about_what_was_withdrawn_waits_for_nobody(
    workshop: Workshop, cleo: Translator, what: type[Pack | Module]
) -> None:
    reviewer = workshop.person("Rita", Grant(Role.REVIEWER))
    path = history_of_first(cleo, f"{BENCH}?part=m1")
    cleo.browser.post(f"{path}/notes", note="Which bench?", kind="question")
    assert "Which bench?" in reviewer.open("/en/translate?to=fr").words

    with workshop.database.transaction() as session:
        pack = get_pack(session, "build-a-bench")
        if what is Pack:
            pack.state = PublicState.WITHDRAWN
        else:
            modules_of(session, pack.id or 0)[0].is_withdrawn = True

    assert "Which bench?" not in reviewer.open("/en/translate?to=fr").words


def test_questions_of_others_take_no_place_in_somebodys_list(
    workshop: Workshop, ama: Translator, cleo: Translator
) -> None:
    with workshop.database.transaction() as session:
        course = get_course(session, "furnish-a-house")
        found = select(Revision).where(Revision.document_id == course.document_id)
        session.exec(found).one().author_id = ama.user_id
    others = history_of_first(cleo)
    unit_id = others.rpartition("/")[2]
    with workshop.database.transaction() as session:
        for number in range(LOOKED_AT + 1):
            remark = Remark(unit_id, NoteKind.QUESTION, f"Number {number}?", "fr")
            add_note(session, remark, by=cleo.user_id)
    mine = history_of_first(cleo, "/en/translate/course:furnish-a-house/en/fr")
    cleo.browser.post(f"{mine}/notes", note="Which house?", kind="question")

    ama.open("/en/translate?to=fr")

    assert "Which house?" in ama.words
    assert "Number 1?" not in ama.words
