"""The rows of many packs at once, grouped by what they belong to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem, MediaKind
from app.packs.models import (
    Module,
    Pack,
    PackLanguage,
    PackOrganisation,
    PackProject,
    PackSkill,
    PublicState,
)
from app.projects.models import Organisation, Project
from app.search.index import EntityKind
from app.texts.models import Document

KINDS = {
    MediaKind.VIDEO: EntityKind.VIDEO,
    MediaKind.AUDIO: EntityKind.AUDIO,
    MediaKind.DOCUMENT: EntityKind.WORKSHEET,
}
Rows = dict[Any, list[Row[Any]]]
Found = Select[*tuple[Any, ...]]


# Asked after every change: built once, for building them costs more than the answer.
_PACKS: Found = (
    select(
        col(Pack.id),
        col(Pack.key),
        col(Pack.slug),
        col(Pack.level),
        col(Pack.minutes),
        col(Pack.text_bytes),
        col(Pack.media_bytes),
        col(Pack.published_at),
        col(Document.id).label("document_id"),
        col(Document.version),
        col(Document.source_language),
    )
    .select_from(Pack)
    .join(Document, col(Document.id) == col(Pack.document_id))
)
_MODULES = (
    select(
        col(Module.pack_id),
        col(Module.key),
        col(Module.number),
        col(Module.kind),
        col(Module.minutes),
        col(Module.text_bytes),
        col(Module.media_kinds),
        col(Module.questions),
        col(Document.version),
    )
    .join(Pack, col(Pack.id) == col(Module.pack_id))
    .join(Document, col(Document.id) == col(Module.document_id))
    .where(col(Module.is_withdrawn).is_(False))
    .order_by(col(Module.number))
)
_ITEMS = (
    select(
        col(MediaItem.owner),
        col(MediaItem.id),
        col(MediaItem.name),
        col(MediaItem.kind),
        col(MediaItem.title),
        col(MediaItem.language),
        col(MediaItem.duration),
    )
    .join(Pack, col(Pack.key) == col(MediaItem.owner))
    .where(col(MediaItem.kind).in_(KINDS))
    .order_by(col(MediaItem.id))
)
_FILES = (
    select(
        col(MediaFile.item_id),
        col(MediaFile.role),
        col(MediaFile.key),
        col(MediaFile.bytes),
        col(MediaFile.language),
        col(MediaFile.page),
    )
    .join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
    .join(Pack, col(Pack.key) == col(MediaItem.owner))
    .where(col(MediaItem.kind).in_(KINDS))
    # Several stand at the same place; the order must be the same each time.
    .order_by(col(MediaFile.position), col(MediaFile.id))
)
_SKILLS = (
    select(col(PackSkill.pack_id), col(PackSkill.skill))
    .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
    .order_by(col(PackSkill.position))
)
_LANGUAGES = select(
    col(PackLanguage.pack_id),
    col(PackLanguage.language),
    col(PackLanguage.current),
    col(PackLanguage.units),
    col(PackLanguage.reviewed),
).join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
_PROJECTS = (
    select(col(PackProject.pack_id), col(Project.slug))
    .join(Project, col(Project.id) == col(PackProject.project_id))
    .join(Pack, col(Pack.id) == col(PackProject.pack_id))
    .where(col(Project.is_withdrawn).is_(False))
    .order_by(col(PackProject.position))
)
_ORGANISATIONS = (
    select(col(PackOrganisation.pack_id), col(Organisation.slug))
    .join(
        Organisation,
        col(Organisation.id) == col(PackOrganisation.organisation_id),
    )
    .join(Pack, col(Pack.id) == col(PackOrganisation.pack_id))
    .where(col(Organisation.is_withdrawn).is_(False))
    .order_by(col(PackOrganisation.position))
)


@cache
def _published(found: Found, *, is_of_some: bool) -> Found:
    """Return what asks for the rows of published packs, of some `keys` or of all."""
    live = found.where(col(Pack.state) == PublicState.PUBLISHED)
    if not is_of_some:
        return live
    return live.where(col(Pack.key).in_(bindparam("keys", expanding=True)))


class PackRows:
    """The rows that tell which texts there are now, of many packs at once.

    Of the published ones with some keys; without keys, of all.
    """

    def __init__(self, session: Session, keys: Collection[str] | None) -> None:
        self.session = session
        self.keys = keys
        self.packs = self._asked(_PACKS)
        self.modules = self._grouped(_MODULES)
        self.items = self._grouped(_ITEMS)
        self.files = self._grouped(_FILES)
        self.skills = self._grouped(_SKILLS)

    def _asked(self, found: Found) -> Sequence[Row[Any]]:
        statement = _published(found, is_of_some=self.keys is not None)
        values = {} if self.keys is None else {"keys": list(self.keys)}
        return self.session.connection().execute(statement, values).all()

    def _grouped(self, found: Found) -> Rows:
        grouped: Rows = defaultdict(list)
        for row in self._asked(found):
            grouped[row[0]].append(row)
        return grouped


class PackFacts(PackRows):
    """All that packs can be filtered by too."""

    def __init__(self, session: Session, keys: Collection[str] | None) -> None:
        super().__init__(session, keys)
        self.languages = self._grouped(_LANGUAGES)
        self.projects = self._grouped(_PROJECTS)
        self.organisations = self._grouped(_ORGANISATIONS)
