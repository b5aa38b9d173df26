"""Payloads in every text of every page run nothing, with our policy and without it.

The policy is the second wall: what is found here with the policy switched off is a
hole, even where the policy would have stopped it.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlmodel import Session

from app.accounts.models import User
from app.accounts.roles import Grant, Role
from app.learning.models import Statement
from app.main import create_app
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.ids import secret_token
from app.platform.storage import FolderStorage
from app.translation.exchange.subjects import live_modules
from tests.accounts.people import add_person, token_for
from tests.browser.watching import profile
from tests.conventions.sources import listed
from tests.databases import Databases, make_settings
from tests.security.hostile import (
    COURSE,
    FULL,
    ORGANISATION,
    PACKS,
    PROJECT,
    TEXTS,
    TRANSLATED,
    load_hostile,
    write_hostile_library,
)
from tests.security.hostile_workshop import open_workshop
from tests.security.oracle import MARK, Oracle
from tests.security.payloads import batches
from tests.security.serving import own_origin, served

ONCE = (
    "",
    "/packs",
    "/projects",
    f"/projects/{PROJECT}",
    "/organisations",
    f"/organisations/{ORGANISATION}",
    "/courses",
    f"/courses/{COURSE}",
    "/skills/edit-a-thon",
    "/search?q=alert",
    f"/packs/{FULL}/languages",
    f"/packs/{FULL}/done",
    f"/packs/{FULL}/2",
)
PAGES = (*ONCE, *(f"/packs/{slug}{end}" for slug in PACKS for end in ("", "/1")))
QUERIES = batches(190)
ADDRESSES = batches(400)
WITHOUT = "without our policy"
OWN_PAGES = ("/me", "/me/account", "/me/settings", "/me/data", f"/packs/{FULL}/1")


class HostileSite:
    """A running site full of payloads, and somebody with a payload for a name."""

    def __init__(
        self, url: str, token: str, statements: list[str], workshop: list[str]
    ) -> None:
        self.url = url
        self.token = token
        self.statements = statements
        self.workshop = workshop


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Iterator[HostileSite]:
    folder = tmp_path_factory.mktemp("hostile")
    database_url = databases.copy("empty")
    url, port = own_origin()
    settings = make_settings(
        database_url, folder / "media", public_url=url, allowed_hosts=("127.0.0.1",)
    )
    app = create_app(settings)
    database = app.state.database
    load_hostile(
        database, FolderStorage(folder / "media"), _library(folder / "content")
    )
    with database.transaction() as session:
        user = _hostile_person(session)
        statements = [_statement(session, user, text) for text in TEXTS]
        module = live_modules(session, get_pack(session, FULL))[0]
        workshop = open_workshop(session, module, user.number)
    token = token_for(database, user)
    with served(app, port):
        yield HostileSite(url, token, statements, workshop)
    database.close()
    databases.drop(database_url)


def _library(folder: Path) -> Path:
    return write_hostile_library(folder)


def _hostile_person(session: Session) -> User:
    """Return somebody whose name our own form would have refused."""
    user = add_person(session, "nobody", Grant(Role.REVIEWER, skill="budgeting"))
    user.name = (
        '"><img src=x onerror=alert(1)>{{7*7}}</script><script>alert(1)</script>'
    )
    user.preferences = {"ui": "en", "theme": '"><script>alert(1)</script>'}
    return user


def _statement(session: Session, user: User, holder: str) -> str:
    token = secret_token()
    session.add(
        Statement(
            token=token,
            user_id=user.number,
            pack_key="host00",
            pack_title=holder,
            pack_version="1",
            version_on=clock.now().date(),
            language="en",
            holder=holder,
            completed_on=clock.now().date(),
        )
    )
    return token


@pytest.fixture(params=["with our policy", WITHOUT])
def context(
    request: pytest.FixtureRequest, chromium: Browser, site: HostileSite
) -> Iterator[BrowserContext]:
    context = profile(chromium, base_url=site.url, bypass_csp=request.param == WITHOUT)
    yield context
    context.close()


@pytest.fixture
def is_stripped(request: pytest.FixtureRequest) -> bool:
    """Whether this run is without our policy; with it, samples are enough."""
    return WITHOUT in request.node.name


@pytest.fixture
def oracle(site: HostileSite) -> Iterator[Oracle]:
    oracle = Oracle(site.url)
    yield oracle
    assert not oracle.wins, f"payloads did something:{listed(oracle.wins[:40])}"


@pytest.fixture
def page(context: BrowserContext, oracle: Oracle) -> Page:
    return oracle.follow(context)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_payloads_in_content_run_nothing(
    page: Page, oracle: Oracle, language: str
) -> None:
    for path in PAGES:
        answer = oracle.visit(page, f"/{language}{path}")
        assert answer.ok, path


def test_templates_in_content_are_only_text(page: Page, oracle: Oracle) -> None:
    answer = oracle.visit(page, f"/en/projects/{PROJECT}")

    assert "{{7*7}}" in answer.text()
    assert "${7*7}" in page.content()


def test_payloads_in_questions_and_feedback_run_nothing(
    page: Page, oracle: Oracle
) -> None:
    oracle.visit(page, f"/en/packs/{FULL}/2")
    first = page.locator("form.quiz").first
    first.locator("input").evaluate_all("all => all.forEach(one => one.click())")
    first.locator("button[name=check]").click()
    page.locator("form.quiz .fb").first.wait_for()
    oracle.scan(page)
    page.locator("form.quiz input[type=radio]").first.check()
    page.locator("form.quiz button[name=check]").nth(1).click()
    page.locator("form.quiz .fb").nth(1).wait_for()
    oracle.scan(page)


def test_payloads_in_captions_run_nothing_when_a_video_is_opened(
    page: Page, oracle: Oracle
) -> None:
    oracle.visit(page, f"/en/packs/{FULL}/1")
    page.locator("[data-play]").first.click()
    page.locator("video").first.wait_for()
    page.evaluate(
        "for (const t of document.querySelector('video').textTracks) t.mode = 'showing'"
    )
    page.wait_for_function(CAPTIONS_SHOWN, polling=100)
    oracle.scan(page)


def test_payloads_in_a_name_run_nothing(
    context: BrowserContext, page: Page, oracle: Oracle, site: HostileSite
) -> None:
    context.add_cookies([{"name": "passalong", "value": site.token, "url": site.url}])
    for path in OWN_PAGES:
        oracle.visit(page, f"/en{path}")
        assert page.locator("a[href$='/login']").count() == 0, "not signed in"


def test_payloads_in_what_translators_write_run_nothing(
    page: Page, oracle: Oracle, site: HostileSite
) -> None:
    unit, file = site.workshop
    page.context.add_cookies(
        [{"name": "passalong", "value": site.token, "url": site.url}]
    )
    bench = f"/en/translate/{FULL}/en/{TRANSLATED}"
    for path in (
        f"{bench}?show=all&unit={unit}#u-{unit}",
        f"{bench}/units/{unit}",
        f"{bench}?part=captions-clip&show=all",
        f"/{TRANSLATED}/packs/{FULL}/1",
        f"/{TRANSLATED}/packs/{FULL}/1/changes",
        f"/en/translations/sent/{file}",
        "/en/translations/glossary",
        f"/{TRANSLATED}/glossary",
        f"/en/languages/{TRANSLATED}",
    ):
        assert oracle.visit(page, path).ok, path
    oracle.visit(page, f"{bench}?show=all&unit={unit}")
    page.locator("button[value^='use:']").first.click()
    oracle.scan(page)


def test_payloads_in_statements_run_nothing(
    page: Page, oracle: Oracle, site: HostileSite
) -> None:
    for token in site.statements:
        oracle.visit(page, f"/en/statements/{token}")
        assert page.evaluate("document.querySelectorAll('h1').length") == 1


CAPTIONS_SHOWN = (
    "() => [...document.querySelector('video').textTracks].every(t => t.cues?.length)"
)
# No locator, as in the oracle: this is asked on hundreds of pages.
LAST_QUERY = "[...document.querySelectorAll('input[name=q]')].at(-1).value"


def visible(text: str) -> str:
    """Return what can be seen of a text: what is typed loses all else."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def test_payloads_in_addresses_run_nothing(
    page: Page, oracle: Oracle, *, is_stripped: bool
) -> None:
    step = 1 if is_stripped else 6
    for text in QUERIES[::step]:
        oracle.visit(page, f"/en/search?q={quote(text)}")
        shown = page.evaluate(LAST_QUERY)
        assert visible(shown) == visible(text)
    for text in ADDRESSES[::step]:
        after = quote(text, safe="")
        oracle.visit(page, f"/en/login?next=/{after}")
        oracle.visit(page, f"/en/language?next=/{after}&uselang={after}")
        oracle.visit(page, f"/en/language/all?q={after}&next={after}")
        oracle.visit(page, f"/en/packs/{after}")
        oracle.visit(page, f"/{after}?{after}#{after}")


