"""The languages a pack can be read in: how far each is, and where it leads."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.packs.models import PackLanguage
from app.packs.queries import PackRow, card_languages, packs_by_slug
from app.platform import formats
from app.platform.i18n import gettext
from app.platform.languages import Language, find_language
from app.reading.languages import by_progress
from app.wishes.pages import asking_path

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


class Lacking(Struct, frozen=True):
    """A language a pack is not in yet: where to ask for it, and where to begin it."""

    language: Language
    ask: str
    translate: str


class PackChoices(Struct, frozen=True):
    """The languages of a pack, and those of a reader that it is not in yet."""

    rows: Sequence[LanguageRow] = ()
    lacking: Sequence[Lacking] = ()


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


def choices_for_address(
    session: Session, address: str, likely: Iterable[Language]
) -> PackChoices:
    """Return the languages of the pack an address is in; nothing for other pages.

    `likely` are languages that the reader may look for.
    """
    found = _IN_A_PACK.match(address)
    pack = packs_by_slug(session, [found[1]]).get(found[1]) if found else None
    if pack is None:
        return PackChoices()
    counted = card_languages(session, [pack.id])[pack.id]
    source = pack.source_language
    rows = language_rows(by_progress(counted, source), source, address)
    there = {row.language.code for row in rows}
    lacking = [_lacking(pack, address, one) for one in likely if one.code not in there]
    return PackChoices(rows, lacking)


def _lacking(pack: PackRow, address: str, language: Language) -> Lacking:
    root = f"/{address.removeprefix('/').partition('/')[0]}"
    ask = asking_path(root, language=language.code, about=f"pack:{pack.key}")
    pair = f"{pack.source_language}/{language.code}"
    return Lacking(language, ask, f"{root}/translate/{pack.slug}/{pair}")


def bar_of(counts: PackLanguage) -> Bar:
    """Return the shares of a pack in a language."""
    whole = counts.units or 1
    reviewed = 100 * counts.reviewed // whole
    return Bar(
        reviewed=reviewed,
        translated=100 * counts.current // whole - reviewed,
        outdated=100 * counts.outdated // whole,
    )
