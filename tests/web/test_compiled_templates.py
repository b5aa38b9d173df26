"""The code of templates is kept beside them, and used only while it is right."""

from pathlib import Path

import pytest
from jinja2 import Environment

from app.web import compiled_templates
from app.web.compiled_templates import TemplatesOfProcess
from app.web.rendering import QuickEnvironment
from app.web.templates import compile_templates

KEPT = "kept"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two templates, one inside the other."""
    (tmp_path / "page.html").write_text("<p>{{ text }}{% include 'parts/end.html' %}")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "end.html").write_text("</p>")
    return tmp_path


def started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Return the environment of a process that has just been started."""
    monkeypatch.setattr(TemplatesOfProcess, "_known", {})
    loader = TemplatesOfProcess(folder, folder / KEPT)
    return QuickEnvironment(loader=loader, autoescape=True, auto_reload=False)


def compile_in(environment: Environment) -> list[str]:
    """Keep what is not kept; return what that was."""
    assert isinstance(environment.loader, TemplatesOfProcess)
    return environment.loader.compile_stale(environment)


def page(environment: Environment) -> str:
    """Return the page as somebody gets it."""
    return environment.get_template("page.html").render(text="<")


def refuse(*_given: object, **_named: object) -> None:
    """Stand for the compiler where it is not to be asked."""
    raise AssertionError("it was compiled")


def test_a_process_compiles_nothing_that_was_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["page.html", "parts/end.html"]

    assert compile_in(started(folder, monkeypatch)) == names
    assert compile_in(started(folder, monkeypatch)) == []

    environment = started(folder, monkeypatch)
    monkeypatch.setattr(environment, "compile", refuse)
    assert page(environment) == "<p>&lt;</p>"


def test_a_template_that_was_changed_is_shown_as_it_is_now(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_in(started(folder, monkeypatch))

    (folder / "parts" / "end.html").write_text("!</p>")

    assert page(started(folder, monkeypatch)) == "<p>&lt;!</p>"
    assert compile_in(started(folder, monkeypatch)) == ["parts/end.html"]


def test_what_another_program_compiled_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_in(started(folder, monkeypatch))

    monkeypatch.setattr(compiled_templates, "_writer", lambda: b"another")

    assert len(compile_in(started(folder, monkeypatch))) == 2


@pytest.mark.parametrize("left", [0, 10, 30, 200])
def test_what_was_cut_off_is_compiled_anew(
    folder: Path, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_in(started(folder, monkeypatch))

    for file in (folder / KEPT).iterdir():
        file.write_bytes(file.read_bytes()[:left])

    assert page(started(folder, monkeypatch)) == "<p>&lt;</p>"
    assert len(compile_in(started(folder, monkeypatch))) == 2


def test_a_page_is_shown_where_nothing_can_be_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / KEPT).write_text("a file where a folder would be")

    with pytest.raises(OSError, match=KEPT):
        compile_in(started(folder, monkeypatch))
    assert page(started(folder, monkeypatch)) == "<p>&lt;</p>"


def test_all_templates_of_the_program_can_be_kept() -> None:
    compile_templates()

    assert compile_templates() == []
