"""What stands on the pages of the portal."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session
from starlette.requests import Request

from app.platform.i18n import gettext
from app.platform.languages import Language, get_language, search_languages
from app.translation.desk.subjects import INTERFACE
from app.translation.glossary.queries import count_terms
from app.translation.interface import KEY, find_interface
from app.translation.models import LanguagePolicy
from app.translation.policy import policy_of
from app.translation.portal.counts import (
    LanguageTotal,
    language_total,
    language_totals,
)
from app.translation.portal.digest import (
    Asked,
    ChangedUnit,
    changed_units,
    count_changed,
)
from app.translation.portal.packs import PackState, count_to_translate, pack_states
from app.translation.portal.people import coordinators, recent_translators
from app.translation.workflow import WORKFLOW_NAMES
from app.web.pagination import Pager
from app.wishes.pages import Line, Title, pack_titles
from app.wishes.queries import wanted_in

PACKS_PER_PAGE, CHANGES_PER_PAGE, MOST_FOUND, MOST_ASKED = 50, 30, 20, 5


class Portal(Struct, frozen=True):
    """All languages with anything, or those that answer a query."""

    query: str
    totals: Sequence[LanguageTotal]
    found: Sequence[Language]


def portal(session: Session, query: str) -> Portal:
    """Return the languages that have anything, and those a query finds."""
    found = search_languages(query, limit=MOST_FOUND) if query else []
    return Portal(query, language_totals(session), found)


class PackLine(Struct, frozen=True):
    """A pack with its title and the words for its state."""

    pack: PackState
    title: Title
    state: str
    workbench: str


class LanguagePage(Struct, frozen=True):
    """How everything is in a language."""

    language: Language
    total: LanguageTotal
    lines: tuple[PackLine, ...]
    pager: Pager
    coordinators: Sequence[str]
    people: Sequence[tuple[str, int]]
    asked: Sequence[Line]
    terms: int
    changed: int
    policy: LanguagePolicy
    interface: str = ""

    @property
    def next(self) -> PackLine | None:
        """The smallest task there is."""
        first = self.lines[0] if self.lines and self.pager.number == 1 else None
        return first if first and first.pack.counts.left else None


def language_page(
    session: Session, request: Request, page: Language, language: Language
) -> LanguagePage:
    """Return how everything is in a language, said in the language of the page."""
    code = language.code
    pager = Pager.of(request, PACKS_PER_PAGE, count_to_translate(session, code))
    packs = pack_states(session, code, limit=PACKS_PER_PAGE, offset=pager.offset)
    titles = pack_titles(session, [pack.key for pack in packs], page)
    return LanguagePage(
        language=language,
        total=language_total(session, language),
        lines=tuple(
            _line(pack, titles[pack.key], page, code)
            for pack in packs
            if pack.key in titles
        ),
        pager=pager,
        coordinators=coordinators(session, code),
        people=recent_translators(session, code),
        asked=_asked(session, page, code),
        terms=count_terms(session, code),
        changed=count_changed(session, Asked(code)),
        policy=policy_of(session, code),
        interface=_interface(session, page, code),
    )


def _interface(session: Session, page: Language, code: str) -> str:
    """Return where the words of the site are translated; empty for nowhere."""
    document = find_interface(session)
    if document is None or document.source_language == code:
        return ""
    return workbench(page, f"{INTERFACE}:{KEY}", (document.source_language, code))


def _asked(session: Session, page: Language, code: str) -> list[Line]:
    rows = wanted_in(session, code, limit=MOST_ASKED)
    titles = pack_titles(session, [row.pack_key for row in rows if row.is_pack], page)
    lines = (Line(row, titles.get(row.pack_key)) for row in rows)
    return [line for line in lines if line.pack or not line.row.is_pack]


def _line(pack: PackState, title: Title, page: Language, code: str) -> PackLine:
    return PackLine(
        pack,
        title,
        gettext(WORKFLOW_NAMES[pack.state]),
        workbench(page, pack.slug, (pack.source_language, code)),
    )


def workbench(page: Language, slug: str, languages: tuple[str, str]) -> str:
    """Return where a pack is translated from one language to another."""
    return f"/{page.code}/translate/{slug}/{languages[0]}/{languages[1]}"


class ChangedLine(Struct, frozen=True):
    """A unit that changed, the title of its pack, and where it is translated."""

    unit: ChangedUnit
    title: Title
    source: Language
    workbench: str


class Digest(Struct, frozen=True):
    """What changed since it was translated to a language."""

    language: Language
    is_own: bool
    lines: tuple[ChangedLine, ...]
    pager: Pager


def digest(session: Session, request: Request, page: Language, asked: Asked) -> Digest:
    """Return what changed since, said in the language of the page."""
    pager = Pager.of(request, CHANGES_PER_PAGE, count_changed(session, asked))
    units = changed_units(session, asked, limit=CHANGES_PER_PAGE, offset=pager.offset)
    titles = pack_titles(session, {unit.pack_key for unit in units}, page)
    return Digest(
        language=get_language(asked.language),
        is_own=asked.author_id is not None,
        lines=tuple(
            ChangedLine(
                unit,
                titles[unit.pack_key],
                get_language(unit.source_language),
                workbench(page, unit.slug, (unit.source_language, asked.language)),
            )
            for unit in units
            if unit.pack_key in titles
        ),
        pager=pager,
    )
