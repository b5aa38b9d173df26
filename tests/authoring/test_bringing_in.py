"""Bringing in what was written elsewhere: a report first, then all or nothing."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select
from sqlmodel import col
from typer.testing import CliRunner

from app.accounts.roles import Role
from app.authoring.importing.job_names import LOOK, TAKE
from app.cli import app as command
from app.packs.models import Module, Pack
from app.platform.jobs import Job, JobState
from app.translation.models import Translation
from tests.authoring.arriving import BOOK, FOLDER, PAGES, TRAINING, packed
from tests.authoring.conftest import Writer, writer
from tests.browser.pages import VIDEO_PACK
from tests.reading.shelf import Shelf

IMPORT = "/en/contribute/import"
HEAD = (
    '+++\nid = "m1"\ntitle = "One"\nkind = "training"\nminutes = 5\nlead = "L"\n+++\n\n'
)
SAID = {"language": "en", "skills": "problem-solving", "licence": "CC-BY-4.0"}


def send(person: Writer, data: bytes, **said: str) -> Response:
    """Send a ZIP."""
    files = {"file": ("arrived.zip", data, "application/zip")}
    browser = person.browser
    return browser.client.post(IMPORT, data=SAID | said, files=files)


def work(app: FastAPI) -> None:
    """Do what was asked for in the background, and nothing else that waits."""
    with app.state.database.open_session() as session:
        asked = select(col(Job.id)).where(
            col(Job.kind).in_([LOOK, TAKE]), col(Job.state) == JobState.QUEUED
        )
        waiting = list(session.scalars(asked))
    for job_id in waiting:
        app.state.worker._run_job(job_id)


def looked(person: Writer, app: FastAPI, data: bytes, **said: str) -> tuple[str, str]:
    """Send a ZIP and wait; return the address of its report, and the page."""
    answer = send(person, data, **said)
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    work(app)
    return where, person.browser.get(where).text


def bring(person: Writer, app: FastAPI, data: bytes, **said: str) -> list[str]:
    """Take a ZIP in; return where its packs are."""
    where, page = looked(person, app, data, **said)
    assert "Take it in" in page, page
    assert person.browser.post(f"{where}/take").status_code == 303
    work(app)
    page = person.browser.get(where).text
    return re.findall(r'href="(/en/packs/[a-z0-9-]+)"', page)


def counts(app: FastAPI) -> tuple[int, ...]:
    """Return how many packs, modules and translations there are."""
    with app.state.database.open_session() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Pack, Module, Translation)
        )


def in_language(app: FastAPI, language: str) -> set[str]:
    """Return what there is in a language."""
    with app.state.database.open_session() as session:
        said = select(col(Translation.text)).where(
            col(Translation.language) == language
        )
        return set(session.scalars(said))


def test_nothing_is_written_before_somebody_says_so(shelf: Shelf, ama: Writer) -> None:
    before = counts(shelf.app)

    where, page = looked(ama, shelf.app, packed(BOOK))

    assert "Mend a bicycle" in page
    assert "Nothing was written yet." in page
    assert counts(shelf.app) == before
    assert ama.browser.post(f"{where}/forget").status_code == 303
    assert "It was forgotten." in ama.browser.get(where).text
    assert ama.browser.post(f"{where}/take").status_code == 409


def test_a_markdown_book_comes_in_with_its_translations(
    shelf: Shelf, ama: Writer
) -> None:
    _, page = looked(ama, shelf.app, packed(BOOK))
    for lost in ("A language that is not known", "nowhere in the text", "A picture"):
        assert lost in page

    [pack] = bring(ama, shelf.app, packed(BOOK))

    hole = ama.browser.get(f"{pack}/2").text
    assert "With water" in hole
    assert "Bubbles" in hole
    assert "# not a heading" in hole
    assert "a note" not in hole
    assert "{{#include" not in hole
    assert f'href="{pack}/2"' in ama.browser.get(f"{pack}/1").text
    french = in_language(shelf.app, "fr")
    assert {"Trouver le trou", "Gonflez-le."} <= french
    assert any("Vous réparez un pneu" in text for text in french)
    assert "le trou" in ama.browser.get(f"{pack.replace('/en/', '/fr/')}/1").text


def test_training_modules_come_in_with_questions_and_translations(
    shelf: Shelf, ama: Writer
) -> None:
    _, page = looked(ama, shelf.app, packed(TRAINING))
    assert "It points to something that is not here." in page

    [pack] = bring(ama, shelf.app, packed(TRAINING))

    module = ama.browser.get(f"{pack}/1").text
    assert "What is kind?" in module
    assert "Be kind." in module
    assert "12 min" in module
    assert {"Sea amable.", "Pregunte", "Escuche", "Hola"} <= in_language(
        shelf.app, "es"
    )


def test_wiki_pages_come_in_with_translated_subpages(shelf: Shelf, ama: Writer) -> None:
    address = "https://meta.wikimedia.org/wiki/Grants"
    _, page = looked(ama, shelf.app, packed(PAGES), address=address)
    assert "built in another way than its source" in page

    [pack] = bring(ama, shelf.app, packed(PAGES), address=address, title="Grants")

    first = ama.browser.get(f"{pack}/1").text
    assert f'href="{pack}/2"' in first
    assert "https://meta.wikimedia.org/wiki/Help" in first
    assert "&lt;!--" not in first
    assert "translate" not in first.partition("<h1")[2][:400]
    assert "Pida" in in_language(shelf.app, "es")
    assert "Otra cosa." not in in_language(shelf.app, "es")
    assert address in ama.browser.get(pack).text


def test_a_folder_of_markdown_becomes_a_pack(shelf: Shelf, ama: Writer) -> None:
    [pack] = bring(ama, shelf.app, packed(FOLDER), title="A guide")

    page = ama.browser.get(pack).text
    assert "Begin here" in page
    assert "Go on" in page
    assert "Kofi" in page
    assert f'href="{pack}/2"' in ama.browser.get(f"{pack}/1").text


def test_only_its_sender_sees_what_was_sent(shelf: Shelf, ama: Writer) -> None:
    where, _ = looked(ama, shelf.app, packed(FOLDER))
    kofi = writer(shelf.app, "Kofi", Role.EDITOR, Role.STEWARD)

    assert kofi.browser.get(where).status_code == 404
    assert kofi.browser.post(f"{where}/take").status_code == 404


def test_a_pack_taken_along_and_brought_back_by_command_changes_nothing(
    shelf: Shelf, ama: Writer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    along = f"/en/packs/{VIDEO_PACK}/offline/folder"
    before = ama.browser.get(along).content
    was = counts(shelf.app)
    settings = shelf.app.state.settings
    monkeypatch.setenv("PASSALONG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(settings.media_folder))
    (tmp_path / "pack.zip").write_bytes(before)

    ended = CliRunner().invoke(
        command, ["content", "import", str(tmp_path / "pack.zip")]
    )

    assert ended.exit_code == 0, ended.output
    assert f"{VIDEO_PACK} is here, published." in ended.output
    assert ama.browser.get(along).content == before
    assert counts(shelf.app) == was


def test_what_readers_have_is_not_changed_past_its_reviewers(
    shelf: Shelf, ama: Writer
) -> None:
    before = ama.browser.get(f"/en/packs/{VIDEO_PACK}/offline/folder").content
    was = counts(shelf.app)

    where, page = looked(ama, shelf.app, before)

    assert "Readers have this pack already." in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert counts(shelf.app) == was


def hostile() -> dict[str, bytes]:
    """Return ZIPs nobody should send."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"0" * 60_000_000)
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        member = zipfile.ZipInfo("a.md")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return {
        "Unpacked it would be too large.": bomb.getvalue(),
        "Something in it is not a plain file.": link.getvalue(),
        "a name that is not allowed": packed({"../../a.md": "x"}),
        "There is an archive in it.": packed({"a.zip": "x"}),
        "This is not a ZIP file": b"\x89PNG not a zip",
        "nothing in it that can become a pack": packed({"a.bin": "x"}),
        "Two files in it have one name.": packed({"a.md": "x", "A.md": "y"}),
    }


