"""With a payload for every message of the interface, no page runs one, for any role.

`x-xss` translates every message to a payload: whatever is put on a page without being
escaped shows here. Pages are opened without our policy, which would hide it.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page

from app.main import create_app
from app.packs.queries import get_pack
from app.translation.glossary.service import Change, add_concept
from tests.accounts.people import add_person, token_for
from tests.browser.payloads import (
    AFTER_FINISHING,
    ANYBODY,
    CONCEPT,
    FRAGMENTS,
    NEED_A_STORY,
    PACK,
    PEOPLE,
    READER,
    WHO,
    WHO_SEE_ALL,
    WITHDRAWN,
    Watched,
    add_file,
    add_statement,
    add_wish,
    hostile,
    posts_with,
    recorded,
    withdraw,
)
from tests.conftest import Databases, make_settings
from tests.conventions.sources import ROOT, listed
from tests.media.shown import add_files
from tests.security.oracle import Oracle
from tests.security.serving import own_origin, served


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[Watched]:
    database_url = databases.copy("starter")
    url, port = own_origin()
    app = create_app(
        make_settings(
            database_url,
            databases.media,
            public_url=url,
            allowed_hosts=("127.0.0.1",),
            oauth_issuer="https://wiki.example/w/rest.php",
            oauth_client_id="1",
            oauth_client_secret="1",
        )
    )
    database = app.state.database
    with database.transaction() as session:
        people = {
            name: add_person(session, name, *grants) for name, grants in PEOPLE.items()
        }
        withdraw(get_pack(session, WITHDRAWN))
        statements = {who: add_statement(session, people.get(who)) for who in WHO}
        for user in people.values():
            add_wish(session, user)
        add_concept(session, CONCEPT, Change(people["Editor"].id, "why"))
        files = {name: add_file(session, user) for name, user in people.items()}
        add_files(session, people["Editor"].number, "<img src=x onerror=__xss=1>")
    tokens = {name: token_for(database, user) for name, user in people.items()}
    with served(app, port):
        rendered = recorded(app.state.templates)
        yield Watched(url, app, tokens, statements, files, rendered)
    database.close()
    databases.drop(database_url)


@pytest.fixture
def context(chromium: Browser, site: Watched) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=site.url, bypass_csp=True)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def oracle(site: Watched) -> Iterator[Oracle]:
    oracle = Oracle(site.url)
    yield oracle
    assert not oracle.wins, f"messages did something:{listed(oracle.wins[:40])}"


def sign_in(context: BrowserContext, site: Watched, who: str) -> None:
    if who != ANYBODY:
        token = site.tokens[who]
        context.add_cookies([{"name": "passalong", "value": token, "url": site.url}])


def look_at(page: Page, oracle: Oracle, answer: APIResponse) -> None:
    """Show an answer to a form as if the browser had sent it."""
    oracle.page_name = answer.url
    assert answer.status < 500, answer.url
    text = answer.text().replace('http-equiv="refresh"', "")
    page.goto("/robots.txt")
    page.set_content(text)
    oracle.scan(page)


@pytest.mark.parametrize("who", WHO)
def test_every_page_with_payloads_for_messages_runs_nothing(
    context: BrowserContext, oracle: Oracle, site: Watched, who: str
) -> None:
    sign_in(context, site, who)
    page = oracle.follow(context)
    opened = 0
    for path in site.paths(who):
        answer = oracle.visit(page, hostile(path))
        opened += "onerror" in answer.text()

    assert opened > 30, "the messages were no payloads"


@pytest.mark.parametrize("who", [ANYBODY, READER])
def test_every_answer_to_a_form_with_payloads_for_messages_runs_nothing(
    context: BrowserContext, oracle: Oracle, site: Watched, who: str
) -> None:
    sign_in(context, site, who)
    page = oracle.follow(context)
    page.goto(f"{PACK}/1")
    for path, fields in posts_with(page.content()):
        look_at(page, oracle, page.request.post(hostile(path), form=fields))
    for number in range(1, 5):
        page.request.post(f"{PACK}/{number}/done")
    for path in AFTER_FINISHING:
        oracle.visit(page, hostile(path))
    answer = page.request.post(hostile(f"{PACK}/statements"), form={"holder": "\u200b"})
    look_at(page, oracle, answer)


def test_fragments_and_feeds_with_payloads_for_messages_run_nothing(
    context: BrowserContext, oracle: Oracle, site: Watched
) -> None:
    page = oracle.follow(context)
    for path in FRAGMENTS:
        fragment = page.request.get(hostile(path), headers={"HX-Request": "true"})
        look_at(page, oracle, fragment)
    statement = site.statements[ANYBODY]
    pdf = page.request.get(hostile(f"/en/statements/{statement}.pdf"))
    assert pdf.headers["content-type"] == "application/pdf"


def test_the_pages_above_use_every_template(site: Watched) -> None:
    for who in WHO_SEE_ALL:
        ask_for_everything(site, who)

    folder = ROOT / "templates"
    names = {_name(path, folder) for path in folder.rglob("*") if path.is_file()}
    missed = names - site.rendered - NEED_A_STORY
    assert not missed, f"no page here uses these:{listed(sorted(missed))}"


def ask_for_everything(site: Watched, who: str) -> None:
    """Send the requests of the tests above, which other processes may run."""
    cookies = {"passalong": site.tokens[who]} if who != ANYBODY else {}
    with httpx.Client(
        base_url=site.url, cookies=cookies, follow_redirects=True, timeout=60
    ) as client:
        for path in site.paths(who):
            client.get(hostile(path))
        for path in FRAGMENTS:
            client.get(hostile(path), headers={"HX-Request": "true"})
        client.get(f"/en/statements/{site.statements[who]}.pdf")
        for path, fields in posts_with(client.get(f"{PACK}/1").text):
            client.post(hostile(path), data=fields)
        for number in range(1, 5):
            client.post(f"{PACK}/{number}/done")
        for path in AFTER_FINISHING:
            client.get(hostile(path))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
