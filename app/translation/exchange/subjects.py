"""What a catalog is of: a pack or a course, with its texts in order."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.models import Course, Module, Pack, PublicState
from app.packs.queries import (
    find_course_by_key,
    find_pack_by_key,
    find_successor,
    get_course,
    get_pack,
    skills_of,
)
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_, words_of
from app.texts.models import Document
from app.translation.captions import captions_of
from app.translation.interface import KEY, find_interface

PACK_SCOPE = "pack"
COURSE_SCOPE = "course"


class SubjectKind(StrEnum):
    """The kinds, as they stand in addresses."""

    PACKS = "packs"
    COURSES = "courses"
    INTERFACE = "interface"


_NAMES = {
    SubjectKind.PACKS: "pack",
    SubjectKind.COURSES: "course",
    SubjectKind.INTERFACE: "interface",
}


class Subject(Struct, frozen=True):
    """A pack or course: `documents` are its texts by the scope of their contexts.

    `places` are addresses of the texts without a language, by scope; `skills` are
    what it teaches, which reviewers are named for. `captions` travel in files of
    their own between installations, and in catalogs only to translators.
    """

    kind: SubjectKind
    key: str
    slug: str
    documents: Mapping[str, Document]
    places: Mapping[str, str]
    skills: tuple[str, ...] = ()
    captions: Mapping[str, Document] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a catalog says it is of."""
        return f"{_NAMES[self.kind]} {self.key}"

    @property
    def desk(self) -> str:
        """What it is called in addresses of the workbench."""
        if self.kind == SubjectKind.PACKS:
            return self.slug
        return f"{_NAMES[self.kind]}:{self.slug}"

    @property
    def id(self) -> str:
        """What tables know it by."""
        return _id(self.kind, self.key)

    @property
    def every_document(self) -> Mapping[str, Document]:
        """The texts, then the captions of what is seen and heard in them."""
        return {**self.documents, **self.captions}

    @property
    def source_language(self) -> str:
        return next(iter(self.documents.values())).source_language


def pack_id(key: str) -> str:
    """Return what tables know a pack by."""
    return _id(SubjectKind.PACKS, key)


def course_id(key: str) -> str:
    """Return what tables know a course by."""
    return _id(SubjectKind.COURSES, key)


def _id(kind: SubjectKind, key: str) -> str:
    return f"{kind.value}:{key}"


def subject_at(session: Session, kind: SubjectKind, slug: str) -> Subject:
    """Return what an address names; raise NotFound, or Gone where it was withdrawn."""
    if kind == SubjectKind.COURSES:
        return course_subject(session, get_course(session, slug))
    if kind == SubjectKind.INTERFACE:
        if slug != KEY or (interface := interface_subject(session)) is None:
            raise NotFound(N_("There is nothing to translate here."))
        return interface
    pack = get_pack(session, slug)
    if pack.state == PublicState.WITHDRAWN:
        raise Gone(
            N_("This pack was withdrawn. %(reason)s"),
            reason=words_of(pack.withdrawn_reason),
            successor=find_successor(session, pack),
        )
    return pack_subject(session, pack)


def find_subject(session: Session, subject_id: str) -> Subject | None:
    """Return what tables know by this id, if readers get it."""
    kind, _, key = subject_id.partition(":")
    if kind == SubjectKind.COURSES:
        course = find_course_by_key(session, key)
        is_open = course is not None and course.state == PublicState.PUBLISHED
        return course_subject(session, course) if course and is_open else None
    if kind == SubjectKind.INTERFACE:
        return interface_subject(session)
    pack = find_pack_by_key(session, key)
    is_open = pack is not None and pack.state == PublicState.PUBLISHED
    return pack_subject(session, pack) if pack and is_open else None


def pack_subject(session: Session, pack: Pack) -> Subject:
    """Return a pack with its fields and its modules."""
    documents = {PACK_SCOPE: session.get_one(Document, pack.document_id)}
    places = {PACK_SCOPE: f"packs/{pack.slug}"}
    for module in live_modules(session, pack):
        documents[module.key] = session.get_one(Document, module.document_id)
        places[module.key] = f"packs/{pack.slug}/{module.number}"
    assert pack.id is not None  # noqa: S101 (loaded rows have one)
    captions = {
        f"captions-{text.name}": text.document for text in captions_of(session, pack)
    }
    return Subject(
        *(SubjectKind.PACKS, pack.key, pack.slug, documents),
        {**places, **dict.fromkeys(captions, places[PACK_SCOPE])},
        skills=tuple(skills_of(session, pack.id)),
        captions={
            scope: document
            for scope, document in captions.items()
            if document.source_language == documents[PACK_SCOPE].source_language
        },
    )


def course_subject(session: Session, course: Course) -> Subject:
    """Return a course with its fields."""
    document = session.get_one(Document, course.document_id)
    return Subject(
        SubjectKind.COURSES,
        course.key,
        course.slug,
        {COURSE_SCOPE: document},
        {COURSE_SCOPE: f"courses/{course.slug}"},
    )


def interface_subject(session: Session) -> Subject | None:
    """Return the words of the site, if they are offered to translators."""
    document = find_interface(session)
    if document is None:
        return None
    return Subject(SubjectKind.INTERFACE, KEY, KEY, {KEY: document}, {KEY: "translate"})


def published_subjects(session: Session) -> list[Subject]:
    """Return every published pack and course, by their addresses."""
    packs = select(Pack).where(col(Pack.state) == PublicState.PUBLISHED)
    courses = select(Course).where(col(Course.state) == PublicState.PUBLISHED)
    return [
        *(pack_subject(session, p) for p in session.scalars(packs.order_by(Pack.slug))),
        *(
            course_subject(session, course)
            for course in session.scalars(courses.order_by(Course.slug))
        ),
    ]


def live_modules(session: Session, pack: Pack) -> list[Module]:
    """Return the modules of a pack that are not withdrawn, in order."""
    found = select(Module).where(
        col(Module.pack_id) == pack.id, col(Module.is_withdrawn).is_(False)
    )
    return list(session.scalars(found.order_by(col(Module.number))))
