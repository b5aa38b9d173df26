"""Questions reach who can answer them, and answers who asked."""

from sqlmodel import select

from app.accounts.roles import Grant, Role
from app.texts.models import Revision
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop


def history_of_first(somebody: Translator) -> str:
    somebody.open(f"{BENCH}?show=all")
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
