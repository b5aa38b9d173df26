"""What stands on the work list and on the form to ask for something."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from msgspec import Struct
from sqlmodel import Session
from starlette.requests import Request

from app.packs.queries import PackRow, card_languages, packs_by_key
from app.platform.i18n import interface_locales
from app.platform.languages import Language, find_language, get_language
from app.web.pagination import Pager
from app.web.viewer import viewer_of
from app.wishes.queries import (
    PACK,
    WantedRow,
    count_wanted,
    wanted_in,
    wanted_languages,
    wishes_of,
)

PER_PAGE = 50


class Title(Struct, frozen=True):
    """A pack's title in the language that suits the page, and where it is."""

    text: str
    language: Language
    href: str


class Line(Struct, frozen=True):
    """A line of the work list; `pack` or the row's text says what is wanted."""

    row: WantedRow
    pack: Title | None


class WorkList(Struct, frozen=True):
    """What is wanted in a language, and the languages in which something is."""

    language: Language
    lines: tuple[Line, ...]
    pager: Pager
    languages: tuple[tuple[Language, int], ...]


def work_list(session: Session, request: Request, page: Language) -> WorkList:
    """Return what is wanted in the language of the page."""
    pager = Pager.of(request, PER_PAGE, count_wanted(session, page.code))
    rows = wanted_in(session, page.code, limit=PER_PAGE, offset=pager.offset)
    titles = pack_titles(session, [row.pack_key for row in rows if row.is_pack], page)
    # A pack that was withdrawn meanwhile is nothing to work on.
    lines = (Line(row, titles.get(row.pack_key)) for row in rows)
    return WorkList(
        language=page,
        lines=tuple(line for line in lines if line.pack or not line.row.is_pack),
        pager=pager,
        languages=tuple(
            (get_language(code), count)
            for code, count in wanted_languages(session)
            if code != page.code
        ),
    )


def pack_titles(
    session: Session, keys: Iterable[str], page: Language
) -> dict[str, Title]:
    """Return the published packs among these, by key."""
    packs = packs_by_key(session, list(keys))
    names = card_languages(session, [pack.id for pack in packs.values()])
    return {
        key: _title(pack, {row.language: row.title for row in names[pack.id]}, page)
        for key, pack in packs.items()
    }


def _title(pack: PackRow, names: dict[str, str], page: Language) -> Title:
    code = page.code if names.get(page.code) else pack.source_language
    return Title(
        names.get(code, pack.slug),
        get_language(code),
        f"/{page.code}/packs/{pack.slug}",
    )


def asking_path(
    root: str, *, text: str = "", language: str = "", about: str = ""
) -> str:
    """Return the form to ask, for a topic or for a thing in a language.

    `root` is such as `/en`; what is empty is left out.
    """
    given = {"q": text, "in": language, "about": about}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"{root}/asked/new?{query}"


class Asking(Struct, frozen=True):
    """The form to ask: for a pack in a language, or for words."""

    text: str
    about: str
    pack: Title | None
    language: Language
    languages: Sequence[Language]
    here: str
    is_asked: bool = False


def asking(
    session: Session, request: Request, page: Language, given: Mapping[str, str]
) -> Asking:
    """Return the form for what is given; what makes no sense is left out."""
    about = given.get("about", "")[:80]
    title = find_pack(session, about, page)
    wished = find_language(given.get("in", "")[:40])
    language = wished if wished and not wished.pseudo else page
    text = given.get("q", "")[:200]
    known = about if title else ""
    return Asking(
        text=text,
        about=known,
        pack=title,
        language=language,
        languages=_choices(request, language, page),
        here=asking_path(
            f"/{page.code}", text=text, language=language.code, about=known
        ),
        is_asked=given.get("asked") == "1",
    )


def find_pack(session: Session, about: str, page: Language) -> Title | None:
    """Return the pack that is asked about, if it is one that readers get."""
    if not about.startswith(PACK):
        return None
    key = about.removeprefix(PACK)
    return pack_titles(session, [key], page).get(key)


def _choices(request: Request, chosen: Language, page: Language) -> list[Language]:
    own = viewer_of(request).preferences.languages
    codes = dict.fromkeys((chosen.code, page.code, *own, *interface_locales()))
    found = [find_language(code) for code in codes]
    return [language for language in found if language and not language.pseudo]


class OwnLine(Struct, frozen=True):
    """A wish on "Your learning"; `href` leads to what there is, or to a search."""

    id: int
    label: str
    label_language: Language | None
    language: Language
    href: str
    is_granted: bool


def own_lines(session: Session, user_id: int, page: Language) -> list[OwnLine]:
    """Return what somebody asked for, what there is now first."""
    wishes = wishes_of(session, user_id)
    titles = pack_titles(
        session, [one.pack_key for one in wishes if one.pack_key], page
    )
    lines = []
    for one in wishes:
        title, language = titles.get(one.pack_key), get_language(one.language)
        if one.pack_key and title is None:
            continue
        slug = title.href.rpartition("/")[2] if title else ""
        found = f"/{language.code}/search?{urlencode({'q': one.text})}"
        lines.append(
            OwnLine(
                id=one.id,
                label=title.text if title else one.text,
                label_language=title.language if title else None,
                language=language,
                href=f"/{language.code}/packs/{slug}" if slug else found,
                is_granted=one.is_granted,
            )
        )
    return lines
