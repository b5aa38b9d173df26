"""Choosing what a link in a course opens: a path, a pack or a module, a language."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Public
from app.lti.claims import Launch
from app.lti.deep_linking import (
    MAX_WORDS,
    Choosing,
    Picked,
    begin_choosing,
    content_item,
    packs_for,
    paths_for,
    read_choosing,
    response_claims,
    write_choosing,
)
from app.lti.destinations import Chosen, language_for
from app.lti.models import Platform
from app.lti.outgoing import web_origin
from app.lti.own_keys import sign
from app.lti.pages import Around, framed_page
from app.lti.platforms import platform_by_key
from app.lti.refusals import BEGIN_AGAIN, NO_CONTENT, LaunchRefused
from app.onboarding.ways import Way, find_way
from app.packs.queries import get_pack, packs_by_key
from app.platform.db import Database
from app.platform.languages import get_language
from app.reading.cards import pack_cards
from app.reading.pack_view import PackView, build_pack_view
from app.web.forms import SentForm
from app.web.late_routes import page_router

MAX_DIGITS = 9
router = page_router()


class Opened(Struct, frozen=True):
    """A page of choosing that was sent back."""

    request: Request
    data: FormData
    platform: Platform
    choosing: Choosing

    def text(self, name: str) -> str:
        """Return what was sent under a name, not more than makes sense."""
        return str(self.data.get(name, "")).strip()[:MAX_WORDS]

    def page(self, name: str, context: dict[str, Any], target: str = "") -> Response:
        """Return a page of choosing; `target` is where its form goes."""
        keys = self.request.app.state.settings.signing_keys
        whole = {**context, "choosing": write_choosing(self.choosing, keys)}
        around = Around(self.platform, self.choosing.locale, target)
        return framed_page(self.request, name, whole, around)


def show_packs(
    request: Request, database: Database, platform: Platform, launch: Launch
) -> Response:
    """Show the packs to choose from; raise LaunchRefused when no link is wanted."""
    choosing = begin_choosing(platform, launch)
    return _packs(Opened(request, FormData(), platform, choosing), database)


@router.post("/lti/choose", name="lti.choose")
def choose(_reader: Public, data: SentForm, request: Request) -> Response:
    """Show packs with some words in a title, or what can be chosen of one."""
    database: Database = request.app.state.database
    opened = _opened(request, data)
    if key := opened.text("pack"):
        return _parts(opened, database, key)
    if slug := opened.text("path"):
        return _whole(opened, database, slug)
    return _packs(opened, database)


@router.post("/lti/chosen", name="lti.chosen")
def give_back(_reader: Public, data: SentForm, request: Request) -> Response:
    """Send what was chosen, or that nothing was, to the course."""
    opened = _opened(request, data)
    state, choosing = request.app.state, opened.choosing
    with state.database.open_session() as session:
        picked = _chosen(opened, session)
    items = [content_item(picked, state.settings.public_url)] if picked else []
    claims = response_claims(opened.platform, choosing, items)
    with state.database.transaction() as session:
        token = sign(session, claims, state.settings.signing_keys)
    context = {"address": choosing.return_url, "token": token}
    return opened.page("lti/chosen.html", context, web_origin(choosing.return_url))


def _opened(request: Request, data: FormData) -> Opened:
    keys = request.app.state.settings.signing_keys
    choosing = read_choosing(str(data.get("choosing", "")), keys)
    with request.app.state.database.open_session() as session:
        platform = platform_by_key(session, choosing.platform)
    if platform is None:
        raise LaunchRefused(BEGIN_AGAIN)
    return Opened(request, data, platform, choosing)


def _packs(opened: Opened, database: Database) -> Response:
    words, after = opened.text("q"), opened.text("after")
    begin = int(after) if after.isdecimal() and len(after) <= MAX_DIGITS else 0
    code = _page_of(opened.choosing)
    with database.open_session() as session:
        packs, following = packs_for(session, words, after=begin)
        cards = pack_cards(session, packs, [code])
        # Behind the first packs nobody looks for a path any more.
        paths = [] if begin else paths_for(session, opened.platform, words, code)
    context = {
        "cards": cards,
        "words": words,
        "following": following,
        "paths": [(path, said, get_language(said.language)) for path, said in paths],
    }
    return opened.page("lti/choose.html", context)


def _parts(opened: Opened, database: Database, key: str) -> Response:
    with database.open_session() as session:
        view = _view(session, opened.choosing, key)
    languages = [get_language(row.language) for row in view.languages]
    context = {"view": view, "languages": languages, "words": opened.text("q")}
    return opened.page("lti/choose_part.html", context)


def _whole(opened: Opened, database: Database, slug: str) -> Response:
    with database.open_session() as session:
        way = _way(session, opened.choosing, slug)
    languages = [get_language(code) for code in way.packs.languages]
    context = {"way": way, "languages": languages, "words": opened.text("q")}
    return opened.page("lti/choose_path.html", context)


def _way(session: Session, choosing: Choosing, slug: str) -> Way:
    way = find_way(session, Chosen(path=slug).way, [_page_of(choosing)])
    if way is None:
        raise LaunchRefused(NO_CONTENT)
    return way


def _page_of(choosing: Choosing) -> str:
    """Return the language of the page around, in which titles are looked for first."""
    return language_for("", choosing.locale, ["en"])


def _chosen(opened: Opened, session: Session) -> Picked | None:
    if slug := opened.text("path"):
        way = _way(session, opened.choosing, slug)
        language = opened.text("language")
        known = language if language in way.packs.languages else ""
        text = way.lines[0].text if way.lines else ""
        is_graded = bool(opened.text("graded"))
        chosen = Chosen(path=slug, language=known)
        return Picked(chosen, way.title.text, text, is_graded)
    if key := opened.text("pack"):
        return _picked(opened, _view(session, opened.choosing, key))
    return None


def _view(session: Session, choosing: Choosing, key: str) -> PackView:
    row = packs_by_key(session, [key]).get(key)
    if row is None:
        raise LaunchRefused(NO_CONTENT)
    code = language_for("", choosing.locale, [row.source_language])
    return build_pack_view(session, get_pack(session, row.slug), (code,))


def _picked(opened: Opened, view: PackView) -> Picked:
    """Return what was chosen of a pack; what does not exist is as not chosen."""
    module, language = opened.text("module"), opened.text("language")
    station = next((s for s in view.stations if s.module.key == module), None)
    known = {row.language for row in view.languages}
    chosen = Chosen(
        view.pack.key,
        station.module.key if station else "",
        language if language in known else "",
    )
    title = station.title.text if station else view.title.text
    return Picked(chosen, title, view.summary.text, bool(opened.text("graded")))
