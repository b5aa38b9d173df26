"""The sources of a pack as rows of its form: added, changed, taken out, none lost."""

import pytest

from app.content.export import export_pack
from app.content.schemas import PackFields
from app.packs.queries import get_pack
from app.texts.segments import read_toml
from tests.authoring.conftest import Writer
from tests.authoring.test_about import HERE, PAGE, change, fields
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import PACK, Shelf

PLAN = {
    "title": "The plan",
    "url": "https://example.org/plan?a=1|2",
    "accessed": "2026-11-20",
    "shows": "How a day is “planned”",
    "id": "plan",
}


def row(number: int, **parts: str) -> dict[str, str | list[str]]:
    """Return the fields of a row."""
    return {f"source-{number}-{name}": text for name, text in parts.items()}


def next_row(who: Writer) -> int:
    return sum(name.endswith("-url") for name in fields(who)) + 1


def press(who: Writer, wish: str, **more: str | list[str]) -> Element:
    """Press a button of the rows; return the page."""
    sent = fields(who) | more | {"do": wish}
    answer = who.browser.client.post(HERE, data=sent)
    assert answer.status_code == 200
    return read_page(answer.text).one("main")


def value(page: Element, name: str) -> str:
    return page.one("input", id=name).attributes["value"]


def test_sources_are_added_and_one_that_a_module_names_stays(
    ama: Writer, efua: Writer
) -> None:
    before, number = fields(ama), next_row(ama)
    assert number > 1

    assert change(ama, **row(number, **PLAN)) == 303

    after = fields(ama)
    kept = [name for name in before if name.startswith("source-")]
    assert {name: after[name] for name in kept} == {n: before[n] for n in kept}
    assert {n: after[n] for n in row(number, **PLAN)} == row(number, **PLAN)
    assert efua.browser.post(f"{HERE}/publish").status_code == 303
    assert "https://example.org/plan?a=1|2" in ama.browser.get(PAGE).text
    empty = dict.fromkeys(kept, "")
    refused = ama.browser.client.post(HERE, data=fields(ama) | empty)
    assert refused.status_code == 422
    page = read_page(refused.text).one("main")
    assert "This is not here: " in page.one("span", id="sources-error").text
    # What was left moved up.
    assert value(page, "source-1-id") == "plan"


def test_a_row_more_keeps_all_that_was_typed_and_saves_nothing(ama: Writer) -> None:
    before, number = fields(ama), next_row(ama)
    typed = {"title": "Half a title", **row(number, title="Half a source")}

    page = press(ama, "add-source", **typed)

    assert value(page, "title") == "Half a title"
    assert value(page, f"source-{number}-title") == "Half a source"
    new = page.one("input", id=f"source-{number + 1}-title")
    assert new.attributes["value"] == ""
    assert "autofocus" in new.attributes
    assert fields(ama) == before


def test_a_source_is_taken_out_by_its_button_and_the_others_move_up(
    ama: Writer,
) -> None:
    number = next_row(ama)
    more = row(number, **PLAN) | row(number + 1, **PLAN | {"id": "second"})

    page = press(ama, f"drop-source-{number}", **more)

    assert value(page, f"source-{number}-id") == "second"
    assert not page.all("input", id=f"source-{number + 1}-id")


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("title", " ", "This is needed."),
        ("accessed", "soon", "Write a date such as 2026-11-20."),
        ("url", "javascript:alert(1)", "Write an address that begins with https://"),
        ("id", "Two words", "This is not written as it should be."),
        ("shows", "bell \x07", "signs in the text"),
        ("shows", "x" * 2_001, "at most 2000 characters"),
    ],
)
def test_a_source_that_cannot_be_used_stays_in_the_form(
    ama: Writer, part: str, text: str, words: str
) -> None:
    before, number = fields(ama), next_row(ama)

    answer = ama.browser.client.post(
        HERE, data=before | row(number, **PLAN | {part: text})
    )

    assert answer.status_code == 422
    page, name = read_page(answer.text).one("main"), f"source-{number}-{part}"
    assert words in page.one("span", id=f"{name}-error").text
    assert f'href="#{name}"' in answer.text
    kept = page.one("textarea" if part == "shows" else "input", id=name)
    shown = kept.text if part == "shows" else kept.attributes["value"]
    assert text.strip() in shown
    assert fields(ama) == before


def test_two_sources_of_one_short_name_are_refused_beside_the_second(
    ama: Writer,
) -> None:
    first = str(fields(ama)["source-1-id"])
    number = next_row(ama)

    answer = ama.browser.client.post(
        HERE, data=fields(ama) | row(number, **PLAN | {"id": first})
    )

    assert answer.status_code == 422
    error = read_page(answer.text).one("span", id=f"source-{number}-id-error")
    assert "Another source has this short name." in error.text


def test_what_was_refused_does_not_pass_over_what_others_saved_meanwhile(
    ama: Writer, kofi: Writer
) -> None:
    mine, number = fields(ama), next_row(ama)
    assert change(kofi, title="Meet once") == 303
    wrong = mine | row(number, **PLAN | {"url": "nowhere"})

    refused = ama.browser.client.post(HERE, data=wrong)
    shown = read_page(refused.text).one("main")
    seen = {n: shown.all("input", name=n)[0].attributes["value"] for n in SEEN}
    assert (
        ama.browser.client.post(
            HERE, data=mine | row(number, **PLAN) | seen
        ).status_code
        == 303
    )

    assert fields(ama)["title"] == "Meet once"
    assert fields(ama)[f"source-{number}-url"] == PLAN["url"]


SEEN = ("seen", "base")


def test_more_sources_than_a_form_shows_stay_in_the_pack(
    shelf: Shelf, ama: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.authoring.about.sources.MOST_ROWS", 1)
    before = sources(shelf)
    assert len(before) > 1
    assert "add-source" not in ama.browser.get(HERE).text

    assert change(ama, **{"source-1-shows": "Something else"}) == 303

    assert fields(ama)["source-1-shows"] == "Something else"
    assert next_row(ama) == 2
    assert sources(shelf) == before


def sources(shelf: Shelf) -> list[str]:
    """Return the short names of the sources in the pack's folder."""
    with shelf.app.state.database.open_session() as session:
        files = export_pack(session, shelf.app.state.storage, get_pack(session, PACK))
    written = PackFields.model_validate(read_toml(files["pack.toml"].decode()))
    return [source.id for source in written.sources]
