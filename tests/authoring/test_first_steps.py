"""Who begins here is led on: what they may do, what is missing, what comes next."""

import re

from app.authoring.importing.drafting import PENCIL
from tests.authoring.conftest import EDIT, FIRST, Writer, writer
from tests.authoring.test_beginning import FORM, NEW, create
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import Shelf

PLANNED = "Plan with three numbers."
STILL_EMPTY = re.compile(r"(\d+) places? (?:is|are) still empty")


def links(page: Element) -> set[str]:
    """Return where the links of a page's own part lead."""
    return {a.attributes.get("href", "") for a in page.one("main").all("a")}


def test_whoever_may_not_write_packs_is_shown_what_they_may_do(
    shelf: Shelf, ama: Writer
) -> None:
    here = links(writer(shelf.app, "Yaw").page("/en/contribute"))

    assert not [href for href in here if href.startswith(NEW)]
    assert {"/en/packs", "/en/asked/new", "/en/translate", "/en/roles"} <= here
    assert NEW in links(ama.page("/en/contribute"))


def test_who_has_said_no_language_is_asked_for_them_before_being_told_of_tasks(
    shelf: Shelf,
) -> None:
    page = writer(shelf.app, "Yaw").page("/en/contribute")

    assert "Say which languages you know" in page.text
    assert "/en/me/settings#languages" in links(page)
    assert "Nothing needs you in the languages you know" not in page.text


def test_a_page_that_is_not_open_leads_to_who_gives_roles(shelf: Shelf) -> None:
    refused = writer(shelf.app, "Yaw").browser.get(NEW)

    assert refused.status_code == 403
    assert "/en/roles" in links(read_page(refused.text))


def test_the_list_above_a_long_form_says_which_field_is_meant(ama: Writer) -> None:
    answer = ama.browser.post(NEW, **{key: FORM[key] for key in ("language", "report")})

    summary = read_page(answer.text).one("main").all("div", role="alert")[0]

    assert summary.one("a").text == "What it teaches: This is needed."
    assert summary.one("a").attributes["href"] == "#skills"


def test_the_page_of_a_new_pack_says_what_comes_next(ama: Writer) -> None:
    page = ama.page(create(ama, title="Photograph boats")).one("main")

    assert "send each for review with “Publish changes”" in page.text
    # Its own direction would take the title to the other side of an Arabic page.
    assert "dir" not in page.one("h1").attributes
    assert page.one("h1").one("bdi").text == "Photograph boats"


def test_the_editor_counts_the_empty_places_of_a_module(ama: Writer) -> None:
    where = create(ama, title="Photograph boats")
    first = where.replace("contribute/drafts", "edit") + "/1"
    empty = ama.page(where).one("ul", css="points").all("a", href=first)

    todo = ama.page(first).one("section", id="todo").text

    told = STILL_EMPTY.search(todo)
    assert told
    assert int(told[1]) == len(empty) > 0
    assert "Nothing is left to mend" not in todo


def test_a_review_tells_that_a_place_is_empty(ama: Writer, efua: Writer) -> None:
    review = ama.ask_review(FIRST, f"{FIRST}\n\n{PENCIL} Say how many came.")

    before = efua.page(review).one("section", **{"aria-labelledby": "before"}).text

    assert "1 place is still empty." in before
    assert "Nothing is left to mend" not in before


def test_a_draft_without_a_change_is_not_sent_for_review(
    ama: Writer, efua: Writer
) -> None:
    answer = ama.send(ama.form(), "review")

    assert answer.headers["location"] == f"{EDIT}?said=unchanged"
    assert "Nothing was sent for review" in ama.page(f"{EDIT}?said=unchanged").text
    assert "All caught up" in efua.page("/en/review").text


def test_the_queue_names_the_pack_of_what_waits(ama: Writer, efua: Writer) -> None:
    ama.ask_review(FIRST, PLANNED)

    (entry,) = efua.page("/en/review").one("ul", css="queue").all("li")

    assert "Run an edit-a-thon where everybody makes an edit" in entry.text


def test_the_preview_tells_how_far_the_draft_is_from_what_readers_have(
    ama: Writer,
) -> None:
    form = ama.form()
    changed = form | {"body": form["body"].replace(FIRST, PLANNED)}

    same, other = (
        read_page(ama.browser.post(f"{EDIT}/_preview", **sent).text)
        for sent in (form, changed)
    )

    assert same.one("p", id="draft-state").text == "The same as readers have"
    assert "not published yet" in other.one("p", id="draft-state").text


def test_what_can_be_done_with_a_changed_draft_comes_with_its_preview(
    ama: Writer,
) -> None:
    form = ama.form()

    def acts(sent: dict[str, str]) -> list[str]:
        page = read_page(ama.browser.post(f"{EDIT}/_preview", **sent).text)
        return [link.text for link in page.one("div", id="draft-acts").all("a")]

    assert acts(form) == ["All saves"]
    ama.send(form | {"body": form["body"].replace(FIRST, PLANNED)}, "save")
    assert acts(ama.form()) == ["See changes", "All saves"]


def test_names_of_files_keep_their_direction_among_other_words(ama: Writer) -> None:
    page = ama.page("/ar/contribute/import").one("main")

    names = {one.text for one in page.all("code") if one.attributes["dir"] == "ltr"}

    assert {"SUMMARY.md", "po/", "Page/es.wiki"} <= names


def test_whoever_asked_for_a_review_is_told_to_wait_for_a_notice(
    ama: Writer, efua: Writer
) -> None:
    review = ama.ask_review(FIRST, PLANNED)

    mine, theirs = (one.page(review).one("main") for one in (ama, efua))

    assert "A notice tells you what becomes of it." in mine.text
    assert "A notice tells you" not in theirs.text
    claim = f"{review}/claim"
    assert not mine.all("form", action=claim)
    assert theirs.all("form", action=claim)


def test_a_review_says_what_changed_once_it_is_published(
    ama: Writer, efua: Writer
) -> None:
    review = ama.ask_review(FIRST, PLANNED)
    assert "What would change for readers" in efua.page(review).text

    efua.browser.post(f"{review}/publish")

    assert "What changed for readers" in efua.page(review).text


def test_a_block_that_needs_a_file_or_a_source_says_where_to_bring_it(
    ama: Writer,
) -> None:
    pack = create(ama, title="Photograph boats").replace("contribute/drafts", "edit")

    video = links(ama.page(f"{pack}/1/insert/video"))
    evidence = links(ama.page(f"{pack}/1/insert/evidence"))

    assert f"{pack}/files" in video
    assert f"{pack}/about#sources" in evidence
    has_sources = links(ama.page(f"{EDIT}/insert/evidence"))
    assert f"{EDIT[:-2]}/about#sources" not in has_sources


def test_the_history_of_a_new_pack_names_who_began_it(ama: Writer) -> None:
    create(ama, title="Photograph boats")

    history = ama.page("/en/packs/photograph-boats/1/history").one("main").text

    assert "Ama" in history
    assert "brought in with the files" not in history
