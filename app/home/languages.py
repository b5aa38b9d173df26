"""The languages a reader can choose, nearest first, with the address each leads to."""

from collections.abc import Iterable

from msgspec import Struct
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.platform.i18n import interface_locales
from app.platform.languages import (
    Language,
    all_languages,
    find_language,
    get_language,
    parse_accept_language,
    search_languages,
)
from app.web.pagination import Pager, page_number
from app.web.redirects import back_to, safe_next
from app.web.viewer import viewer_of

LIKELY = 8
PER_PAGE = 120


class Choice(Struct, frozen=True):
    """A language and where reading in it goes on."""

    language: Language
    href: str
    current: bool


class Choices(Struct, frozen=True):
    """The reader's own languages, and those whose interface is translated."""

    likely: tuple[Choice, ...]
    interface: tuple[Choice, ...]
    back: str


class FoundChoices(Struct, frozen=True):
    """Languages that answer a query, or one page of all of them."""

    query: str
    back: str
    found: tuple[Choice, ...]
    pager: Pager


class LanguageQuery(BaseModel):
    """What the page of all languages is asked for."""

    q: str = Field("", max_length=100)
    next: str = ""
    page: str = "1"


def reading_choices(request: Request, content: Language, after: str) -> Choices:
    """Return the choices for the page the reader came from."""
    back = back_to(request, after, f"/{content.code}/")
    interface = (get_language(code) for code in interface_locales())
    return Choices(
        likely=_choices(_likely(request, content), back, content),
        interface=_choices(sorted(interface, key=_by_name), back, content),
        back=back,
    )


def find_choices(content: Language, asked: LanguageQuery) -> FoundChoices:
    """Return the languages that answer a query; without one, a page of all."""
    back = safe_next(asked.next, f"/{content.code}/")
    query = asked.q.strip()
    if query:
        found = search_languages(query, limit=PER_PAGE)
        pager = Pager(1, PER_PAGE, len(found))
    else:
        every = sorted(all_languages(), key=_by_name)
        last = Pager(1, PER_PAGE, len(every)).pages
        pager = Pager(min(page_number(asked.page), last), PER_PAGE, len(every))
        found = every[pager.offset : pager.offset + PER_PAGE]
    return FoundChoices(query, back, _choices(found, back, content), pager)


def _choices(
    languages: Iterable[Language], back: str, content: Language
) -> tuple[Choice, ...]:
    return tuple(
        Choice(one, in_language(back, one), one.code == content.code)
        for one in languages
    )


def _by_name(language: Language) -> str:
    return language.autonym.casefold()


def in_language(path: str, language: Language) -> str:
    """Return the same address in another content language."""
    first, slash, rest = path[1:].partition("/")
    known = find_language(first)
    return f"/{language.code}{slash}{rest}" if known else f"/{language.code}/"


def _likely(request: Request, content: Language) -> list[Language]:
    accepted = parse_accept_language(request.headers.get("accept-language", ""))
    wishes = (content.code, *viewer_of(request).preferences.languages, *accepted)
    found = [find_language(code) for code in wishes]
    unique = {one.code: one for one in found if one and not one.pseudo}
    return list(unique.values())[:LIKELY]
