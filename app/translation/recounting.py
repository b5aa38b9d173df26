"""Counting again what an edit changed of a pack's languages, and nothing else.

Publishing costs the same with 2 languages or 40: only the translations of units that
changed are looked at, and counts are right when the transaction commits.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage
from app.texts.models import Document, Revision, RevisionUnit, UnitVersion
from app.translation.coverage import Coverage, parts_in
from app.translation.pack_languages import language_row, refresh_pack_languages
from app.translation.wordings import Scope

# More changed units than this are not looked up by name: all is counted.
MANY = 500


def recount_edit(
    session: Session, pack: Pack, document: Document, before_number: int
) -> None:
    """Count a pack again after a document of it was published anew.

    `before_number` is the revision readers had before, 0 for none.
    """
    then = _versions(session, document, before_number)
    now = _versions(session, document, document.published_number)
    changed = {
        unit_id
        for unit_id in then.keys() | now
        if then.get(unit_id) != now.get(unit_id)
    }
    is_fields = document.number == pack.document_id
    if is_fields or not before_number or len(changed) > MANY:
        # How cards read may have changed too.
        refresh_pack_languages(session, pack)
        return
    ids = [document.number]
    old = {then[unit_id] for unit_id in changed & then.keys()}
    new = {now[unit_id] for unit_id in changed & now.keys()}
    before = parts_in(session, Scope(ids, version_ids=old, number=before_number))
    after = parts_in(session, Scope(ids, version_ids=new))
    _apply(session, pack, before, after, units=len(now) - len(then))


@contextmanager
def recounting(
    session: Session, pack: Pack, document: Document, unit_ids: Collection[str]
) -> Iterator[None]:
    """Count a pack again after some of a document's units got another meaning."""
    now = _versions(session, document, document.published_number)
    version_ids = {now[unit_id] for unit_id in unit_ids if unit_id in now}
    scope = Scope([document.number], version_ids=version_ids)
    before = parts_in(session, scope)
    yield
    session.flush()  # What was changed is read again.
    _apply(session, pack, before, parts_in(session, scope), units=0)


def _versions(session: Session, document: Document, number: int) -> dict[str, int]:
    """Return the wording of each unit in a revision, by unit id."""
    rows = session.execute(
        select(col(UnitVersion.unit_id), col(UnitVersion.id))
        .join(RevisionUnit, col(RevisionUnit.unit_version_id) == col(UnitVersion.id))
        .join(Revision, col(Revision.id) == col(RevisionUnit.revision_id))
        .where(
            col(Revision.document_id) == document.number, col(Revision.number) == number
        )
    )
    return {unit_id: version_id for unit_id, version_id in rows if version_id}


def _apply(
    session: Session,
    pack: Pack,
    before: dict[str, Coverage],
    after: dict[str, Coverage],
    *,
    units: int,
) -> None:
    of_pack = col(PackLanguage.pack_id) == pack.id
    known = set(session.scalars(select(col(PackLanguage.language)).where(of_pack)))
    own = session.get_one(Document, pack.document_id).source_language
    # Most languages change alike: a statement for each way to change, not for each.
    alike: dict[Coverage, list[str]] = {}
    for language in (before.keys() | after) & known - {own}:
        then, now = before.get(language, Coverage()), after.get(language, Coverage())
        alike.setdefault(now - then, []).append(language)
    for change, languages in alike.items():
        _change(session, of_pack & col(PackLanguage.language).in_(languages), change)
    if units:
        _change(session, of_pack, Coverage(units=units))
        is_own = of_pack & (col(PackLanguage.language) == own)
        _change(session, is_own, Coverage(current=units, reviewed=units))
    is_empty = (col(PackLanguage.current) == 0) & (col(PackLanguage.outdated) == 0)
    session.execute(delete(PackLanguage).where(of_pack, is_empty))
    for language in after.keys() - known - {own}:
        if after[language].is_anything:
            session.add(language_row(session, pack, language))
    session.flush()  # Counts are read in the same transaction.


def _change(session: Session, which: ColumnElement[bool], by: Coverage) -> None:
    if by == Coverage():
        return
    values = {
        name: getattr(PackLanguage, name) + getattr(by, name)
        for name in ("units", "current", "outdated", "reviewed", "machine")
        if getattr(by, name)
    }
    session.execute(update(PackLanguage).where(which).values(values))
