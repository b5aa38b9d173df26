"""A pack as a step keeps it: modules, wordings and translations of that day."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.onboarding.pinning import Pin, PinnedModule
from app.packs.models import Module
from app.platform.languages import get_language
from app.platform.limited import TookTooLong
from app.reading.lesson_view import Instead, LessonView, ModuleText
from app.reading.pack_view import PackView, Station
from app.texts.blocks import Lesson
from app.texts.history import get_version
from app.texts.models import Document, Revision, RevisionUnit, UnitVersion
from app.texts.reading import Status, UnitText
from app.texts.segments import split_front_matter
from app.texts.variables import fill, mask
from app.translation.models import Origin, Translation, TranslationState
from app.translation.queries import reading_order
from app.translation.wordings import SHOWN_STATES

MADE_FROM = aliased(UnitVersion, name="made_from")


class _Unit(Struct, frozen=True):
    id: str
    text: str
    meaning: str


def pinned_view(
    session: Session, view: PackView, pin: Pin, languages: Sequence[str]
) -> PackView:
    """Return a pack with the modules a pin has; its own words are those of today."""
    stations = tuple(
        _station(session, one, number, (pin, languages))
        for number, one in enumerate(pin.modules, start=1)
    )
    return replace(view, stations=stations)


def pinned_lesson(
    session: Session, view: PackView, pin: Pin, *, number: int, languages: Sequence[str]
) -> LessonView:
    """Return a module's lesson as a pin has it."""
    one = pin.modules[number - 1]
    revision = get_version(session, one.document, one.revision)
    _, body, _ = split_front_matter(revision.text)
    text = ModuleText(
        body,
        texts_then(session, one, pin.translations, languages),
        revision.number,
        revision.created_at.date().isoformat(),
    )
    try:
        return text.view(text.lesson(view, languages[0]))
    except TookTooLong:
        return text.view(Lesson(()), Instead.NOTHING)


def texts_then(
    session: Session, one: PinnedModule, until: int, languages: Sequence[str]
) -> list[UnitText]:
    """Return every unit of a module in the best wording there was for a reader.

    `until` is the last translation that counts. Made from another wording, it does
    not count either.
    """
    document = session.get_one(Document, one.document)
    units = _units(session, one)
    order = reading_order(languages, document.source_language)
    known = _known(session, [unit.id for unit in units], until, order)
    return [_best(unit, known, order, languages[0]) for unit in units]


def _station(
    session: Session,
    one: PinnedModule,
    number: int,
    pinned: tuple[Pin, Sequence[str]],
) -> Station:
    pin, languages = pinned
    row = session.get_one(Module, one.module)
    # A copy: its number may have been another one on that day.
    module = Module(**{**row.model_dump(), "number": number, "is_withdrawn": False})
    texts = texts_then(session, one, pin.translations, languages)
    return Station(module, texts[0])


def _units(session: Session, one: PinnedModule) -> list[_Unit]:
    rows = session.execute(
        select(
            col(UnitVersion.unit_id),
            col(UnitVersion.text),
            col(UnitVersion.meaning_hash),
        )
        .join(RevisionUnit, col(RevisionUnit.unit_version_id) == col(UnitVersion.id))
        .join(Revision, col(Revision.id) == col(RevisionUnit.revision_id))
        .where(
            col(Revision.document_id) == one.document,
            col(Revision.number) == one.revision,
        )
        .order_by(col(RevisionUnit.position))
    )
    return [_Unit(*row) for row in rows]


Known = Mapping[tuple[str, str], tuple[TranslationState, Origin, str, str]]
_NOTHING = (TranslationState.REJECTED, Origin.HUMAN, "", "")


def _known(
    session: Session, unit_ids: Sequence[str], until: int, languages: Sequence[str]
) -> Known:
    rows = session.execute(
        select(
            col(Translation.unit_id),
            col(Translation.language),
            col(Translation.state),
            col(Translation.origin),
            col(Translation.text),
            col(MADE_FROM.meaning_hash),
        )
        .join(MADE_FROM, col(MADE_FROM.id) == col(Translation.unit_version_id))
        .where(
            col(Translation.unit_id).in_(unit_ids),
            col(Translation.language).in_(languages),
            col(Translation.id) <= until,
            col(Translation.was_head).is_(True),
        )
        .order_by(col(Translation.id))
    )
    return {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in rows}


def _best(unit: _Unit, known: Known, order: Sequence[str], page: str) -> UnitText:
    *others, source = order
    for code in others:
        state, origin, text, meaning = known.get((unit.id, code), _NOTHING)
        if state in SHOWN_STATES and meaning == unit.meaning:
            said = fill(text, mask(unit.text)) if "{" in text else text
            is_approved = state == TranslationState.APPROVED
            is_unread = origin == Origin.MACHINE and not is_approved
            return replace(_said(unit, said, code, page), is_machine=is_unread)
    return _said(unit, unit.text, source, page, is_source=True)


def _said(
    unit: _Unit, text: str, code: str, page: str, *, is_source: bool = False
) -> UnitText:
    if code == page:
        status = Status.ORIGINAL if is_source else Status.CURRENT
        return UnitText(unit.id, text, status, code)
    language = get_language(code)
    status = Status.FALLBACK
    return UnitText(unit.id, text, status, code, language.tag, language.direction)
