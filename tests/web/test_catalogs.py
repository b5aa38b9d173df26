"""Catalogs travel between the program and its translators without losing anything."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polib
import pytest
from typer.testing import CliRunner

from app.cli import catalogs, translations
from app.platform import i18n
from app.platform.languages import get_language

RUNNER = CliRunner()
CODES = ("en", "fr", "ar", "zh-min-nan")

PAGE = """\
{# Translators: a button #}
{% trans %}Save{% endtrans %}
{% trans name=name %}Written by {{ name }}.{% endtrans %}
{% trans count=n %}{{ count }} pack{% pluralize %}{{ count }} packs{% endtrans %}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one template, one module and no catalogs yet."""
    (tmp_path / "app").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "babel.cfg").write_text((catalogs.ROOT / "babel.cfg").read_text())
    (tmp_path / "app" / "a.py").write_text('N_("Gone %(what)s")\n')
    (tmp_path / "templates" / "a.html").write_text(PAGE)
    folder = tmp_path / "translations"
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    for module in (catalogs, translations, i18n):
        monkeypatch.setattr(module, "CATALOG_FOLDER", folder)
    for module in (catalogs, translations):
        monkeypatch.setattr(module, "TEMPLATE_FILE", folder / "messages.pot")
    monkeypatch.setattr(translations, "FIRST_LANGUAGES", CODES)
    run("update")
    return tmp_path


def run(verb: str, *, status: int = 0) -> str:
    result = RUNNER.invoke(translations.translations_app, [verb])
    assert result.exit_code == status, result.output
    return result.output


def po(project: Path, code: str) -> polib.POFile:
    path = project / "translations" / code / "LC_MESSAGES" / "messages.po"
    return polib.pofile(str(path), wrapwidth=88)


def translate(project: Path, code: str, words: dict[str, str | list[str]]) -> None:
    """Fill a catalog with another library, as a translator's tool would."""
    file = po(project, code)
    for entry in file:
        text = words.get(entry.msgid, "")
        if isinstance(text, list):
            entry.msgstr_plural = dict(enumerate(text))
        elif text:
            entry.msgstr = text
    file.save()


FRENCH: dict[str, str | list[str]] = {
    "Save": "Enregistrer",
    "Written by %(name)s.": "Écrit par %(name)s.",
    "%(count)s pack": ["%(count)s lot", "%(count)s lots"],
    "Gone %(what)s": "%(what)s a disparu",
}
CHINESE = {**FRENCH, "%(count)s pack": ["%(count)s"]}
ARABIC = {
    **FRENCH,
    "%(count)s pack": ["لا حزم", "حزمة", "حزمتان", *["%(count)s حزم"] * 3],
}


@pytest.fixture
def translated(project: Path) -> Path:
    """The same project with every catalog filled."""
    translate(project, "fr", FRENCH)
    translate(project, "ar", ARABIC)
    translate(project, "zh-min-nan", CHINESE)
    return project


def test_extraction_finds_templates_and_code(project: Path) -> None:
    template = polib.pofile(str(project / "translations" / "messages.pot"))

    assert {entry.msgid for entry in template} == set(FRENCH)
    assert template.find("Save").comment == "a button"


def test_a_broken_template_stops_the_extraction(project: Path) -> None:
    (project / "templates" / "b.html").write_text("{% trans %}no end")

    result = RUNNER.invoke(translations.translations_app, ["extract"])

    assert result.exit_code != 0


def test_catalogs_carry_our_plural_rules_and_codes(project: Path) -> None:
    for code in CODES:
        language = get_language(code)
        assert po(project, code).metadata["Plural-Forms"] == language.plural_forms
        assert po(project, code).metadata["Language"] == language.tag


def test_updating_twice_changes_no_byte(translated: Path) -> None:
    run("update")
    path = translated / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
    before = path.read_bytes()

    run("update")

    assert path.read_bytes() == before


def test_a_changed_sentence_is_a_new_one_and_nothing_is_guessed(
    translated: Path,
) -> None:
    page = translated / "templates" / "a.html"
    page.write_text(PAGE.replace("Save", "Save it"))
    run("update")

    file = po(translated, "fr")
    assert file.find("Save it").msgstr == ""
    assert [entry.msgid for entry in file.obsolete_entries()] == ["Save"]
    assert [entry.msgid for entry in file.fuzzy_entries()] == []


def test_a_sentence_that_comes_back_finds_its_translation(translated: Path) -> None:
    page = translated / "templates" / "a.html"
    page.write_text(PAGE.replace("Save", "Save it"))
    run("update")
    page.write_text(PAGE)
    run("update")

    assert po(translated, "fr").find("Save").msgstr == "Enregistrer"
    assert po(translated, "fr").obsolete_entries() == []


def test_compiled_catalogs_are_read_by_the_program(translated: Path) -> None:
    run("compile")

    with i18n.use_locale("ar"):
        shown = [i18n.ngettext("%(count)s pack", "%(count)s packs", 3, count=3)]
    with i18n.use_locale("zh-min-nan"):
        shown.append(i18n.gettext("Gone %(what)s", what="X"))
    assert shown == ["3 حزم", "X a disparu"]
    i18n.forget_catalogs()


def test_only_what_changed_is_compiled_again(translated: Path) -> None:
    assert translations.compile_stale() == sorted(CODES)
    assert translations.compile_stale() == []


def test_everything_translated_is_well(translated: Path) -> None:
    run("update")

    assert "all is well" in run("check")


@pytest.mark.parametrize(
    ("message", "text", "reason"),
    [
        ("Save", "", "not translated"),
        ("Written by %(name)s.", "Écrit.", "placeholders must be ['name']"),
        ("Written by %(name)s.", "%(nom)s", "unknown placeholder ['nom']"),
        ("Written by %(name)s.", "%(name)s à 100 %", "must be written %%"),
        ("Written by %(name)s.", "<b>%(name)s</b>", "markup is shown as it is"),
        ("Gone %(what)s", "%(what)s %(what)s", "placeholders must be ['what']"),
    ],
)
def test_a_doubtful_translation_is_named_with_file_and_line(
    translated: Path, message: str, text: str, reason: str
) -> None:
    file = po(translated, "fr")
    entry = file.find(message)
    entry.msgstr = text
    file.save()

    output = run("check", status=1)

    where = f"translations/fr/LC_MESSAGES/messages.po:{entry.linenum}: "
    assert [
        line for line in output.splitlines() if where[:-8] in line and reason in line
    ]


def test_a_doubtful_mark_is_named(translated: Path) -> None:
    file = po(translated, "fr")
    file.find("Save").flags.append("fuzzy")
    file.save()

    assert "fuzzy" in run("check", status=1)


def test_a_wrong_plural_rule_is_named(translated: Path) -> None:
    path = translated / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
    text = path.read_text()
    path.write_text(text.replace("nplurals=6", "nplurals=5"))

    assert "Plural-Forms must be" in run("check", status=1)


def test_a_missing_plural_form_is_named(translated: Path) -> None:
    translate(translated, "ar", {"%(count)s pack": ["%(count)s", "", "", "", "", ""]})

    assert "not translated" in run("check", status=1)


def test_a_new_sentence_in_the_program_is_noticed(translated: Path) -> None:
    (translated / "app" / "b.py").write_text('gettext("New")\n')

    assert "out of date" in run("check", status=1)


def test_markup_in_a_source_sentence_is_refused(translated: Path) -> None:
    (translated / "app" / "b.py").write_text('gettext("Read <b>this</b>")\n')

    assert "markup in a message" in run("check", status=1)


def test_an_unreadable_catalog_is_named(translated: Path) -> None:
    path = translated / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
    path.write_text('msgid "a"\n\nmsgid "b"\nmsgstr ""\n')

    assert "cannot be read" in run("check", status=1)


def test_several_processes_may_compile_at_a_time(translated: Path) -> None:
    path = catalogs.po_path("fr")
    catalog = catalogs.read_catalog(path, get_language("fr"))
    target = path.with_suffix(".mo")

    with ThreadPoolExecutor(8) as pool:
        for made in [
            pool.submit(catalogs.compile_catalog, catalog, target) for _ in range(80)
        ]:
            made.result()

    assert list(target.parent.glob("*.new")) == []
    assert target.stat().st_size > 0


def test_what_could_break_a_page_is_not_compiled(translated: Path) -> None:
    translate(translated, "fr", {"Written by %(name)s.": "Écrit par %(nom)s à 5 %."})
    run("compile")

    with i18n.use_locale("fr"):
        assert i18n.gettext("Written by %(name)s.", name="E") == "Written by E."
        assert i18n.gettext("Save") == "Enregistrer"
    i18n.forget_catalogs()
