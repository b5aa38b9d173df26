"""Keeps catalogs in content folders and translations here in step, both ways.

So git, Weblate or a pull request can drive a language: what is new in a file is taken
in, what was translated here is written out, and where both changed one thing the file
becomes a suggestion. When nothing changed, no byte does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from sqlmodel import Session

from app.content.catalog_export import catalog_name, companions, empty_catalog
from app.content.export import write_folder
from app.content.folder_reader import folder_hash
from app.content.library import Library
from app.packs.models import Course, Pack
from app.packs.queries import find_course_by_key, find_pack_by_key
from app.platform.db import Database
from app.texts.queries import published_revision
from app.translation.catalogs import UnitCatalog
from app.translation.exchange.deciding import Outcome
from app.translation.exchange.exporting import newest_translation
from app.translation.exchange.folders import (
    FolderTaken,
    note_written,
    take_folder_catalog,
)
from app.translation.exchange.subjects import (
    COURSE_SCOPE,
    PACK_SCOPE,
    Subject,
    course_id,
    find_subject,
    pack_id,
)
from app.translation.exchange.taking_in import announce_taken

OTHER_TEXT = "its text here is not that of the folder: load or export the content first"
NOT_HERE = "it is not loaded here"
# What somebody should look at.
TOLD = {
    Outcome.SUGGESTED: "became a suggestion, because it was changed here as well",
    Outcome.UNKNOWN: "is in no text here",
}


class SyncedFolder(Struct, frozen=True):
    """What became of one folder: `skipped` says why nothing was done."""

    name: str
    catalogs: Sequence[FolderTaken] = ()
    written: Sequence[str] = ()
    skipped: str = ""

    @property
    def taken(self) -> int:
        """How many translations came from its files."""
        plans = (one.plan for one in self.catalogs)
        counts: Counter[Outcome] = sum((p.counts for p in plans), Counter())
        return counts[Outcome.NEW] + counts[Outcome.CHANGED]

    @property
    def notes(self) -> int:
        """How many notes came from its files."""
        return sum(len(one.notes) for one in self.catalogs)

    def remarks(self) -> Iterator[str]:
        """Yield what somebody should look at, with file and line."""
        for one in self.catalogs:
            file = f"{self.name}/{catalog_name(one.plan.language)}"
            for decision in one.plan.decisions:
                if decision.outcome in TOLD:
                    yield f"{file}:{decision.entry.line}: {TOLD[decision.outcome]}"
            if one.notes:
                yield f"{file}: notes kept beside their units: {len(one.notes)}"


class _Folder(Struct, frozen=True):
    """A folder with catalogs, of a pack or a course; `texts` are by their scope."""

    name: str
    path: Path
    subject_id: str
    texts: Mapping[str, str]
    catalogs: Sequence[UnitCatalog] = field(default=())


def sync_catalogs(
    database: Database, library: Library, slug: str | None = None
) -> Iterator[SyncedFolder]:
    """Bring every folder in step, one transaction each; yield what became of it."""
    for folder in _folders(library):
        if slug in {None, folder.path.name}:
            yield _sync(database, folder)


def _folders(library: Library) -> Iterator[_Folder]:
    for pack in library.packs.values():
        texts = {module.fields.id: module.text for module in pack.modules}
        yield _Folder(
            f"learning_packs/{pack.slug}",
            library.root / "learning_packs" / pack.slug,
            pack_id(pack.fields.id),
            {PACK_SCOPE: pack.text, **texts},
            pack.catalogs,
        )
    for course in library.courses.values():
        yield _Folder(
            f"courses/{course.slug}",
            library.root / "courses" / course.slug,
            course_id(course.fields.id),
            {COURSE_SCOPE: course.text},
            course.catalogs,
        )


def _sync(database: Database, folder: _Folder) -> SyncedFolder:
    with database.transaction() as session:
        subject = find_subject(session, folder.subject_id)
        if subject is None:
            return SyncedFolder(folder.name, skipped=NOT_HERE)
        if not _is_same_text(session, subject, folder):
            return SyncedFolder(folder.name, skipped=OTHER_TEXT)
        taken = [_take(session, subject, catalog) for catalog in folder.catalogs]
        files = _files(session, subject, folder)
        languages = [Path(name).stem for name in files if name.endswith(".po")]
        seen = {code: newest_translation(session, subject, code) for code in languages}
    # Written after the commit: a file never says what the database does not.
    written = write_folder(folder.path, files)
    with database.transaction() as session:
        for code, newest in seen.items():
            note_written(session, subject.id, code, newest)
        _note_folder(session, subject, folder_hash(folder.path))
    return SyncedFolder(folder.name, taken, written)


def _is_same_text(session: Session, subject: Subject, folder: _Folder) -> bool:
    published = {
        scope: revision.text
        for scope, document in subject.documents.items()
        if scope in folder.texts and (revision := published_revision(session, document))
    }
    return published == folder.texts


def _take(session: Session, subject: Subject, catalog: UnitCatalog) -> FolderTaken:
    taken = take_folder_catalog(session, subject.id, subject.documents, catalog)
    if taken.plan.changes:
        announce_taken(session, subject, catalog.language)
    return taken


def _files(session: Session, subject: Subject, folder: _Folder) -> dict[str, bytes]:
    """Return what belongs beside the text; catalogs without a word in them stay."""
    files = dict(companions(session, subject))
    for catalog in folder.catalogs:
        name = catalog_name(catalog.language)
        if name not in files:
            files[name] = empty_catalog(session, subject, catalog.language)
    return files


def _note_folder(session: Session, subject: Subject, digest: str) -> None:
    """Remember the folder as it is now: the next load finds it unchanged."""
    row: Pack | Course | None = find_pack_by_key(session, subject.key)
    if subject.id == course_id(subject.key):
        row = find_course_by_key(session, subject.key)
    if row is not None:
        row.folder_hash = digest
