"""Catalogs to take along: they hold everything, and other programs read them."""

import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from fastapi import FastAPI
from sqlmodel import Session
from translate.storage.xliff2 import Xliff2File

from app.translation.catalogs import read_catalog, write_catalog
from app.translation.exchange.exporting import Exporter
from app.translation.exchange.subjects import Subject, SubjectKind
from app.translation.exchange.xliff import read_xliff, write_xliff
from tests.factories.small_library import KEY, PACK
from tests.factories.texts import new_module, publish
from tests.services.process import need_program
from tests.translation.exchange.test_sending import GOAL, SUMMARY
from tests.translation.exchange.translator import HERE, PO_FILE, Translator, edited


@pytest.mark.parametrize("language", ["fr", "ar", "dag", "zh-min-nan", "ff-adlm"])
def test_gettext_and_another_program_accept_what_is_taken_along(
    ama: Translator, tmp_path: Path, language: str
) -> None:
    msgfmt = need_program("msgfmt", package="gettext")
    path = PO_FILE.replace("/fr/", f"/{language}/").replace(".fr.", f".{language}.")
    file = tmp_path / "catalog.po"
    file.write_bytes(ama.browser.get(path).content)

    command = [msgfmt, "--check", "--output-file", "/dev/null", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    read = polib.pofile(str(file))

    assert checked.returncode == 0, checked.stderr
    assert read.metadata["Language"] == language
    assert len(read) == len(read_catalog(file.read_bytes()).entries)
    # It puts an empty comment before the head, and nothing else.
    assert str(read).removeprefix("#\n").strip() == file.read_text().strip()


def test_a_catalog_says_what_it_is_of_and_where_each_unit_stands(
    ama: Translator,
) -> None:
    catalog = ama.catalog()

    assert catalog.headers["X-Passalong-Document"] == f"pack {KEY}"
    assert len(catalog.headers["X-Passalong-Source-Revision"]) == 12
    goal = next(entry for entry in catalog.entries if entry.source == GOAL)
    assert goal.context.startswith("pack/")
    assert goal.location == f"packs/{PACK}:4"
    assert goal.comments == ("goals", "Build a bench")


def test_what_a_variable_stands_for_is_said(session: Session) -> None:
    document = new_module(session)
    publish(session, document, "See [the page](https://a.example/x) of [it](page:y).")
    documents, places = {"m1": document}, {"m1": "packs/x/1"}
    subject = Subject(SubjectKind.PACKS, "x", "x", documents, places)

    catalog = Exporter.of(session, subject, ["fr"]).translators_catalog("fr", "here")

    [*_, entry] = catalog.entries
    assert entry.source == "See [the page]({1}) of [it]({2})."
    assert entry.comments[-2:] == ("{1} = https://a.example/x", "{2} = page:y")


@pytest.mark.parametrize("ending", ["po", "xlf", "pot"])
def test_a_second_download_has_the_same_bytes(ama: Translator, ending: str) -> None:
    name = f"{PACK}.pot" if ending == "pot" else f"{PACK}.fr.{ending}"

    first, second = (ama.browser.get(f"{HERE}/{name}") for _ in range(2))

    assert first.content == second.content
    assert name in first.headers["content-disposition"]
    assert first.headers["x-content-type-options"] == "nosniff"


def test_what_is_taken_along_and_brought_back_changes_nothing(
    app: FastAPI, ama: Translator
) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas.", GOAL: "joindre"}))

    done = ama.bring(ama.browser.get(PO_FILE).content)

    assert {*done} <= {"same", "empty"}
    assert done["same"] == 2


def test_xliff_holds_what_po_holds(ama: Translator) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    data = ama.browser.get(PO_FILE.replace(".po", ".xlf")).content

    read = read_xliff(data)

    assert read.entries == ama.catalog().entries
    assert write_xliff(read) == data
    assert len(Xliff2File.parsestring(data).units) == len(read.entries)


def test_a_template_has_no_language_and_can_be_filled_in_and_sent(
    ama: Translator,
) -> None:
    template = read_catalog(ama.browser.get(f"{HERE}/{PACK}.pot").content)
    assert template.language == ""
    assert not any(entry.text for entry in template.entries)

    filled = edited(replace(template, language="fr"), {SUMMARY: "Pas à pas."})

    assert ama.bring(write_catalog(filled))["new"] == 1
