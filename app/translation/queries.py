"""Reading translations: the wording each unit has for a reader of a language."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.languages import fallback_chain, get_language
from app.texts.models import Document, OutdatedPolicy, UnitVersion
from app.texts.queries import CurrentUnit, current_units
from app.texts.reading import Status, UnitText
from app.texts.variables import fill, mask
from app.translation.wordings import Wording, wording_sources, wordings


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
    order = reading_order(languages, document.source_language)
    units = current_units(session, document.number)[:limit]
    known = wordings(session, document.number, order)
    pinned = _pinned(session, known.get(order[0], {}))
    reading = _Reading(order, document, known, pinned)
    return [_best_marked(unit, reading) for unit in units]


def own_texts(session: Session, document: Document) -> dict[str, list[str | None]]:
    """Return every unit by language as it is shown there, None where it is not.

    Nothing from another language fills a gap, as it does in `unit_texts`.
    """
    units = current_units(session, document.number)
    known = wordings(session, document.number)
    is_outdated = any(not w.is_current for own in known.values() for w in own.values())
    sources = wording_sources(session, [document.number]) if is_outdated else {}
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
    is_shown = wording.is_current or _still_tells(unit, wording, document, sources)
    return _filled(unit, wording) if is_shown else None


class _Reading(Struct, frozen=True):
    """What is needed to choose a unit's wording for a reader.

    `pinned` are the wordings that outdated translations were made from.
    """

    order: Sequence[str]
    document: Document
    known: dict[str, dict[str, Wording]]
    pinned: dict[int, str]


def _pinned(session: Session, asked: dict[str, Wording]) -> dict[int, str]:
    ids = {w.unit_version_id for w in asked.values() if not w.is_current}
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


def _best_marked(unit: CurrentUnit, reading: _Reading) -> UnitText:
    best = _best(unit, reading)
    is_known = unit.id in reading.known.get(reading.order[0], {})
    is_withheld = is_known and best.status == Status.FALLBACK
    return replace(best, has_older=True) if is_withheld else best


def _best(unit: CurrentUnit, reading: _Reading) -> UnitText:
    asked, source = reading.order[0], reading.document.source_language
    for language in reading.order:
        wording = reading.known.get(language, {}).get(unit.id)
        if language == source:
            break
        if wording is None:
            continue
        if wording.is_current:
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
    return _in_language(
        unit.id,
        _filled(unit, wording),
        status,
        (wording.language, asked),
        is_machine=wording.is_unread_machine,
    )


def _filled(unit: CurrentUnit, wording: Wording) -> str:
    """Return a translation with today's targets of its links."""
    return fill(wording.text, mask(unit.text)) if "{" in wording.text else wording.text


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
