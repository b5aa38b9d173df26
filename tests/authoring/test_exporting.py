"""What was written on the site goes out as a folder, and is the same elsewhere."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as program
from app.platform.settings import get_settings
from tests.authoring.conftest import FIRST, MODULE, Writer
from tests.databases import Databases
from tests.reading.shelf import PACK, Shelf, made_shelf

NEW = "Plan with three numbers."


@pytest.fixture
def exported(
    ama: Writer,
    efua: Writer,
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The folder that `passalong content export` writes of a pack edited here."""
    review = ama.ask_review(FIRST, NEW)
    assert efua.browser.post(f"{review}/publish").status_code == 303
    settings = shelf.app.state.settings
    for name, value in {
        "ENVIRONMENT": "test",
        "DATABASE_URL": settings.database_url,
        "MEDIA_FOLDER": settings.media_folder,
    }.items():
        monkeypatch.setenv(f"PASSALONG_{name}", str(value))
    get_settings.cache_clear()
    folder = tmp_path / "exported"

    ended = CliRunner().invoke(
        program, ["content", "export", str(folder), "--slug", PACK]
    )

    get_settings.cache_clear()
    assert ended.exit_code == 0, ended.output
    return folder / "learning_packs" / PACK


def test_an_export_holds_what_was_published_on_the_site(
    exported: Path, shelf: Shelf
) -> None:
    shipped = shelf.folder / "learning_packs" / PACK
    file = next((exported / "modules").glob("01-*"))
    before = (shipped / "modules" / file.name).read_text()

    assert file.read_text() == before.replace(FIRST, NEW)
    for other in (shipped / "modules").glob("*.md"):
        if other.name != file.name:
            assert (exported / "modules" / other.name).read_bytes() == (
                other.read_bytes()
            )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_export_loaded_elsewhere_gives_the_same_page(
    exported: Path,
    shelf: Shelf,
    databases: Databases,
    tmp_path: Path,
    language: str,
) -> None:
    there = made_shelf(databases, tmp_path / "there")
    other = next(there)
    target = other.folder / "learning_packs" / PACK
    for file in (path for path in exported.rglob("*") if path.is_file()):
        (target / file.relative_to(exported)).write_bytes(file.read_bytes())

    assert other.load().failed == []

    path = MODULE.replace("/en/", f"/{language}/")
    assert lesson(other, path) == lesson(shelf, path)
    list(there)


def lesson(shelf: Shelf, path: str) -> str:
    """Return the HTML of a module's text, with its notes on the translation."""
    html = shelf.client.get(path).text
    return html[html.index('<div class="prose">') : html.index('<p class="credit">')]
