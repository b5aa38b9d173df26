"""Messages come from the catalog of the language in use here and now."""

import asyncio
import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from app.packs.skills import SKILLS
from app.platform import i18n
from app.platform.i18n import (
    N_,
    catalog,
    find_messages,
    gettext,
    interface_locales,
    ngettext,
    pgettext,
    use_locale,
)

SOURCE = "Hello %(name)s, you have 100%% of %(count)s packs."


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiled French catalog in a folder of its own."""
    catalog = Catalog(locale="fr")
    catalog.add("Hello %(name)s.", "Bonjour %(name)s.")
    catalog.add(("%(num)s pack", "%(num)s packs"), ("%(num)s lot", "%(num)s lots"))
    catalog.add("May", "Mai", context="month")
    catalog.add("May", "Pouvoir")
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(i18n, "CATALOG_FOLDER", tmp_path)
    i18n.forget_catalogs()


@pytest.fixture(autouse=True)
def fresh_catalogs() -> object:
    yield
    i18n.forget_catalogs()


@pytest.mark.usefixtures("french")
def test_a_message_is_translated_and_filled() -> None:
    with use_locale("fr"):
        assert gettext("Hello %(name)s.", name="Efua") == "Bonjour Efua."


@pytest.mark.usefixtures("french")
def test_plurals_follow_the_language_and_not_english() -> None:
    with use_locale("fr"):
        forms = [ngettext("%(num)s pack", "%(num)s packs", n) for n in (0, 1, 2)]

    assert forms == ["0 lot", "1 lot", "2 lots"]


@pytest.mark.usefixtures("french")
def test_a_context_tells_two_meanings_apart() -> None:
    with use_locale("fr"):
        assert (pgettext("month", "May"), gettext("May")) == ("Mai", "Pouvoir")


@pytest.mark.usefixtures("french")
def test_what_has_no_translation_is_shown_as_it_was_written() -> None:
    with use_locale("fr"):
        assert gettext("Not there") == "Not there"


@pytest.mark.usefixtures("french")
def test_the_languages_on_offer_are_those_with_a_compiled_catalog() -> None:
    assert i18n.interface_locales() == ("en", "fr")


def test_a_language_without_a_catalog_shows_the_source() -> None:
    with use_locale("dag"):
        assert gettext("Save") == "Save"


def test_a_marked_message_is_unchanged() -> None:
    assert N_("Save") == "Save"


def test_leaving_a_block_restores_the_language_even_after_an_error() -> None:
    with pytest.raises(RuntimeError), use_locale("fr"):
        raise RuntimeError

    assert i18n.current_locale() == "en"


def test_two_tasks_do_not_share_a_language() -> None:
    async def read_in(code: str) -> str:
        with use_locale(code):
            await asyncio.sleep(0)
            return i18n.current_locale()

    async def both() -> tuple[str, str]:
        return await asyncio.gather(read_in("fr"), read_in("ar"))

    assert [*asyncio.run(both())] == ["fr", "ar"]


@pytest.mark.parametrize("code", i18n.PSEUDO_LOCALES)
def test_pseudo_locales_keep_placeholders_and_percent_signs(code: str) -> None:
    with use_locale(code):
        text = gettext(SOURCE, name="Efua", count=3)

    assert "Efua" in text
    assert "%" in text
    assert "%%" not in text
    assert re.findall(r"%\(\w+\)s", i18n.catalog(code).gettext(SOURCE)) == [
        "%(name)s",
        "%(count)s",
    ]


@pytest.mark.parametrize(
    "message", ["Save", "A sentence of ordinary length.", "x" * 200]
)
def test_en_xa_is_at_least_forty_percent_longer(message: str) -> None:
    assert len(i18n.catalog("en-xa").gettext(message)) >= len(message) * 1.4


def test_ar_xb_turns_the_words_round() -> None:
    assert i18n.catalog("ar-xb").gettext("Save") == "\u202eSave\u202c"


def test_x_xss_carries_a_payload_in_every_kind_of_message() -> None:
    messages = i18n.catalog("x-xss")

    for text in (
        messages.gettext("a"),
        messages.ngettext("a", "b", 2),
        messages.pgettext("c", "a"),
        messages.npgettext("c", "a", "b", 1),
    ):
        assert "<img src=x onerror=" in text
        assert "<script>" in text


def test_a_few_messages_are_found_as_the_whole_catalog_has_them() -> None:
    wanted = [skill.name for skill in SKILLS.values()]

    for code in interface_locales():
        messages = catalog(code)
        found = find_messages(code, [*wanted, "", "No message of ours"])
        assert "No message of ours" not in found
        assert [found.get(name, name) for name in wanted] == [
            messages.gettext(name) for name in wanted
        ]
    assert find_messages("ar", wanted)
    assert find_messages("../ar", wanted) == {}
