"""Several names in a sentence are put together as each language does."""

from markupsafe import Markup

from app.platform.i18n import interface_locales, use_locale
from app.web.lists import listed
from tests.conventions.sources import ROOT


def test_names_are_joined_in_the_words_of_the_interface() -> None:
    names = ["Ama", "بو", "Cy"]

    assert listed(names) == "<bdi>Ama</bdi>, <bdi>بو</bdi>, and <bdi>Cy</bdi>"
    with use_locale("ar"):
        assert listed(names) == "<bdi>Ama</bdi> و<bdi>بو</bdi> و<bdi>Cy</bdi>"
    with use_locale("fr"):
        assert listed(names[:2]) == "<bdi>Ama</bdi> et <bdi>بو</bdi>"


def test_any_number_of_names_can_be_listed_in_every_language() -> None:
    for locale in interface_locales():
        with use_locale(locale):
            for count in range(6):
                assert listed("ABCDEF"[:count]).count("<bdi>") == count


def test_a_hostile_name_stays_a_name_and_markup_stays_markup() -> None:
    pieces = ["<b>{0}</b>", Markup("<a>one</a>")]

    assert listed(pieces) == "<bdi>&lt;b&gt;{0}&lt;/b&gt;</bdi> and <a>one</a>"


def test_no_template_joins_names_with_a_comma_of_its_own() -> None:
    joined = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if '", " if not loop.last' in path.read_text()
    ]

    assert joined == []
