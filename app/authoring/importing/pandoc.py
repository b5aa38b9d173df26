"""Wikitext and HTML made into Markdown by pandoc, in a process with limits.

`--sandbox` (since pandoc 2.15) keeps it from files and the network; the limits keep a
text that was made to hurt from taking the machine.
"""

import os
import resource
import shutil
import subprocess
import sys
from enum import StrEnum

from app.media.programs import GUARD
from app.platform.i18n import N_, gettext

CPU_SECONDS = 20
WALL_SECONDS = 40
HEAP = "-M512m"
MAX_TEXT_BYTES = 5_000_000
OUTPUT_BYTES = 20_000_000
# What our Markdown has beside CommonMark, and no HTML.
TARGET = "commonmark+pipe_tables+footnotes+definition_lists+strikeout-raw_html"

MISSING = N_(
    "Wikitext and HTML cannot be read here: the program pandoc is missing. "
    "Paste the text as Markdown, or tell whoever runs this site."
)
UNREADABLE = N_("pandoc cannot read this text: it is not what it is said to be.")
TOO_MUCH = N_("The text is too large or too entangled to be read.")


class Format(StrEnum):
    """What pandoc reads for us, by its own names."""

    WIKITEXT = "mediawiki"
    HTML = "html"


class Unreadable(ValueError):
    """A text cannot be read. `reason` is a message id for gettext."""

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(reason)
        self.reason, self.file = reason, file

    @property
    def sentence(self) -> str:
        """The reason in the interface language."""
        return gettext(self.reason)


def has_pandoc() -> bool:
    """Tell whether the program is here."""
    return shutil.which("pandoc") is not None


def to_markdown(text: str, kind: Format) -> str:
    """Return a text as Markdown; raise Unreadable."""
    program = shutil.which("pandoc")
    if program is None:
        raise Unreadable(MISSING)
    data = text.encode()
    if len(data) > MAX_TEXT_BYTES:
        raise Unreadable(TOO_MUCH)
    options = ["--sandbox", "--wrap=none", "--markdown-headings=atx"]
    limits = map(str, (CPU_SECONDS, resource.RLIM_INFINITY, 0, os.getpid()))
    command = [program, "-f", kind, "-t", TARGET, *options, "+RTS", HEAP, "-RTS"]
    try:
        done = subprocess.run(  # noqa: S603 - the program found above, no word of a stranger
            [sys.executable, "-I", str(GUARD), *limits, *command],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            env={"LANG": "C.UTF-8", "PATH": ""},
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_MUCH) from error
    if done.returncode < 0 or len(done.stdout) > OUTPUT_BYTES:
        raise Unreadable(TOO_MUCH)
    if done.returncode:
        # The Haskell runtime says so when its heap is full.
        is_full = b"eap" in done.stderr and b"xhausted" in done.stderr
        raise Unreadable(TOO_MUCH if is_full else UNREADABLE)
    return done.stdout.decode()
