"""What is computed from packs and translations, and can be computed again any time."""

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.packs.models import (
    Module,
    Pack,
    PackLanguage,
    PackSkill,
    PublicState,
    SkillTotal,
)
from app.packs.skills import SKILLS
from app.platform.languages import get_language
from app.texts.models import Document
from app.texts.reading import Status, UnitText
from app.translation.coverage import Coverage, coverage
from app.translation.queries import unit_texts


def refresh_pack_languages(session: Session, pack: Pack) -> None:
    """Count how far a pack is in each language and note how its card reads there."""
    fields = session.get_one(Document, pack.document_id)
    documents = [fields, *_module_documents(session, pack)]
    counted = [coverage(session, document) for document in documents]
    units = [len(unit_texts(session, d, [d.source_language])) for d in documents]
    languages = {language for entry in counted for language in entry}
    session.execute(delete(PackLanguage).where(col(PackLanguage.pack_id) == pack.id))
    total = sum(units)
    full = Coverage(units=total, current=total, reviewed=total)
    session.add(_row(session, pack, fields, fields.source_language, full))
    for language in sorted(languages - {fields.source_language}):
        none = Coverage()
        parts = sum((entry.get(language, none) for entry in counted), none)
        whole = Coverage(
            total, parts.current, parts.outdated, parts.reviewed, parts.machine
        )
        session.add(_row(session, pack, fields, language, whole))


def _module_documents(session: Session, pack: Pack) -> list[Document]:
    found = (
        select(Document)
        .join(Module, col(Module.document_id) == col(Document.id))
        .where(col(Module.pack_id) == pack.id, col(Module.is_withdrawn).is_(False))
    )
    return list(session.scalars(found.order_by(col(Module.number))))


def _row(
    session: Session, pack: Pack, fields: Document, language: str, whole: Coverage
) -> PackLanguage:
    assert pack.id is not None  # noqa: S101 (loaded rows have one)
    texts = unit_texts(session, fields, [get_language(language).code])
    title, summary = (_own_or_any(text) for text in texts[:2])
    return PackLanguage(
        pack_id=pack.id,
        language=language,
        title=title,
        summary=summary,
        units=whole.units,
        current=whole.current,
        outdated=whole.outdated,
        reviewed=whole.reviewed,
        machine=whole.machine,
    )


def _own_or_any(text: UnitText) -> str:
    # A card in a language shows its title only if it has been translated to it.
    return "" if text.status == Status.FALLBACK else text.text


def refresh_skill_totals(session: Session) -> bool:
    """Count the packs of every skill, in all and per language; tell if it changed."""
    is_live = col(Pack.state) == PublicState.PUBLISHED
    in_all = (
        select(col(PackSkill.skill), func.count())
        .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
        .where(is_live)
        .group_by(col(PackSkill.skill))
    )
    by_language = (
        select(col(PackSkill.skill), col(PackLanguage.language), func.count())
        .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(is_live)
        .group_by(col(PackSkill.skill), col(PackLanguage.language))
    )
    rows = [(skill, "", count) for skill, count in session.execute(in_all)]
    rows += session.execute(by_language)
    now = {(s, language, count) for s, language, count in rows if s in SKILLS}
    known = {
        (t.skill, t.language, t.packs) for t in session.scalars(select(SkillTotal))
    }
    if known == now:
        return False
    session.execute(delete(SkillTotal))
    session.add_all(
        SkillTotal(skill=skill, language=language, packs=count)
        for skill, language, count in sorted(now)
    )
    return True
