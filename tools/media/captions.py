"""Captions in time with the speech: two short lines at most, slow enough to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.media.script import SPOKEN
from tools.media.voice import Spoken

MAX_LINE = 42
MAX_LINES = 2
# Characters a second: the spoken language is also heard, the others are only read.
MAX_SPEED = {SPOKEN: 17.0}
MAX_SPEED_TRANSLATED = 18.0
LINGER = 0.9
GAP = 0.08
MACHINE_NOTE = (
    "NOTE\n"
    "Machine translation of the English captions,\n"
    "not yet read by a person who speaks the language.\n"
)


@dataclass(frozen=True)
class Cue:
    """A caption and when it is shown, in seconds."""

    start: float
    end: float
    text: str

    @property
    def speed(self) -> float:
        """Return the characters a second that a reader has to read."""
        return len(self.text.replace("\n", " ")) / (self.end - self.start)


def cues(heard: Sequence[Spoken], language: str) -> list[Cue]:
    """Return one caption a line; it stays a little into the pause that follows."""
    made = []
    for number, spoken in enumerate(heard):
        later = heard[number + 1 :]
        latest = later[0].start - GAP if later else spoken.end + LINGER
        end = min(spoken.end + LINGER, latest)
        made.append(Cue(spoken.start, end, broken(spoken.line.texts[language])))
    _refuse_hard_to_read(made, language)
    return made


def broken(text: str) -> str:
    """Break a caption where both lines are short, after a comma or stop if it can."""
    if "\n" in text or len(text) <= MAX_LINE:
        return text
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    best = min(spaces, key=lambda place: _cost(text, place))
    return f"{text[:best]}\n{text[best + 1 :]}"


def _cost(text: str, place: int) -> float:
    longest = max(place, len(text) - place - 1)
    too_long = 1_000 if longest > MAX_LINE else 0
    return too_long + longest - (12 if text[place - 1] in ".,:;?!،؟؛" else 0)


def _refuse_hard_to_read(made: Sequence[Cue], language: str) -> None:
    limit = MAX_SPEED.get(language, MAX_SPEED_TRANSLATED)
    for cue in made:
        lines = cue.text.split("\n")
        if len(lines) > MAX_LINES or max(map(len, lines)) > MAX_LINE:
            raise ValueError(f"{language}: shorten “{cue.text}”")
        if cue.speed > limit:
            raise ValueError(
                f"{language}: {cue.speed:.1f} characters a second: “{cue.text}”"
            )


def write_captions(made: Sequence[Cue], path: Path, *, is_machine: bool) -> None:
    """Write WebVTT, with a note at its head when a machine translated it."""
    parts = ["WEBVTT\n"]
    if is_machine:
        parts.append(MACHINE_NOTE)
    for number, cue in enumerate(made, 1):
        times = f"{_clock(cue.start)} --> {_clock(cue.end)}"
        parts.append(f"{number}\n{times}\n{cue.text}\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1_000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"00:{minutes:02}:{rest // 1_000:02}.{rest % 1_000:03}"
