"""The passphrases that everybody tries first, by what they are made of.

A list of the most used passwords has few of fifteen characters, and those are made
of the same parts: common words, runs on the keyboard, one piece repeated, the name
of the account. So the parts are taken out, and what is left has to be somebody's own.
"""

import re
import unicodedata
from pathlib import Path

MIN_OWN_CHARACTERS = 6
MIN_RUN = 3

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!qaz@wsx#edc$rfv%tgb^yhn",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "01234567890",
    "!@#$%^&*()_+",
)
_BOTH_WAYS = (*_RUNS, *(run[::-1] for run in _RUNS))
_PLAIN = str.maketrans("@4301!5$7", "aaeoiisst")


def _known_words() -> re.Pattern[str]:
    lines = Path(__file__).with_name("common_words.txt").read_text().splitlines()
    words = {word for line in lines if line[:1] != "#" for word in line.split()}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


_KNOWN = _known_words()


def is_common(passphrase: str, *, name: str) -> bool:
    """Tell whether little is left without known words, runs, repeats and the name."""
    text = _joined(passphrase)
    own_name = _joined(name)
    if own_name:
        text = text.replace(own_name, " ")
    text = _without_runs(text)
    readings = (text, text.translate(_PLAIN))
    return any(len(_own_part(reading)) < MIN_OWN_CHARACTERS for reading in readings)


def _joined(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _own_part(text: str) -> str:
    rest = _KNOWN.sub(" ", text)
    # The same few characters again and again add nothing after the first time.
    rest = re.sub(r"(.+?)\1+", r"\1", rest)
    letters = [char for char in rest if char.isalnum()]
    return "".join(letters) if len(set(letters)) >= MIN_OWN_CHARACTERS - 1 else ""


def _without_runs(text: str) -> str:
    kept, start = [], 0
    while start < len(text):
        length = max(_run_length(text[start:], run) for run in _BOTH_WAYS)
        if length < MIN_RUN:
            kept.append(text[start])
            length = 1
        start += length
    return "".join(kept)


def _run_length(text: str, run: str) -> int:
    place = run.find(text[0])
    if place < 0:
        return 0
    length = 0
    for mine, theirs in zip(text, run[place:], strict=False):
        if mine != theirs:
            break
        length += 1
    return length
