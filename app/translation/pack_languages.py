"""How far packs are in their languages and how their cards read there. Derived."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage
from app.platform.languages import get_language
from app.texts.kinds import DocumentKind
from app.texts.models import Document
from app.texts.reading import Status, UnitText
from app.translation.coverage import Coverage, count_units, coverage_of, parts_in
from app.translation.documents import documents_of, whole_of_pack
from app.translation.queries import unit_texts
from app.translation.wordings import Scope


def refresh_pack_languages(session: Session, pack: Pack) -> None:
    """Count how far a pack is in each language and note how its card reads there."""
    fields, ids = _counted(session, pack)
    units = count_units(session, ids)
    session.execute(delete(PackLanguage).where(col(PackLanguage.pack_id) == pack.id))
    full = Coverage(units=units, current=units, reviewed=units)
    session.add(_row(session, pack, fields, full))
    for language, counted in sorted(coverage_of(session, ids).items()):
        if language != fields.source_language:
            session.add(_row(session, pack, fields, counted, language))


def language_row(session: Session, pack: Pack, language: str) -> PackLanguage:
    """Return how far a pack is in one language, which is not its own."""
    fields, ids = _counted(session, pack)
    whole = Coverage(units=count_units(session, ids))
    part = parts_in(session, Scope(ids, [language])).get(language, Coverage())
    return _row(session, pack, fields, whole + part, language)


def _counted(session: Session, pack: Pack) -> tuple[Document, Sequence[int]]:
    """Return what is counted: what stands on pages. Captions are another matter."""
    fields = whole_of_pack(session, pack)
    documents = documents_of(session, fields)
    return fields, [d.number for d in documents if d.kind != DocumentKind.CAPTIONS]


def _row(
    session: Session,
    pack: Pack,
    fields: Document,
    counted: Coverage,
    language: str | None = None,
) -> PackLanguage:
    assert pack.id is not None  # noqa: S101 (loaded rows have one)
    code = language or fields.source_language
    texts = unit_texts(session, fields, [get_language(code).code], limit=2)
    title, summary = (_own_or_any(text) for text in texts)
    return PackLanguage(
        pack_id=pack.id,
        language=code,
        title=title,
        summary=summary,
        units=counted.units,
        current=counted.current,
        outdated=counted.outdated,
        reviewed=counted.reviewed,
        machine=counted.machine,
    )


def _own_or_any(text: UnitText) -> str:
    # A card in a language shows its title only if it has been translated to it.
    return "" if text.status == Status.FALLBACK else text.text
