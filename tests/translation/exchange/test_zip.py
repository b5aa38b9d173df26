"""Everything of a language in one ZIP: out, worked on, and back without harm."""

import io
import zipfile

import pytest
from fastapi import FastAPI

from app.translation.catalogs import read_catalog, write_catalog
from tests.factories.small_library import PACK
from tests.translation.exchange.test_sending import GOAL, SUMMARY
from tests.translation.exchange.translator import (
    Translator,
    counts,
    edited,
    in_force,
    rows,
)

HERE = "/en/translations/languages/fr"
ZIP = f"{HERE}/catalogs.zip"
NAME = f"packs/{PACK}.fr.po"


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def worked_on(data: bytes, texts: dict[str, str]) -> dict[str, bytes]:
    """Translate in every catalog of a ZIP."""
    return {
        name: write_catalog(edited(read_catalog(content), texts))
        for name, content in unpacked(data).items()
    }


def test_it_holds_a_catalog_of_everything_and_is_the_same_twice(
    ama: Translator,
) -> None:
    first, second = (ama.browser.get(ZIP) for _ in range(2))

    assert NAME in unpacked(first.content)
    assert len(unpacked(first.content)) == 3
    assert first.content == second.content
    assert "passalong-fr.zip" in first.headers["content-disposition"]


def test_what_was_worked_on_offline_is_merged_with_what_happened_here(
    app: FastAPI, ama: Translator, kofi: Translator
) -> None:
    offline = worked_on(ama.browser.get(ZIP).content, {SUMMARY: "Loin.", GOAL: "aller"})
    kofi.bring_catalog(edited(kofi.catalog(), {GOAL: "joindre"}))

    done = ama.bring(packed(offline), "back.zip", HERE)

    assert done["suggested"] == 1
    assert in_force(app) == {SUMMARY: "Loin.", GOAL: "joindre"}
    assert len({row.unit_id for row in rows(app)}) > 2, "the other packs as well"


def test_what_else_is_in_the_zip_is_left_alone(app: FastAPI, ama: Translator) -> None:
    files = worked_on(ama.browser.get(ZIP).content, {GOAL: "joindre"})
    others = {"__MACOSX/._a.po": b"\x00", ".DS_Store": b"\x00", "fr.mo": b"\xde"}

    ama.bring(packed({**others, f"mine/{NAME}": files[NAME]}), "back.zip", HERE)

    assert in_force(app) == {GOAL: "joindre"}


def test_a_broken_catalog_is_said_and_the_others_are_taken(
    app: FastAPI, ama: Translator
) -> None:
    files = worked_on(ama.browser.get(ZIP).content, {GOAL: "joindre"})
    arabic = ama.browser.get(f"/en/translations/packs/{PACK}/ar/{PACK}.ar.po").content
    broken = {"a.po": b'\nmsgid "x', "b.po": b'msgid "x"\nmsgstr "y"\n', "c.po": arabic}

    sent = ama.send(packed({**broken, NAME: files[NAME]}), "back.zip", HERE)
    page = ama.browser.get(sent.headers["location"]).text
    ama.browser.post(f"{sent.headers['location']}/take")

    assert "line 2: a text does not end with a quotation mark" in page
    assert "there is no text here that this catalog is of" in page
    assert "another language: ar" in page
    assert counts(page)["new"] == 1
    assert in_force(app) == {GOAL: "joindre"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no zip", "not a ZIP file"),
        (packed({"../a.po": b""}), "name that is not allowed"),
        (packed({"a.txt": b"x"}), "no catalog in this ZIP"),
        (packed({"a.po": bytes(15_000_000)}), "too large"),
        (packed({"a.zip": packed({"b.po": b""})}), "an archive in it"),
    ],
)
def test_a_zip_that_is_not_read_is_refused_with_the_reason(
    app: FastAPI, ama: Translator, data: bytes, sentence: str
) -> None:
    answer = ama.send(data, "back.zip", HERE)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(app) == []