def test_payloads_in_cookies_run_nothing(
    context: BrowserContext, page: Page, oracle: Oracle, *, is_stripped: bool
) -> None:
    names = ("prefs", "learning", "passalong", "passalong-flow")
    for text in ADDRESSES[:: 2 if is_stripped else 8]:
        value = quote(text, safe="<>()'=/:&")
        context.add_cookies(
            [{"name": name, "value": value, "url": oracle.url} for name in names]
        )
        oracle.visit(page, "/en/me/settings")
        oracle.visit(page, f"/en/packs/{FULL}")


WORKING = """() => { const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", `<img src=/x onerror=alert(1)>
    <img src=//evil.example/a.png><a href=javascript:alert(1)>a</a>
    <b data-hx-get=/en/ data-hx-trigger=load>a</b><form name=forms></form>`); }"""


def test_the_oracle_sees_a_payload_that_works(
    chromium: Browser, site: HostileSite
) -> None:
    """A test that could not fail would prove nothing."""
    context = profile(chromium, base_url=site.url, bypass_csp=True)
    oracle = Oracle(site.url)
    page = oracle.follow(context)
    page.goto("/en/about")
    with page.expect_console_message(lambda message: MARK in message.text):
        page.evaluate(WORKING)
    oracle.scan(page)
    context.close()

    words = "\n".join(oracle.wins)
    for sign in ("a payload ran", "a request left", "scheme", "htmx", "handler"):
        assert sign in words, f"{sign} was not seen"
    assert "document.forms was taken over" in words


