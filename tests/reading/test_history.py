"""The history of a pack and its modules: versions, and what changed between them."""

import gzip
import random
import re
from collections.abc import Iterator

import pytest

from app.reading.changes_view import PER_PAGE
from tests.conventions.sources import ROOT
from tests.databases import Databases
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import PACK, Shelf, made_shelf

BASE = f"/en/packs/{PACK}"
MODULE = f"{BASE}/1"
EDITED = "modules/01-choose-a-goal-a-size-and-a-place.md"
FIRST = "Plan with two numbers. Use the higher one for chairs."
SECOND = "Plan with three numbers. Use the higher one for chairs."
# What a page of any other kind may weigh.
MOST_BYTES = 14_000
HOSTILE = "Plan with `<img src=x onerror=alert(1)>` numbers."


@pytest.fixture(scope="module")
def shelf(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    """A shelf whose first module was edited twice, once with hostile words."""
    for shelf in made_shelf(databases, tmp_path_factory.mktemp("content")):
        shelf.load()
        shelf.change(EDITED, FIRST, SECOND)
        shelf.load()
        shelf.change(EDITED, SECOND, HOSTILE)
        shelf.load()
        yield shelf


def _main(shelf: Shelf, path: str) -> Element:
    return shelf.page(path).one("main")


def test_a_module_lists_its_versions_the_newest_first(shelf: Shelf) -> None:
    links = [link.text for link in _main(shelf, f"{MODULE}/history").all("a")]

    versions = [text.split(",")[0] for text in links if text.startswith("Version")]
    assert versions == ["Version 3", "Version 2", "Version 1"]


def test_a_pack_lists_the_versions_of_itself_and_of_every_module(shelf: Shelf) -> None:
    history = _main(shelf, f"{BASE}/history")

    assert len(history.all("li")) >= 3 + len(_main(shelf, BASE).all("a", css="mod"))
    assert f"{MODULE}/history/3" in {a.attributes["href"] for a in history.all("a")}


def test_pages_lead_to_their_history(shelf: Shelf) -> None:
    for page in (BASE, MODULE):
        links = {a.attributes.get("href") for a in shelf.page(page).all("a")}
        assert f"{page}/history" in links


def test_a_version_shows_the_text_of_then(shelf: Shelf) -> None:
    first, second = (_main(shelf, f"{MODULE}/history/{n}").text for n in (1, 2))

    assert "Plan with two numbers." in first
    assert "Plan with three numbers." in second
    assert "Plan with two numbers." not in second


def test_questions_of_a_version_cannot_be_answered(shelf: Shelf) -> None:
    article = _main(shelf, f"{MODULE}/history/1").one("article")

    buttons = article.all("button")
    assert buttons
    assert all(_is_disabled(button) for button in buttons)


def _is_disabled(element: Element) -> bool:
    around: Element | None = element
    while around and not (around.tag == "fieldset" and "disabled" in around.attributes):
        around = around.parent
    return around is not None


def test_what_changed_is_marked_word_by_word(shelf: Shelf) -> None:
    difference = _main(shelf, f"{MODULE}/diff/1/2?view=one")

    assert [gone.text for gone in difference.all("del")] == ["two"]
    assert [new.text for new in difference.all("ins")] == ["three"]


def test_side_by_side_what_was_stands_before_what_is(shelf: Shelf) -> None:
    changed = _main(shelf, f"{MODULE}/diff/1/2?view=side").one("section", css="chg")

    was, now = changed.all("div", css="diffbox")
    assert FIRST in was.text
    assert SECOND in now.text
    assert [gone.text for gone in was.all("del")] == ["two"]
    assert [new.text for new in now.all("ins")] == ["three"]
    assert not was.all("ins")
    assert not now.all("del")


def test_the_choice_of_columns_stays_in_the_addresses(shelf: Shelf) -> None:
    links = _main(shelf, f"{MODULE}/diff/1/2?view=side").all("a")
    chosen = [a.text for a in links if a.attributes.get("aria-current")]
    newer = next(a for a in links if a.attributes.get("rel") == "next")
    older = _main(shelf, f"{MODULE}/diff/2/3?view=one").one("a", rel="prev")

    assert chosen == ["Side by side"]
    assert newer.attributes["href"] == f"{MODULE}/diff/2/3?view=side"
    assert older.attributes["href"] == f"{MODULE}/diff/1/2?view=one"


def test_nothing_is_older_than_the_first_change_or_newer_than_the_last(
    shelf: Shelf,
) -> None:
    assert not _main(shelf, f"{MODULE}/diff/1/2").all("a", rel="prev")
    assert not _main(shelf, f"{MODULE}/diff/2/3").all("a", rel="next")
    assert "1 version stands between" in _main(shelf, f"{MODULE}/diff/1/3").text


@pytest.mark.parametrize("asked", ["view=nonsense", "open=x&page=-4", "page=99&view="])
def test_what_nobody_can_show_is_shown_as_usual(shelf: Shelf, asked: str) -> None:
    assert "1 block changed." in _main(shelf, f"{MODULE}/diff/1/2?{asked}").text


def test_a_version_beside_itself_says_so(shelf: Shelf) -> None:
    assert "one and the same version" in _main(shelf, f"{MODULE}/diff/2/2").text


def test_what_did_not_change_comes_when_it_is_asked_for(shelf: Shelf) -> None:
    difference = _main(shelf, f"{MODULE}/diff/1/2?view=one")
    folds = difference.all("p", css="folded")

    assert "blocks did not change" in folds[0].text
    assert "kB" in folds[0].text
    hidden = "## Avoid these early mistakes"
    assert hidden not in difference.text
    shown = []
    for fold in folds:
        address = fold.one("a").attributes["href"]
        assert address.startswith("?view=one&")
        shown.append(_main(shelf, f"{MODULE}/diff/1/2{address}").text)
    assert hidden in "".join(shown)


def test_a_little_that_did_not_change_is_folded_in_the_page(shelf: Shelf) -> None:
    difference = _main(shelf, f"{MODULE}/diff/1/2")

    for fold in difference.all("details", css="folded"):
        assert fold.one("summary").text.endswith("did not change")
        assert fold.all("div", css="diffbox")


def test_versions_are_compared_in_the_order_they_were_made(shelf: Shelf) -> None:
    assert _main(shelf, f"{MODULE}/diff/2/1").text == (
        _main(shelf, f"{MODULE}/diff/1/2").text
    )


def test_any_two_versions_can_be_chosen(shelf: Shelf) -> None:
    answer = shelf.client.get(f"{MODULE}/compare?from=3&to=1")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{MODULE}/diff/1/3"


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("?from=x&to=-1", 200), ("?from=99999999999", 404)]
)
def test_a_choice_that_makes_no_sense_leads_to_a_page(
    shelf: Shelf, query: str, status: int
) -> None:
    answer = shelf.client.get(f"{MODULE}/compare{query}")
    followed = shelf.client.get(answer.headers["location"])

    assert followed.status_code == status
    assert read_page(followed.text).one("main").text


