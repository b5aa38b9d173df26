"""With a payload for every message of the interface, no page runs one, for any role.

`x-xss` translates every message to a payload: whatever is put on a page without being
escaped shows here. Pages are opened without our policy, which would hide it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page
from sqlalchemy import update

from app.main import create_app
from app.packs.models import Pack
from app.packs.queries import get_pack
from app.takeout.wanted import Flavour
from app.translation.glossary.service import Change, add_concept
from tests.accounts.people import add_person, token_for
from tests.browser.payload_asking import ask_for_help
from tests.browser.payload_disk import NO_ROOM, REPORT, no_room
from tests.browser.payload_lti import connect, paths
from tests.browser.payload_path import lay_path
from tests.browser.payload_peers import ANSWERED, offer_help
from tests.browser.payload_peers import PEOPLE as PEERS
from tests.browser.payload_story import tell
from tests.browser.payload_talk import register_site
from tests.browser.payloads import (
    AFTER_FINISHING,
    ANYBODY,
    CONCEPT,
    FRAGMENTS,
    PACK,
    PEOPLE,
    READERS,
    TAKEN_ALONG,
    WHO,
    WHO_SEE_ALL,
    WHO_SEND_ALL,
    WITHDRAWN,
    WRITERS,
    Watched,
    add_file,
    add_statement,
    add_wish,
    hostile,
    name_of,
    posts_with,
    recorded,
    withdraw,
)
from tests.browser.watching import profile
from tests.conventions.sources import ROOT, listed
from tests.databases import Databases, make_settings
from tests.media.shown import add_files
from tests.security.asking import PATH
from tests.security.oracle import Oracle
from tests.security.serving import own_origin, served
from tests.takeout.workers import files_of


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
            who: add_person(session, name_of(who), *grants)
            for who, grants in PEOPLE.items()
        }
        withdraw(get_pack(session, WITHDRAWN))
        # As a job does: only what was weighed is offered to be kept on a device.
        session.execute(update(Pack).values(text_bytes=30_000))
        statements = {who: add_statement(session, people.get(who)) for who in WHO}
        for user in people.values():
            add_wish(session, user)
        add_concept(session, CONCEPT, Change(people["Editor"].id, "why"))
        files = {name: add_file(session, user) for name, user in people.items()}
        add_files(session, people["Editor"].number, "<img src=x onerror=__xss=1>")
        register_site(session, people["Editor"])
        lay_path(session, people.values())
        offer_help(session, people.values())
        asked = ask_for_help(session, people)
        launches = connect(session, app)
    story = tell(database, app.state.storage, people["Editor"].number)
    story.late.extend((*launches, *ANSWERED))
    story.paths.extend([*paths(), *PEERS, *asked])
    tokens = {name: token_for(database, user) for name, user in people.items()}
    with served(app, port):
        rendered = recorded(app.state.templates)
        yield Watched(url, app, tokens, statements, files, story, rendered)
    database.close()
    databases.drop(database_url)


@pytest.fixture
def context(chromium: Browser, site: Watched) -> Iterator[BrowserContext]:
    context = profile(chromium, base_url=site.url, bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def oracle(site: Watched) -> Iterator[Oracle]:
    oracle = Oracle(site.url)
    yield oracle
    assert not oracle.wins, f"messages did something:{listed(oracle.wins[:40])}"


# By these a page goes elsewhere at once, and would be gone before it is looked at.
LEAVING = ('http-equiv="refresh"', 'data-launch="begin"', " data-chosen")


@dataclass
class Looking:
    """Somebody who opens what no page before had: the same line twice shows nothing.

    Most of a page is the same for every role. What is new is told by its lines, names
    and its own address aside; everything is asked for, and what has a new line is
    opened in Chromium.
    """

    page: Page
    oracle: Oracle
    site: Watched
    who: str = ANYBODY
    known: set[str] = field(default_factory=set)
    opened: int = 0

    def __post_init__(self) -> None:
        self.client = asking(self.site, self.who)

    def sign_in(self, who: str) -> None:
        """Become somebody else."""
        self.who = who
        self.client.close()
        self.client = asking(self.site, who)
        self.page.context.clear_cookies()
        if who != ANYBODY:
            token, url = self.site.tokens[who], self.site.url
            self.page.context.add_cookies(
                [{"name": "passalong", "value": token, "url": url}]
            )

    def visit(self, path: str) -> None:
        """Open a page when it has something new."""
        answer = self.client.get(hostile(path))
        if self._is_new(str(answer.url), answer.status_code, answer.text):
            self.oracle.visit(self.page, hostile(path))

    def look_at(self, answer: APIResponse) -> None:
        """Show an answer to a form as if the browser had sent it."""
        text = answer.text()
        if self._is_new(answer.url, answer.status, text):
            self.page.goto("/robots.txt")
            for leaving in LEAVING:
                text = text.replace(leaving, "")
            self.page.set_content(text)
            self.oracle.scan(self.page)

    def _is_new(self, url: str, status: int, text: str) -> bool:
        self.oracle.page_name = f"{self.who or 'nobody'} {url}"
        if status >= 500 and status != NO_ROOM:
            self.oracle.win(f"answered {status}")
        for mine in (name_of(self.who), self.site.statements[self.who], *own(url)):
            text = text.replace(mine, "mine")
        lines = set(text.splitlines())
        new = lines - self.known
        self.known |= lines
        self.opened += any("onerror" in line for line in new)
        return bool(new)


def own(url: str) -> list[str]:
    """Return how a page may write its address, or that of the page it leads back to.

    A page for signing in is the same for all pages that lead to it.
    """
    asked = urlsplit(url)
    back = parse_qs(asked.query).get("next", [])
    paths = sorted({asked.path, *(urlsplit(one).path for one in back)}, key=len)
    named = [path for path in reversed(paths) if path.strip("/")]
    return [as_ for path in named for as_ in (path, quote(path, safe=""))]


@pytest.fixture
def looking(
    context: BrowserContext, oracle: Oracle, site: Watched
) -> Iterator[Looking]:
    """Somebody who has seen nothing yet."""
    looking = Looking(oracle.follow(context), oracle, site)
    yield looking
    looking.client.close()


@pytest.mark.parametrize("people", [READERS, WRITERS], ids=["readers", "writers"])
def test_every_page_with_payloads_for_messages_runs_nothing(
    looking: Looking, people: tuple[str, ...]
) -> None:
    # Of this process: another one has to see it all itself.
    looking.known = looking.site.known
    for who in people:
        looking.sign_in(who)
        for path in looking.site.paths(who):
            looking.visit(path)
        looking.site.asked.add(who)

    assert looking.opened > 100, "the messages were no payloads"


@pytest.mark.parametrize(
    "people", [WHO_SEND_ALL[:2], WHO_SEND_ALL[2:]], ids=["readers", "writers"]
)
def test_every_answer_to_a_form_with_payloads_for_messages_runs_nothing(
    looking: Looking, people: tuple[str, ...]
) -> None:
    for who in people:
        looking.sign_in(who)
        send_every_form(looking)

    assert looking.opened > 20, "the messages were no payloads"


def send_every_form(looking: Looking) -> None:
    """Send what forms answer with a page, and look at the answers."""
    ask = looking.page.request
    posts = posts_with(ask.get(f"{PACK}/1").text())
    for path, fields in [*posts, *looking.site.story.late]:
        looking.look_at(ask.post(hostile(path), form=fields))
    for number in range(1, 5):
        ask.post(f"{PACK}/{number}/done")
    for path in AFTER_FINISHING:
        looking.visit(path)
    for holder in ("Somebody", "\u200b"):
        answer = ask.post(hostile(f"{PACK}/statements"), form={"holder": holder})
        looking.look_at(answer)
    path, fields = REPORT
    with no_room(looking.site.app.state.database):
        looking.look_at(ask.post(hostile(path), form=fields))


def test_fragments_and_feeds_with_payloads_for_messages_run_nothing(
    looking: Looking,
) -> None:
    ask = looking.page.request
    for path in FRAGMENTS:
        fragment = ask.get(hostile(path), headers={"HX-Request": "true"})
        looking.look_at(fragment)
    statement = looking.site.statements[ANYBODY]
    pdf = ask.get(hostile(f"/en/statements/{statement}.pdf"))
    assert pdf.headers["content-type"] == "application/pdf"


def test_the_pages_above_use_every_template(site: Watched) -> None:
    for who in WHO_SEE_ALL:
        ask_for_pages(site, who)
    for who in WHO_SEND_ALL:
        send_forms(site, who)
    ask_for_files(site)

    # What a worker makes without anybody asking.
    files_of(site.app, PACK.removeprefix("/"), Flavour.PDF)
    files_of(site.app, f"en/paths/{PATH}", Flavour.PAGES)
    folder = ROOT / "templates"
    names = {_name(path, folder) for path in folder.rglob("*") if path.is_file()}
    missed = names - site.rendered
    assert not missed, f"no page here uses these:{listed(sorted(missed))}"


def asking(site: Watched, who: str) -> httpx.Client:
    """Return a client that is signed in as somebody."""
    cookies = {"passalong": site.tokens[who]} if who != ANYBODY else {}
    return httpx.Client(
        base_url=site.url,
        cookies=cookies,
        # Each page would be compressed, to be unpacked again next door.
        headers={"Accept-Encoding": "identity"},
        follow_redirects=True,
        timeout=60,
    )


def ask_for_pages(site: Watched, who: str) -> None:
    """Ask for the pages of a test above, unless it has in this process."""
    with asking(site, who) as client:
        for path in () if who in site.asked else site.paths(who):
            client.get(hostile(path))
        for path in FRAGMENTS:
            client.get(hostile(path), headers={"HX-Request": "true"})


def send_forms(site: Watched, who: str) -> None:
    """Send what a test above sends, which another process may run."""
    with asking(site, who) as client:
        posts = posts_with(client.get(f"{PACK}/1").text)
        for path, fields in [*posts, *site.story.late]:
            client.post(hostile(path), data=fields)
        for number in range(1, 5):
            client.post(f"{PACK}/{number}/done")
        for path in AFTER_FINISHING:
            client.get(hostile(path))
        path, fields = REPORT
        with no_room(site.app.state.database):
            client.post(hostile(path), data=fields)


def ask_for_files(site: Watched) -> None:
    """Ask for what is no page; it is the same for everybody."""
    statement = site.statements[ANYBODY]
    with asking(site, ANYBODY) as client:
        for path in TAKEN_ALONG:
            client.get(hostile(path))
        client.get(f"/en/statements/{statement}.pdf")
        client.get(f"/en/badges/{statement}.pdf")
        client.get("/badges/pictures/course/new.svg")


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
