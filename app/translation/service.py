"""Taking translations in: append a row, move the head, never overwrite."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from app.texts.models import Document, Unit, UnitVersion
from app.texts.segments import Segment
from app.texts.storing import add_wording
from app.texts.variables import Masked, mask, mask_like
from app.translation.catalogs import ORIGIN, REVIEWED, CatalogEntry, UnitCatalog
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)


@dataclass
class ImportReport:
    """What an import did, entry by entry."""

    added: int = 0
    unchanged: int = 0
    empty: int = 0
    unknown: list[CatalogEntry] = field(default_factory=list)


@dataclass(frozen=True)
class _Head:
    translation_id: int
    text: str
    meaning_hash: str
    state: TranslationState


@dataclass(frozen=True)
class _Version:
    id: int
    masked: Masked
    meaning_hash: str


def import_catalog(
    session: Session, document: Document, catalog: UnitCatalog, *, prefix: str
) -> ImportReport:
    """Take in the entries of one document, whose contexts begin with `prefix`.

    An entry is pinned to the wording its msgid shows; a wording the document never
    had is remembered, so that the translation counts as outdated. Nothing is
    deleted, and taking the same catalog in twice changes nothing.
    """
    assert document.id is not None  # noqa: S101 (documents are flushed when made)
    importer = _Importer(session, document.id, catalog)
    for entry in catalog.entries:
        if entry.context.startswith(prefix):
            importer.take(entry, entry.context.removeprefix(prefix))
    importer.finish()
    if importer.report.added:
        document.version += 1
    return importer.report


class _Importer:
    def __init__(
        self, session: Session, document_id: int, catalog: UnitCatalog
    ) -> None:
        self.session = session
        self.language = catalog.language
        self.origin = _origin(catalog)
        self.good_state = _good_state(catalog)
        self.report = ImportReport()
        self.units = set(
            session.scalars(
                select(col(Unit.id)).where(col(Unit.document_id) == document_id)
            )
        )
        self.versions: dict[tuple[str, str], _Version] = {}
        for unit_id, version in self._versions(document_id):
            self.versions[unit_id, version.masked.text] = version
        self.heads = dict(self._heads(document_id))
        self.moved: list[tuple[str, Translation]] = []

    def _versions(self, document_id: int) -> Iterator[tuple[str, _Version]]:
        rows = self.session.execute(
            select(
                col(UnitVersion.unit_id),
                col(UnitVersion.id),
                col(UnitVersion.text),
                col(UnitVersion.meaning_hash),
            )
            .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
            .where(col(Unit.document_id) == document_id)
            .order_by(col(UnitVersion.id))
        )
        for unit_id, row_id, text, meaning in rows:
            yield unit_id, _Version(row_id, mask(text), meaning)

    def _heads(self, document_id: int) -> Iterator[tuple[str, _Head]]:
        rows = self.session.execute(
            select(
                col(TranslationHead.unit_id),
                col(Translation.id),
                col(Translation.text),
                col(UnitVersion.meaning_hash),
                col(Translation.state),
            )
            .join(
                Translation, col(Translation.id) == col(TranslationHead.translation_id)
            )
            .join(UnitVersion, col(UnitVersion.id) == col(Translation.unit_version_id))
            .join(Unit, col(Unit.id) == col(TranslationHead.unit_id))
            .where(
                col(Unit.document_id) == document_id,
                col(TranslationHead.language) == self.language,
            )
        )
        return ((unit_id, _Head(*rest)) for unit_id, *rest in rows)

    def take(self, entry: CatalogEntry, unit_id: str) -> None:
        """Take one entry in."""
        if not entry.text.strip():
            self.report.empty += 1
        elif unit_id not in self.units:
            self.report.unknown.append(entry)
        else:
            self._append(entry, unit_id)

    def _append(self, entry: CatalogEntry, unit_id: str) -> None:
        # An outdated entry shows today's wording and, before it, the one it is for.
        # Some editors leave that there when a translator has dealt with the change.
        is_outdated = entry.is_fuzzy and bool(entry.previous)
        made_from = entry.previous if is_outdated else entry.source
        version = self._version(unit_id, made_from)
        text = mask_like(entry.text, version.masked)
        is_rough = entry.is_fuzzy and not is_outdated
        state = TranslationState.NEEDS_WORK if is_rough else self.good_state
        head = self.heads.get(unit_id)
        if head and not _says_more(head, text, version.meaning_hash, state):
            self.report.unchanged += 1
            return
        translation = Translation(
            unit_id=unit_id,
            language=self.language,
            text=text,
            unit_version_id=version.id,
            state=state,
            origin=self.origin,
            supersedes_id=head.translation_id if head else None,
        )
        self.moved.append((unit_id, translation))
        self.report.added += 1

    def _version(self, unit_id: str, source: str) -> _Version:
        """Return the wording a file shows, with variables in it or without."""
        masked = mask(source)
        known = self.versions.get((unit_id, masked.text))
        if known is None:
            row = add_wording(self.session, unit_id, Segment("earlier", source))
            assert row.id is not None  # noqa: S101 (just flushed)
            known = _Version(row.id, masked, row.meaning_hash)
            self.versions[unit_id, masked.text] = known
        return known

    def finish(self) -> None:
        """Write the new rows and move their heads."""
        self.session.add_all(translation for _, translation in self.moved)
        self.session.flush()  # The heads refer to the new rows.
        known = self._existing_heads(unit_id for unit_id, _ in self.moved)
        for unit_id, translation in self.moved:
            assert translation.id is not None  # noqa: S101 (just flushed)
            if head := known.get(unit_id):
                head.translation_id = translation.id
                head.row_version += 1
            else:
                self.session.add(
                    TranslationHead(
                        unit_id=unit_id,
                        language=self.language,
                        translation_id=translation.id,
                    )
                )
        self.session.flush()  # Coverage is counted in the same transaction.

    def _existing_heads(self, unit_ids: Iterable[str]) -> dict[str, TranslationHead]:
        rows = self.session.scalars(
            select(TranslationHead).where(
                col(TranslationHead.unit_id).in_(list(unit_ids)),
                col(TranslationHead.language) == self.language,
            )
        )
        return {head.unit_id: head for head in rows}


def _says_more(head: _Head, text: str, meaning: str, state: TranslationState) -> bool:
    """Tell whether an entry says anything that the translation in force does not."""
    if text != head.text:
        return True
    is_rough = state == TranslationState.NEEDS_WORK
    if meaning != head.meaning_hash:
        # gettext's tools mark what they carry over to a new wording as fuzzy. It is
        # still the translation of the earlier one, and known to be outdated.
        return not is_rough
    # A file that was made before a review does not take the review back.
    is_reviewed = head.state == TranslationState.APPROVED
    return head.state != state and (is_rough or not is_reviewed)


def _origin(catalog: UnitCatalog) -> Origin:
    return Origin.MACHINE if catalog.headers.get(ORIGIN) == "machine" else Origin.IMPORT


def _good_state(catalog: UnitCatalog) -> TranslationState:
    is_reviewed = catalog.headers.get(REVIEWED) == "yes"
    return TranslationState.APPROVED if is_reviewed else TranslationState.TRANSLATED
