"""From a pack or a course to a path: which paths somebody may put it on."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.onboarding.models import Path, PathWords, Step
from app.onboarding.queries import best_words, paths_of, steps_of
from app.packs.queries import get_course
from app.projects.editors import organisations_of
from app.projects.models import Organisation
from app.texts.models import Document
from app.texts.reading import UnitText
from app.translation.queries import unit_texts


class Thing(Struct, frozen=True):
    """What is put on a path: a pack or a course, as readers know it."""

    kind: str
    slug: str
    key: str
    title: UnitText

    def is_at(self, step: Step) -> bool:
        """Tell whether a step leads through it."""
        return self.key == (step.pack_key if self.kind == "pack" else step.course_key)


class OwnPath(Struct, frozen=True):
    """A path of an organisation somebody acts for; `has_it`: the thing is on it."""

    organisation: Organisation
    path: Path
    words: PathWords
    has_it: bool


class Choice(Struct, frozen=True):
    """All that somebody may put a thing on. `acts_for` may have no path yet."""

    thing: Thing
    acts_for: Sequence[Organisation] = ()
    paths: Sequence[OwnPath] = ()

    @property
    def open(self) -> list[OwnPath]:
        """The paths that do not have it yet."""
        return [one for one in self.paths if not one.has_it]

    @property
    def taken(self) -> list[OwnPath]:
        """The paths that have it."""
        return [one for one in self.paths if one.has_it]


def course_thing(session: Session, slug: str, languages: Sequence[str]) -> Thing:
    """Return a course that can be put on a path; raise NotFound."""
    course = get_course(session, slug)
    document = session.get_one(Document, course.document_id)
    title = unit_texts(session, document, languages, limit=1)[0]
    return Thing("course", slug, course.key, title)


def choice_of(
    session: Session, thing: Thing, user_id: int, languages: Sequence[str]
) -> Choice:
    """Return the paths of the organisations somebody acts for."""
    acts_for = organisations_of(session, user_id)
    paths = [
        OwnPath(
            organisation,
            path,
            best_words(session, path, languages),
            any(map(thing.is_at, steps_of(session, path))),
        )
        for organisation in acts_for
        for path in paths_of(session, organisation)
    ]
    return Choice(thing, acts_for, paths)
