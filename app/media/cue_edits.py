"""What may be done with captions besides typing: split, merge, delete, add, shift."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.media.cues import Spoken

NEW_MS = 2_000


def split(cues: Sequence[Spoken], number: int) -> list[Spoken]:
    """Cut a cue, counted from 0, at the blank nearest its middle, times alike."""
    cue = cues[number]
    middle = len(cue.text) // 2
    blanks = [i for i, letter in enumerate(cue.text) if letter.isspace()]
    cut = min(blanks, key=lambda i: abs(i - middle), default=middle)
    share = cut / max(len(cue.text), 1)
    moment = cue.start + int((cue.end - cue.start) * (share or 0.5))
    first = replace(cue, end=moment, text=cue.text[:cut].strip())
    second = replace(cue, start=moment, text=cue.text[cut:].strip())
    return [*cues[:number], first, second, *cues[number + 1 :]]


def join(cues: Sequence[Spoken], number: int) -> list[Spoken]:
    """Make one of a cue and the next; the last stays as it is."""
    if number + 1 >= len(cues):
        return list(cues)
    one, other = cues[number], cues[number + 1]
    words = f"{one.text} {other.text}".strip()
    both = replace(one, end=max(one.end, other.end), text=words)
    return [*cues[:number], both, *cues[number + 2 :]]


def delete(cues: Sequence[Spoken], number: int) -> list[Spoken]:
    """Take a cue away."""
    return [*cues[:number], *cues[number + 1 :]]


def add_after(cues: Sequence[Spoken], number: int) -> list[Spoken]:
    """Put an empty cue behind one, or at the beginning for -1, where there is room."""
    start = cues[number].end if number >= 0 else 0
    following = cues[number + 1].start if number + 1 < len(cues) else start + NEW_MS
    end = min(start + NEW_MS, following) if following > start else start + NEW_MS
    return [*cues[: number + 1], Spoken(start, end, ""), *cues[number + 1 :]]


def shift(cues: Sequence[Spoken], milliseconds: int) -> list[Spoken]:
    """Move all in time; what would begin before the beginning begins there."""
    return [
        replace(
            cue,
            start=max(0, cue.start + milliseconds),
            end=max(0, cue.end + milliseconds),
        )
        for cue in cues
    ]


EDITS = {"split": split, "join": join, "delete": delete, "add": add_after}
