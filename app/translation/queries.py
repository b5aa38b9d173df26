"""Reading translations: the wording each unit has in a language, and how far it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.languages import fallback_chain, get_language
from app.texts.models import Document, OutdatedPolicy, Unit, UnitVersion
from app.texts.queries import CurrentUnit, current_units
from app.texts.reading import Status, UnitText
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)

SHOWN_STATES = frozenset({TranslationState.TRANSLATED, TranslationState.APPROVED})
# What a translator sees: all that is worth going on with.
KEPT_STATES = SHOWN_STATES | {TranslationState.NEEDS_WORK}


@dataclass(frozen=True)
class Wording:
    """A translation in force, with the wording it was made from."""

    unit_id: str
    language: str
    text: str
    unit_version_id: int
    state: TranslationState
    origin: Origin


@dataclass(frozen=True)
class Coverage:
    """How far a text is in a language, in units."""

    units: int = 0
    current: int = 0
    outdated: int = 0
    reviewed: int = 0
    machine: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.units + other.units,
            self.current + other.current,
            self.outdated + other.outdated,
            self.reviewed + other.reviewed,
            self.machine + other.machine,
        )

    @property
    def percent(self) -> int:
        """Share of units that are current, floored: 100 only when all are."""
        return 100 * self.current // self.units if self.units else 0


def wordings(
    session: Session,
    document_id: int,
    languages: Sequence[str] | None = None,
    *,
    states: Collection[TranslationState] = SHOWN_STATES,
) -> dict[str, dict[str, Wording]]:
    """Return the translations in force, by language and unit id."""
    statement = (
        select(
            col(TranslationHead.unit_id),
            col(TranslationHead.language),
            col(Translation.text),
            col(Translation.unit_version_id),
            col(Translation.state),
            col(Translation.origin),
        )
        .join(Translation, col(Translation.id) == col(TranslationHead.translation_id))
        .join(Unit, col(Unit.id) == col(TranslationHead.unit_id))
        .where(
            col(Unit.document_id) == document_id,
            col(Translation.state).in_(states),
        )
    )
    if languages is not None:
        statement = statement.where(col(TranslationHead.language).in_(languages))
    found: dict[str, dict[str, Wording]] = {}
    for row in session.execute(statement):
        wording = Wording(*row)
        found.setdefault(wording.language, {})[wording.unit_id] = wording
    return found


def best_wordings(
    session: Session,
    document_id: int,
    units: Sequence[CurrentUnit],
    languages: Sequence[str] | None = None,
    *,
    states: Collection[TranslationState] = SHOWN_STATES,
) -> dict[str, dict[str, Wording]]:
    """Return the translations in force, and earlier ones that fit again.

    When an edit of the source is taken back, what was made for it before is right
    again, though somebody has translated the edit meanwhile.
    """
    known = wordings(session, document_id, languages, states=states)
    changed = {
        unit.version_id
        for unit in units
        for found in known.values()
        if unit.id in found and found[unit.id].unit_version_id != unit.version_id
    }
    if not changed:
        return known
    fitting = (
        select(
            col(Translation.unit_id),
            col(Translation.language),
            col(Translation.text),
            col(Translation.unit_version_id),
            col(Translation.state),
            col(Translation.origin),
        )
        .where(
            col(Translation.unit_version_id).in_(changed),
            col(Translation.language).in_(known),
            col(Translation.state).in_(SHOWN_STATES),
        )
        .order_by(col(Translation.id))
    )
    for row in session.execute(fitting):
        wording = Wording(*row)
        found = known[wording.language]
        if wording.unit_id in found:
            found[wording.unit_id] = wording
    return known


def wording_sources(session: Session, document_ids: Sequence[int]) -> dict[int, str]:
    """Return the source wording of every unit version of some documents, by id."""
    rows = session.execute(
        select(col(UnitVersion.id), col(UnitVersion.text))
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(col(Unit.document_id).in_(document_ids))
    )
    return {version_id: text for version_id, text in rows}  # noqa: C416 (typed rows)


def unit_texts(
    session: Session,
    document: Document,
    languages: Sequence[str],
    *,
    limit: int | None = None,
) -> list[UnitText]:
    """Return every unit of a document in the best wording for a reader.

    `languages` is what the reader asked for, then what else they read; the first
    is the language of the page. Its fallback chain comes after all of them, then
    the source. `limit` is for who wants only the first units, such as the title.
    """
    assert document.id is not None  # noqa: S101 (loaded rows have one)
    order = reading_order(languages, document.source_language)
    units = current_units(session, document.id)[:limit]
    known = best_wordings(session, document.id, units, order)
    reading = _Reading(order, document, known, _pinned(session, units, known, order[0]))
    return [_best(unit, reading) for unit in units]


def own_texts(session: Session, document: Document) -> dict[str, list[str | None]]:
    """Return every unit by language as it is shown there, None where it is not.

    Nothing from another language fills a gap, as it does in `unit_texts`.
    """
    assert document.id is not None  # noqa: S101 (loaded rows have one)
    units = current_units(session, document.id)
    known = best_wordings(session, document.id, units)
    sources = wording_sources(session, [document.id]) if known else {}
    texts: dict[str, list[str | None]] = {
        language: [_own(unit, found.get(unit.id), document, sources) for unit in units]
        for language, found in known.items()
    }
    texts[document.source_language] = [unit.text for unit in units]
    return texts


def _own(
    unit: CurrentUnit,
    wording: Wording | None,
    document: Document,
    sources: dict[int, str],
) -> str | None:
    if wording is None:
        return None
    is_current = wording.unit_version_id == unit.version_id
    is_shown = is_current or _still_tells(unit, wording, document, sources)
    return wording.text if is_shown else None


@dataclass(frozen=True)
class _Reading:
    """What is needed to choose a unit's wording for a reader.

    `pinned` are the wordings that outdated translations were made from.
    """

    order: Sequence[str]
    document: Document
    known: dict[str, dict[str, Wording]]
    pinned: dict[int, str]


def _pinned(
    session: Session,
    units: Sequence[CurrentUnit],
    known: dict[str, dict[str, Wording]],
    language: str,
) -> dict[int, str]:
    asked = known.get(language, {})
    pairs = ((asked[unit.id], unit) for unit in units if unit.id in asked)
    ids = {w.unit_version_id for w, u in pairs if w.unit_version_id != u.version_id}
    if not ids:
        return {}
    rows = session.execute(
        select(col(UnitVersion.id), col(UnitVersion.text)).where(
            col(UnitVersion.id).in_(ids)
        )
    )
    return dict(rows.all())


def reading_order(languages: Sequence[str], source: str) -> list[str]:
    """Return the languages to try for a unit, without repeats, the source last."""
    order = [*languages, *fallback_chain(languages[0])]
    if source in order:
        order = order[: order.index(source)]
    return list(dict.fromkeys([*order, source]))


def _best(unit: CurrentUnit, reading: _Reading) -> UnitText:
    asked, source = reading.order[0], reading.document.source_language
    for language in reading.order:
        wording = reading.known.get(language, {}).get(unit.id)
        if language == source:
            break
        if wording is None:
            continue
        if wording.unit_version_id == unit.version_id:
            status = Status.CURRENT if language == asked else Status.FALLBACK
            return _shown(unit, asked, wording, status)
        if language == asked and _still_tells(
            unit, wording, reading.document, reading.pinned
        ):
            return _shown(unit, asked, wording, Status.OUTDATED)
    status = Status.ORIGINAL if asked == source else Status.FALLBACK
    return _in_language(unit.id, unit.text, status, (source, asked))


def _still_tells(
    unit: CurrentUnit, wording: Wording, document: Document, sources: dict[int, str]
) -> bool:
    """Tell whether an outdated translation may be shown for today's wording."""
    if document.outdated_policy != OutdatedPolicy.SHOW:
        return False
    # What compares texts takes long to read in, and most are never compared.
    from app.texts.alignment import is_recognisable  # noqa: PLC0415 - see above

    return is_recognisable(sources[wording.unit_version_id], unit.text)


