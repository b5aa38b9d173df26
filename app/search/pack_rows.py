"""The rows of many packs at once, grouped by what they belong to."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem, MediaKind
from app.packs.models import (
    Module,
    Pack,
    PackLanguage,
    PackOrganisation,
    PackProject,
    PackSkill,
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


class PackRows:
    """The rows that tell which texts there are now, of many packs at once."""

    def __init__(self, session: Session, named: Sequence[ColumnElement[bool]]) -> None:
        self.session = session
        self.named = named
        self.packs = self._of_packs(
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
        self.modules = self._grouped(self._modules())
        self.items = self._grouped(self._items())
        self.files = self._grouped(self._files())
        self.skills = self._grouped(
            select(col(PackSkill.pack_id), col(PackSkill.skill))
            .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
            .where(*named)
            .order_by(col(PackSkill.position))
        )

    def _of_packs(self, *columns: Any) -> Sequence[Row[Any]]:
        found = (
            select(*columns)
            .join(Document, col(Document.id) == col(Pack.document_id))
            .where(*self.named)
        )
        return self.session.execute(found).all()

    def _modules(self) -> Found:
        return (
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
            .where(*self.named, col(Module.is_withdrawn).is_(False))
            .order_by(col(Module.number))
        )

    def _items(self) -> Found:
        return (
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
            .where(*self.named, col(MediaItem.kind).in_(KINDS))
            .order_by(col(MediaItem.id))
        )

    def _files(self) -> Found:
        return (
            select(
                col(MediaFile.item_id),
                col(MediaFile.role),
                col(MediaFile.key),
                col(MediaFile.bytes),
                col(MediaFile.language),
            )
            .join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
            .join(Pack, col(Pack.key) == col(MediaItem.owner))
            .where(*self.named, col(MediaItem.kind).in_(KINDS))
            # Several stand at the same place; the order must be the same each time.
            .order_by(col(MediaFile.position), col(MediaFile.id))
        )

    def _grouped(self, found: Found) -> Rows:
        grouped: Rows = defaultdict(list)
        for row in self.session.execute(found):
            grouped[row[0]].append(row)
        return grouped


class PackFacts(PackRows):
    """All that packs can be filtered by too."""

    def __init__(self, session: Session, named: Sequence[ColumnElement[bool]]) -> None:
        super().__init__(session, named)
        self.languages = self._grouped(
            select(
                col(PackLanguage.pack_id),
                col(PackLanguage.language),
                col(PackLanguage.current),
                col(PackLanguage.units),
                col(PackLanguage.reviewed),
            )
            .join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
            .where(*named)
        )
        self.projects = self._grouped(
            select(col(PackProject.pack_id), col(Project.slug))
            .join(Project, col(Project.id) == col(PackProject.project_id))
            .join(Pack, col(Pack.id) == col(PackProject.pack_id))
            .where(*named, col(Project.is_withdrawn).is_(False))
            .order_by(col(PackProject.position))
        )
        self.organisations = self._grouped(
            select(col(PackOrganisation.pack_id), col(Organisation.slug))
            .join(
                Organisation,
                col(Organisation.id) == col(PackOrganisation.organisation_id),
            )
            .join(Pack, col(Pack.id) == col(PackOrganisation.pack_id))
            .where(*named, col(Organisation.is_withdrawn).is_(False))
            .order_by(col(PackOrganisation.position))
        )