@pytest.mark.parametrize("reason", hostile())
def test_a_zip_made_to_hurt_is_refused_with_the_reason(
    shelf: Shelf, ama: Writer, reason: str
) -> None:
    before = counts(shelf.app)

    where, page = looked(ama, shelf.app, hostile()[reason])

    assert reason in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert counts(shelf.app) == before


def own_pack(**more: bytes | str) -> bytes:
    """Return a small pack of our own format."""
    head = (
        'id = "zz9zz9"\nsource_language = "en"\ntitle = "T"\nsummary = "S"\n'
        'goals = ["g"]\nskills = ["problem-solving"]\nlevel = "beginner"\n'
        'licence = "CC-BY-SA-4.0"\n\n[[authors]]\nname = "A"\nrole = "author"\n'
    )
    module = HEAD + "::: goals\n- g\n:::\n\nText.\n"
    files: dict[str, bytes | str] = {"pack.toml": head, "modules/01-one.md": module}
    return packed({f"t/{name}": data for name, data in (files | more).items()})


IMAGE = (
    'title = "P"\nkind = "image"\nauthor = "A"\nlicence = "CC0"\nlanguage = "en"\n'
    '[[files]]\nfile = "p.png"\ntype = "image/png"\n'
)


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        (
            {"media/p.toml": IMAGE, "media/p.png": "<html><script>x</script>"},
            "media/p.png:1",
            "this is no image",
        ),
        (
            {"modules/01-one.md": b"+++\nid = \xff\n"},
            "modules/01-one.md:2",
            "the file is not UTF-8",
        ),
        (
            {"modules/01-one.md": b"\x00\x01binary"},
            "modules/01-one.md:1",
            "binary data",
        ),
        ({"translations/fr.po": "msgid broken"}, "translations/fr.po:", "gettext"),
        (
            {
                "modules/01-one.md": HEAD + "::: goals\n" * 1_000,
            },
            "modules/01-one.md:",
            "",
        ),
    ],
)
def test_a_pack_with_a_wrong_file_is_refused_with_place_and_reason(
    shelf: Shelf, ama: Writer, files: dict[str, bytes | str], place: str, reason: str
) -> None:
    before = counts(shelf.app)

    where, page = looked(ama, shelf.app, own_pack(**files))

    assert "What has to be mended first" in page
    assert place in page
    assert reason in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert counts(shelf.app) == before


