"""A language nobody has listed is as good as any other once somebody adds it."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.platform.db import Database
from app.platform.languages import (
    all_languages,
    best_match,
    fallback_chain,
    find_language,
    get_language,
    plural_index,
    plural_rules,
    search_languages,
    use_added_languages,
)
from app.platform.own_languages import (
    LanguageRefused,
    NewLanguage,
    add_language,
    load_languages,
    script_of,
)

TWO_FORMS = "nplurals=2; plural=(n != 1);"
OWN = NewLanguage("qxy", "Ŋkɔmo", "ltr", TWO_FORMS, "Nkomo", "fr")


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    use_added_languages([])


def add(database: Database, new: NewLanguage) -> None:
    with database.transaction() as session:
        add_language(session, new, by=None)


def test_an_added_language_is_found_as_any_other(database: Database) -> None:
    assert find_language("qxy") is None
    before = len(all_languages())

    add(database, OWN)

    language = get_language("qxy")
    assert (language.autonym, language.name, language.script) == (
        *("Ŋkɔmo", "Nkomo", "Latn"),
    )
    assert (language.tag, language.direction) == ("qxy", "ltr")
    assert len(all_languages()) == before + 1
    assert find_language("QXY") is language
    assert language in search_languages("nkomo")
    assert fallback_chain("qxy")[0] == "fr"
    assert best_match(["qxy"], {"qxy", "en"}) == "qxy"
    assert plural_index("qxy", 2) == 1


def test_it_is_only_there_once_it_is_saved(database: Database) -> None:
    with database.open_session(write=True) as session:
        add_language(session, OWN, by=None)
        session.rollback()

    assert find_language("qxy") is None


def test_another_process_reads_it_in(database: Database) -> None:
    add(database, OWN)
    use_added_languages([])
    assert find_language("qxy") is None

    with database.open_session() as session:
        state = load_languages(session)

    assert get_language("qxy").autonym == "Ŋkɔmo"
    assert state == 1


@pytest.mark.parametrize(
    ("code", "tag", "script"),
    [
        ("qxy-adlm", "qxy-Adlm", "Adlm"),
        ("qxy-gh", "qxy-GH", "Latn"),
        ("qxy-x-north", "qxy-x-north", "Latn"),
        ("x-my-own", "x-my-own", "Latn"),
        (" QXY_Arab ", "qxy-Arab", "Arab"),
    ],
)
def test_codes_are_written_as_bcp_47_says(
    database: Database, code: str, tag: str, script: str
) -> None:
    add(database, NewLanguage(code, "Ŋkɔmo", "ltr", TWO_FORMS))

    language = find_language(tag)
    assert language
    assert (language.tag, language.script) == (tag, script)


def test_a_script_is_known_by_its_letters() -> None:
    names = {
        "كوموا": "Arab",
        "ኮሞ": "Ethi",
        "कोमो": "Deva",
        "Ŋkɔ": "Latn",
        "ߒߞߏ": "Nkoo",
    }

    assert {name: script_of("qxy", name) for name in names} == names


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("code", NewLanguage("fr", "Français", "ltr", TWO_FORMS)),
        ("code", NewLanguage("zh-min-nan", "Bân-lâm", "ltr", TWO_FORMS)),
        ("code", NewLanguage("q", "Kom", "ltr", TWO_FORMS)),
        ("code", NewLanguage("../etc", "Kom", "ltr", TWO_FORMS)),
        ("code", NewLanguage("x-xss", "Kom", "ltr", TWO_FORMS)),
        ("code", NewLanguage("qxy-x-" + "a" * 30, "Kom", "ltr", TWO_FORMS)),
        ("autonym", NewLanguage("qxy", "123", "ltr", TWO_FORMS)),
        ("autonym", NewLanguage("qxy", "Kom\u202eo", "ltr", TWO_FORMS)),
        ("autonym", NewLanguage("qxy", "K" * 61, "ltr", TWO_FORMS)),
        ("name", NewLanguage("qxy", "Kom", "ltr", TWO_FORMS, name="\u0007Kom")),
        ("plural_forms", NewLanguage("qxy", "Kom", "ltr", "nplurals=2; plural=(1);")),
        ("fallback", NewLanguage("qxy", "Kom", "ltr", TWO_FORMS, fallback="qzz")),
    ],
)
def test_what_is_known_or_makes_no_sense_is_refused(
    session: Session, field: str, new: NewLanguage
) -> None:
    with pytest.raises(LanguageRefused) as refused:
        add_language(session, new, by=None)

    assert refused.value.field == field
    session.rollback()


def test_every_way_to_count_has_an_example() -> None:
    rules = plural_rules()

    assert next(iter(rules)) == TWO_FORMS
    assert all(rules.values())
    assert sum(map(len, rules.values())) == len(all_languages())
