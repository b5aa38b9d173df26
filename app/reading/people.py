"""Everybody who had a part in a pack here, and what a reader may thank them for."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.platform.languages import Language, get_language
from app.reading.loading import OpenPack
from app.texts.history import thanked_by
from app.texts.makers import Maker, approvers_of, writers_of
from app.texts.models import Document
from app.translation.documents import documents_of
from app.translation.makers import (
    Translator,
    approvers_by_language,
    thanked_rows,
    translators_of,
    units_of_rows,
)


class Contributor(Struct, frozen=True):
    """Somebody with `count` versions or units; `mark` names their thanks on the page.

    `thank_at` is where thanks for the newest of these go, without its language; it is
    empty where the reader cannot thank, or has: then `is_thanked`.
    """

    name: str
    count: int
    mark: str
    thank_at: str = ""
    is_thanked: bool = False


class Translated(Struct, frozen=True):
    """Who brought a pack into a language, and who approved that."""

    language: Language
    people: tuple[Contributor, ...]
    approvers: tuple[str, ...]


class PeoplePage(Struct, frozen=True):
    """The people of a pack."""

    opened: OpenPack
    writers: tuple[Contributor, ...]
    approvers: tuple[str, ...]
    translated: tuple[Translated, ...]


def people_page(opened: OpenPack, reader_id: int | None) -> PeoplePage:
    """Return who made a pack, for a reader who is signed in or not."""
    session, pack = opened.content.session, opened.view.pack
    whole = session.get_one(Document, pack.document_id)
    documents = [one.number for one in documents_of(session, whole)]
    modules = [station.module.document_id for station in opened.view.stations]
    return PeoplePage(
        opened=opened,
        writers=_writers(session, documents, modules, reader_id),
        approvers=tuple(one.name for one in approvers_of(session, documents)),
        translated=_translated(opened, documents, reader_id),
    )


def _writers(
    session: Session,
    documents: Sequence[int],
    modules: Sequence[int],
    reader_id: int | None,
) -> tuple[Contributor, ...]:
    # Thanks are for a version of a module.
    newest = {one.user_id: one.newest for one in writers_of(session, modules)}
    ids = list(newest.values())
    thanked = thanked_by(session, reader_id, ids) if reader_id else frozenset()

    def shown(maker: Maker) -> Contributor:
        row = newest.get(maker.user_id, 0)
        can_thank = reader_id and row and maker.user_id != reader_id
        return Contributor(
            name=maker.name,
            count=maker.versions,
            mark=f"thanked-{row}",
            thank_at=f"thanks/{row}" if can_thank and row not in thanked else "",
            is_thanked=row in thanked,
        )

    return tuple(map(shown, writers_of(session, documents)))


def _translated(
    opened: OpenPack, documents: Sequence[int], reader_id: int | None
) -> tuple[Translated, ...]:
    session = opened.content.session
    found = translators_of(session, documents)
    approvers = approvers_by_language(session, documents)
    rows = [one.newest for one in found if one.newest]
    units = units_of_rows(session, rows) if reader_id else {}
    thanked = thanked_rows(session, reader_id, rows) if reader_id else frozenset()
    pair = f"translate/{opened.view.pack.slug}/{opened.view.source_language}"

    def shown(one: Translator) -> Contributor:
        is_thanked = one.newest in thanked
        can_thank = one.newest in units and one.user_id != reader_id and not is_thanked
        unit = f"{pair}/{one.language}/units/{units.get(one.newest)}"
        return Contributor(
            name=one.name,
            count=one.units,
            mark=f"thanked-{one.language}-{one.newest}",
            thank_at=f"{unit}/thank/{one.newest}" if can_thank else "",
            is_thanked=is_thanked,
        )

    codes = sorted({one.language for one in found} | set(approvers))
    return tuple(
        Translated(
            get_language(code),
            tuple(shown(one) for one in found if one.language == code),
            tuple(approvers.get(code, ())),
        )
        for code in codes
    )
