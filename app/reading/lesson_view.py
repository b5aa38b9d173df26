"""A module's lesson for a reader: the wording of each unit, links, files."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.reading.pack_view import PackView, Station
from app.texts.blocks import Lesson
from app.texts.lessons import LessonSource, build_lesson
from app.texts.models import Document
from app.texts.queries import published_revision
from app.texts.reading import Status, UnitText
from app.texts.segments import split_front_matter
from app.translation.queries import unit_texts

# The front matter's title and lead come before the units of the Markdown.
HEAD_UNITS = 2


@dataclass(frozen=True)
class LessonView:
    """A lesson with its head, and how much of it is in the language asked for."""

    title: UnitText
    lead: UnitText
    lesson: Lesson
    units: int
    revision: int
    changed_on: str
    fallback: int
    outdated: int
    machine: int

    @property
    def percent(self) -> int:
        """Share of units that are in the language asked for, floored."""
        shown = self.units - self.fallback - self.outdated
        return 100 * shown // self.units if self.units else 0


def build_lesson_view(
    session: Session, view: PackView, station: Station, languages: Sequence[str]
) -> LessonView:
    """Read a module for a reader of these languages."""
    document = session.get_one(Document, station.module.document_id)
    revision = published_revision(session, document)
    assert revision is not None  # noqa: S101 (live modules are published)
    texts = unit_texts(session, document, languages)
    _, body, _ = split_front_matter(revision.text)
    resolver = Links(view, languages[0])
    source = LessonSource(body, texts[HEAD_UNITS:], resolve=resolver.address)
    return LessonView(
        title=texts[0],
        lead=texts[1],
        lesson=build_lesson(source),
        units=len(texts),
        revision=revision.number,
        changed_on=revision.created_at.date().isoformat(),
        fallback=sum(text.status == Status.FALLBACK for text in texts),
        outdated=sum(text.status == Status.OUTDATED for text in texts),
        machine=sum(text.is_machine for text in texts),
    )


class Links:
    """Turns our own links (`source:…`, `project:…`) into addresses."""

    def __init__(self, view: PackView, language: str) -> None:
        self.view = view
        self.root = f"/{language}"
        self.sources = {source.key: source.url for source in view.sources}

    def address(self, scheme: str, target: str) -> str | None:
        """Return the address of a link, or None when it leads nowhere."""
        if scheme == "source":
            return self.sources.get(target)
        if scheme == "module":
            return self._module(target)
        if scheme == "media":
            return media_address(self.view, target)
        folder = {
            "project": "projects",
            "organisation": "organisations",
            "pack": "packs",
            "skill": "skills",
        }.get(scheme)
        return f"{self.root}/{folder}/{target}" if folder else None

    def _module(self, key: str) -> str | None:
        for station in self.view.stations:
            if station.module.key == key:
                slug = self.view.pack.slug
                return f"{self.root}/packs/{slug}/{station.number}"
        return None


def media_address(view: PackView, file_name: str) -> str | None:
    """Return the address of one of a pack's files."""
    for group in view.media.values():
        for file in (*group.variants, *group.captions, group.poster):
            if file is not None and file.file_name == file_name:
                return f"/media/{file.key.split('/', 1)[1]}"
    return None
