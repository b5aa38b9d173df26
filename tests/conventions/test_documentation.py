"""README names every setting and every command, so that nobody has to read code."""

import re

import pytest
import typer
from typer.core import TyperGroup

from app.cli import app as cli
from app.platform.settings import PREFIX, Settings
from tests.conventions.sources import ROOT

README = ROOT / "README.md"
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
    lines = README.read_text().splitlines()

    found = any(_names_all(line, words) for line in lines)
    assert found, f"say in README.md what `passalong {' '.join(words)}` does"


@pytest.mark.parametrize("target", MAKE_TARGETS)
def test_a_make_target_is_documented(target: str) -> None:
    assert f"make {target}" in README.read_text()


def _names_all(line: str, words: tuple[str, ...]) -> bool:
    return all(
        re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line) for word in words
    )
