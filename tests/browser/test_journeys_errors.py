"""When something is missing or refused, a page says what happened and what to do."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.texts.blocks import Quiz
from tests.browser.taking import WRONG, Taker
from tests.browser.watching import View, Visitor
from tests.reading.answer_key import KeyedModule, keyed_modules

PACK = "run-a-partnership"
PAGES = [
    ("/en/packs/no-such-pack", 404),
    (f"/en/packs/{PACK}/77", 404),
    ("/ar/no-such-page", 404),
    ("/xx/", 404),
    (f"/en/packs/{PACK}/1/done", 405),
]


def typed_question() -> tuple[KeyedModule, Quiz]:
    return next(
        (module, quiz)
        for module in keyed_modules(PACK)
        for quiz in module.quizzes
        if quiz.kind == "text"
    )


def helps_on(page: Page) -> None:
    """An error page has a heading, a sentence, a search box and ways to go on."""
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main .lead")).not_to_be_empty()
    page.locator("main input[type=search]").fill("budget")
    with page.expect_navigation():
        page.locator("main form[role=search] button").click()
    expect(page).to_have_url(re.compile(r"/search\?q=budget"))


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_an_error_page_says_what_to_do(
    visitor: Visitor, path: str, status: int
) -> None:
    page = visitor.page(View(script=False))
    answer = page.goto(path)

    assert answer is not None
    assert answer.status == status
    helps_on(page)


def test_a_form_sent_from_another_site_is_refused_with_a_page(
    visitor: Visitor,
) -> None:
    page = visitor.page(View(script=False))
    target = f"{visitor.url}/en{keyed_modules(PACK)[0].path}/done"
    page.set_content(f"<form method=post action={target}><button>Win</button></form>")
    with page.expect_navigation() as found:
        page.locator("button").click()

    assert found.value is not None
    assert found.value.status == 403
    helps_on(page)
    page.goto(f"/en/packs/{PACK}")
    expect(page.locator(".mods > li.done")).to_have_count(0)


def test_a_question_without_an_answer_keeps_the_page(visitor: Visitor) -> None:
    module, quiz = typed_question()
    page = visitor.open(f"/en{module.path}", View(script=False))
    taker = Taker(page, "en", script=False)
    with page.expect_navigation() as found:
        taker.question(quiz).locator("button[name=check]").click()

    assert found.value is not None
    assert found.value.status == 422
    expect(page.locator("h1")).to_have_text(module.title)
    expect(taker.question(quiz).locator(WRONG)).to_be_visible()
    expect(page.locator("[role=alert]")).to_be_visible()


def test_without_a_connection_what_was_typed_is_kept(visitor: Visitor) -> None:
    module, quiz = typed_question()
    page = visitor.open(f"/en{module.path}")
    taker = Taker(page, "en", script=True)
    field = taker.question(quiz).locator("input[name=answer]")
    field.fill("half an answer")
    page.context.set_offline(True)
    taker.question(quiz).locator("button[name=check]").click()

    expect(page.locator("#say")).to_have_text(
        page.locator("#say").get_attribute("data-offline") or ""
    )
    expect(field).to_have_value("half an answer")
    page.context.set_offline(False)
    taker.send(quiz)
    expect(taker.question(quiz).locator(WRONG)).to_be_focused()
    visitor.watch.problems.clear()  # the lost connection is what this test asks for


def test_the_page_for_being_offline_can_be_kept(visitor: Visitor) -> None:
    page = visitor.open("/ar/offline", View(script=False))

    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main a[data-again]")).to_have_attribute("href", "/ar/")
