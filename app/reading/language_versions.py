"""What the pages about versions of a pack in a language show."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session
from starlette.requests import Request

from app.platform.languages import get_language
from app.platform.limited import TookTooLong
from app.reading.lesson_view import HEAD_UNITS, link_table
from app.reading.loading import OpenModule, OpenPack
from app.reading.module_page import frame_of
from app.reading.parts import render_parts
from app.texts.differences import Span, word_diff
from app.texts.history import get_version
from app.texts.models import Document
from app.texts.reading import Status, UnitText
from app.texts.rendering import lesson_within_limits
from app.texts.segments import split_front_matter
from app.translation.models import LanguageVersion
from app.translation.versions import (
    VersionDocument,
    VersionUnit,
    differences,
    texts_at,
    version_of,
    versions,
)


class VersionPart(Struct, frozen=True):
    """A document of a version: its title then, how much of it was approved, and
    where it is read as it was; the words about the pack itself have no page.
    """

    title: UnitText
    approved: int
    units: int
    href: str


class SaidDifferently(Struct, frozen=True):
    """A unit two versions say differently: the source, and the words that changed."""

    source: str
    spans: Sequence[Span]


class ShownModule(Struct, frozen=True):
    """A module of a version. `html` is None when it takes too long to show."""

    title: UnitText
    lead: UnitText
    html: Markup | None


def rows_of_versions(session: Session, opened: OpenPack) -> list[LanguageVersion]:
    """Return the versions of a pack in the language of the page, newest first."""
    return versions(session, _whole(session, opened), opened.page.code)


def pack_version(session: Session, opened: OpenPack, number: int) -> LanguageVersion:
    """Return a version of a pack in the language of the page; raise NotFound."""
    return version_of(session, _whole(session, opened), opened.page.code, number)


def parts_of_version(
    session: Session, opened: OpenPack, version: LanguageVersion
) -> list[VersionPart]:
    """Return the documents of a version that have a page, in order."""
    numbers = {s.module.document_id: s.number for s in opened.view.stations}
    parts = []
    for part in texts_at(session, version):
        number = numbers.get(part.document.number)
        if part.units and (number or part.document.number == version.document_id):
            page = f"{opened.base}/{number}/versions/{version.number}" if number else ""
            approved = sum(unit.text is not None for unit in part.units)
            title = _text(part.units[0], part.document, version.language)
            parts.append(VersionPart(title, approved, len(part.units), page))
    return parts


def said_differently(
    session: Session, before: LanguageVersion, after: LanguageVersion
) -> list[SaidDifferently]:
    """Return what two versions say differently."""
    return [
        SaidDifferently(found.source, word_diff(found.before or "", found.after or ""))
        for found in differences(session, before, after)
    ]


def module_at(
    session: Session, opened: OpenModule, version: LanguageVersion, request: Request
) -> ShownModule | None:
    """Return a module as a version has it, or None when it was not there yet."""
    wanted = opened.station.module.document_id
    found = [p for p in texts_at(session, version) if p.document.number == wanted]
    if not found or not found[0].units:
        return None
    part = found[0]
    texts = [_text(unit, part.document, version.language) for unit in part.units]
    html = _html(session, opened, part, (texts[HEAD_UNITS:], request))
    return ShownModule(texts[0], texts[1], html)


def _html(
    session: Session,
    opened: OpenModule,
    part: VersionDocument,
    shown: tuple[list[UnitText], Request],
) -> Markup | None:
    texts, request = shown
    revision = get_version(session, part.document.number, part.revision)
    _, body, _ = split_front_matter(revision.text)
    links = link_table(opened.opened.view, opened.opened.page.code)
    try:
        lesson = lesson_within_limits(body, texts, links)
    except TookTooLong:
        return None
    then = replace(opened, lesson=replace(opened.lesson, lesson=lesson, instead=None))
    return Markup("").join(p.html for p in render_parts(frame_of(then, request)))


def _text(unit: VersionUnit, document: Document, language: str) -> UnitText:
    if unit.text is not None:
        return UnitText(unit.unit_id, unit.text, Status.CURRENT, language)
    source = get_language(document.source_language)
    return UnitText(
        unit.unit_id,
        unit.source,
        Status.FALLBACK,
        source.code,
        source.tag,
        source.direction,
    )


def _whole(session: Session, opened: OpenPack) -> Document:
    return session.get_one(Document, opened.view.pack.document_id)
