"""What the history pages of a pack and of a module show."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session
from starlette.requests import Request

from app.platform.languages import Language, get_language
from app.platform.limited import TookTooLong
from app.reading.lesson_view import LessonView, link_table
from app.reading.loading import OpenModule, OpenPack
from app.reading.module_page import frame_of
from app.reading.parts import render_parts
from app.texts.blocks import Lesson
from app.texts.history import Version, get_version, versions_of
from app.texts.reading import UnitText
from app.texts.rendering import lesson_within_limits
from app.texts.segments import split_front_matter


class Subject(Struct, frozen=True):
    """A text with a history: the page of a pack itself, or a module of it."""

    title: UnitText
    href: str
    document_id: int
    number: int
    source: Language

    def version_href(self, number: int) -> str:
        """Return the lasting address of a version."""
        return f"{self.href}/history/{number}"

    def diff_href(self, before: int, after: int) -> str:
        """Return the address of what changed between two versions."""
        return f"{self.href}/diff/{before}/{after}"


class HistoryRow(Struct, frozen=True):
    """A version as a list shows it; `diff_href` is empty for the first."""

    subject: Subject
    version: Version
    href: str
    diff_href: str


class ShownVersion(Struct, frozen=True):
    """An earlier text as readers got it then. `html` is None when it takes too long."""

    title: str
    lead: str
    html: Markup | None
    made_at: datetime


def subject_of_pack(opened: OpenPack) -> Subject:
    """Return the words about a pack as a text with a history."""
    view = opened.view
    source = get_language(view.source_language)
    return Subject(view.title, opened.base, view.pack.document_id, 0, source)


def subject_of_module(opened: OpenModule) -> Subject:
    """Return a module as a text with a history."""
    module, source = opened.station.module, opened.opened.view.source_language
    return Subject(
        opened.station.title,
        opened.base,
        module.document_id,
        module.number,
        get_language(source),
    )


def subjects_of(opened: OpenPack) -> list[Subject]:
    """Return the pack and its modules, in order."""
    own = subject_of_pack(opened)
    modules = [
        Subject(
            station.title,
            f"{opened.base}/{station.number}",
            station.module.document_id,
            station.number,
            own.source,
        )
        for station in opened.view.stations
    ]
    return [own, *modules]


def history_rows(
    session: Session, subjects: Sequence[Subject], *, limit: int, offset: int
) -> list[HistoryRow]:
    """Return the versions of some texts, the newest first."""
    by_document = {subject.document_id: subject for subject in subjects}
    found = versions_of(session, list(by_document), limit=limit, offset=offset)
    rows = []
    for version in found:
        subject = by_document[version.document_id]
        href = subject.version_href(version.number)
        diff = subject.diff_href(version.before, version.number)
        rows.append(HistoryRow(subject, version, href, diff if version.before else ""))
    return rows


def shown_version(
    session: Session, opened: OpenModule, version: int, request: Request
) -> ShownVersion:
    """Return a module's text of back then, in the language it was written in."""
    subject = subject_of_module(opened)
    revision = get_version(session, subject.document_id, version)
    fields, body, _ = split_front_matter(revision.text)
    html = _html(opened, body, subject.source, request)
    title, lead = str(fields.get("title", "")), str(fields.get("lead", ""))
    return ShownVersion(title, lead, html, revision.created_at)


def _html(
    opened: OpenModule, body: str, source: Language, request: Request
) -> Markup | None:
    links = link_table(opened.opened.view, source.code)
    try:
        lesson = lesson_within_limits(body, None, links)
    except TookTooLong:
        return None
    frame = frame_of(as_then(opened, lesson), request)
    return Markup("").join(part.html for part in render_parts(frame))


def as_then(opened: OpenModule, lesson: Lesson) -> OpenModule:
    """Return the module with another text, the rest as it is now."""
    view: LessonView = replace(opened.lesson, lesson=lesson, instead=None)
    source = get_language(opened.opened.view.source_language)
    return replace(opened, opened=replace(opened.opened, page=source), lesson=view)
