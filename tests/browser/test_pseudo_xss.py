"""With a payload for every message of the interface, no page runs one, for any role.

`x-xss` translates every message to a payload: whatever is put on a page without being
escaped shows here. Pages are opened without our policy, which would hide it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import Environment
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page
from sqlmodel import Session

from app.accounts.models import User
from app.accounts.roles import Grant, Role
from app.learning.models import Statement
from app.main import create_app
from app.packs.models import Pack, PublicState
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.ids import secret_token
from app.translation.catalogs import CatalogEntry, UnitCatalog, write_catalog
from app.translation.exchange.sending import Sent, receive
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.service import Change, add_concept
from app.translation.glossary.status import TermStatus
from app.wishes.service import Subject, Visitor, wish
from tests.accounts.people import add_person, token_for
from tests.accounts.test_access_matrix import PARAMETER, routes_of
from tests.browser.pages import COURSE, ORGANISATION, PROJECT, SKILL, TRANSLATED_PACK
from tests.conftest import Databases, make_settings
from tests.conventions.sources import ROOT, listed
from tests.media.shown import PAGES as FILES
from tests.media.shown import add_files
from tests.security.asking import UNIT
from tests.security.oracle import Oracle
from tests.security.serving import own_origin, served

Fields = dict[str, str | float | bool]
HOSTILE = "uselang=x-xss"
WITHDRAWN = "write-a-grant-proposal"
VIDEO_PACK, SOUND_PACK = "record-on-video-with-consent", "keep-a-community-going"
ANYBODY = ""
READER = Role.READER.title()
# Everybody who is signed in is a reader; nobody is made one.
PEOPLE = {role.title(): (Grant(role),) * (role != Role.READER) for role in Role}
WHO = (ANYBODY, *PEOPLE)
SLUGS = {
    "courses": COURSE,
    "organisations": ORGANISATION,
    "projects": PROJECT,
    "skills": SKILL,
}
# Pages that differ from the plain address of their route.
MORE = (
    "/en/packs/there-is-no-such-pack",
    f"/en/packs/{WITHDRAWN}",
    f"/en/packs/{TRANSLATED_PACK}/99",
    f"/ar/packs/{TRANSLATED_PACK}/2",
    f"/fr/packs/{TRANSLATED_PACK}/4",
    f"/en/packs/{VIDEO_PACK}/3",
    f"/en/packs/{SOUND_PACK}/1",
    "/en/search?q=report",
    "/en/search?q=budjet&lang=en&skill=proposal-writing&dur=30&kb=100&partial=0",
    "/en/search?q=recording&type=videos",
    "/tum/search?q=report",
    "/en/search?q=report&lang=tum",
    "/en/search?q=report&page=99",
    "/en/search/_results?q=report",
    "/en/search/_more?q=report&page=2",
    "/en/search/_suggest?q=re",
    "/en/search?q=nothing-has-this-word",
    "/en/packs?page=2",
    "/en/translate?to=ar",
    "/en/translate?to=chin",
    "/en/translate?to=none-such",
    f"/en/translate/{TRANSLATED_PACK}/en/ar?show=all",
    f"/en/translate/{TRANSLATED_PACK}/en/ar?show=outdated",
    f"/en/translate/{TRANSLATED_PACK}/en/ar?after={UNIT}&said=saved",
    f"/en/translate/{TRANSLATED_PACK}/en/ar/replace?find=a&replace=b",
    f"/en/translate/{TRANSLATED_PACK}/en/ar/units/{UNIT}?said=noted",
    f"/en/translate/{VIDEO_PACK}/en/ar?show=all&part=captions-five-checks",
    "/en/me?withdrawn=1",
    "/en/languages?q=dag",
    "/en/languages?q=nothing-is-called-this",
    "/en/languages/dag",
    "/en/languages/ha/changes?who=all",
    "/en/glossary?q=nothing-is-called-this",
    "/en/me/settings?saved=1",
    "/oauth/callback?state=none",
    *(f"/en{page}" for page in FILES),
)
CONCEPT = ConceptDraft(
    "What somebody changed.",
    "en",
    tuple(TermDraft("en", status.value, status) for status in TermStatus),
)
PACK = f"/en/packs/{TRANSLATED_PACK}"
QUIZ = re.compile(r'<form class="card quiz"[^>]* action="([^"#]+)#')
AFTER_FINISHING = (f"{PACK}/done", "/en/me", "/en/me/data", "/en/me/data/delete")
FRAGMENTS = (f"/en/packs/{WITHDRAWN}", "/en/nothing", "/en/me/account")
UNIT_PAGE = f"/en/translate/{TRANSLATED_PACK}/en/ar/units/{UNIT}"
# The fewest who see every template: whoever counts need not ask for everybody.
WHO_SEE_ALL = (ANYBODY, READER, "Editor", "Steward", "Operator")
# Somebody has to write, approve or clash first: tests/authoring, tests/reading and
# tests/translation/desk put hostile words through these.
NEED_A_STORY = {
    "authoring/clash.html",
    "authoring/review.html",
    "authoring/saved.html",
    "reading/language_diff.html",
    "reading/language_version.html",
    "reading/module_in_version.html",
    "translation/_conflict.html",
    "translation/accept.html",
}
# Downloads, and what is not a page of ours.
NO_PAGES = (
    *("media.file", "learning.export", "learning.statement_pdf", "home.root"),
    *("translation.pack_file", "translation.course_file", "translation.language_zip"),
    *("translation.glossary_file", "translation.memory_file"),
    *("media.fetch", "media.private"),
)


@dataclass
class Watched:
    """A running site whose messages are payloads, and the templates it rendered."""

    url: str
    app: FastAPI
    tokens: dict[str, str]
    statements: dict[str, str]
    files: dict[str, int]
    rendered: set[str]

    def paths(self, who: str) -> Iterator[str]:
        """Yield the address of every page there is, filled in for somebody."""
        for route in routes_of(self.app):
            if "GET" in (route.methods or ()) and route.name not in NO_PAGES:
                yield self._filled(str(route.path), who)
        yield from MORE

    def _filled(self, path: str, who: str) -> str:
        kind = path.partition("/{slug}")[0].rpartition("/")[2]
        values = {
            "lang": "en",
            "number": "1",
            "version": "1",
            "save_id": "1",
            "review_id": "1",
            "before": "1",
            "after": "2",
            "key": "sg1sv9",
            "module": "m1",
            "code": "ha",
            "concept_id": "1",
            "source": "en",
            "target": "ar",
            "unit_id": UNIT,
            "clip": "look",
            "slug": SLUGS.get(kind, TRANSLATED_PACK),
            "token": self.statements[who],
            "file_id": str(self.files.get(who, 0) or 1),
            "digest": "0" * 64,
            "name": "a.png",
        }
        return PARAMETER.sub(lambda found: values[found[1]], path)


def hostile(path: str) -> str:
    """Return the address with payloads for messages."""
    return f"{path}{'&' if '?' in path else '?'}{HOSTILE}"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Iterator[Watched]:
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
        _withdraw(get_pack(session, WITHDRAWN))
        statements = {who: _statement(session, people.get(who)) for who in WHO}
        for user in people.values():
            _wish(session, user)
        add_concept(session, CONCEPT, Change(people["Editor"].id, "why"))
        files = {name: _file(session, user) for name, user in people.items()}
        add_files(session, people["Editor"].number, "<img src=x onerror=__xss=1>")
    tokens = {name: token_for(database, user) for name, user in people.items()}
    with served(app, port):
        rendered = _recorded(app.state.templates)
        yield Watched(url, app, tokens, statements, files, rendered)
    database.close()
    databases.drop(database_url)


def _withdraw(pack: Pack) -> None:
    pack.state, pack.withdrawn_reason = PublicState.WITHDRAWN, "<b>Because</b>"


def _statement(session: Session, user: User | None) -> str:
    token = secret_token()
    statement = Statement(
        token=token,
        user_id=user.number if user else None,
        pack_key=get_pack(session, TRANSLATED_PACK).key,
        pack_title="A pack",
        pack_version="1",
        version_on=clock.now().date(),
        language="en",
        holder="Somebody",
        completed_on=clock.now().date(),
    )
    session.add(statement)
    return token


def _wish(session: Session, user: User) -> None:
    key = get_pack(session, TRANSLATED_PACK).key
    asked = Visitor(network=user.name, secret=HOSTILE)
    wish(session, Subject("ha", pack_key=key), asked, user_id=user.number)


def _file(session: Session, user: User) -> int:
    """Send a file, and have another one taken in."""
    pack = get_pack(session, TRANSLATED_PACK)
    for is_taken in (True, False):
        entry = CatalogEntry("", HOSTILE, HOSTILE)
        data = write_catalog(UnitCatalog("fr", {}, (entry,)))
        sent = Sent(f"packs:{pack.key}", "fr", HOSTILE, data, user.number)
        file = receive(session, sent)
        if is_taken:
            file.taken_at, file.data = clock.now(), None
            file.counts = {"new": 1, "suggested": 1, "unknown": 1}
    assert file.id is not None
    return file.id


def _recorded(environment: Environment) -> set[str]:
    """Return a set that fills with the name of every template that is used."""
    names: set[str] = set()
    load = environment._load_template

    def recording(name: str, given: object) -> object:
        names.add(name)
        return load(name, given)  # type: ignore[arg-type]

    environment._load_template = recording  # type: ignore[method-assign,assignment]
    if environment.cache is not None:
        environment.cache.clear()
    return names


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


def posts_with(module: str) -> list[tuple[str, Fields]]:
    """Return what is sent to forms; the page of a module has those of its questions."""
    forms = QUIZ.findall(module)
    assert forms, "the module has no questions"
    fragments = [f"{form}/_answer" for form in forms]
    return [
        *((form, {}) for form in forms),
        *((fragment, {}) for fragment in fragments),
        (f"{PACK}/1/tick/99", {}),
        ("/en/me/settings", {"theme": "none"}),
        ("/en/me/settings/languages", {"language": "no such language"}),
        ("/en/me/settings/languages", {"language": "chinese"}),
        ("/en/me/settings/languages", {"change": "add:sw"}),
        ("/en/me/settings", {}),
        ("/en/login", {"name": "x"}),
        ("/en/login", {"name": "nobody", "passphrase": "nothing at all here"}),
        ("/en/register", {"name": "<b>", "passphrase": "short"}),
        ("/en/me/account/passphrase", {"current": "x", "passphrase": "y"}),
        ("/en/me/account/delete", {}),
        (f"{PACK}/statements", {"holder": "Somebody"}),
        ("/oauth/start", {"next": "/en/"}),
        (f"/en/translations/packs/{TRANSLATED_PACK}/fr", {}),
        ("/en/translations/languages/fr", {}),
        ("/en/translations/glossary", {}),
        (f"{UNIT_PAGE}/save", {"text": "", "do": "save"}),
        (f"{UNIT_PAGE}/save", {"text": "a", "do": "check"}),
        (f"{UNIT_PAGE}/_saved", {"text": "", "do": "save"}),
        (f"{UNIT_PAGE}/_saved", {"text": "a", "do": "skip"}),
        (f"{UNIT_PAGE}/notes", {"note": ""}),
    ]


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
