"""What may be wrong with a translation is told; what is right is left in peace."""

import pytest

from app.platform.i18n import use_locale
from app.translation.checks import Severity, blocks_publishing, check
from app.translation.glossary.matching import Hit, TargetTerm
from app.translation.glossary.status import TermStatus


def codes(source: str, translation: str, language: str = "fr") -> set[str]:
    return {problem.code for problem in check(source, translation, language)}


@pytest.mark.parametrize(
    ("source", "translation", "language"),
    [
        ("Save the page.", "Enregistrez la page.", "fr"),
        ("Ask {{name}} for 1,000 euros.", "Demandez 1 000 euros à {{name}}.", "fr"),
        ("It took 12.5 hours in 2024.", "استغرق ١٢٫٥ ساعة في ٢٠٢٤.", "ar"),
        ("Write it twice.", "写两遍。", "zh-hans"),
        ("See [the report]({1}).", "Voyez [le rapport]({1}).", "fr"),
        ("Once.[^1] Twice.[^2]", "Zwei.[^2] Eins.[^1]", "de"),
        ("Use `{{cite}}`.", "Utilisez `{{cite}}`.", "fr"),
        ("GitHub", "GitHub", "fr"),
        ("**Bold** words", "Des mots **gras**", "fr"),
        ("Five < six", "Cinq < six", "fr"),
    ],
)
def test_a_good_translation_has_no_problem(
    source: str, translation: str, language: str
) -> None:
    assert check(source, translation, language) == []


@pytest.mark.parametrize(
    ("source", "translation", "code"),
    [
        ("Ask {{name}} first.", "Demandez d'abord.", "variables"),
        ("Ask first.", "Demandez {1} d'abord.", "variables"),
        ("Ask {1} and {1} again.", "Demandez {1}.", "variables"),
        ("%(count)s people came.", "%(nombre)s personnes.", "variables"),
        ("See [the report]({1}).", "Voyez le rapport {1}.", "links"),
        ("![A map]({1}) of it", "Une carte {1} de cela", "images"),
        ("Once.[^1]", "Une fois.", "footnotes"),
        ("Once.[^1]", "Une fois.[^2]", "footnotes"),
        ("Plain words", "# Des mots", "structure"),
        ("Plain words", "- Des mots", "structure"),
        ("Plain words", "Des\n\nmots", "structure"),
        ("Plain words", "Des\nmots", "structure"),
        ("Plain words", "[x] Des mots", "structure"),
        ("Plain words", "   ", "structure"),
        ("Plain words", "::: quiz one\nDes mots\n:::", "structure"),
        ("Plain words", "Des <b>mots</b>", "html"),
        ("Plain words", "Des mots<!-- ici -->", "html"),
        ("Plain words", "\u202bDes mots", "bidi"),
        ("Plain words", "Des mots\u2069", "bidi"),
        ("Plain words", "\u2067Des\u202c mots\u2069", "bidi"),
    ],
)
def test_what_would_break_the_page_is_an_error(
    source: str, translation: str, code: str
) -> None:
    problems = check(source, translation, "fr")

    assert [one.code for one in problems if one.is_error] == [code] * len(
        [one for one in problems if one.is_error]
    )
    assert code in {one.code for one in problems}
    assert blocks_publishing(problems)


@pytest.mark.parametrize(
    ("source", "translation", "code"),
    [
        ("It took 12 hours.", "Cela a pris 21 heures.", "numbers"),
        ("It took long.", "Cela a pris 3 heures.", "numbers"),
        ("Save the page.", "Save the page.", "unchanged"),
        ("Save.", "Cliquez sur le bouton qui se trouve au bas de la page.", "length"),
        (
            "Click the button that you find at the bottom of the page.",
            "Cliquez.",
            "length",
        ),
        ("Use `svn`.", "Utilisez `git`.", "code"),
        ("Cafe", "Cafe\u0301", "nfc"),
        ("[Here](https://a.org/x)", "[Ici](https://b.org/x)", "links"),
    ],
)
def test_what_may_be_meant_is_only_a_warning(
    source: str, translation: str, code: str
) -> None:
    problems = check(source, translation, "fr")

    assert code in {one.code for one in problems}
    assert {one.severity for one in problems} == {Severity.WARNING}
    assert not blocks_publishing(problems)


def hit(found: str, *targets: TargetTerm, keep: bool = False) -> Hit:
    return Hit(1, found, 0, len(found), "", targets, keep)


def test_forbidden_terms_and_kept_ones_are_errors() -> None:
    forbidden = hit("village pump", TargetTerm("Bistrot", TermStatus.FORBIDDEN))
    kept = hit("Wikidata", TargetTerm("Wikidata", TermStatus.KEEP), keep=True)

    problems = check(
        "Ask at the village pump of Wikidata.",
        "Demandez au bistrot de Wikidonnées.",
        "fr",
        [forbidden, kept],
    )

    assert [(one.code, one.is_error) for one in problems] == [("glossary", True)] * 2


def test_another_word_than_the_preferred_one_is_a_warning() -> None:
    term = hit(
        "edit",
        TargetTerm("modification", TermStatus.PREFERRED),
        TargetTerm("contribution", TermStatus.ADMITTED),
    )

    def problems(text: str) -> list[str]:
        return [one.text for one in check("Each edit counts.", text, "fr", [term])]

    assert problems("Chaque édition compte.") == [
        "The glossary translates edit as modification."
    ]
    assert problems("Les modifications comptent.") == []
    assert problems("Chaque contribution compte.") == []


def test_the_sentences_are_in_the_language_of_the_interface() -> None:
    (problem,) = check("Ask {{name}} first of all.", "Demandez tout d'abord.", "fr")

    with use_locale("en-xa"):
        accented = problem.text
    assert problem.text == "{{name}} is missing."
    assert accented != problem.text
    assert "{{name}}" in accented


def test_errors_come_first() -> None:
    problems = check("Ask {{name}} in 2024.", "Ask in 2025.", "fr")

    assert [one.is_error for one in problems] == [True, False, False]


def test_what_nobody_would_write_is_checked_in_no_time() -> None:
    for text in ("[" * 5_000, "`" * 5_000, "<a " * 3_000, "{{" * 4_000, "1," * 4_000):
        assert isinstance(check("Plain words", text, "fr"), list)
