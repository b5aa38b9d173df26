"""Somebody asks on a phone without script, somebody helps by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.accounts.roles import Role
from app.main import create_app
from tests.accounts.people import person, token_for
from tests.browser.payload_asking import ask_for_help
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import profile
from tests.conventions.sources import listed
from tests.databases import Databases, make_settings
from tests.security.serving import own_origin, served

PHONE = ViewportSize(width=390, height=844)
ROLES = (Role.EDITOR, Role.REVIEWER, Role.COORDINATOR, Role.STEWARD)


@dataclass(frozen=True)
class Site:
    """A site where people ask and help, with their sessions, and pages about it."""

    app: FastAPI
    url: str
    tokens: dict[str, str]
    paths: list[str]


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[Site]:
    database_url = databases.copy("starter")
    url, port = own_origin()
    settings = make_settings(
        database_url, databases.media, public_url=url, allowed_hosts=("127.0.0.1",)
    )
    app = create_app(settings)
    database = app.state.database
    people = {role.title(): person(database, role.title(), role) for role in ROLES}
    people |= {name: person(database, name) for name in ("Ama", "Efua")}
    with database.transaction() as session:
        paths = ask_for_help(session, people)
    tokens = {name: token_for(database, user) for name, user in people.items()}
    with served(app, port):
        yield Site(app, url, tokens, paths)
    database.close()
    databases.drop(database_url)


def visit(chromium: Browser, site: Site, who: str, *, script: bool = True) -> Page:
    context = profile(
        chromium, base_url=site.url, java_script_enabled=script, viewport=PHONE
    )
    context.add_cookies(
        [{"name": "passalong", "value": site.tokens[who], "url": site.url}]
    )
    return context.new_page()


@pytest.mark.slow
def test_asking_without_script_and_answering_by_keyboard(
    chromium: Browser, site: Site
) -> None:
    ama = visit(chromium, site, "Ama", script=False)
    ama.goto("/en/peers/requests/new?skill=photography")
    ama.get_by_label("What do you want to be able to do?").fill("Take portraits")
    ama.get_by_label("Evenings", exact=True).check()
    ama.get_by_role("button", name="Send").click()
    expect(ama.locator(".msg.ok")).to_contain_text("Sent.")
    request = ama.url.partition("?")[0]

    efua = visit(chromium, site, "Efua")
    efua.goto(request)
    box = efua.get_by_label("Your message")
    box.focus()
    efua.keyboard.type("Bring a window.")
    efua.keyboard.press("Enter")
    efua.keyboard.type("I show you.")
    efua.keyboard.press("Control+Enter")
    efua.wait_for_url("**/en/me/peers/*")
    expect(efua.locator("#last .asTyped")).to_have_text("Bring a window.\nI show you.")

    ama.goto("/en/me/peers")
    ama.get_by_role("link", name="Efua").click()
    ama.get_by_label("Your message").fill("On Sunday?")
    ama.get_by_role("button", name="Send").click()
    expect(ama.locator("#last .asTyped")).to_have_text("On Sunday?")
    ama.get_by_role("button", name="This helped").click()
    expect(ama.locator("main")).to_contain_text("Efua is told that it helped")
    for page in (ama, efua):
        page.context.close()


@pytest.mark.slow
def test_the_pages_of_asking_fit_and_have_no_barriers(
    chromium: Browser, site: Site
) -> None:
    found = []
    own = ["/en/me/peers", "/en/peers/requests/new", "/en/peers/requests/1"]
    for who, paths in (
        ("Editor", [*own, "/en/peers/requests/1/edit", *site.paths]),
        ("Reviewer", own),
        ("Steward", ["/en/peers/reports"]),
    ):
        page = visit(chromium, site, who)
        for path in paths:
            for there in (path, path.replace("/en/", "/ar/")):
                answer = page.goto(there)
                assert answer is not None, there
                assert answer.ok, f"{there} answered {answer.status} for {who}"
                problems = [*too_wide(page), *barriers(page, (SMALLEST,))]
                found += [f"{who} {there} {text}" for text in problems]
        page.context.close()
    assert not found, listed(found)