FAKED = """() => {
  const styled = '<b style="--who: #72777d;">a</b>', fake = styled
    + `<div><div class="cm-editor">${styled}</div></div><textarea hidden></textarea>`;
  for (const place of ["#look", "label[for=lead]"])
    document.querySelector(place).insertAdjacentHTML("afterend", fake);
}"""


def test_the_oracle_sees_styles_beside_the_live_editor_and_none_of_the_editor(
    page: Page, oracle: Oracle, site: HostileSite
) -> None:
    page.context.add_cookies(
        [{"name": "passalong", "value": site.token, "url": site.url}]
    )
    oracle.visit(page, f"/en/edit/{FULL}/1")
    assert page.locator("#body:not([readonly])").is_hidden()
    assert page.locator(".cm-editor [style]").count() > 0
    assert not oracle.wins, "the editor's own styles"

    page.evaluate(FAKED)
    oracle.scan(page)

    found, oracle.wins[:] = list(oracle.wins), []
    styles = [win for win in found if "style: <" in win]
    assert len(styles) == 4


def test_files_of_a_pack_cannot_run_in_our_name(
    page: Page, oracle: Oracle, site: HostileSite
) -> None:
    oracle.visit(page, f"/en/packs/{FULL}/1")
    links = page.locator("a[href*='/media/'], img[src*='/media/']")
    addresses = set(links.evaluate_all("all => all.map(one => one.href || one.src)"))
    unsafe = [one for one in addresses if one.endswith((".svg", ".html"))]
    assert len(unsafe) == 2
    for address in unsafe:
        headers = page.request.get(address).headers
        assert headers["content-disposition"].startswith("attachment")
        assert "sandbox" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
