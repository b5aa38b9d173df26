"""A module's lesson for a reader: the wording of each unit, links, files."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct
from sqlmodel import Session

from app.reading.pack_view import PackView, Station
from app.texts.blocks import Lesson
from app.texts.links import LinkTable
from app.texts.models import Document
from app.texts.queries import published_revision
from app.texts.reading import Status, UnitText
from app.texts.rendering import lesson_within_limits
from app.texts.segments import split_front_matter
from app.translation.queries import unit_texts

# The front matter's title and lead come before the units of the Markdown.
HEAD_UNITS = 2


class Instead(StrEnum):
    """What a reader gets when a text needs too much to be shown."""

    EARLIER = "earlier"
    NOTHING = "nothing"


class LessonView(Struct, frozen=True):
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
    withheld: int
    languages: frozenset[str]
    instead: Instead | None = None

    @property
    def other_language(self) -> str:
        """The one language all of it is in instead of the one asked for, if so."""
        is_elsewhere = self.fallback == self.units and len(self.languages) == 1
        return next(iter(self.languages)) if is_elsewhere else ""

    @property
    def percent(self) -> int:
        """Share of units that are in the language asked for, floored."""
        shown = self.units - self.fallback - self.outdated
        return 100 * shown // self.units if self.units else 0


class ModuleText(Struct, frozen=True):
    """A module's Markdown and the wording of its units for a reader."""

    body: str
    texts: list[UnitText]
    revision: int
    changed_on: str

    def lesson(self, view: PackView, language: str) -> Lesson:
        """Return the lesson; raise TookTooLong when it needs too much."""
        links = link_table(view, language)
        return lesson_within_limits(self.body, self.texts[HEAD_UNITS:], links)

    def view(self, lesson: Lesson, instead: Instead | None = None) -> LessonView:
        """Return a lesson with what stands around it."""
        return LessonView(
            title=self.texts[0],
            lead=self.texts[1],
            lesson=lesson,
            units=len(self.texts),
            revision=self.revision,
            changed_on=self.changed_on,
            fallback=sum(text.status == Status.FALLBACK for text in self.texts),
            outdated=sum(text.status == Status.OUTDATED for text in self.texts),
            machine=sum(text.is_machine for text in self.texts),
            withheld=sum(text.has_older for text in self.texts),
            languages=frozenset(text.language for text in self.texts),
            instead=instead,
        )


def build_lesson_view(
    session: Session, view: PackView, station: Station, languages: Sequence[str]
) -> LessonView:
    """Read a module for a reader of these languages; raise TookTooLong."""
    text = read_module(session, station, languages)
    return text.view(text.lesson(view, languages[0]))


def build_empty_view(
    session: Session, station: Station, languages: Sequence[str]
) -> LessonView:
    """Read only the head of a module whose text needs too much."""
    return read_module(session, station, languages).view(Lesson(()), Instead.NOTHING)


def read_module(
    session: Session, station: Station, languages: Sequence[str]
) -> ModuleText:
    """Return a module's text as published, in the best wording for a reader."""
    document = session.get_one(Document, station.module.document_id)
    revision = published_revision(session, document)
    assert revision is not None  # noqa: S101 (live modules are published)
    _, body, _ = split_front_matter(revision.text)
    texts = unit_texts(session, document, languages)
    changed_on = revision.created_at.date().isoformat()
    return ModuleText(body, texts, revision.number, changed_on)


def link_table(view: PackView, language: str) -> LinkTable:
    """Return where our own links in a pack's texts lead."""
    root = f"/{language}"
    base = f"{root}/packs/{view.pack.slug}"
    return LinkTable(
        known={
            "source": {source.key: source.url for source in view.sources},
            "module": {s.module.key: f"{base}/{s.number}" for s in view.stations},
            "media": {
                file.file_name: group.address(file, language)
                for group in view.media.values()
                for file in group.files
            },
        },
        folders={
            "project": f"{root}/projects",
            "organisation": f"{root}/organisations",
            "pack": f"{root}/packs",
            "skill": f"{root}/skills",
        },
    )
