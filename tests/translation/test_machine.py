"""A machine suggests, and neither loses a variable nor keeps a translator waiting."""

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.accounts.roles import Role
from app.main import create_app
from app.packs.queries import get_pack, modules_of
from app.platform.settings import Settings, SettingsError, load_settings
from app.texts.queries import CurrentUnit, current_units
from app.translation.judging import open_suggestions
from app.translation.machine.libretranslate import LibreTranslate
from app.translation.machine.machine import Machine, machine_suggestion
from app.translation.models import Origin, TranslationHead, TranslationState
from tests.browser.pages import TRANSLATED_PACK
from tests.services.libretranslate import (
    ASKED,
    KEY,
    start_libretranslate,
    words_turned,
)
from tests.services.process import RunningServer, free_port
from tests.translation.desk.people_at_work import Translator
from tests.translation.test_glossary import browser, send
from tests.translation.test_portal import edit

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    server = start_libretranslate(tmp_path_factory.mktemp("machine"))
    yield server
    server.stop()


@pytest.fixture
def machine(server: RunningServer) -> Machine:
    return LibreTranslate(server.url, KEY)


def asked(server: RunningServer) -> list[dict[str, str]]:
    with urllib.request.urlopen(server.url + ASKED) as answer:  # noqa: S310 - our own loopback server
        found: list[dict[str, str]] = json.load(answer)
    return found


def test_variables_come_back_where_the_machine_put_them(
    server: RunningServer, machine: Machine
) -> None:
    text = "See [the page]({1}), {{name}}, and 100 more."

    found = machine_suggestion(machine, text, "en", "fr")

    assert found == "eeS [eht egap]( {1} ),  {{name}} , dna 100 erom."
    assert asked(server)[-1] == {
        "q": "See [the page]([X0X]), [X1X], and 100 more.",
        "source": "en",
        "target": "fr",
        "format": "text",
        "api_key": KEY,
    }


@pytest.mark.parametrize(
    ("language", "code"), [("pt-br", "pb"), ("zh-hant", "zt"), ("ar", "ar")]
)
def test_languages_are_asked_for_under_the_servers_own_codes(
    server: RunningServer, machine: Machine, language: str, code: str
) -> None:
    assert machine_suggestion(machine, "Save", "en", language) == "evaS"
    assert asked(server)[-1]["target"] == code


@pytest.mark.parametrize(
    ("source", "target"),
    [("en", "dag"), ("dag", "en"), ("sw", "en"), ("en", "zh-hans")],
)
def test_what_it_does_not_know_is_not_sent(
    server: RunningServer, machine: Machine, source: str, target: str
) -> None:
    before = len(asked(server))

    assert machine_suggestion(machine, "Save", source, target) is None
    assert len(asked(server)) == before


@pytest.mark.parametrize(
    "text",
    [
        "lose {1} and {2}",
        "huge {1}",
        "nonsense",
        "redirect",
        "refuse",
        " ",
        "x" * 5_001,
    ],
)
def test_nothing_is_suggested_when_it_goes_wrong(machine: Machine, text: str) -> None:
    assert machine_suggestion(machine, text, "en", "fr") is None


def test_after_a_failure_it_is_left_alone_for_a_while(
    server: RunningServer, machine: Machine
) -> None:
    assert machine_suggestion(machine, "redirect", "en", "fr") is None
    before = len(asked(server))

    assert machine_suggestion(machine, "Save", "en", "fr") is None
    assert len(asked(server)) == before


def test_one_text_it_refuses_says_nothing_of_the_next(machine: Machine) -> None:
    assert machine_suggestion(machine, "refuse", "en", "fr") is None
    assert machine_suggestion(machine, "Save", "en", "fr") == "evaS"


@pytest.mark.slow
def test_a_slow_one_is_not_waited_for(machine: Machine) -> None:
    started = time.monotonic()

    assert machine_suggestion(machine, "slow one", "en", "fr") is None
    # It would have answered after 30 seconds.
    assert time.monotonic() - started < 20


def test_a_wrong_key_or_no_server_at_all_is_no_suggestion(
    server: RunningServer,
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    for machine in (LibreTranslate(server.url, "wrong"), LibreTranslate(nobody)):
        assert machine_suggestion(machine, "Save", "en", "fr") is None


def test_it_is_off_by_default_and_on_by_one_setting(settings: Settings) -> None:
    assert create_app(settings).state.machine is None
    assert machine_suggestion(None, "Save", "en", "fr") is None

    there = settings.model_copy(update={"machine_url": "http://127.0.0.1:5000"})
    assert create_app(there).state.machine.name == "127.0.0.1"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"URL": "ftp://a.org"}, "MACHINE_URL: must be an http or https address"),
        ({"URL": "http://me@a.org"}, "MACHINE_URL: must not have a name"),
        ({"KEY": "secret"}, "MACHINE_URL: its key says nothing without it"),
        ({"URL": "http://a.org", "KEY_FILE": "/nowhere"}, "the file cannot be read"),
    ],
)
def test_a_wrong_setting_stops_the_start_without_telling_the_key(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], reason: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"PASSALONG_MACHINE_{name}", value)

    with pytest.raises(SettingsError, match=reason) as refused:
        load_settings()
    assert "secret" not in str(refused.value)


