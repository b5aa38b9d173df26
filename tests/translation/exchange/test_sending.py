"""Files of translators, over HTTP: what they would do first, and no overwriting."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.translation.catalogs import CatalogEntry, UnitCatalog, write_catalog
from app.translation.exchange.xliff import read_xliff, write_xliff
from app.translation.models import Origin, TranslationState
from tests.accounts.people import Browser
from tests.factories.small_library import PACK
from tests.reading.html_page import read_page
from tests.security.payloads import PAYLOADS, one_line
from tests.translation.exchange.translator import (
    HERE,
    PO_FILE,
    Translator,
    edited,
    in_force,
    rows,
)

SUMMARY = "What to do, one step at a time."
GOAL = "join two boards"


def test_a_file_is_looked_at_first_and_changes_nothing_by_itself(
    app: FastAPI, ama: Translator
) -> None:
    data = write_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))

    sent = ama.send(data)
    page = ama.browser.get(sent.headers["location"]).text

    assert "Pas à pas." in page
    assert "1 entry would be added." in page
    assert rows(app) == []


def test_what_was_sent_is_taken_in_with_its_author(
    app: FastAPI, ama: Translator
) -> None:
    catalog = edited(ama.catalog(), {SUMMARY: "Pas à pas.", GOAL: "joindre"})

    done = ama.bring_catalog(catalog)

    assert (done["new"], done.get("suggested")) == (2, None)
    assert in_force(app) == {SUMMARY: "Pas à pas.", GOAL: "joindre"}
    for row in rows(app):
        assert row.author_id is not None
        assert (row.origin, row.state) == (Origin.IMPORT, TranslationState.TRANSLATED)


@pytest.mark.parametrize(
    ("is_from_here", "origin"), [(True, Origin.IMPORT), (False, Origin.MACHINE)]
)
def test_what_somebody_wrote_into_our_file_is_not_called_made_by_a_machine(
    app: FastAPI, ama: Translator, is_from_here: bool, origin: Origin
) -> None:
    """Some of what we wrote out was made by one, so the whole file says so."""
    theirs = ama.catalog()
    headers = {**theirs.headers, "X-Passalong-Origin": "machine"}
    if not is_from_here:
        headers["X-Passalong-Site"] = "https://elsewhere.example"

    ama.bring_catalog(edited(replace(theirs, headers=headers), {GOAL: "joindre"}))

    (row,) = rows(app)
    assert (row.text, row.origin) == ("joindre", origin)


def test_sending_the_same_file_again_adds_nothing(
    app: FastAPI, ama: Translator
) -> None:
    data = write_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    ama.bring(data)

    page = ama.browser.get(ama.send(data).headers["location"]).text

    assert "taken in before" in page
    assert "says nothing that is not here already" in page
    assert "/take" not in page
    assert len(rows(app)) == 1


def test_two_who_worked_at_once_lose_nothing(
    app: FastAPI, ama: Translator, kofi: Translator
) -> None:
    """Both took the file along before either brought it back."""
    theirs = ama.catalog()
    ama.bring_catalog(edited(theirs, {SUMMARY: "Pas à pas."}))

    done = kofi.bring_catalog(
        edited(theirs, {SUMMARY: "Étape par étape.", GOAL: "joindre"})
    )

    assert (done["suggested"], done["new"]) == (1, 1)
    assert in_force(app) == {SUMMARY: "Pas à pas.", GOAL: "joindre"}
    [suggestion] = [r for r in rows(app) if r.state == TranslationState.SUGGESTION]
    assert (suggestion.text, suggestion.was_head) == ("Étape par étape.", False)


def test_a_file_that_knew_the_translation_may_replace_it(
    app: FastAPI, ama: Translator, kofi: Translator
) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))

    done = kofi.bring_catalog(edited(kofi.catalog(), {SUMMARY: "Étape par étape."}))

    assert done["changed"] == 1
    assert in_force(app)[SUMMARY] == "Étape par étape."
    assert [row.text for row in rows(app)] == ["Pas à pas.", "Étape par étape."]


def test_an_old_file_that_nobody_edited_is_only_older(
    app: FastAPI, ama: Translator, kofi: Translator
) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    old = write_catalog(kofi.catalog())
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Étape par étape."}))

    done = kofi.bring(old)

    assert done["older"] == 1
    assert "suggested" not in done
    assert in_force(app)[SUMMARY] == "Étape par étape."


def test_a_file_that_does_not_say_what_it_knew_only_fills_gaps(
    app: FastAPI, ama: Translator, kofi: Translator
) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    catalog = edited(ama.catalog(), {SUMMARY: "Étape par étape.", GOAL: "joindre"})

    done = kofi.bring_catalog(replace(catalog, headers={}))

    assert (done["suggested"], done["new"]) == (1, 1)
    assert in_force(app)[SUMMARY] == "Pas à pas."


def test_entries_without_a_context_are_found_by_their_text(
    app: FastAPI, ama: Translator
) -> None:
    entries = (
        CatalogEntry("", SUMMARY, "Pas à pas."),
        CatalogEntry("", "Nobody wrote this.", "Personne."),
    )

    sent = ama.send(write_catalog(UnitCatalog("fr", {}, entries)))
    page = ama.browser.get(sent.headers["location"]).text
    ama.browser.post(f"{sent.headers['location']}/take")

    assert "1 was found by its text alone" in page
    assert "Not found in this text" in page
    assert "Personne." in page
    assert in_force(app) == {SUMMARY: "Pas à pas."}


def test_xliff_does_the_same(app: FastAPI, ama: Translator) -> None:
    data = ama.browser.get(PO_FILE.replace(".po", ".xlf")).content
    catalog = edited(read_xliff(data), {SUMMARY: "Pas à pas."})

    done = ama.bring(write_xliff(catalog), "fr.xlf")

    assert done["new"] == 1
    assert in_force(app) == {SUMMARY: "Pas à pas."}


def test_readers_of_the_page_get_it_at_once(app: FastAPI, ama: Translator) -> None:
    reader = Browser(TestClient(app, follow_redirects=False))
    path = f"/fr/packs/{PACK}"
    assert "Pas à pas." not in reader.get(path).text

    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    app.state.worker.run_due()

    assert "Pas à pas." in reader.get(path).text
    assert 'lang="fr"' in reader.get(f"/en/packs/{PACK}/languages").text


def test_somebody_who_may_not_translate_yet_suggests(app: FastAPI) -> None:
    newcomer = Translator.of(app, "Efua")

    done = newcomer.bring_catalog(edited(newcomer.catalog(), {SUMMARY: "Pas à pas."}))

    assert done["suggested"] == 1
    assert in_force(app) == {}
    assert [row.state for row in rows(app)] == [TranslationState.SUGGESTION]


def test_what_was_taken_in_leads_to_its_suggestions(app: FastAPI) -> None:
    newcomer = Translator.of(app, "Efua")
    catalog = edited(newcomer.catalog(), {SUMMARY: "Pas à pas."})
    review = newcomer.send(write_catalog(catalog)).headers["location"]
    assert "See the suggestions" not in newcomer.browser.get(review).text
    newcomer.browser.post(f"{review}/take")

    done = read_page(newcomer.browser.get(review).text)

    assert done.one("div", css="msg").text == "1 became a suggestion."
    link = done.with_words("See the suggestions").attributes["href"]
    assert "Pas à pas." in newcomer.browser.get(link).text


def test_what_was_taken_in_speaks_of_suggestions_only_when_there_are_some(
    ama: Translator,
) -> None:
    catalog = edited(ama.catalog(), {SUMMARY: "Pas à pas.", GOAL: "joindre"})
    review = ama.send(write_catalog(catalog)).headers["location"]
    ama.browser.post(f"{review}/take")

    done = read_page(ama.browser.get(review).text).one("main")

    assert done.one("div", css="msg").text == "2 translations were added."
    assert "suggestion" not in done.text


def test_a_file_cannot_approve_itself(app: FastAPI, ama: Translator) -> None:
    catalog = edited(ama.catalog(), {SUMMARY: "Pas à pas."})
    catalog = replace(catalog, headers={"X-Passalong-Reviewed": "yes"})

    ama.bring_catalog(catalog)

    assert [row.state for row in rows(app)] == [TranslationState.TRANSLATED]


def test_what_was_approved_stays_until_somebody_who_may_replaces_it(
    app: FastAPI, ama: Translator
) -> None:
    reviewer = Translator.of(app, "Yaa", Role.COORDINATOR, Role.EDITOR)
    catalog = edited(reviewer.catalog(), {SUMMARY: "Pas à pas."})
    approved = {**catalog.headers, "X-Passalong-Reviewed": "yes"}
    reviewer.bring_catalog(replace(catalog, headers=approved))

    done = ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Étape par étape."}))

    assert done["suggested"] == 1
    assert in_force(app)[SUMMARY] == "Pas à pas."
    assert rows(app)[0].state == TranslationState.APPROVED


def test_a_text_with_other_variables_waits_for_another_look(
    app: FastAPI, ama: Translator
) -> None:
    sent = ama.send(
        write_catalog(edited(ama.catalog(), {SUMMARY: "Voir {1}.", GOAL: "x" * 900}))
    )
    page = ama.browser.get(sent.headers["location"]).text
    ama.browser.post(f"{sent.headers['location']}/take")

    assert "are not those of the source" in page
    assert "far longer than the text it translates" in page
    assert [row.state for row in rows(app)] == [TranslationState.NEEDS_WORK]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty. Choose another one."),
        (b"\n\nhello", "Line 3: not readable as gettext"),
        (b'msgid "a', "Line 1: a text does not end with a quotation mark"),
        (b'msgid ""\nmsgstr ""\n\nmsgid "caf\xe9"', "Line 4: the file is not UTF-8"),
        (b'msgid ""\nmsgstr "Language: ar\\n"\n', "another language: ar"),
        (
            b'msgid ""\nmsgstr "X-Passalong-Document: pack other1\\n"\n',
            "another text: pack other1",
        ),
        (b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "plural forms"),
        (b"<xliff version='1.2'></xliff>", "only XLIFF 2"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><xliff>&b;</xliff>", "entities"),
        (b"# " + b"x" * 16_800_000, "larger than 16 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_line_and_reason(
    app: FastAPI, ama: Translator, data: bytes, sentence: str
) -> None:
    answer = ama.send(data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(app) == []


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(
    ama: Translator,
) -> None:
    headers = {
        "content-length": "100000000",
        "content-type": "multipart/form-data; boundary=x",
    }

    answer = ama.browser.client.post(HERE, content=b"--x", headers=headers)

    assert answer.status_code == 413
    assert "17 MB" in answer.text


def test_a_file_can_be_forgotten_and_then_not_be_taken_in(
    app: FastAPI, ama: Translator
) -> None:
    sent = ama.send(write_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."})))
    review = sent.headers["location"]

    back = ama.browser.post(f"{review}/discard")

    assert back.headers["location"] == HERE
    assert ama.browser.post(f"{review}/take").status_code == 409
    assert "The file was forgotten" in ama.browser.get(review).text
    assert rows(app) == []


def test_nobody_sees_or_takes_in_somebody_elses_file(
    ama: Translator, kofi: Translator
) -> None:
    review = ama.send(write_catalog(ama.catalog())).headers["location"]

    for path, ask in (
        (review, kofi.browser.get),
        (f"{review}/take", kofi.browser.post),
        (f"{review}/discard", kofi.browser.post),
    ):
        assert ask(path).status_code == 404


def test_what_was_taken_in_is_listed_for_everybody(
    app: FastAPI, ama: Translator
) -> None:
    ama.bring(write_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."})), "mine.po")

    page = Browser(TestClient(app)).get(HERE).text

    assert "mine.po" in page
    assert "1 translation was added." in page


@pytest.mark.parametrize(
    "path",
    [
        f"/en/translations/packs/{PACK}/en",
        f"/en/translations/packs/{PACK}/xx",
        f"/en/translations/packs/{PACK}/ar-xb",
        f"/en/translations/packs/{PACK}/fr/other.fr.po",
        f"/en/translations/packs/{PACK}/fr/{PACK}.ar.po",
        "/en/translations/packs/no-such-pack/fr",
        "/en/translations/courses/no-such-course/fr",
        "/en/translations/sent/999",
        "/en/translations/languages/xx",
    ],
)
def test_what_there_is_not_is_not_found(ama: Translator, path: str) -> None:
    assert ama.browser.get(path).status_code == 404


def test_hostile_text_in_a_file_is_text_on_its_review(
    app: FastAPI, ama: Translator
) -> None:
    entries = ama.catalog().entries
    hostile = [
        replace(entry, text=one_line(payload), notes=(one_line(payload),))
        for entry, payload in zip(entries, PAYLOADS, strict=False)
    ]
    unknown = [CatalogEntry("", one_line(p), one_line(p)) for p in PAYLOADS[:50]]
    data = write_catalog(UnitCatalog("fr", {}, (*hostile, *unknown)))

    sent = ama.send(data, "<img src=x onerror=alert(1)>.po")
    page = ama.browser.get(sent.headers["location"]).text

    assert "&lt;img src=x onerror=alert(1)&gt;.po" in page
    shown = [one_line(p) for p in PAYLOADS[:50] if "<" in p]
    assert shown
    assert not [payload for payload in shown if payload in page]
