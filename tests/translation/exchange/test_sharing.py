"""Memory and glossary as files, by the command and on their pages."""

import io
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.translation.exchange.shared import GLOSSARY_FORMATS, take_memory
from app.translation.exchange.term_tables import read_table
from app.translation.exchange.tmx import MemoryUnit, read_tmx, write_tmx
from app.translation.glossary.queries import all_concepts
from app.translation.memory.jobs import remember_anew
from tests.accounts.people import Browser
from tests.cli.conftest import Run
from tests.cli.conftest import passalong as passalong
from tests.translation.exchange.test_glossary_files import CONCEPTS, table
from tests.translation.exchange.test_sending import SUMMARY
from tests.translation.exchange.translator import Translator, edited

HERE = "/en/translations/glossary"
TERMS = {"edit-a-thon", "atelier d’édition", "Wikidata"}
MEMORY = "/en/translations/memory/en/fr"


def written(ending: str) -> bytes:
    kind = next(kind for kind in GLOSSARY_FORMATS if kind.ending == ending)
    return b"".join(kind.write(CONCEPTS))


def terms(app: FastAPI) -> set[str]:
    with app.state.database.open_session() as session:
        return {t.text for row in all_concepts(session) for t in row.draft.terms}


@pytest.mark.parametrize("ending", ["tbx", "csv"])
def test_a_glossary_comes_in_and_goes_out_again(
    app: FastAPI, ama: Translator, ending: str
) -> None:
    answer = ama.send(written(ending), f"ours.{ending}", HERE)

    out = ama.browser.get(f"{HERE}/passalong-glossary.{ending}")

    assert "3 concepts were added." in answer.text
    assert terms(app) >= TERMS
    assert out.headers["content-disposition"].endswith(f'glossary.{ending}"')
    again = ama.send(out.content, f"ours.{ending}", HERE)
    assert "0 concepts were added." in again.text


def test_what_is_there_is_neither_changed_nor_removed(
    app: FastAPI, ama: Translator
) -> None:
    ama.send(written("csv"), "ours.csv", HERE)

    ama.send(table("x,en,edit-a-thon,forbidden", "x,sw,tukio,"), "more.csv", HERE)

    out = ama.browser.get(f"{HERE}/passalong-glossary.csv").content
    kept = {term.text: term.status for c in read_table(out) for term in c.terms}
    assert kept["tukio"] == "preferred"
    assert kept["edit-a-thon"] == "preferred"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "This file is empty. Choose another one."),
        ("a.xls", b"x", "must end in .tbx, .csv"),
        ("a.csv", table("c,fr,x,", "c,klingon,x,"), "Line 3: there is no language"),
        ("a.csv", table("c,fr,x,", "d,fr,!,"), "A term needs letters or digits"),
        ("a.tbx", b"<tmx/>", "Line 1: this is not a TBX file"),
    ],
)
def test_a_glossary_that_cannot_be_kept_is_refused_as_a_whole(
    app: FastAPI, ama: Translator, name: str, data: bytes, sentence: str
) -> None:
    answer = ama.send(data, name, HERE)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert terms(app) == set()


def test_only_editors_are_asked_for_a_file(app: FastAPI) -> None:
    page = Browser(TestClient(app)).get(HERE).text

    assert "passalong-glossary.tbx" in page
    assert 'type="file"' not in page


def test_the_memory_is_given_as_tmx(app: FastAPI, ama: Translator) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    list(remember_anew(app.state.database))

    answer = ama.browser.get(MEMORY)

    assert answer.headers["content-disposition"].endswith('passalong-en-fr.tmx"')
    [unit] = read_tmx(io.BytesIO(answer.content))
    assert unit.texts == {"en": SUMMARY, "fr": "Pas à pas."}


def test_the_command_takes_and_gives_a_memory(
    passalong: Run, loaded_folders: object, tmp_path: Path
) -> None:
    file, out = tmp_path / "theirs.tmx", tmp_path / "ours.tmx"
    unit = MemoryUnit("en", {"en": "See [it]({1}).", "fr": "Voir [cela]({1})."})
    file.write_bytes(b"".join(write_tmx("en", [unit])))

    taken = passalong("translations", "take", str(file))
    again = passalong("translations", "take", str(file))
    given = passalong("translations", "give", str(out), "--target", "fr")

    assert taken.output == "2 texts are new in the memory.\n"
    assert again.output == "0 texts are new in the memory.\n"
    assert given.exit_code == 0
    assert list(read_tmx(io.BytesIO(out.read_bytes()))) == [unit]


BRITISH = """<?xml version="1.0" encoding="utf-16"?>
<tmx version="1.4"><header srclang="en-GB" segtype="sentence"/><body>
<tu><tuv xml:lang="en-GB"><seg>Bring <ph x="1"/>water.</seg></tuv>
<tuv xml:lang="fr-FR"><seg>Apportez de l’eau.</seg></tuv></tu></body></tmx>"""


def test_a_memory_in_a_variant_that_nobody_writes_here_serves_its_language(
    app: FastAPI, ama: Translator
) -> None:
    ama.bring_catalog(edited(ama.catalog(), {SUMMARY: "Pas à pas."}))
    with app.state.database.transaction() as session:
        assert take_memory(session, io.BytesIO(BRITISH.encode("utf-16"))) == 2

    given = read_tmx(io.BytesIO(ama.browser.get(MEMORY).content))

    assert {"en": "Bring water.", "fr": "Apportez de l’eau."} in [
        unit.texts for unit in given
    ]


def test_the_command_takes_and_gives_a_glossary(
    passalong: Run, loaded_folders: object, tmp_path: Path
) -> None:
    file, out = tmp_path / "theirs.tbx", tmp_path / "ours.csv"
    file.write_bytes(written("tbx"))

    taken = passalong("translations", "take", str(file))
    given = passalong("translations", "give", str(out))

    assert taken.output == "3 concepts added, 0 changed.\n"
    assert given.exit_code == 0
    assert len(read_table(out.read_bytes())) == 3


WRONG = {
    "a.tmx": (b"<tmx>\n<tu", ":2: not readable as XML"),
    "a.tbx": (b"<!DOCTYPE a [<!ENTITY b 'c'>]><martif/>", ":1: it declares"),
    "a.csv": (table("c,fr,!,"), "A term needs letters or digits"),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_command_says_where_a_file_is_wrong_and_takes_nothing(
    passalong: Run, loaded_folders: object, tmp_path: Path, name: str
) -> None:
    data, said = WRONG[name]
    file = tmp_path / name
    file.write_bytes(data)

    ended = passalong("translations", "take", str(file))

    assert ended.exit_code == 1
    assert said in ended.output
    assert ended.output.endswith("Nothing was taken in.\n")
