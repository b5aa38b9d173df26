"""What readers, searchers and counts notice of a translation."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Select, bindparam, delete, select
from sqlmodel import Session, col

from app.packs.events import CourseChanged, PackTranslated
from app.packs.models import Course, Pack, PackLanguage
from app.platform import clock
from app.platform.jobs import RunningJob, request_job
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump
from app.platform.storage import Storage
from app.projects.events import OrganisationChanged, ProjectChanged
from app.projects.models import Organisation, Project
from app.texts.models import Document
from app.translation.captions import write_captions
from app.translation.pack_languages import language_row, refresh_pack_languages
from app.translation.recounting import recounting

COUNT_LANGUAGE = "translation.count_language"


def show_changes(session: Session, document: Document, language: str) -> None:
    """Drop ready pages of a text when the transaction commits, and ask for the rest.

    What is counted and found follows by a job; only the first translation to a
    language is counted at once, since its pages are refused before.
    """
    given = {"document": document.whole_id, "language": language}
    found = session.execute(_pack_and_language(), given).one_or_none()
    if found is None:
        _record_changed(session, document.whole_id)
        return
    pack_id, pack_key, counted = found
    bump(session, CONTENT, about=f"pack:{pack_key}")
    if counted is None:
        count_language(session, session.get_one(Pack, pack_id), language)
    payload = {"pack_key": pack_key, "language": language}
    key = f"{COUNT_LANGUAGE}:{pack_key}:{language}"
    request_job(session, COUNT_LANGUAGE, payload, key=key)


def show_source_changes(session: Session, document: Document) -> None:
    """Count a text's languages again and drop its pages: its units or what they mean
    are others now.
    """
    pack = _pack_of(session, document)
    if pack is not None:
        refresh_pack_languages(session, pack)
    _source_changed(session, document, pack)


@contextmanager
def changing_meanings(
    session: Session, document: Document, unit_ids: Collection[str]
) -> Iterator[None]:
    """Do what `show_source_changes` does, for what is said about a few units inside."""
    pack = _pack_of(session, document)
    if pack is None:
        yield
    else:
        with recounting(session, pack, document, unit_ids):
            yield
    _source_changed(session, document, pack)


def _source_changed(session: Session, document: Document, pack: Pack | None) -> None:
    if pack is None:
        _record_changed(session, document.whole_id)
        return
    bump(session, CONTENT, about=f"pack:{pack.key}")
    announce(session, PackTranslated(pack.key, ""))


def _pack_of(session: Session, document: Document) -> Pack | None:
    return session.scalar(_pack_with(), {"document": document.whole_id})


@cache
def _pack_with() -> Select[Pack]:
    # Built once, since that costs as much as running it.
    return select(Pack).where(col(Pack.document_id) == bindparam("document"))


@cache
def _pack_and_language() -> Select[int | None, str, str | None]:
    # In one question, since it is asked with every save.
    counted = (col(PackLanguage.pack_id) == col(Pack.id)) & (
        col(PackLanguage.language) == bindparam("language")
    )
    return (
        select(col(Pack.id), col(Pack.key), col(PackLanguage.language))
        .outerjoin(PackLanguage, counted)
        .where(col(Pack.document_id) == bindparam("document"))
    )


def _record_changed(session: Session, document_id: int) -> None:
    course = select(col(Course.key)).where(col(Course.document_id) == document_id)
    if key := session.scalar(course):
        bump(session, CONTENT, about=f"course:{key}")
        announce(session, CourseChanged(key))
    project = select(col(Project.key)).where(col(Project.document_id) == document_id)
    if key := session.scalar(project):
        bump(session, CONTENT, about=f"project:{key}")
        announce(session, ProjectChanged(key))
    known = select(col(Organisation.key))
    if key := session.scalar(known.where(col(Organisation.document_id) == document_id)):
        bump(session, CONTENT, about=f"organisation:{key}")
        announce(session, OrganisationChanged(key))


def count_language(session: Session, pack: Pack, language: str) -> None:
    """Count again how far a pack is in one language."""
    session.execute(
        delete(PackLanguage).where(
            col(PackLanguage.pack_id) == pack.id, col(PackLanguage.language) == language
        )
    )
    session.add(language_row(session, pack, language))
    session.flush()  # The job of the same name asks for it.


class CountLanguage:
    """The job: count a pack's language, make its captions and let search know."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def __call__(self, job: RunningJob) -> None:
        key, language = str(job.payload["pack_key"]), str(job.payload["language"])
        with job.database.transaction() as session:
            pack = session.scalar(select(Pack).where(col(Pack.key) == key))
            if pack is None:
                return
            count_language(session, pack, language)
            # With the counts: who harvests records gets what they say now.
            pack.translated_at = clock.now()
            write_captions(session, self.storage, pack, language)
            announce(session, PackTranslated(key, language))
            bump(session, CONTENT, about=f"pack:{key}")
