"""Translated cues stay cues, whatever somebody writes: no other cue, no other time."""

import re

from sqlmodel import Session

from app.media.models import MediaItem, MediaKind
from app.texts.cues import with_cue_texts
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.queries import current_units
from app.texts.service import new_document, publish_text
from app.translation.captions import CaptionsText, captions_in
from app.translation.saving import Saved
from tests.factories.translating import try_to_save
from tests.security.payloads import PAYLOADS

# What a short wording may have: more is refused when it is saved.
MOST = 190
# What would begin another cue, a style or a note, however a browser ends a line.
STRUCTURE = (
    "a\n\n00:00:01.000 --> 09:00:00.000\nb",
    "a\r\r00:00:01.000 --> 09:00:00.000\rb",
    "a\r\n\r\n00:00:01.000 --> 09:00:00.000 position:0%\r\nb",
    "00:00:01.000 --> 09:00:00.000",
    "a\n\nSTYLE\n::cue { background: url(//evil.example/a.png) }",
    "a\n\nNOTE\nb",
    "WEBVTT",
    "<c.evil><v Ama><ruby>a<rt>b",
    "---->> -->",
)


HOSTILE = [*STRUCTURE, *PAYLOADS]


def time(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


SOURCE = "WEBVTT\n" + "".join(
    f"\n{time(second)}.000 --> {time(second)}.900\nCue {second}\n"
    for second in range(len(HOSTILE))
)


def test_no_words_of_a_cue_make_another_cue_or_time() -> None:
    blocks = blocks_of(with_cue_texts(SOURCE, HOSTILE))

    assert [block[0] for block in blocks] == ["WEBVTT", *times_of(SOURCE)]
    assert all("-->" not in line for block in blocks for line in block[1:])
    assert {tuple(block[1:]) for block in blocks[1:4]} == {
        ("a", "00:00:01.000 → 09:00:00.000", "b"),
        ("a", "00:00:01.000 → 09:00:00.000 position:0%", "b"),
    }


def test_what_translators_save_keeps_cues_and_times(session: Session) -> None:
    document = new_document(session, DocumentKind.CAPTIONS, "en")
    publish_text(session, document, NewText(SOURCE, "bench"))
    units = current_units(session, document.number)
    for unit, text in zip(units, HOSTILE, strict=True):
        assert isinstance(try_to_save(session, unit, text[:MOST]), Saved)
    item = MediaItem(
        owner="bench",
        name="clip",
        kind=MediaKind.VIDEO,
        title="A clip",
        author="Ama",
        licence="CC-BY-SA-4.0",
        language="en",
    )

    made = captions_in(session, CaptionsText("clip", item, document), "fr")

    assert made is not None
    blocks = blocks_of(made[0])
    assert [block[0] for block in blocks] == ["WEBVTT", *times_of(SOURCE)]
    said = [block[1] for block in blocks[1:]]
    # What would be more than one paragraph is kept from viewers.
    assert said[:3] == ["Cue 0", "Cue 1", "Cue 2"]
    assert "WEBVTT" in said
    assert sum(one.startswith("Cue ") for one in said) < len(said) / 2


def blocks_of(captions: str) -> list[list[str]]:
    """Return the lines of each block of a WebVTT file, as a browser parts them."""
    blocks = re.split(r"(?:\r\n|\r|\n){2,}", captions.strip())
    return [re.split(r"\r\n|\r|\n", block) for block in blocks]


def times_of(captions: str) -> list[str]:
    return [line for line in captions.split("\n") if "-->" in line]
