"""Captions as a form shows them: a page of rows that replaces as many of the whole."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from starlette.datastructures import FormData

from app.media.cue_edits import EDITS, add_after, shift
from app.media.cues import Fault, Spoken, check_cues, read_time, written
from app.platform.i18n import N_

ROWS = 60
MOST_ROWS = 2 * ROWS
MOST_DIGITS = 6
NO_TIME = N_("Write a time like 1:02.5, or 62.5 for seconds.")


class Row(Struct, frozen=True):
    """A caption as it stands in the form; `wrong` is a sentence, or nothing."""

    number: int
    start: str
    end: str
    speaker: str
    text: str
    wrong: str = ""


class Typed(Struct, frozen=True):
    """What was sent: all cues with the rows in them, and what was wrong, by cue.

    `rows` is the page of the form again, `first` how many cues come before it, and
    `shown` how many of the base it stands for.
    """

    cues: tuple[Spoken, ...]
    faults: tuple[Fault, ...] = ()
    rows: tuple[Row, ...] = ()
    first: int = 0
    shown: int = 0
    is_new: bool = False


def page_of(cues: tuple[Spoken, ...], offset: int) -> Typed:
    """Return a page of the form, with an empty row where there is nothing yet."""
    first = min(offset, max(0, len(cues) - 1) // ROWS * ROWS)
    page = cues[first : first + ROWS]
    shown = page or tuple(add_after([], -1))
    rows = tuple(_row(number, cue) for number, cue in enumerate(shown, first + 1))
    return Typed(cues, (), rows, first, len(page))


def _row(number: int, cue: Spoken) -> Row:
    times = written(cue.start), written(cue.end)
    return Row(number, *times, cue.speaker, cue.text)


def read_form(data: FormData, base: Sequence[Spoken], length: float) -> Typed:
    """Return what was typed over the captions it was made from, and what is wrong."""
    first = min(_number(data, "first"), len(base))
    shown = min(_number(data, "shown"), len(base) - first)
    sent = [_sent(data, i, first) for i in range(min(_number(data, "rows"), MOST_ROWS))]
    rows = [row for row in sent if row.text or row.speaker or row.start or row.end]
    times = [(read_time(row.start), read_time(row.end)) for row in rows]
    faults = tuple(
        Fault(number, NO_TIME)
        for number, pair in enumerate(times, first + 1)
        if None in pair
    )
    typed = [
        Spoken(start or 0, end or 0, row.text, row.speaker)
        for row, (start, end) in zip(rows, times, strict=True)
    ]
    cues = (*base[:first], *typed, *base[first + shown :])
    if faults:
        return Typed(cues, faults, _marked(rows, faults), first, shown)
    return _edited(data, Typed(cues, (), tuple(rows), first, shown), length)


def _edited(data: FormData, typed: Typed, length: float) -> Typed:
    """Do what a button asks for, and look for what is wrong afterwards."""
    asked, _, given = str(data.get("do", "save")).partition(":")
    place = int(given) if given.isascii() and given.isdigit() else -1
    cues = list(typed.cues)
    faults: tuple[Fault, ...] = ()
    if asked in EDITS and place < len(cues):
        cues = EDITS[asked](cues, place)
    elif asked == "shift":
        moved = _shifted(str(data.get("by", "")))
        cues = shift(cues, moved or 0)
        faults = (Fault(typed.first + 1, NO_TIME),) if moved is None else ()
    count = max(0, len(typed.rows) + len(cues) - len(typed.cues))
    faults = faults or tuple(check_cues(cues, length))
    page = cues[typed.first : typed.first + count]
    rows = [_row(number, cue) for number, cue in enumerate(page, typed.first + 1)]
    is_new = asked == "add"
    shown = tuple(rows) if is_new else _marked(rows, faults)
    return Typed(tuple(cues), faults, shown, typed.first, typed.shown, is_new=is_new)


def _marked(rows: Sequence[Row], faults: Sequence[Fault]) -> tuple[Row, ...]:
    """Return the rows with what is wrong beside them; the first reason of each."""
    wrong = {fault.number: fault.text for fault in reversed(faults)}
    return tuple(replace(row, wrong=wrong.get(row.number, "")) for row in rows)


def _sent(data: FormData, place: int, first: int) -> Row:
    def said(name: str) -> str:
        return str(data.get(f"{name}-{place}", "")).strip()

    words = "\n".join(line.strip() for line in said("text").splitlines())
    speaker = " ".join(said("speaker").split())[:80]
    return Row(first + place + 1, said("start"), said("end"), speaker, words)


def _number(data: FormData, name: str) -> int:
    said = str(data.get(name, ""))
    is_short = len(said) <= MOST_DIGITS
    return int(said) if said.isascii() and said.isdigit() and is_short else 0


def _shifted(text: str) -> int | None:
    """Read seconds to move by, which may be negative: -1.5; return milliseconds."""
    sign = -1 if text.strip().startswith(("-", "\u2212")) else 1
    moved = read_time(text.strip().lstrip("-\u2212+"))
    return None if moved is None else sign * moved
