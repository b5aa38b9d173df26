"""Captions as they are edited: read strictly from WebVTT or SRT, checked, written.

WebVTT: https://www.w3.org/TR/webvtt1/. What a file has besides cues (notes, styles,
regions, positions) is left out: no page of ours shows it.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from app.platform.i18n import N_, gettext

MAX_CUES = 5_000
MAX_WORDS = 600
# What is written on a page of slides is read in nobody's time.
MAX_PAGE_LETTERS = 2_000
# Longer than anybody speaks without a pause; a file that says ten hours is broken.
MAX_CUE_MS = 120_000
MAX_MS = 10 * 3_600_000
# A clip's length is known to about so much.
TOLERANCE_MS = 1_500
TIME = re.compile(
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?|(\d{1,5})(?:[.,](\d{1,3}))?"
)
_STAMP = re.compile(r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})", re.ASCII)
_VOICE = re.compile(r"^<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>")
_SKIPPED = ("NOTE", "STYLE", "REGION")
ARROW = "-->"

# A message id and what is filled into it.
Found = tuple[str, dict[str, Any]] | None


class Spoken(Struct, frozen=True):
    """What is said from a moment to another, in milliseconds, and by whom."""

    start: int
    end: int
    text: str
    speaker: str = ""


class Fault(Struct, frozen=True):
    """What is wrong in line or cue `number`, from 1; `message` is a message id."""

    number: int
    message: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The reason as a sentence."""
        return gettext(self.message, **self.params)


class ReadCaptions(Struct, frozen=True):
    """What a file says, with the line each cue begins on, and its faults by line."""

    cues: tuple[Spoken, ...]
    lines: tuple[int, ...]
    faults: tuple[Fault, ...]


def read_captions(
    data: bytes, length: float = 0, *, letters: int = MAX_WORDS
) -> ReadCaptions:
    """Read a WebVTT or SRT file; `length` in seconds is that of the clip, 0 unknown.

    A cue may have so many `letters`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _nothing(line, N_("This is not text in UTF-8. Save the file as UTF-8."))
    if "\x00" in text:
        return _nothing(1, N_("This is not text in UTF-8. Save the file as UTF-8."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found, faults = [], []
    for number, block in _blocks(lines):
        cue = _cue(block)
        if isinstance(cue, str):
            faults.append(Fault(number, cue))
        elif cue is not None:
            found.append((number + _arrow(block), cue))
        if len(found) > MAX_CUES:
            return _nothing(number, N_("There are more than 5,000 captions in it."))
    if not found and not faults:
        return _nothing(1, N_("There are no captions in this file."))
    numbers, cues = tuple(n for n, _ in found), tuple(c for _, c in found)
    faults += [
        replace(fault, number=numbers[fault.number - 1])
        for fault in check_cues(cues, length, letters=letters)
    ]
    return ReadCaptions(cues, numbers, tuple(sorted(faults, key=lambda f: f.number)))


def _nothing(line: int, message: str) -> ReadCaptions:
    return ReadCaptions((), (), (Fault(line, message),))


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the runs of lines between empty ones, with the number of their first."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _arrow(block: Sequence[str]) -> int:
    return next((i for i, line in enumerate(block) if ARROW in line), 0)


def _cue(block: Sequence[str]) -> Spoken | str | None:
    """Return a cue, the message id of what is wrong with it, or None for no cue."""
    place = _arrow(block)
    if ARROW not in block[place]:
        if block[0].startswith(("WEBVTT", *_SKIPPED)):
            return None
        return N_("These words have no times.")
    if place > 1:
        return N_("The times have to stand above the words, on a line of their own.")
    first, _, last = block[place].partition(ARROW)
    start, end = (
        _milliseconds(first.strip()),
        _milliseconds(last.split()[0] if last.split() else ""),
    )
    if start is None or end is None:
        return N_("A time is not like 00:01:02.500.")
    said = "\n".join(block[place + 1 :]).strip()
    voice = _VOICE.match(said)
    speaker = unescape(voice[1]).strip() if voice else ""
    words = unescape(_TAG.sub("", said)).strip()
    return Spoken(start, end, words, speaker)


def _milliseconds(stamp: str) -> int | None:
    found = _STAMP.fullmatch(stamp)
    if found is None:
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def check_cues(
    cues: Sequence[Spoken], length: float = 0, *, letters: int = MAX_WORDS
) -> list[Fault]:
    """Return what is wrong, by the number of the cue; the rest as in read_captions."""
    most = int(length * 1000) + TOLERANCE_MS if length else MAX_MS
    faults, before = [], None
    for number, cue in enumerate(cues, 1):
        wrong = _wrong_times(cue, most) or _wrong_order(cue, before)
        if wrong := wrong or _wrong_words(cue, letters):
            faults.append(Fault(number, *wrong))
        before = cue
    return faults


def _wrong_times(cue: Spoken, most: int) -> Found:
    if cue.end <= cue.start:
        return N_("It ends before it begins, or at once."), {}
    if cue.end > most:
        return N_("It ends after %(end)s, when all is over."), {"end": written(most)}
    if cue.end - cue.start > MAX_CUE_MS:
        return N_("It stays for more than two minutes. Split it."), {}
    return None


def _wrong_order(cue: Spoken, before: Spoken | None) -> Found:
    if before and cue.start < before.start:
        return N_("It begins before the caption above it."), {}
    if before and cue.start < before.end:
        params = {"end": written(before.end)}
        return N_("It begins while the one above still stands, until %(end)s."), params
    return None


def _wrong_words(cue: Spoken, letters: int) -> Found:
    if not cue.text:
        return N_("It says nothing. Write the words, or delete it."), {}
    if len(cue.text) > letters:
        return N_("It has more than %(most)s letters. Split it."), {"most": letters}
    if ARROW in cue.text or "\n\n" in cue.text:
        return N_("The words may not have “-->” or an empty line in them."), {}
    return None


def written(milliseconds: int) -> str:
    """Write a time as WebVTT does: 00:01:02.500."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def read_time(text: str) -> int | None:
    """Read a time as people type it, 1:02.5 or 62.5; return milliseconds, or None."""
    found = TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, part, only, rest = found.groups()
    whole = (
        int(only) if only else (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    )
    return whole * 1000 + int((part or rest or "0").ljust(3, "0"))


def write_vtt(cues: Sequence[Spoken]) -> str:
    """Return a WebVTT file that says exactly this."""
    parts = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {escape(cue.speaker, quote=False)}>" if cue.speaker else ""
        times = f"{written(cue.start)} {ARROW} {written(cue.end)}"
        parts.append(f"{times}\n{voice}{escape(cue.text, quote=False)}")
    return "\n\n".join(parts) + "\n"


def write_srt(cues: Sequence[Spoken]) -> str:
    """Return an SRT file; who speaks stands before the words, as is usual there."""
    return "\n".join(
        f"{number}\n{_srt(cue.start)} {ARROW} {_srt(cue.end)}\n{_named(cue)}\n"
        for number, cue in enumerate(cues, 1)
    )


def write_text(cues: Sequence[Spoken]) -> str:
    """Return only the words, a line a caption, with who speaks where that changes."""
    lines, speaker = [], ""
    for cue in cues:
        words = " ".join(cue.text.split())
        lines.append(
            f"{cue.speaker}: {words}"
            if cue.speaker != speaker and cue.speaker
            else words
        )
        speaker = cue.speaker
    return "\n".join(lines) + "\n"


def _srt(milliseconds: int) -> str:
    return written(milliseconds).replace(".", ",")


def _named(cue: Spoken) -> str:
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text