def _shown(unit: CurrentUnit, asked: str, wording: Wording, status: Status) -> UnitText:
    is_machine = (
        wording.origin == Origin.MACHINE and wording.state != TranslationState.APPROVED
    )
    return _in_language(
        unit.id,
        wording.text,
        status,
        (wording.language, asked),
        is_machine=is_machine,
    )


def _in_language(
    unit_id: str,
    text: str,
    status: Status,
    languages: tuple[str, str],
    *,
    is_machine: bool = False,
) -> UnitText:
    shown, asked = languages
    if shown == asked:
        return UnitText(unit_id, text, status, shown, is_machine=is_machine)
    language = get_language(shown)
    return UnitText(
        unit_id, text, status, shown, language.tag, language.direction, is_machine
    )


def coverage(session: Session, document: Document) -> dict[str, Coverage]:
    """Return how far a document is in each language that has a translation."""
    assert document.id is not None  # noqa: S101 (loaded rows have one)
    units = current_units(session, document.id)
    result = {}
    for language, known in best_wordings(session, document.id, units).items():
        shown = [(unit, known[unit.id]) for unit in units if unit.id in known]
        current = [w for unit, w in shown if w.unit_version_id == unit.version_id]
        reviewed = [w for w in current if w.state == TranslationState.APPROVED]
        machine = [
            w
            for w in current
            if w.origin == Origin.MACHINE and w.state != TranslationState.APPROVED
        ]
        result[language] = Coverage(
            units=len(units),
            current=len(current),
            outdated=len(shown) - len(current),
            reviewed=len(reviewed),
            machine=len(machine),
        )
    return result
