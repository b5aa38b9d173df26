"""Who asked something gets the answer where translators begin."""

from tests.translation.desk.people_at_work import BENCH, Translator


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
