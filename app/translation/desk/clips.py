"""The video or sound whose cues are translated: when each is heard, and read."""

import unicodedata
from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.media.captions import read_cues
from app.media.queries import media_of, public_address
from app.platform.i18n import N_
from app.texts.cues import cue_words
from app.texts.queries import published_revision
from app.translation.checks import Problem, Severity
from app.translation.desk.subjects import Part, Subject

# What Netflix asks of subtitles for adults, 200 words a minute (its English Template
# Timed Text Style Guide). A wide sign, such as a Chinese one, counts as two.
MOST_A_SECOND = 17
_WIDE = frozenset("WF")


class Heard(Struct, frozen=True):
    """When a cue is heard, in seconds."""

    start: float
    end: float


class Track(Struct, frozen=True):
    """Captions to show in the player."""

    href: str
    language: str
    is_target: bool


class Clip(Struct, frozen=True):
    """A video or sound with when each of its cues is heard, in order."""

    kind: str
    title: str
    href: str
    tracks: Sequence[Track]
    times: Sequence[Heard]


def clip_of(
    session: Session, subject: Subject, part: Part, language: str = ""
) -> Clip | None:
    """Return the clip of captions; None for other parts and slides, or without it."""
    group = media_of(session, subject.owner).get(part.clip) if part.clip else None
    revision = published_revision(session, part.document)
    if group is None or revision is None or not group.variants or group.pages:
        return None
    # A video also has its sound alone, which shows no captions.
    seen = [f for f in group.variants if f.content_type.startswith("video/")]
    lightest = min(seen or group.variants, key=lambda file: file.bytes)
    return Clip(
        kind="video" if seen else "audio",
        title=group.item.title,
        href=public_address(lightest),
        tracks=[
            Track(public_address(file), file.language, file.language == language)
            for file in group.captions
        ],
        times=_times(revision.text),
    )


def _times(captions: str) -> list[Heard]:
    """Return when the cues are heard that say something, which are the units."""
    try:
        cues = [cue for cue in read_cues(captions) if cue.text]
    except ValueError:
        return []
    if len(cues) != len(cue_words(captions)):
        return []
    return [Heard(cue.start, cue.end) for cue in cues]


def too_fast(text: str, heard: Heard | None) -> list[Problem]:
    """Return a warning for a cue that cannot be read while it is shown."""
    seconds = heard.end - heard.start if heard else 0
    if seconds <= 0:
        return []
    width = sum(
        2 if unicodedata.east_asian_width(letter) in _WIDE else 1
        for letter in " ".join(text.split())
        if unicodedata.category(letter)[0] != "M"
    )
    speed = width / seconds
    if speed <= MOST_A_SECOND:
        return []
    message = N_(
        "Too fast to read: %(speed)s characters a second. Up to %(most)s can be read."
    )
    params = {"speed": str(round(speed)), "most": str(MOST_A_SECOND)}
    return [Problem("speed", Severity.WARNING, message, params)]
