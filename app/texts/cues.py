"""The cues of WebVTT captions as units: their words change, their times stay."""

from collections.abc import Sequence

from msgspec import Struct

ARROW = "-->"


class CueText(Struct, frozen=True):
    """The words of a cue and the lines they are on, from `start` up to `end`."""

    start: int
    end: int
    text: str


def cue_texts(captions: str) -> list[CueText]:
    """Return the cues of a WebVTT file that say something, in order."""
    lines = captions.split("\n")
    cues = []
    place = 0
    while place < len(lines):
        if ARROW in lines[place]:
            end = place + 1
            while end < len(lines) and lines[end].strip():
                end += 1
            text = "\n".join(line.rstrip("\r") for line in lines[place + 1 : end])
            if text.strip():
                cues.append(CueText(place + 1, end, text))
            place = end
        place += 1
    return cues


def cue_words(captions: str) -> list[str]:
    """Return what the cues of a WebVTT file say, in order."""
    return [cue.text for cue in cue_texts(captions)]


def with_cue_texts(captions: str, texts: Sequence[str | None]) -> str:
    """Return the captions with other words; None leaves a cue as it is.

    Nothing else changes by a byte. Empty lines and arrows, which would begin another
    cue, are taken out of the words. Raise ValueError unless there is one per cue.
    """
    lines = captions.split("\n")
    line_end = "\r" if lines and lines[0].endswith("\r") else ""
    cues = cue_texts(captions)
    for cue, text in reversed(list(zip(cues, texts, strict=True))):
        if text is not None and text != cue.text:
            # A lone carriage return ends a line for browsers too.
            written = text.replace(ARROW, "→").replace("\r", "\n")
            words = (line.strip() for line in written.split("\n"))
            lines[cue.start : cue.end] = [w + line_end for w in words if w]
    return "\n".join(lines)
