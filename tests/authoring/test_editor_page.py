"""When the page of a draft becomes an editor, and what its form saves then."""

from tests.authoring.conftest import EDIT, MODULE, Writer
from tests.conventions.sources import listed, relative, template_files

SCRIPT = "/static/editor/editor."


def loads_editor(writer: Writer, path: str, **headers: str) -> bool:
    return SCRIPT in writer.browser.client.get(path, headers=headers).text


def test_only_the_page_of_a_draft_loads_the_editor(ama: Writer) -> None:
    assert loads_editor(ama, EDIT)
    assert not loads_editor(ama, MODULE)
    others = [
        relative(path)
        for path in template_files()
        if "editor/editor.js" in path.read_text()
    ]
    assert others == ["templates/authoring/edit.html"], listed(others)


def test_whoever_saves_data_or_wants_a_plain_form_gets_one(ama: Writer) -> None:
    assert not loads_editor(ama, f"{EDIT}?plain=1")
    assert not loads_editor(ama, EDIT, **{"save-data": "on"})
    assert loads_editor(ama, f"{EDIT}?plain=0", **{"save-data": "on"})


def test_the_plain_form_stays_plain_after_a_save(ama: Writer) -> None:
    form = ama.form() | {"plain": "1", "body": "## Plain\n\nWords."}

    leads_to = ama.send(form).headers["location"]

    assert leads_to == f"{EDIT}?said=saved&plain=1"


def test_what_cannot_be_used_comes_back_in_the_plain_form(ama: Writer) -> None:
    answer = ama.send(ama.form() | {"title": ""})

    assert answer.status_code == 422
    assert SCRIPT not in answer.text


def test_the_form_of_a_live_page_saves_what_is_live_and_not_what_it_holds(
    ama: Writer, kofi: Writer
) -> None:
    form = ama.form()
    kofi.change("Plan with two numbers.", "Plan with three numbers.")

    leads_to = ama.send(form | {"live": "1", "message": "Looked at"})

    assert leads_to.headers["location"] == f"{EDIT}?said=saved"
    assert "Plan with three numbers." in ama.form()["body"]
