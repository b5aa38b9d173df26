"""The languages a pack can be read in: how far each is, and where it leads."""

import re
from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.packs.models import PackLanguage
from app.packs.queries import card_languages, packs_by_slug
from app.platform import formats
from app.platform.i18n import gettext
from app.platform.languages import Language, find_language
from app.reading.languages import by_progress

_IN_A_PACK = re.compile(r"/[a-z0-9-]+/packs/([a-z0-9-]{1,80})(?![a-z0-9-])")


class Bar(Struct, frozen=True):
    """The three shares of a language bar, floored."""

    reviewed: int
    translated: int
    outdated: int


class LanguageRow(Struct, frozen=True):
    """A language a pack can be read in."""

    language: Language
    href: str
    current: bool
    bar: Bar
    note: str
    counts: PackLanguage


def language_rows(
    counted: Sequence[PackLanguage], source: str, address: str
) -> list[LanguageRow]:
    """Return the languages in their order; each leads to the same address in it."""
    here, _, rest = address.removeprefix("/").partition("/")
    rows = []
    for counts in counted:
        language = find_language(counts.language)
        if language is None:
            continue
        is_source = language.code == source
        share = formats.format_percent(counts.percent)
        rows.append(
            LanguageRow(
                language=language,
                href=f"/{language.code}/{rest}",
                current=language.code == here,
                bar=bar_of(counts),
                note=gettext("original") if is_source else share,
                counts=counts,
            )
        )
    return rows


def rows_for_address(session: Session, address: str) -> list[LanguageRow]:
    """Return the languages of the pack an address is in; nothing for other pages."""
    found = _IN_A_PACK.match(address)
    pack = packs_by_slug(session, [found[1]]).get(found[1]) if found else None
    if pack is None:
        return []
    counted = card_languages(session, [pack.id])[pack.id]
    source = pack.source_language
    return language_rows(by_progress(counted, source), source, address)


def bar_of(counts: PackLanguage) -> Bar:
    """Return the shares of a pack in a language."""
    whole = counts.units or 1
    reviewed = 100 * counts.reviewed // whole
    return Bar(
        reviewed=reviewed,
        translated=100 * counts.current // whole - reviewed,
        outdated=100 * counts.outdated // whole,
    )
