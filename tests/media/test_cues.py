"""Captions are read strictly: what is wrong is told with its line and the reason."""

import pytest

from app.media.captions import read_cues
from app.media.cues import (
    Spoken,
    read_captions,
    read_time,
    write_srt,
    write_text,
    write_vtt,
)

CUES = (
    Spoken(1_000, 2_500, "Hello & <welcome>", "Ama"),
    Spoken(2_500, 4_000, "to the second\nline", "Ama"),
    Spoken(3_600_000, 3_601_000, "مرحبا"),
)
HEAD = "WEBVTT\n\n"
LATER = "00:02.000 --> 00:04.000\ny\n"


def test_what_is_written_is_read_again() -> None:
    read = read_captions(write_vtt(CUES).encode())

    assert read.cues == CUES
    assert read.faults == ()
    assert [cue.text for cue in read_cues(write_vtt(CUES))] == [
        "Hello & <welcome>",
        "to the second line",
        "مرحبا",
    ]


def test_srt_is_read_and_written_with_who_speaks() -> None:
    text = write_srt(CUES)

    read = read_captions(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert "1\n00:00:01,000 --> 00:00:02,500\nAma: Hello & <welcome>" in text
    assert [(cue.start, cue.end) for cue in read.cues] == [
        (cue.start, cue.end) for cue in CUES
    ]


def test_only_the_words_name_who_speaks_where_that_changes() -> None:
    assert write_text(CUES) == "Ama: Hello & <welcome>\nto the second line\nمرحبا\n"


def test_notes_styles_and_positions_of_webvtt_are_left_out() -> None:
    text = (
        "WEBVTT - a title\n\nNOTE a --> b is no cue\n\nSTYLE\n::cue{color:red}\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n<b>Hi</b> <00:01.500>you\n"
    )

    assert read_captions(text.encode()).cues == (Spoken(1_000, 2_000, "Hi you"),)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no captions"),
        (HEAD + "just words\n", 3, "have no times"),
        (HEAD + "00:02.000 --> 00:01.000\nx\n", 3, "ends before it begins"),
        (HEAD + "00:01.000 --> 00:01.000\nx\n", 3, "ends before it begins"),
        (HEAD + "00:01.000 --> 10:00:00.000\nx\n", 3, "when all is over"),
        (HEAD + "00:01.000 --> 99:59:59.999\nx\n", 3, "when all is over"),
        (HEAD + "00:00.000 --> 00:03.000\nx\n\n" + LATER, 6, "still stands"),
        (HEAD + "00:05.000 --> 00:06.000\nx\n\n" + LATER, 6, "before the caption"),
        (HEAD + "00:01.000 --> 00:02.000\n\n", 3, "says nothing"),
        (HEAD + "00:01.0 --> 00:02.000\nx\n", 3, "time is not like"),
        (HEAD + "00:01.000 -->\nx\n", 3, "time is not like"),
        (HEAD + "00:61.000 --> 00:62.000\nx\n", 3, "time is not like"),
        (HEAD + "a\nb\n00:01.000 --> 00:02.000\nx\n", 3, "above the words"),
        (HEAD + "00:01.000 --> 00:02.000\n" + "x" * 700, 3, "more than 600"),
    ],
)  # fmt: skip
def test_every_fault_has_its_line_and_reason(text: str, line: int, reason: str) -> None:
    read = read_captions(text.encode(), length=60)

    assert read.faults[0].number == line
    assert reason in read.faults[0].text


@pytest.mark.parametrize("data", [b"\xff\xfeW\x00", b"WEBVTT\n\n\xe9", b"a\x00b"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert "UTF-8" in read_captions(data).faults[0].text


def test_a_file_of_a_million_captions_is_refused_early() -> None:
    text = HEAD + "00:01.000 --> 00:02.000\nx\n\n" * 6_000

    assert "more than 5,000" in read_captions(text.encode()).faults[0].text


@pytest.mark.parametrize(
    ("typed", "milliseconds"),
    [
        ("62.5", 62_500),
        ("1:02,5", 62_500),
        ("00:01:02.500", 62_500),
        ("0", 0),
        ("-1", None),
        ("1:2:3:4", None),
        ("x", None),
        ("", None),
        ("٣", 3_000),
    ],
)
def test_times_are_read_as_people_type_them(
    typed: str, milliseconds: int | None
) -> None:
    assert read_time(typed) == milliseconds