def test_the_key_can_be_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.setenv("PASSALONG_MACHINE_URL", "https://a.org/translate/")
    monkeypatch.setenv("PASSALONG_MACHINE_KEY_FILE", str(tmp_path / "key"))

    settings = load_settings()
    assert settings.key_to_machine == KEY
    assert settings.machine_url == "https://a.org/translate"
    assert KEY not in repr(settings)


@pytest.fixture
def asking(server: RunningServer, settings: Settings) -> Iterator[FastAPI]:
    """The whole program with a machine."""
    there = {"machine_url": server.url, "machine_key": KEY}
    app = create_app(settings.model_copy(update=there))
    yield app
    app.state.database.close()


def a_unit(app: FastAPI) -> CurrentUnit:
    """Return the title of a module that nobody has translated to Portuguese."""
    with app.state.database.open_session() as session:
        pack = get_pack(session, TRANSLATED_PACK)
        place = modules_of(session, pack.id or 0)[0].document_id
        return current_units(session, place)[0]


def test_what_it_suggests_waits_for_a_person_and_no_reader_gets_it(
    asking: FastAPI,
) -> None:
    unit, editor = a_unit(asking), browser(asking, Role.EDITOR)
    address = f"/en/machine/{unit.id}/en/pt-br"

    for _ in range(2):
        sent = send(editor, address, next="/en/packs")
        assert sent.headers["location"] == "/en/packs"

    with asking.state.database.open_session() as session:
        (row,) = open_suggestions(session, unit.id, "pt-br")
        assert row.text == words_turned(unit.text)
        assert (row.origin, row.state) == (Origin.MACHINE, TranslationState.SUGGESTION)
        assert (row.author_id, row.was_head) == (None, False)
        assert session.get(TranslationHead, (unit.id, "pt-br")) is None
    page = f"/pt-br/packs/{TRANSLATED_PACK}/1"
    assert words_turned(unit.text) not in browser(asking).get(page).text


def test_it_is_offered_where_it_helps_and_only_to_editors(asking: FastAPI) -> None:
    with asking.state.database.transaction() as session:
        edit(session)
    place = "/en/languages/fr/changes?who=all"

    assert "Ask a machine" in browser(asking, Role.EDITOR).get(place).text
    assert "Ask a machine" not in browser(asking).get(place).text


def test_without_a_machine_there_is_no_button_and_nothing_is_kept(
    app: FastAPI,
) -> None:
    unit, editor = a_unit(app), browser(app, Role.EDITOR)
    with app.state.database.transaction() as session:
        edit(session)

    sent = send(editor, f"/en/machine/{unit.id}/en/pt-br")

    assert sent.status_code == 503
    assert "Nothing was changed" in sent.text
    page = editor.get("/en/languages/fr/changes?who=all").text
    assert "Ask a machine" not in page
    missing = send(editor, "/en/machine/nosuchunit/en/fr")
    assert missing.status_code == 404
    assert send(editor, f"/en/machine/{unit.id}/sw/en").status_code == 404


def test_the_workbench_asks_it_and_a_person_decides(asking: FastAPI) -> None:
    editor = Translator(browser(asking, Role.EDITOR))
    editor.open(f"/en/translate/{TRANSLATED_PACK}/en/pt-br?show=todo")
    (form,) = [
        form
        for form in editor.page.all("form")
        if form.attributes.get("action", "").startswith("/en/machine/")
    ]
    back = form.one("input", name="next").attributes["value"]

    editor.answer = send(editor.browser, form.attributes["action"], next=back)
    editor.open(editor.answer.headers["location"])

    help_for_unit = editor.page.one("aside", id="help")
    assert "Machine translation" in help_for_unit.text
    assert editor.typed == ""
    accept = next(
        button.attributes["value"]
        for button in help_for_unit.all("button")
        if button.attributes["value"].startswith("accept:")
    )
    editor.press(accept)
    editor.open(back)
    source = editor.page.one("li", css="act").one("div", css="src").all("p")[0].text
    assert editor.typed == words_turned(source)
    assert editor.marks[editor.at] == "Translated"
