"""What is approved, and what fits again when an edit of the original is taken back."""

from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

FIRST = f"{BENCH}?show=all"


def approve_first(ama: Translator, bo: Translator) -> None:
    """Ama translates the first unit, Bo approves it."""
    ama.open(FIRST)
    ama.press(text="Construire un banc")
    bo.open(FIRST)
    bo.press("approve")


def test_who_may_not_approve_suggests_where_something_is_approved(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    approve_first(ama, bo)

    ama.open(FIRST)
    assert "This is approved: what you write is kept as a suggestion" in ama.words
    ama.press(text="Bâtir un banc")

    assert workshop.in_force() == ["Construire un banc"]
    assert workshop.kept()[-1] == ("Bâtir un banc", "suggestion")
    assert "0.1 is approved, so your text is kept as a suggestion." in ama.words
    ama.open(FIRST)
    (suggestion,) = ama.page.one("aside", id="help").all(
        "button", value="use:Bâtir un banc"
    )
    assert suggestion.text.startswith("Use")
    assert not [
        b
        for b in ama.page.all("button")
        if b.attributes.get("value", "").startswith("accept:")
    ]


def test_who_approves_decides_about_a_suggestion_beside_what_is_approved(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    approve_first(ama, bo)
    ama.open(FIRST)
    ama.press(text="Bâtir un banc")
    bo.open(FIRST)
    (button,) = [
        b
        for b in bo.page.all("button")
        if b.attributes.get("value", "").startswith("accept:")
    ]

    ama.open(FIRST)
    assert ama.press(button.attributes["value"]).status_code == 403
    bo.press(button.attributes["value"])

    assert workshop.in_force() == ["Bâtir un banc"]


def test_an_approved_text_saved_unchanged_is_no_suggestion(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    approve_first(ama, bo)
    ama.open(FIRST)

    ama.press()

    assert len(workshop.kept()) == 2


def test_replacing_and_restoring_only_suggest_where_something_is_approved(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open(FIRST)
    ama.press(text="Le banc")
    approve_first(ama, bo)
    ama.open(f"{BENCH}/replace?find=banc&replace=siège")
    ticket = ama.page.all("input", name="unit")[0].attributes["value"]
    ama.answer = ama.browser.post(
        f"{BENCH}/replace", unit=ticket, find="banc", replace="siège"
    )

    assert "Approved, so only suggested there: 1." in ama.words
    ama.open(FIRST)
    history = (
        ama.page.one("form", id="unit-form").attributes["action"].split("/save")[0]
    )
    ama.open(history)
    restore = next(
        f.attributes["action"]
        for f in ama.page.all("form")
        if "/restore/" in f.attributes["action"]
    )
    ama.browser.post(restore)

    assert workshop.in_force() == ["Construire un banc"]
    assert [state for _, state in workshop.kept()][-1] == "suggestion"


def test_the_policy_of_the_language_stands_beside_the_unit(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open(FIRST)
    assert "A second person approves what somebody wrote." in ama.words

    bo.browser.post("/en/languages/fr/policy", days="7")

    ama.open(FIRST)
    assert "Reviewers may approve what they wrote themselves." in ama.words


def test_what_fits_again_asks_for_no_work_and_can_be_approved(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    name = "learning_packs/build-a-bench/pack.toml"
    ama.open(FIRST)
    ama.press(text="Construire un banc")
    before = workshop.folders.read(name)
    workshop.folders.write(
        name, before.replace("Build a bench", "Build a garden bench")
    )
    workshop.folders.load()
    ama.open(FIRST)
    assert ama.marks["0.1"] == "Outdated"
    ama.press(text="Construire un banc de jardin")
    workshop.folders.write(name, before)
    workshop.folders.load()

    ama.open(FIRST)
    assert ama.marks["0.1"] == "Translated"
    assert ama.typed == "Construire un banc"
    assert ama.numbers["Outdated"] == 0
    bo.open(FIRST)
    bo.press("approve")

    assert workshop.in_force() == ["Construire un banc"]
    assert workshop.kept()[-1] == ("Construire un banc", "approved")
    assert len(workshop.kept()) == 4
