"""README names every setting, docs every command, so that nobody has to read code."""

import re

import pytest
import typer
from typer.core import TyperGroup

from app.cli import app as cli
from app.platform.settings import PREFIX, Settings
from tests.conventions.sources import ROOT

README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
MEASURED = ROOT / "docs" / "measured.md"
MOST_LINES = 130
MAKE_TARGETS = ["run", "check", "test", "bench", "format"]


def verbs(command: object, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command as its words, groups before what is in them."""
    if not isinstance(command, TyperGroup):
        return [before]
    return [
        words
        for name, inner in sorted(command.commands.items())
        if not inner.hidden
        for words in verbs(inner, (*before, name))
    ]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_is_documented(name: str) -> None:
    variable = PREFIX + name.upper()

    assert re.search(rf"\b{variable}\b", README.read_text()), (
        f"say in README.md what {variable} does, and its default"
    )


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("words", verbs(typer.main.get_command(cli)), ids=" ".join)
def test_a_command_is_documented(words: tuple[str, ...]) -> None:
    """`content load|check` on one line documents both."""
    lines = COMMANDS.read_text().splitlines()

    found = any(_names_all(line, words) for line in lines)
    assert found, f"say in docs/commands.md what `passalong {' '.join(words)}` does"


@pytest.mark.parametrize("target", MAKE_TARGETS)
def test_a_make_target_is_documented(target: str) -> None:
    assert f"make {target}" in README.read_text()


def test_readme_stays_short() -> None:
    lines = README.read_text().splitlines()

    assert len(lines) <= MOST_LINES, "README is a first look: move the rest to docs/"


def test_every_page_of_the_documentation_is_linked() -> None:
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}

    linked = set(re.findall(r"\((docs/[^)#]+\.md)\)", README.read_text()))

    assert pages == linked


def test_every_row_readme_quotes_was_measured() -> None:
    """Numbers of the short table stand in one row of the long one."""
    section = README.read_text().partition("## Measured")[2].partition("\n## ")[0]
    rows = [_cells(line) for line in section.splitlines() if line.startswith("|")][2:]
    measured = [_cells(line) for line in MEASURED.read_text().splitlines()]

    assert rows
    for row in rows:
        assert any(set(row) <= set(whole) for whole in measured), row


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _names_all(line: str, words: tuple[str, ...]) -> bool:
    return all(
        re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line) for word in words
    )