@pytest.mark.parametrize(
    ("header", "context", "place"),
    [
        ("", "m9/abcdef", "translations/fr.po:1"),
        ("X-Passalong-Document: pack other1\\n", "m1/abcdef", "translations/fr.po:2"),
    ],
)
def test_a_catalog_of_another_pack_is_refused_with_place_and_reason(
    shelf: Shelf, ama: Writer, header: str, context: str, place: str
) -> None:
    other = (
        f'msgid ""\nmsgstr "Language: fr\\n{header}"\n\n'
        f'msgctxt "{context}"\nmsgid "X"\nmsgstr "Y"\n'
    )

    where, page = looked(ama, shelf.app, own_pack(**{"translations/fr.po": other}))

    assert "the catalog is of another text" in page
    assert place in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert "Y" not in in_language(shelf.app, "fr")


def test_taking_in_twice_or_after_a_killed_run_brings_one_pack(
    shelf: Shelf, ama: Writer
) -> None:
    where, _ = looked(ama, shelf.app, packed(FOLDER), title="A guide")
    ama.browser.post(f"{where}/take")

    assert ama.browser.post(f"{where}/take").status_code == 409
    work(shelf.app)
    work(shelf.app)

    with shelf.app.state.database.open_session() as session:
        found = session.scalars(select(Pack).where(col(Pack.slug).like("a-guide%")))
        assert [pack.slug for pack in found] == ["a-guide"]


def test_a_form_without_a_file_or_with_wrong_fields_says_so(ama: Writer) -> None:
    empty = ama.browser.client.post(IMPORT, data=SAID, files={"x": ("", b"", "a/b")})
    wrong = send(ama, packed(FOLDER), skills="juggling")

    assert empty.status_code == 422
    assert "Choose a ZIP file." in empty.text
    assert wrong.status_code == 422
