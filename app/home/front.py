"""The front page: go on, search, pick a skill, see what is new."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.access import Public
from app.learning.dependencies import CurrentLearner
from app.learning.learner import Learner
from app.learning.service import started_packs
from app.packs.queries import newest_packs, packs_by_key
from app.platform.i18n import gettext, interface_locales
from app.platform.languages import (
    Language,
    best_match,
    get_language,
    parse_accept_language,
)
from app.reading.cards import ShownCard, pack_cards, shown
from app.reading.counting import CountedSkill, counted_skills
from app.reading.languages import HREFLANG_PERCENT, reader_languages
from app.reading.pack_titles import module_titles
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.page_cache import public_page
from app.web.snapshots import Content, ContentReader
from app.web.templates import render
from app.web.viewer import viewer_of

NEWEST = 6

router = page_router()


@dataclass(frozen=True)
class ContinueCard:
    """Where somebody stopped."""

    skill: str
    key: str
    title: str
    pack_href: str
    href: str
    line: str
    left: str
    done: int
    total: int


@dataclass(frozen=True)
class FrontPage:
    """The front page."""

    following: ContinueCard | None
    skills: list[CountedSkill]
    cards: list[ShownCard]
    alternates: list[Language]


@router.get("/", name="home.root")
def root(_reader: Public, request: Request) -> Response:
    """Send a reader to the front page in their language."""
    chosen = viewer_of(request).preferences
    wished = [*chosen.languages, *([chosen.locale] if chosen.locale else [])]
    wished += parse_accept_language(request.headers.get("accept-language", ""))
    code = best_match(wished, interface_locales()) or "en"
    return RedirectResponse(f"/{code}/", 302)


@router.get("/{lang}/", name="home.front")
def front(
    _reader: Public,
    page: ContentLanguage,
    content: Content,
    learner: CurrentLearner,
    request: Request,
) -> Response:
    """Show the front page."""
    public_page(request)
    languages = reader_languages(request, page)
    newest = newest_packs(content.session, limit=NEWEST * 2)
    cards = pack_cards(content.session, newest, languages)
    # What a reader can follow in this language comes first; among them, the newest.
    cards.sort(key=lambda card: card.percent < HREFLANG_PERCENT)
    context = FrontPage(
        following=_continue(content, learner, page, languages),
        skills=counted_skills(content, page.code),
        cards=[shown(card, page) for card in cards[:NEWEST]],
        alternates=[get_language(code) for code in interface_locales()],
    )
    return render(request, "home/front.html", context)


def _continue(
    content: ContentReader,
    learner: Learner,
    page: Language,
    languages: tuple[str, ...],
) -> ContinueCard | None:
    started = started_packs(content.session, learner)
    packs = packs_by_key(content.session, list(started)[:10])
    for key, progress in started.items():
        pack = packs.get(key)
        if pack is None:
            continue
        titles = module_titles(content, pack, languages)
        keys = [title.key for title in titles]
        following = progress.next_module(keys)
        if following is None:
            continue
        number = keys.index(following) + 1
        card = pack_cards(content.session, [pack], languages)[0]
        href = f"/{page.code}/packs/{pack.slug}"
        left = sum(t.minutes for t in titles if t.key not in progress.done)
        return ContinueCard(
            skill=card.skill,
            key=pack.key,
            title=card.title,
            pack_href=href,
            href=f"{href}/{number}",
            line=gettext(
                "Module %(number)s of %(total)s · %(title)s",
                number=number,
                total=len(keys),
                title=titles[number - 1].title.text,
            ),
            left=gettext("about %(minutes)s min left", minutes=left),
            done=len(progress.done & set(keys)),
            total=len(keys),
        )
    return None
