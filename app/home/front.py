"""The front page: go on, search, pick a skill, see what is new."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from msgspec import Struct

from app.accounts.access import Public
from app.exchange.wiring import fitting_requests
from app.learning.dependencies import CurrentLearner
from app.learning.learner import Learner
from app.learning.service import started_packs
from app.packs.models import PackLanguage
from app.packs.queries import (
    PackRow,
    card_languages,
    nearly_ready,
    newest_packs,
    packs_by_key,
)
from app.platform.formats import format_minutes
from app.platform.i18n import gettext, interface_locales
from app.platform.languages import (
    Language,
    best_match,
    get_language,
    parse_accept_language,
)
from app.reading.cards import ShownCard, pack_cards, shown
from app.reading.counting import CountedSkill, counted_skills
from app.reading.languages import HREFLANG_PERCENT, best_row, reader_languages
from app.reading.pack_languages import Bar, bar_of
from app.reading.pack_titles import module_titles
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.page_cache import public_page
from app.web.snapshots import Content, ContentReader
from app.web.templates import render
from app.web.viewer import viewer_of

if TYPE_CHECKING:
    from app.exchange.need_lines import ShownNeed

NEWEST = 6
# Among so many packs those are looked for that a translator could finish soon.
NEARLY_AMONG, NEARLY = 60, 3
EXAMPLES = 3

router = page_router()


class ContinueCard(Struct, frozen=True):
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


class NearlyReady(Struct, frozen=True):
    """A begun translation into one of the reader's languages; is most of it there?"""

    slug: str
    source: str
    title: str
    title_language: Language
    language: Language
    bar: Bar
    outdated: int
    missing: int
    is_near: bool


class Example(Struct, frozen=True):
    """Words to look for, and the search for them."""

    text: str
    href: str


class FrontPage(Struct, frozen=True):
    """The front page; `requests` are those that somebody who offers help could take."""

    following: ContinueCard | None
    examples: list[Example]
    skills: list[CountedSkill]
    cards: list[ShownCard]
    nearly: list[NearlyReady]
    is_nearly: bool
    alternates: list[Language]
    requests: "list[ShownNeed]"


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
    reader: Public,
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
    nearly = _nearly(content, languages)
    skills = counted_skills(content, page.code)
    context = FrontPage(
        following=_continue(content, learner, page, languages),
        examples=_examples(skills, page),
        skills=skills,
        cards=[shown(card, page) for card in cards[:NEWEST]],
        nearly=nearly,
        is_nearly=all(one.is_near for one in nearly),
        alternates=[get_language(code) for code in interface_locales()],
        requests=fitting_requests(content.session, reader.user_id) if reader else [],
    )
    return render(request, "home/front.html", context)


def _examples(skills: list[CountedSkill], page: Language) -> list[Example]:
    """Return searches that find something: narrow skills that most packs teach."""
    finer = [one for skill in skills for one in skill.finer if one.packs]
    finer.sort(key=lambda one: (-one.here, -one.packs, one.skill.slug))
    names = [gettext(one.skill.name) for one in finer[:EXAMPLES]]
    return [
        Example(name, f"/{page.code}/search?{urlencode({'q': name})}") for name in names
    ]


def _nearly(content: ContentReader, languages: tuple[str, ...]) -> list[NearlyReady]:
    found = nearly_ready(content.session, languages, newest=NEARLY_AMONG, limit=NEARLY)
    titles = card_languages(content.session, [pack.id for pack, _ in found])
    return [_lacking(pack, row, titles[pack.id], languages) for pack, row in found]


def _lacking(
    pack: PackRow,
    row: PackLanguage,
    titles: Sequence[PackLanguage],
    languages: tuple[str, ...],
) -> NearlyReady:
    best = best_row(titles, (*languages, pack.source_language))
    return NearlyReady(
        slug=pack.slug,
        source=pack.source_language,
        title=best.title if best else pack.slug,
        title_language=get_language(best.language if best else pack.source_language),
        language=get_language(row.language),
        bar=bar_of(row),
        outdated=row.outdated,
        missing=row.units - row.current - row.outdated,
        is_near=row.percent >= HREFLANG_PERCENT,
    )


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
            left=gettext("%(time)s left", time=format_minutes(left)),
            done=len(progress.done & set(keys)),
            total=len(keys),
        )
    return None
