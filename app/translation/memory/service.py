"""Keeping the memory in step with translations, and taking in what files have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from msgspec import Struct
from sqlalchemy import delete, func, select, tuple_
from sqlmodel import Session, SQLModel, col

from app.platform.ids import derived_id
from app.platform.languages import find_language
from app.platform.upserts import insert_into
from app.texts.models import Document, Unit, UnitVersion
from app.texts.variables import mask
from app.translation.memory.grams import grams
from app.translation.memory.models import MemoryGram, MemoryText
from app.translation.memory.quality import FROM_A_FILE, SOURCE, quality
from app.translation.memory.queries import memory_hash, normal
from app.translation.models import Translation

BATCH = 500
Key = tuple[str, str, str]
Thing = TypeVar("Thing")


class _Kept(Struct, frozen=True):
    """A text that the memory is to have."""

    meaning: str
    language: str
    text: str
    quality: int
    unit_id: str | None = None
    translation_id: int | None = None

    @property
    def key(self) -> Key:
        return self.meaning, self.language, memory_hash(self.text)

    @property
    def row(self) -> dict[str, object]:
        return {
            "meaning": self.meaning,
            "language": self.language,
            "text": self.text,
            "text_hash": self.key[2],
            "quality": self.quality,
            "translation_id": self.translation_id,
            "unit_id": self.unit_id,
        }


def remember(session: Session, language: str, unit_ids: Iterable[str]) -> None:
    """Make the memory say of some units what their translations say now.

    Doing it again changes nothing, so it may be done as often as something asks.
    """
    for some in _batches(sorted(set(unit_ids))):
        kept = {one.key: one for one in _translated(session, language, some)}
        _drop_others(session, language, some, kept)
        _store(session, list(kept.values()))


def _translated(
    session: Session, language: str, unit_ids: Sequence[str]
) -> Iterator[_Kept]:
    rows = session.execute(
        select(Translation, UnitVersion, col(Document.source_language))
        .join(UnitVersion, col(UnitVersion.id) == col(Translation.unit_version_id))
        .join(Unit, col(Unit.id) == col(Translation.unit_id))
        .join(Document, col(Document.id) == col(Unit.document_id))
        .where(
            col(Translation.unit_id).in_(unit_ids),
            col(Translation.language) == language,
        )
        .order_by(col(Translation.id))
    )
    newest, seen = {}, {}
    for row, version, source_language in rows:
        # The newest row with a text says what is thought of it.
        newest[version.id, row.text] = (row, version, source_language)
        seen[row.unit_id] = row.id
    for row, version, source_language in newest.values():
        good = quality(row.state, row.origin)
        if good is None:
            continue
        unit_id, meaning = row.unit_id, f"w{version.id}"
        source = mask(version.text).text
        yield _Kept(meaning, source_language, source, SOURCE, unit_id)
        yield _Kept(meaning, language, row.text, good, unit_id, seen[unit_id])


def _drop_others(
    session: Session, language: str, unit_ids: Sequence[str], kept: Mapping[Key, _Kept]
) -> None:
    rows = session.scalars(
        select(MemoryText).where(
            col(MemoryText.unit_id).in_(unit_ids), col(MemoryText.language) == language
        )
    ).all()
    for row in rows:
        one = kept.get((row.meaning, row.language, row.text_hash))
        if one is None and row.quality != SOURCE:
            _forget(session, row)
        elif one is not None:
            row.quality, row.translation_id = one.quality, one.translation_id


def _forget(session: Session, row: MemoryText) -> None:
    found = grams(normal(row.text))
    session.execute(
        delete(MemoryGram).where(
            col(MemoryGram.language) == row.language,
            col(MemoryGram.gram).in_(found),
            col(MemoryGram.length) == len(normal(row.text)),
            col(MemoryGram.text_id) == row.id,
        )
    )
    session.delete(row)


def _store(session: Session, kept: Sequence[_Kept]) -> int:
    """Store what is not there yet; return how many texts that were."""
    session.flush()  # What was changed and dropped is no longer there to be found.
    known = _stored(session, kept)
    new = [one for one in kept if one.key not in known]
    if not new:
        return 0
    _insert(session, MemoryText, [one.row for one in new])
    ids = _stored(session, new)
    _insert(
        session,
        MemoryGram,
        [
            {"language": one.language, "gram": gram, "length": len(text), "text_id": i}
            for one in new
            for i, text in [(ids[one.key], normal(one.text))]
            for gram in grams(text)
        ],
    )
    return len(new)


def _stored(session: Session, kept: Sequence[_Kept]) -> dict[Key, int]:
    pairs = {(one.meaning, one.language) for one in kept}
    rows = session.execute(
        select(
            col(MemoryText.meaning),
            col(MemoryText.language),
            col(MemoryText.text_hash),
            col(MemoryText.id),
        ).where(
            tuple_(col(MemoryText.meaning), col(MemoryText.language)).in_(pairs),
        )
    )
    return {(meaning, lang, digest): i for meaning, lang, digest, i in rows}


def _insert(
    session: Session, table: type[SQLModel], rows: list[dict[str, object]]
) -> None:
    # Another worker may do the same at a time.
    statement = insert_into(session, table).on_conflict_do_nothing()
    if rows:
        session.connection().execute(statement, rows)


def take_in_pairs(session: Session, meanings: Iterable[Mapping[str, str]]) -> int:
    """Remember texts of files that mean the same, by the codes of their languages.

    Return how many texts are new; taking the same in twice adds none. Languages we
    do not know and empty texts are left out.
    """
    return sum(
        _store(session, [kept for one in some for kept in _from_file(one)])
        for some in _batches(meanings)
    )


def _from_file(texts: Mapping[str, str]) -> list[_Kept]:
    known = {
        language.code: normal(mask(text).text)
        for code, text in texts.items()
        if text.strip() and (language := find_language(code))
    }
    if len(known) < 2:
        return []
    meaning = "f" + derived_id(
        *(f"{c}={t}" for c, t in sorted(known.items())), length=32
    )
    return [_Kept(meaning, code, text, FROM_A_FILE) for code, text in known.items()]


def _batches(things: Iterable[Thing]) -> Iterator[Sequence[Thing]]:
    rest = iter(things)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def unseen_units(session: Session) -> dict[str, list[str]]:
    """Return the units with translations the memory has not seen, by language.

    One whose only translations were rejected is among them each time.
    """
    seen = (
        select(
            col(MemoryText.unit_id),
            col(MemoryText.language),
            func.max(col(MemoryText.translation_id)).label("newest"),
        )
        .group_by(col(MemoryText.unit_id), col(MemoryText.language))
        .subquery()
    )
    rows = session.execute(
        select(col(Translation.language), col(Translation.unit_id))
        .outerjoin(
            seen,
            (seen.c.unit_id == col(Translation.unit_id))
            & (seen.c.language == col(Translation.language)),
        )
        .group_by(col(Translation.language), col(Translation.unit_id), seen.c.newest)
        .having(func.max(col(Translation.id)) > func.coalesce(seen.c.newest, 0))
    )
    found: dict[str, list[str]] = {}
    for language, unit_id in rows:
        found.setdefault(language, []).append(unit_id)
    return found


def forget_derived(session: Session) -> None:
    """Forget all but what came from files, before it is made anew."""
    is_derived = col(MemoryText.meaning).startswith("w")
    derived = select(col(MemoryText.id)).where(is_derived)
    session.execute(delete(MemoryGram).where(col(MemoryGram.text_id).in_(derived)))
    session.execute(delete(MemoryText).where(is_derived))
