"""Projects, organisations and courses, as things to be found."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session, col

from app.packs.models import Course, PublicState
from app.platform.questions import Question, one_of_ten, tens
from app.projects.models import (
    Organisation,
    Project,
    ProjectOrganisation,
    ProjectSkill,
    ProjectSource,
)
from app.search.index import EntityKind
from app.search.sources.documents import (
    DERIVATION,
    Facts,
    Made,
    Piece,
    Stamps,
    Thing,
    key_of,
)
from app.texts.models import Document
from app.translation.queries import own_texts

Found = Select[*tuple[Any, ...]]
Table = type[Project] | type[Organisation] | type[Course]


class _Shelf(Struct, frozen=True):
    """A table of things that stand alone, and where their pages are."""

    kind: EntityKind
    table: Table
    folder: str

    @property
    def is_live(self) -> ColumnElement[bool]:
        if self.table is Course:
            return col(Course.state) == PublicState.PUBLISHED
        return ~col(self.table.is_withdrawn)  # type: ignore[union-attr]  # not a course


@cache
def _live_among(shelf: _Shelf) -> Question:
    """Return what is asked for each page of results."""
    key = col(shelf.table.key)
    return Question(select(key).where(shelf.is_live, one_of_ten(key)))


class RecordSource(ABC):
    """The things of one table, each a group of its own."""

    shelf: _Shelf

    @property
    def kind(self) -> EntityKind:
        """The kind of all things of this source."""
        return self.shelf.kind

    def groups(
        self, session: Session, among: Collection[str] | None = None
    ) -> list[str]:
        """Return what readers may see, of some or of all."""
        if among is None:
            keys = select(col(self.shelf.table.key)).where(self.shelf.is_live)
            return [f"{self.kind}:{found}" for found in session.scalars(keys)]
        asked, connection = _live_among(self.shelf), session.connection()
        return [
            f"{self.kind}:{key}"
            for some in tens(map(key_of, among))
            for (key,) in asked.rows(connection, **some)
        ]

    def stamps(self, session: Session, groups: Collection[str]) -> Stamps:
        """Return the stamps of some things."""
        found = map(self._stamp, self._rows(session, groups))
        return {entity: {entity: stamp} for entity, stamp in found}

    def things(
        self, session: Session, groups: Collection[str] | None = None
    ) -> list[Thing]:
        """Return some things, or all."""
        rows = self._rows(session, groups)
        facts = self._facts(session, rows)
        return [self._thing(row, facts[row.id]) for row in rows]

    def pieces(
        self, session: Session, group: str, _entities: Collection[str]
    ) -> dict[str, Made]:
        """Return the texts of a thing."""
        table = self.shelf.table
        row = session.scalars(select(table).where(col(table.key) == key_of(group)))
        return {group: Made(tuple(self._pieces(session, row.one())))}

    def _rows(
        self, session: Session, groups: Collection[str] | None
    ) -> Sequence[Row[Any]]:
        table = self.shelf.table
        found = (
            select(
                col(table.id),
                col(table.key),
                col(table.slug),
                col(table.document_id),
                col(Document.version),
                col(Document.source_language),
            )
            .join(Document, col(Document.id) == col(table.document_id))
            .where(self.shelf.is_live)
        )
        if groups is not None:
            found = found.where(col(table.key).in_([key_of(group) for group in groups]))
        return session.execute(found).all()

    def _stamp(self, row: Row[Any]) -> tuple[str, str]:
        stamp = f"{DERIVATION}.{row.document_id}.{row.version}"
        return f"{self.kind}:{row.key}", stamp

    def _thing(self, row: Row[Any], facts: Facts) -> Thing:
        entity, stamp = self._stamp(row)
        return Thing(
            entity=entity,
            group=entity,
            kind=self.kind,
            path=f"{self.shelf.folder}/{row.slug}",
            stamp=stamp,
            source_language=row.source_language,
            facts=facts,
            key=row.key,
        )

    @abstractmethod
    def _facts(self, session: Session, rows: Sequence[Row[Any]]) -> dict[int, Facts]:
        """Return what each row can be filtered by, by its id."""

    def _pieces(self, session: Session, row: Any) -> Iterator[Piece]:
        document = session.get_one(Document, row.document_id)
        for language, (title, *rest) in own_texts(session, document).items():
            text = "\n".join(part for part in rest if part)
            if title or text:
                yield Piece(language, title or "", text=text)


def _grouped(session: Session, found: Found) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for key, value in session.execute(found):
        grouped[key].append(value)
    return grouped


class ProjectRecords(RecordSource):
    """Projects, by their words and by the titles of what was written about them."""

    shelf = _Shelf(EntityKind.PROJECT, Project, "projects")

    def _facts(self, session: Session, rows: Sequence[Row[Any]]) -> dict[int, Facts]:
        skills = _grouped(
            session,
            select(col(ProjectSkill.project_id), col(ProjectSkill.skill)),
        )
        organisations = _grouped(
            session,
            select(col(ProjectOrganisation.project_id), col(Organisation.slug))
            .join(
                Organisation,
                col(Organisation.id) == col(ProjectOrganisation.organisation_id),
            )
            .where(~col(Organisation.is_withdrawn)),
        )
        ends = dict(session.execute(select(col(Project.id), col(Project.ends))).all())
        return {
            row.id: Facts(
                languages={row.source_language: 100},
                skills=skills[row.id],
                owners=[
                    f"project:{row.slug}",
                    *(f"organisation:{slug}" for slug in organisations[row.id]),
                ],
                published=_seconds(ends.get(row.id, "")),
            )
            for row in rows
        }

    def _pieces(self, session: Session, row: Project) -> Iterator[Piece]:
        titles = session.scalars(
            select(col(ProjectSource.title))
            .where(col(ProjectSource.project_id) == row.id)
            .order_by(col(ProjectSource.position))
        )
        around = "\n".join(filter(None, (row.place, row.report_title, *titles)))
        for piece in super()._pieces(session, row):
            yield Piece(piece.language, piece.title, around, piece.text)


class OrganisationRecords(RecordSource):
    """Organisations, by name and what is said about them."""

    shelf = _Shelf(EntityKind.ORGANISATION, Organisation, "organisations")

    def _facts(self, _session: Session, rows: Sequence[Row[Any]]) -> dict[int, Facts]:
        return {
            row.id: Facts(
                languages={row.source_language: 100},
                owners=[f"organisation:{row.slug}"],
            )
            for row in rows
        }

    def _pieces(self, session: Session, row: Organisation) -> Iterator[Piece]:
        document = session.get_one(Document, row.document_id)
        for language, texts in own_texts(session, document).items():
            text = "\n".join(part for part in texts if part)
            yield Piece(language, row.name, row.place, text)


class CourseRecords(RecordSource):
    """Courses."""

    shelf = _Shelf(EntityKind.COURSE, Course, "courses")

    def _facts(self, session: Session, rows: Sequence[Row[Any]]) -> dict[int, Facts]:
        slugs = _grouped(
            session,
            select(col(Course.id), col(Organisation.slug))
            .join(Organisation, col(Organisation.id) == col(Course.organisation_id))
            .where(~col(Organisation.is_withdrawn)),
        )
        when = dict(
            session.execute(select(col(Course.id), col(Course.published_at))).all()
        )
        return {
            row.id: Facts(
                languages={row.source_language: 100},
                owners=[f"organisation:{slug}" for slug in slugs[row.id]],
                published=int(when[row.id].timestamp()),
            )
            for row in rows
        }


def _seconds(day: str) -> int:
    """Return a date that may be a year or a month only, in seconds, or 0."""
    with suppress(ValueError):
        parts = [*map(int, day.split("-")), 1, 1][:3]
        return (date(*parts) - date(1970, 1, 1)).days * 86_400
    return 0
