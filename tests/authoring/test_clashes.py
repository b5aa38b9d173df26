"""Two people on the same lines: both texts are kept, and any mix can be saved."""

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from app.authoring.clashing import MOST_PLACES, versions_of_merge, with_body
from app.authoring.source import form_values
from app.texts.merging import merge
from tests.authoring.conftest import EDIT, FIRST, SECOND, Writer, sent_by
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import PACK, Shelf

AMA, KOFI = "Plan with Ama's numbers.", "Plan with Kofi's numbers."
HEAD = '+++\ntitle = "T"\nlead = "L"\nkind = "training"\nminutes = 5\n+++\n\n'
LINES = st.lists(st.sampled_from(["a\n", "b\n", "\n", "c c\n", "::: x\n"]), max_size=9)
TEXTS = LINES.map(lambda lines: HEAD + "".join(lines) + "end\n")


def met(ama: Writer, kofi: Writer, **kofis: str) -> Response:
    """Have both change the same line; return what the second of them gets."""
    form = kofi.form()
    ama.change(FIRST, AMA)
    return kofi.send(form | {"body": form["body"].replace(FIRST, KOFI)} | kofis)


def places(answer: Response) -> list[Element]:
    return read_page(answer.text).one("main").all("section", css="clashPlace")


def test_both_keep_their_words_side_by_side(ama: Writer, kofi: Writer) -> None:
    answer = met(ama, kofi)
    (place,) = places(answer)
    mine, theirs = place.all("div", css="diffbox")

    assert answer.status_code == 409
    assert [mark.text for mark in mine.all("mark")] == ["Kofi"]
    assert [mark.text for mark in theirs.all("mark")] == ["Ama"]
    assert KOFI in place.one("textarea").text
    assert "Ama changed the same lines" in read_page(answer.text).one("h1").text
    assert AMA in ama.form()["body"]


@pytest.mark.parametrize(
    ("take", "kept", "lost"),
    [("theirs", (AMA,), (KOFI,)), ("both", (AMA, KOFI), ()), ("mine", (KOFI,), (AMA,))],
)
def test_the_words_of_one_or_both_are_taken_by_a_button(
    ama: Writer, kofi: Writer, take: str, kept: tuple[str], lost: tuple[str]
) -> None:
    clash = met(ama, kofi)
    number = places(clash)[0].attributes["id"][1:]

    chosen = kofi.send(sent_by(clash), f"{take}-{number}")
    before = ama.form()["body"]
    answer = kofi.send(sent_by(chosen))

    assert KOFI not in before
    assert answer.status_code == 303
    body = ama.form()["body"]
    assert all(words in body for words in kept)
    assert not any(words in body for words in lost)


def test_any_mix_can_be_written_and_what_is_around_it_too(
    ama: Writer, kofi: Writer
) -> None:
    sent = sent_by(met(ama, kofi))
    mix = "Plan with Ama's and Kofi's numbers."
    place = next(
        k for k, text in sent.items() if k.startswith("part-") and KOFI in text
    )
    around = next(k for k, text in sent.items() if k.startswith("part-") and k != place)
    sent |= {
        place: sent[place].replace(KOFI, mix),
        around: f"A word before.\n\n{sent[around]}",
    }

    answer = kofi.send(sent)

    assert answer.status_code == 303
    body = ama.form()["body"]
    assert mix in body
    assert body.strip().startswith("A word before.")


def test_what_was_chosen_survives_choosing_elsewhere(ama: Writer, kofi: Writer) -> None:
    form = kofi.form()
    ama.change(FIRST, AMA)
    ama.change(SECOND, "Ama knows.")
    body = form["body"].replace(FIRST, KOFI).replace(SECOND, "Kofi knows.")
    clash = kofi.send(form | {"body": body})
    first, second = (place.attributes["id"][1:] for place in places(clash))
    sent = sent_by(clash) | {f"part-{first}": "By hand.\n"}

    chosen = kofi.send(sent, f"theirs-{second}")

    told = [place.one("textarea").text.strip() for place in places(chosen)]
    assert "By hand." in told[0]
    assert AMA in told[1]


