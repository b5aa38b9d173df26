"""The running site of tests/browser/test_pseudo_xss.py, and what is asked of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import FastAPI
from jinja2 import Environment
from sqlmodel import Session

from app.accounts.models import User
from app.accounts.roles import Grant, Role
from app.learning.models import Statement
from app.packs.models import Pack, PublicState
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.ids import secret_token
from app.recognition.models import Badge, BadgeKind
from app.translation.catalogs import CatalogEntry, UnitCatalog, write_catalog
from app.translation.exchange.sending import Sent, receive
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.status import TermStatus
from app.wishes.service import Subject, Visitor, wish
from tests.accounts.test_access_matrix import routes_of
from tests.browser.pages import COURSE, ORGANISATION, PROJECT, SKILL, TRANSLATED_PACK
from tests.browser.payload_story import Posts, Story
from tests.media.shown import PAGES as FILES
from tests.security.asking import UNIT, filled

HOSTILE = "uselang=x-xss"
WITHDRAWN = "write-a-grant-proposal"
VIDEO_PACK, SOUND_PACK = "record-on-video-with-consent", "keep-a-community-going"
ANYBODY = ""
READER = Role.READER.title()
# Everybody who is signed in is a reader; nobody is made one.
PEOPLE = {role.title(): (Grant(role),) * (role != Role.READER) for role in Role}
WHO = (ANYBODY, *PEOPLE)
# Two tests of about the same length; those of one kind have most pages in common.
READERS = (ANYBODY, READER, "Operator")
WRITERS = tuple(who for who in WHO if who not in READERS)
SLUGS = {
    "courses": COURSE,
    "organisations": ORGANISATION,
    "projects": PROJECT,
    "skills": SKILL,
}
# Pages that differ from the plain address of their route.
MORE = (
    f"/en/join/{'a' * 32}",
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
    f"/embed/en/packs/{VIDEO_PACK}/clips/five-checks",
    "/embed/en/packs/there-is-none",
    f"/en/edit/{TRANSLATED_PACK}/1?plain=1",
    f"/en/edit/{TRANSLATED_PACK}/1/insert/table",
    f"/en/edit/{TRANSLATED_PACK}/1/insert/figure",
    "/en/me?withdrawn=1",
    "/en/languages?q=dag",
    "/en/languages?q=nothing-is-called-this",
    "/en/languages/dag",
    "/en/languages/ha/changes?who=all",
    "/en/glossary?q=nothing-is-called-this",
    "/en/me/settings?saved=1",
    "/oauth/callback?state=none",
    *(f"/en/roles/account?name=Person{who}" for who in ("Editor", "Reviewer")),
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
WHO_SEE_ALL = (ANYBODY, READER, "Editor", "Reviewer", "Coordinator", "Steward")
# The fewest whose forms are answered by every template.
WHO_SEND_ALL = (ANYBODY, READER, "Editor", "Coordinator")
# Pages in a file: they are opened in Chromium where they are tested.
TAKEN_ALONG = (
    *(f"{PACK}/offline/pages", f"/en/packs/{VIDEO_PACK}/offline/pages"),
    *(f"{PACK}/offline/cmi5", f"{PACK}/offline/cartridge"),
)
# Downloads, and what is not a page of ours.
NO_PAGES = (
    *("media.file", "learning.export", "learning.statement_pdf", "home.root"),
    *("translation.pack_file", "translation.course_file", "translation.language_zip"),
    *("translation.interface_file", "lti.keys", "onboarding.sheet"),
    *("translation.glossary_file", "translation.memory_file"),
    *("media.fetch", "media.private", "takeout.take", "media.captions_file"),
    *("recognition.pdf", "recognition.credential", "recognition.token"),
    *("recognition.did", "recognition.status", "recognition.picture"),
    *("recognition.assertions", "takeout.dump", "takeout.dump_catalogue"),
    *("recognition.baked_svg", "recognition.baked_png"),
    *("home.manifest", "exchange.sheet", "takeout.worker", "takeout.kept_list"),
)


@dataclass
class Watched:
    """A running site whose messages are payloads, and the templates it rendered.

    `asked` are those for whom every page has been asked for; `known` the lines of them.
    """

    url: str
    app: FastAPI
    tokens: dict[str, str]
    statements: dict[str, str]
    files: dict[str, int]
    story: Story
    rendered: set[str]
    asked: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def paths(self, who: str) -> Iterator[str]:
        """Yield the address of every page there is, filled in for somebody."""
        for route in routes_of(self.app):
            if "GET" in (route.methods or ()) and route.name not in NO_PAGES:
                yield self._filled(str(route.path), who)
        yield from MORE
        yield from self.story.paths

    def _filled(self, path: str, who: str) -> str:
        own = {
            "target": "ar",
            "token": self.statements[who],
            "file_id": str(self.files.get(who, 0) or 1),
        }
        return filled(path, own)


def name_of(who: str) -> str:
    """Return the name of somebody's account: all begin alike, as their pictures do."""
    return f"Person{who}"


def hostile(path: str) -> str:
    """Return the address with payloads for messages."""
    return f"{path}{'&' if '?' in path else '?'}{HOSTILE}"


def withdraw(pack: Pack) -> None:
    pack.state, pack.withdrawn_reason = PublicState.WITHDRAWN, "<b>Because</b>"


def add_statement(session: Session, user: User | None) -> str:
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
    session.add(_badge(statement))
    return token


def _badge(statement: Statement) -> Badge:
    """Return a badge at the token of a statement, so that both have pages."""
    return Badge(
        token=statement.token,
        user_id=statement.user_id,
        kind=BadgeKind.PACK,
        thing_key=statement.pack_key,
        path=PACK,
        skill="",
        title=HOSTILE,
        description=HOSTILE,
        criteria=HOSTILE,
        language="en",
        version="1",
        version_on=statement.version_on,
        completed_on=statement.completed_on,
        holder=HOSTILE,
        evidence=["https://example.org/"],
        narrative=HOSTILE,
        document="{}",
        jwt="",
        status_index=statement.user_id or 0,
    )


def add_wish(session: Session, user: User) -> None:
    key = get_pack(session, TRANSLATED_PACK).key
    asked = Visitor(network=user.name, secret=HOSTILE)
    wish(session, Subject("ha", pack_key=key), asked, user_id=user.number)


def add_file(session: Session, user: User) -> int:
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


def recorded(environment: Environment) -> set[str]:
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


def posts_with(module: str) -> Posts:
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
