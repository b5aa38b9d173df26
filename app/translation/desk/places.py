"""Reading the units of a subject in page order, and where each stands in a language."""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.texts.models import Document, RevisionUnit, Unit, UnitVersion
from app.texts.queries import join_published_units
from app.translation.desk.fitting import again_at, fitting
from app.translation.desk.marks import Mark, Place, mark_of
from app.translation.desk.subjects import Subject
from app.translation.models import Translation, TranslationHead, TranslationState
from app.translation.wordings import SHOWN_STATES


class Wording(Struct, frozen=True):
    """The words of a row: `source` in `language`, and the translation as it is kept.

    `version_id` is the wording of the original that `source` says. An original may
    have links; a translation, also where it is the source, has variables for them.
    """

    source: str
    language: str
    version_id: int
    kind: str
    text: str


class Only(Struct, frozen=True):
    """Which units to read: those of some documents, or one of them.

    Suggestions are read besides unless nobody asks for them.
    """

    document_ids: Sequence[int]
    unit_id: str = ""
    suggestions: bool = True


def places(
    session: Session, subject: Subject, language: str, only: Only
) -> list[Place]:
    """Return units of a subject in page order."""
    offered = _open_suggestions(session, language, only) if only.suggestions else {}
    parts = {part.document_id: index for index, part in enumerate(subject.parts)}
    found: list[list[Place]] = [[] for _ in subject.parts]
    old = []
    given = {"documents": only.document_ids, "language": language}
    one = {"unit": only.unit_id} if only.unit_id else {}
    # Most units have one of few authors: thousands share these sets.
    alone: dict[int | None, frozenset[int | None]] = {}
    rows = session.execute(_heads(is_one=bool(one)), given | one)
    for document_id, position, found_id, version_id, *head in rows:
        state, is_outdated, translation_id, row_version, author_id = head
        if is_outdated:
            old.append(version_id)
        index = parts[document_id]
        waiting = offered.get(found_id)
        mark = mark_of(state, is_outdated=bool(is_outdated))
        authors = alone.get(author_id) or alone.setdefault(
            author_id, frozenset({author_id})
        )
        found[index].append(
            Place(
                found_id,
                index,
                position + 1,
                version_id,
                Mark.SUGGESTED if waiting and mark == Mark.TODO else mark,
                translation_id,
                row_version or 0,
                authors.union(waiting.values()) if waiting else authors,
                tuple(waiting) if waiting else (),
            )
        )
    again = fitting(session, only.document_ids, language, old)
    every = chain.from_iterable(found)
    return [again_at(place, again) for place in every] if again else list(every)


@cache
def _heads(*, is_one: bool) -> Select[*tuple[Any, ...]]:
    """Return what reads units in page order with what is at the head for each.

    It is built once, since that costs as much as running it: `documents`, `language`
    and, for one, `unit` are given when it is run.
    """
    pinned = aliased(UnitVersion)
    statement = (
        select(
            col(Document.id),
            col(RevisionUnit.position),
            col(UnitVersion.unit_id),
            col(UnitVersion.id),
            col(Translation.state),
            col(pinned.meaning_hash) != col(UnitVersion.meaning_hash),
            col(TranslationHead.translation_id),
            col(TranslationHead.row_version),
            col(Translation.author_id),
        )
        .select_from(Document)
        .where(col(Document.id).in_(bindparam("documents", expanding=True)))
        .order_by(col(Document.id), col(RevisionUnit.position))
    )
    if is_one:
        # Its own document by name: else every unit of the others is looked at too.
        own = select(col(Unit.document_id)).where(col(Unit.id) == bindparam("unit"))
        statement = statement.where(
            col(UnitVersion.unit_id) == bindparam("unit"),
            col(Document.id) == own.scalar_subquery(),
        )
    return (
        join_published_units(statement)
        .outerjoin(
            TranslationHead,
            (col(TranslationHead.unit_id) == col(UnitVersion.unit_id))
            & (col(TranslationHead.language) == bindparam("language")),
        )
        .outerjoin(
            Translation, col(Translation.id) == col(TranslationHead.translation_id)
        )
        .outerjoin(pinned, col(pinned.id) == col(Translation.unit_version_id))
    )


def _open_suggestions(
    session: Session, language: str, only: Only
) -> dict[str, dict[int, int | None]]:
    """Return suggestions that nobody has judged, by unit: ids and who made them."""
    later = aliased(Translation)
    statement = (
        select(
            col(Translation.unit_id), col(Translation.id), col(Translation.author_id)
        )
        .join(Unit, col(Unit.id) == col(Translation.unit_id))
        .outerjoin(later, col(later.supersedes_id) == col(Translation.id))
        .where(
            col(Unit.document_id).in_(only.document_ids),
            col(Translation.language) == language,
            col(Translation.state) == TranslationState.SUGGESTION,
            col(Translation.was_head).is_(False),
            col(later.id).is_(None),
        )
    )
    if only.unit_id:
        statement = statement.where(col(Translation.unit_id) == only.unit_id)
    found: dict[str, dict[int, int | None]] = {}
    for found_id, suggestion_id, author_id in session.execute(statement):
        found.setdefault(found_id, {})[suggestion_id] = author_id
    return found


def wordings_at(
    session: Session, shown: Sequence[Place], subject: Subject, source: str
) -> dict[str, Wording]:
    """Return the words of some units, by unit id, translated from `source`.

    A unit that has no translation to that language is translated from the original.
    """
    wanted = {"ids": [place.version_id for place in shown]}
    versions = {row.id: row for row in session.scalars(_with_ids(UnitVersion), wanted)}
    ids = [place.in_force_id for place in shown if place.mark != Mark.TODO]
    rows = session.scalars(_with_ids(Translation), {"ids": ids}) if ids else ()
    texts = {row.unit_id: row.text for row in rows}
    between = _from_another(session, shown, subject, source)
    wordings = {}
    for place in shown:
        original = versions[place.version_id]
        middle = between.get(place.unit_id)
        wordings[place.unit_id] = Wording(
            source=middle.text if middle else original.text,
            language=source if middle else subject.source_language,
            version_id=middle.unit_version_id if middle else place.version_id,
            kind=original.kind,
            text=texts.get(place.unit_id, ""),
        )
    return wordings


@cache
def _with_ids(table: Any) -> Select[Any]:
    return select(table).where(table.id.in_(bindparam("ids", expanding=True)))


def _from_another(
    session: Session, shown: Sequence[Place], subject: Subject, source: str
) -> dict[str, Translation]:
    """Return the translations that are translated from, when it is not the original."""
    if source == subject.source_language:
        return {}
    rows = session.scalars(
        select(Translation)
        .join(
            TranslationHead, col(TranslationHead.translation_id) == col(Translation.id)
        )
        .where(
            col(TranslationHead.unit_id).in_([place.unit_id for place in shown]),
            col(TranslationHead.language) == source,
            col(Translation.state).in_(SHOWN_STATES),
        )
    )
    return {row.unit_id: row for row in rows}