def test_the_page_looked_at_first_saves_nothing(ama: Writer, kofi: Writer) -> None:
    preview = kofi.send(sent_by(met(ama, kofi)), "preview")

    assert preview.status_code == 200
    assert KOFI in read_page(preview.text).one("textarea", id="body").text
    assert AMA in ama.form()["body"]


def test_a_title_only_the_other_person_changed_is_kept(
    ama: Writer, kofi: Writer
) -> None:
    form, theirs = kofi.form(), ama.form()
    body = theirs["body"].replace(FIRST, AMA)
    ama.send(theirs | {"title": "Ama's title", "body": body})
    body = form["body"].replace(FIRST, KOFI)
    clash = kofi.send(form | {"body": body, "message": "Mine"})

    kofi.send(sent_by(clash))

    assert ama.form()["title"] == "Ama's title"
    assert KOFI in ama.form()["body"]
    assert "Mine" in ama.page(f"{EDIT}/saves").one("ol", css="hist").text


def test_a_title_both_changed_is_shown_with_the_other_one(
    ama: Writer, kofi: Writer
) -> None:
    form, theirs = kofi.form(), ama.form()
    ama.send(theirs | {"title": "Ama's title", "minutes": "31"})
    clash = kofi.send(form | {"title": "Kofi's title", "minutes": "33"})
    page = read_page(clash.text).one("main")

    assert "Theirs: Ama's title" in page.text
    assert page.one("input", id="title").attributes["value"] == "Kofi's title"
    assert kofi.send(sent_by(clash) | {"title": "Both"}).status_code == 303
    assert (ama.form()["title"], ama.form()["minutes"]) == ("Both", "33")


def test_what_was_published_meanwhile_is_kept(
    ama: Writer, kofi: Writer, shelf: Shelf
) -> None:
    form = kofi.form()
    ama.change(FIRST, AMA)
    folder = shelf.folder / "learning_packs" / PACK / "modules"
    file = f"modules/{next(folder.glob('01-*')).name}"
    shelf.change(file, SECOND, "Registration is only a wish.")
    shelf.load()
    clash = kofi.send(form | {"body": form["body"].replace(FIRST, KOFI)})

    answer = kofi.send(sent_by(clash))

    assert answer.status_code == 303
    body = ama.form()["body"]
    assert KOFI in body
    assert "Registration is only a wish." in body


@pytest.mark.parametrize("do", ["theirs-99", "theirs-x", "mine-", "both-1-1"])
def test_a_place_that_is_not_there_changes_nothing(
    ama: Writer, kofi: Writer, do: str
) -> None:
    clash = met(ama, kofi)

    assert sent_by(kofi.send(sent_by(clash), do)) == sent_by(clash)


def test_hostile_words_of_the_other_person_are_words(ama: Writer, kofi: Writer) -> None:
    form = kofi.form()
    ama.change(FIRST, "<img src=x onerror=alert(1)>")
    html = kofi.send(form | {"body": form["body"].replace(FIRST, KOFI)}).text

    assert "<img src=x" not in html
    assert "onerror" in html


@given(TEXTS, TEXTS, TEXTS)
def test_the_parts_of_any_merge_are_its_text(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    versions = versions_of_merge(merged)
    sent = FormData({f"part-{part.number}": part.text for part in versions.parts})

    body = form_values(merged.mine_first)["body"]
    assert "".join(part.text for part in versions.parts) == body
    assert with_body(sent)["body"] == body
    assert len(versions.places) <= merged.clashes


def test_very_many_places_are_few_fields() -> None:
    def text(who: str) -> str:
        lines = (f"{who if n % 2 else 'same'} {n}\n" for n in range(1_000))
        return HEAD + "".join(lines)

    merged = merge(text("base"), text("mine"), text("theirs"))
    versions = versions_of_merge(merged)

    assert merged.clashes > MOST_PLACES
    assert len(versions.places) <= MOST_PLACES + 1
    assert (
        "".join(p.text for p in versions.parts)
        == form_values(merged.mine_first)["body"]
    )
