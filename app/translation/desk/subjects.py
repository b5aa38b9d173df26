"""What can be opened in the workbench: a pack with its modules, a course, a project.

An address names it by its slug; other things than packs have their kind before it:
`write-a-grant-proposal`, `course:new-affiliate`, `project:market-stories`.
"""

from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlmodel import Session, col

from app.packs.models import Module, Pack, PackCaptions, PublicState
from app.packs.queries import get_course, get_pack, skills_of
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_
from app.projects.queries import get_organisation, get_project
from app.texts.models import Document
from app.translation.interface import KEY, find_interface

COURSE, PROJECT, ORGANISATION = "course", "project", "organisation"
INTERFACE = "interface"
FIELDS = "fields"
# What the key of captions begins with.
CLIP = "captions-"


class Part(Struct, frozen=True):
    """One document of a subject. `number` is a module's; 0 is the subject itself.

    `path` is where readers find it, without the language; `clip` is the name of the
    video or sound whose cues it is, if it is captions.
    """

    key: str
    number: int
    document: Document
    path: str
    clip: str = ""

    @property
    def document_id(self) -> int:
        assert self.document.id is not None  # noqa: S101 (loaded rows have one)
        return self.document.id


class Subject(Struct, frozen=True):
    """A thing to translate: its documents in reading order and its skills.

    `owner` is the key that its media are kept under.
    """

    slug: str
    path: str
    parts: tuple[Part, ...]
    skills: tuple[str, ...] = ()
    owner: str = ""

    @property
    def source_language(self) -> str:
        return self.parts[0].document.source_language

    @property
    def document_ids(self) -> list[int]:
        return [part.document_id for part in self.parts]

    def languages_in(self, lang: str) -> str:
        """Return the page with all languages of a pack; nothing else has one."""
        is_pack = self.path.startswith("packs/")
        return f"/{lang}/{self.path}/languages" if is_pack else ""

    def scope(self, key: str) -> tuple[Part, ...]:
        """Return the parts counted together with the part of this key.

        Captions are worked at one by one, beside the player; all else is one text.
        """
        chosen = tuple(part for part in self.parts if part.key == key and part.clip)
        return chosen or tuple(part for part in self.parts if not part.clip)


def get_subject(session: Session, slug: str) -> Subject:
    """Return what an address names; raise NotFound, or Gone for what was withdrawn."""
    kind, colon, name = slug.partition(":")
    if not colon:
        return _pack(session, slug)
    if kind == COURSE:
        course = get_course(session, name)
        return _single(session, slug, f"courses/{name}", course.document_id)
    if kind == PROJECT:
        project = get_project(session, name)
        return _single(session, slug, f"projects/{name}", project.document_id)
    if kind == ORGANISATION:
        found = get_organisation(session, name)
        return _single(session, slug, f"organisations/{name}", found.document_id)
    if kind == INTERFACE and name == KEY and (document := find_interface(session)):
        return Subject(slug, "", (Part(FIELDS, 0, document, ""),))
    raise NotFound(N_("There is nothing to translate here."))


def _pack(session: Session, slug: str) -> Subject:
    pack = get_pack(session, slug)
    if pack.state == PublicState.WITHDRAWN:
        raise Gone(N_("This pack was withdrawn, so there is nothing to translate."))
    parts = _parts(session, pack, f"packs/{slug}")
    skills = tuple(skills_of(session, pack.id or 0))
    return Subject(slug, f"packs/{slug}", parts, skills, owner=pack.key)


def _parts(session: Session, pack: Pack, path: str) -> tuple[Part, ...]:
    """Return the fields of a pack, its modules by number, and its captions by name."""
    rows = session.execute(_documents(), {"whole": pack.document_id})
    found = []
    for document, key, number, clip in rows:
        if clip:
            found.append(Part(f"{CLIP}{clip}", 0, document, path, clip=clip))
        elif key:
            found.append(Part(key, number, document, f"{path}/{number}"))
        else:
            found.append(Part(FIELDS, 0, document, path))
    return tuple(found)


@cache
def _documents() -> Select[*tuple[Any, ...]]:
    # Built once, since that costs as much as running it.
    whole: BindParameter[int] = bindparam("whole")
    return (
        select(Document, col(Module.key), col(Module.number), col(PackCaptions.name))
        .outerjoin(Module, col(Module.document_id) == col(Document.id))
        .outerjoin(PackCaptions, col(PackCaptions.document_id) == col(Document.id))
        .where(
            or_(col(Document.id) == whole, col(Document.part_of_id) == whole),
            col(Module.is_withdrawn).is_not(True),
        )
        .order_by(
            col(PackCaptions.name).is_not(None),
            col(Module.number).is_not(None),
            col(Module.number),
            col(PackCaptions.name),
        )
    )


def _single(session: Session, slug: str, path: str, document_id: int) -> Subject:
    document = session.get_one(Document, document_id)
    return Subject(slug, path, (Part(FIELDS, 0, document, path),))
