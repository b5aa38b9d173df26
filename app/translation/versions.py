"""Approved states of a text in a language, each with a number one can pin.

Version N holds, of each unit its documents had at the time, the newest translation
that came into force with a number up to N, if that is approved. Nothing is copied.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import Document, Revision, RevisionUnit, UnitVersion
from app.texts.variables import fill, mask
from app.translation.models import LanguageVersion, Translation, TranslationState

NO_VERSION = N_("There is no version with this number.")


class VersionUnit(Struct, frozen=True):
    """A unit in a version of a language.

    `source` is its wording at the time, `text` the approved translation with today's
    targets of links put in, None when none was approved.
    """

    unit_id: str
    kind: str
    source: str
    text: str | None


class VersionDocument(Struct, frozen=True):
    """A document of a version: which revision, and its units in order."""

    document: Document
    revision: int
    units: tuple[VersionUnit, ...]


class Difference(Struct, frozen=True):
    """A unit that two versions say differently; None where one says nothing."""

    unit_id: str
    source: str
    before: str | None
    after: str | None


def versions(session: Session, whole: Document, language: str) -> list[LanguageVersion]:
    """Return the versions of a whole document in a language, newest first."""
    found = select(LanguageVersion).where(
        col(LanguageVersion.document_id) == whole.number,
        col(LanguageVersion.language) == language,
    )
    return list(session.scalars(found.order_by(col(LanguageVersion.number).desc())))


def version_of(
    session: Session, whole: Document, language: str, number: int
) -> LanguageVersion:
    """Return a version; raise NotFound."""
    found = session.scalar(
        select(LanguageVersion).where(
            col(LanguageVersion.document_id) == whole.number,
            col(LanguageVersion.language) == language,
            col(LanguageVersion.number) == number,
        )
    )
    if found is None:
        raise NotFound(NO_VERSION)
    return found


def texts_at(session: Session, version: LanguageVersion) -> list[VersionDocument]:
    """Return a version's documents in the order they had, with every unit."""
    return list(_documents(session, version))


def differences(
    session: Session, before: LanguageVersion, after: LanguageVersion
) -> list[Difference]:
    """Return what two versions of one text say differently, in the later's order."""
    earlier = {u.unit_id: u for d in texts_at(session, before) for u in d.units}
    later = {u.unit_id: u for d in texts_at(session, after) for u in d.units}
    changed = []
    for unit_id in [*later, *(u for u in earlier if u not in later)]:
        old, new = earlier.get(unit_id), later.get(unit_id)
        texts = (old.text if old else None, new.text if new else None)
        shown = new or old
        if shown is not None and texts[0] != texts[1]:
            changed.append(Difference(unit_id, shown.source, *texts))
    return changed


def _documents(session: Session, version: LanguageVersion) -> Iterator[VersionDocument]:
    for number, revision in version.revisions.items():
        document = session.get_one(Document, int(number))
        units = _units(session, document.number, revision)
        known = _approved(session, version, document.number, revision)
        yield VersionDocument(document, revision, tuple(_in_version(units, known)))


def _units(
    session: Session, document_id: int, revision: int
) -> Sequence[tuple[str, str, str]]:
    rows = session.execute(
        select(col(UnitVersion.unit_id), col(UnitVersion.kind), col(UnitVersion.text))
        .join(RevisionUnit, col(RevisionUnit.unit_version_id) == col(UnitVersion.id))
        .join(Revision, col(Revision.id) == col(RevisionUnit.revision_id))
        .where(
            col(Revision.document_id) == document_id, col(Revision.number) == revision
        )
        .order_by(col(RevisionUnit.position))
    )
    return [(unit_id, kind, text) for unit_id, kind, text in rows]


def _approved(
    session: Session, version: LanguageVersion, document_id: int, revision: int
) -> dict[str, str]:
    """Return the approved text of each unit, with variables in it."""
    rows = session.execute(
        select(col(Translation.unit_id), col(Translation.state), col(Translation.text))
        .join(UnitVersion, col(UnitVersion.unit_id) == col(Translation.unit_id))
        .join(RevisionUnit, col(RevisionUnit.unit_version_id) == col(UnitVersion.id))
        .join(Revision, col(Revision.id) == col(RevisionUnit.revision_id))
        .where(
            col(Revision.document_id) == document_id,
            col(Revision.number) == revision,
            col(Translation.language) == version.language,
            col(Translation.version_number) <= version.number,
        )
        .order_by(col(Translation.id))
    )
    newest = {unit_id: (state, text) for unit_id, state, text in rows}
    approved = TranslationState.APPROVED
    return {u: text for u, (state, text) in newest.items() if state == approved}


def _in_version(
    units: Sequence[tuple[str, str, str]], known: Mapping[str, str]
) -> Iterator[VersionUnit]:
    for unit_id, kind, source in units:
        text = known.get(unit_id)
        filled = None if text is None else fill(text, mask(source))
        yield VersionUnit(unit_id, kind, source, filled)