@pytest.mark.parametrize(
    "path", ["/history/4", "/history/0", "/history/9999999", "/diff/9/9", "/diff/1/9"]
)
def test_a_version_that_never_was_is_not_found(shelf: Shelf, path: str) -> None:
    for base in (BASE, MODULE):
        assert shelf.client.get(f"{base}{path}").status_code in {404, 422}


def test_hostile_words_are_shown_as_words(shelf: Shelf) -> None:
    for path in ("/history/3", "/diff/2/3"):
        html = shelf.client.get(f"{MODULE}{path}").text

        assert "<img src=x" not in html
        assert "onerror" in html


def test_the_file_about_a_pack_has_versions_too(shelf: Shelf) -> None:
    text = _main(shelf, f"{BASE}/history/1").one("pre").text

    assert 'id = "' in text


def test_what_somebody_wrote_stands_in_their_direction(shelf: Shelf) -> None:
    path = f"{MODULE}/diff/1/2?view=one".replace("/en/", "/ar/")
    page = shelf.client.get(path).text
    difference = read_page(page).one("main")

    assert read_page(page).one("html").direction == "rtl"
    assert difference.one("ins").direction == "ltr"
    assert difference.one("ins").lang == "en"


def test_a_text_of_200_kb_in_which_all_changed_comes_in_light_pages(
    shelf: Shelf,
) -> None:
    chance = random.Random(7)  # noqa: S311 - words to compare, no secret
    file = ROOT / "learning_packs" / PACK / EDITED
    words = re.findall(r"[a-z]{3,}", file.read_text())
    blocks = [f"{n} one {' '.join(chance.sample(words, 28))}" for n in range(1_200)]
    shelf.change(EDITED, HOSTILE, "\n\n".join(blocks))
    shelf.load()
    edited = [block.replace(" one ", " two ", 1) for block in blocks]
    shelf.change(EDITED, "\n\n".join(blocks), "\n\n".join(edited))
    shelf.load()
    newest = f"{MODULE}/diff/4/5"

    answer = shelf.client.get(newest)
    page = read_page(answer.text)

    assert "1200 blocks changed." in page.one("main").text
    assert len(gzip.compress(answer.content)) <= MOST_BYTES
    assert len(page.one("main").all("section", css="chg")) <= PER_PAGE
    following = page.one("a", rel="next", css="btn")
    last = _main(shelf, f"{newest}?view=one&page=31")
    assert following.attributes["href"] == "?page=2"
    assert "1199 " in last.text
