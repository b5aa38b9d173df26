"""Blocks are put into a draft by forms: as pages of their own, and for the editor."""

from tests.authoring.conftest import EDIT, Writer
from tests.reading.html_page import Element

QUESTION = {
    "kind": "one",
    "question": "How many came?",
    "option-1": "Twelve",
    "feedback-1": "Yes, twelve.",
    "option-2": "Nobody",
    "feedback-2": "No, the room was full.",
    "right": "1",
}
MARKDOWN = """::: quiz one
How many came?

- [x] Twelve
  > Yes, twelve.
- [ ] Nobody
  > No, the room was full.
:::"""


def fields(page: Element) -> dict[str, str]:
    """Return what the form of a block holds."""
    form = page.one(id="block")
    found = {
        element.attributes["name"]: element.attributes.get("value", "")
        for element in form.all("input")
        if element.attributes.get("type") != "checkbox"
    }
    for area in form.all("textarea"):
        found[area.attributes["name"]] = "".join(map(str, area.children))
    for choice in form.all("select"):
        chosen = [o for o in choice.all("option") if "selected" in o.attributes]
        found[choice.attributes["name"]] = (
            chosen[0].attributes["value"] if chosen else ""
        )
    return found


def put_in(writer: Writer, block: str, query: str = "", /, **typed: str) -> str:
    """Fill in a block's form and send it; return where that leads."""
    form = fields(writer.page(f"{EDIT}/insert/{block}{query}")) | typed
    answer = writer.browser.post(f"{EDIT}/insert/{block}", **form, do="insert")
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"]


def test_a_question_is_put_at_the_end_and_is_in_the_draft(ama: Writer) -> None:
    before = ama.form()["body"].strip()

    leads_to = put_in(ama, "quiz", **QUESTION)

    assert leads_to == f"{EDIT}?said=saved"
    assert ama.form()["body"].strip() == f"{before}\n\n{MARKDOWN}"


def test_a_block_goes_before_the_place_that_was_chosen(ama: Writer) -> None:
    page = ama.page(f"{EDIT}/insert/callout")
    choice = page.one(id="before")
    first_heading = next(
        option
        for option in choice.all("option")
        if "“" in option.text and ":" not in option.text
    )

    put_in(
        ama,
        "callout",
        before=first_heading.attributes["value"],
        text="Mind the door.",
        kind="tip",
    )

    body = ama.form()["body"]
    words = first_heading.text.partition("“")[2].rstrip("” \n")
    assert body.index("Mind the door.") < body.index(words)


def test_a_block_of_the_text_is_changed_in_its_form(ama: Writer) -> None:
    put_in(ama, "quiz", **QUESTION)
    outline = ama.page().one(id="outline")
    link = [a for a in outline.all("a") if "How many came" in a.text][-1]
    here = link.attributes["href"].removeprefix(EDIT)

    kind, _, line = here.removeprefix("/insert/").partition("?")
    put_in(ama, kind, f"?{line}", **{"feedback-2": "No, look again."}, right="1")

    body = ama.form()["body"]
    assert "> No, look again." in body
    assert "the room was full" not in body
    assert body.count("How many came?") == 1


def test_a_block_that_somebody_changed_meanwhile_is_not_overwritten(
    ama: Writer, kofi: Writer
) -> None:
    put_in(ama, "callout", kind="note", text="Mind the door.")
    outline = ama.page().one(id="outline")
    link = [a for a in outline.all("a") if "Mind the door" in a.text][-1]
    form = fields(ama.page(link.attributes["href"])) | {"text": "Mind the step."}
    kofi.change("Mind the door.", "Mind both doors.")

    address = link.attributes["href"].partition("?")[0]
    answer = ama.browser.post(address, **form, do="insert")

    assert answer.status_code == 409
    assert "Mind the step." in answer.text
    assert "Mind both doors." in answer.text


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    ama: Writer,
) -> None:
    form = fields(ama.page(f"{EDIT}/insert/quiz")) | QUESTION | {"feedback-2": ""}

    answer = ama.browser.post(f"{EDIT}/insert/quiz", **form, do="insert")

    assert answer.status_code == 422
    assert 'id="feedback-2-error"' in answer.text
    assert "How many came?" in answer.text
    assert "How many came?" not in ama.form()["body"]


def test_more_rows_and_columns_come_when_asked_for(ama: Writer) -> None:
    form = fields(ama.page(f"{EDIT}/insert/table"))
    assert "cell-4-3" in form
    assert "cell-4-4" not in form

    form["cell-1-1"] = "Line"
    wider = ama.browser.post(f"{EDIT}/insert/table", **form, do="columns")
    longer = ama.browser.post(f"{EDIT}/insert/table", **form, do="rows")

    assert 'name="cell-4-6"' in wider.text
    assert 'name="cell-7-3"' in longer.text
    assert 'value="Line"' in wider.text


def test_the_editor_gets_the_form_of_a_block_and_its_markdown_back(
    ama: Writer,
) -> None:
    address = f"{EDIT}/_insert/quiz"

    form = ama.browser.post(address, raw=MARKDOWN)
    sent = ama.browser.post(address, **QUESTION, do="insert")
    wrong = ama.browser.post(address, **QUESTION | {"right": ""}, do="insert")

    assert form.status_code == 200
    assert "No, the room was full." in form.text
    assert sent.headers["content-type"].startswith("text/markdown")
    assert sent.text.strip() == MARKDOWN
    assert wrong.status_code == 422
    assert wrong.headers["content-type"].startswith("text/html")


def test_a_block_with_more_in_it_than_its_form_holds_stays_in_the_text(
    ama: Writer,
) -> None:
    raw = "::: goals\n- one\n\n  a second paragraph\n:::"

    answer = ama.browser.post(f"{EDIT}/_insert/goals", raw=raw)

    assert answer.status_code == 409


def test_there_is_no_form_for_a_block_there_is_not(ama: Writer) -> None:
    assert ama.browser.get(f"{EDIT}/insert/marquee").status_code == 404


def test_before_publishing_an_author_hears_what_is_worth_a_look(ama: Writer) -> None:
    long = " ".join(["word"] * 30)
    ama.change("Plan with two numbers.", f"Plan with three numbers. A {long}.")

    told = ama.page().one(id="todo").text

    assert "A sentence has 31 words" in told
    assert "unit changes" in told or "units change" in told
    assert "Reading takes about" in told
