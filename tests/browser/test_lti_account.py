"""Somebody in a course asks for an account, in a tab of its own."""

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from tests.accounts.people import person, token_for
from tests.browser.test_lti import context, course, framed, in_course, strict
from tests.lti.course import Course

__all__ = ["context", "course", "strict"]

ASK = ".flink button"


def asked(context: BrowserContext, course: Course, user: str, locale: str) -> Page:
    """Open a link in a course, do a module, and ask for an account."""
    page = context.new_page()
    page.goto(in_course(course, user, stores=False, link="frame", locale=locale))
    frame = framed(page, "[data-station] a")
    frame.locator(".fsigned").wait_for()
    frame.locator("[data-station] a").first.click()
    frame.locator("[data-done]").click()
    frame.locator("[data-done]").wait_for()
    with context.expect_page() as opened:
        frame.locator(ASK).click()
    return opened.value


def signed_in(context: BrowserContext, course: Course, name: str) -> User:
    user = person(course.database, name)
    token = token_for(course.database, user)
    context.clear_cookies()
    context.add_cookies(
        [{"name": "passalong", "value": token, "url": course.ours, "sameSite": "Lax"}]
    )
    return user


@pytest.mark.slow
def test_what_is_learnt_in_a_course_is_kept_in_the_account_that_says_yes(
    context: BrowserContext, course: Course
) -> None:
    signed_in(context, course, "Amina of the course")
    tab = asked(context, course, "amina", "ar")
    tab.wait_for_url(f"{course.ours}/ar/me/linking")
    assert tab.locator("html").get_attribute("dir") == "rtl"
    tab.get_by_text("Amina of the course").first.wait_for()
    tab.keyboard.press("Tab")
    yes = tab.locator("form[action$='/yes'] button")
    yes.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/ar/me/linked?said=linked")

    tab.goto(f"{course.ours}/en/me")
    tab.get_by_text("1 of 4 modules done").wait_for()
    tab.goto(f"{course.ours}/en/me/data")
    tab.get_by_role("link", name="Learning on other sites").click()
    tab.get_by_role("button", name="Stop keeping it here").click()
    tab.get_by_text("Nothing more is kept here").wait_for()


def test_a_frame_of_another_page_offers_no_account(
    context: BrowserContext, course: Course
) -> None:
    page = context.new_page()
    page.goto(f"{course.ours}/embed/en/packs/run-an-edit-a-thon")
    page.locator("[data-station] a").first.wait_for()

    assert not page.locator(ASK).is_visible()
