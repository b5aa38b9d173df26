"""Reading the units of a subject in page order, and where each stands in a language."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.texts.models import Document, RevisionUnit, Unit, UnitVersion
from app.texts.queries import join_published_units
from app.translation.desk.marks import Mark, Place, Show, mark_of, shown_by
from app.translation.desk.subjects import Subject
from app.translation.models import Translation, TranslationHead, TranslationState
from app.translation.wordings import SHOWN_STATES


@dataclass(frozen=True)
class Wording:
    """The words of a row: `source` in `language`, and the translation as it is kept.

    `version_id` is the wording of the original that `source` says. An original may
    have links; a translation, also where it is the source, has variables for them.
    """

    source: str
    language: str
    version_id: int
    kind: str
    text: str


@dataclass(frozen=True)
class Only:
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
        .where(col(Document.id).in_(only.document_ids))
        .order_by(col(Document.id), col(RevisionUnit.position))
    )
    statement = (
        join_published_units(statement)
        .outerjoin(
            TranslationHead,
            (col(TranslationHead.unit_id) == col(UnitVersion.unit_id))
            & (col(TranslationHead.language) == language),
        )
        .outerjoin(
            Translation, col(Translation.id) == col(TranslationHead.translation_id)
        )
        .outerjoin(pinned, col(pinned.id) == col(Translation.unit_version_id))
    )
    if only.unit_id:
        statement = statement.where(col(UnitVersion.unit_id) == only.unit_id)
    offered = _open_suggestions(session, language, only) if only.suggestions else {}
    parts = {part.document_id: index for index, part in enumerate(subject.parts)}
    found: list[list[Place]] = [[] for _ in subject.parts]
    for document_id, position, found_id, version_id, *head in session.execute(
        statement
    ):
        state, is_outdated, translation_id, row_version, author_id = head
        index = parts[document_id]
        waiting = offered.get(found_id, {})
        mark = mark_of(state, is_outdated=bool(is_outdated))
        found[index].append(
            Place(
                found_id,
                index,
                position + 1,
                version_id,
                Mark.SUGGESTED if waiting and mark == Mark.TODO else mark,
                translation_id,
                row_version or 0,
                frozenset({author_id, *waiting.values()}),
                tuple(waiting),
            )
        )
    return [place for part in found for place in part]


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
    versions = {
        row.id: row
        for row in session.scalars(
            select(UnitVersion).where(
                col(UnitVersion.id).in_([place.version_id for place in shown])
            )
        )
    }
    ids = [place.translation_id for place in shown if place.mark != Mark.TODO]
    found = select(Translation).where(col(Translation.id).in_(ids))
    rows = session.scalars(found) if ids else ()
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


@dataclass(frozen=True)
class Listing:
    """The units of a subject that a filter and a part show, and all there are."""

    every: Sequence[Place]
    shown: Sequence[Place]

    def index_of(self, unit_id: str) -> int | None:
        """Return the place of a unit among those that are shown."""
        found = (i for i, place in enumerate(self.shown) if place.unit_id == unit_id)
        return next(found, None)

    def find(self, unit_id: str) -> Place | None:
        """Return a unit of the subject, shown or not."""
        return next((p for p in self.every if p.unit_id == unit_id), None)

    def beside(self, unit_id: str, *, is_back: bool = False) -> Place | None:
        """Return the unit shown after one, or before it; at the end, from the start."""
        order = list(reversed(self.every)) if is_back else list(self.every)
        start = next((i for i, p in enumerate(order) if p.unit_id == unit_id), -1)
        shown = {place.unit_id for place in self.shown} - {unit_id}
        around = [*order[start + 1 :], *order[: max(start, 0)]]
        return next((place for place in around if place.unit_id in shown), None)


def listing(
    every: Sequence[Place], show: Show, *, part: int | None, user_id: int | None
) -> Listing:
    """Return what a filter shows of a subject, or of one of its parts."""
    is_shown = shown_by(show, user_id)
    chosen = [p for p in every if part is None or p.part == part]
    return Listing(every, [place for place in chosen if is_shown(place)])


def counts(every: Sequence[Place], user_id: int | None) -> dict[Show, int]:
    """Return how many units each filter shows."""
    return {
        show: sum(map(shown_by(show, user_id), every))  # each tells True or False
        for show in Show
    }
