"""A report as somebody pastes it, made into our Markdown."""

import re
from enum import StrEnum

from app.authoring.importing.foreign_markdown import Cleaner
from app.authoring.importing.pandoc import Format, Unreadable
from app.authoring.importing.remarks import Remark
from app.authoring.importing.sources import BINARY
from app.authoring.importing.wiki_pages import wiki_markdown
from app.platform.i18n import N_

NAME = "report"
MAX_REPORT_BYTES = 900_000
NO_TEXT = N_("Line %(line)s has signs that no text has. Paste it as plain text.")
TOO_LONG = N_("The report is longer than 900 kB. Paste the part the pack is about.")
_LINE_END = re.compile(r"\r\n?")
_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>#|~])")
_BEGINS_A_LIST = re.compile(r"(?m)^[ \t]*([-+]|\d+(?=[.)]))(?=[.)]?\s)")


class Written(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    TEXT = "text"
    WIKITEXT = "wikitext"
    HTML = "html"


_BY_PANDOC = {Written.WIKITEXT: Format.WIKITEXT, Written.HTML: Format.HTML}


class NoText(Unreadable):
    """What was pasted is no text; `line` says where."""

    def __init__(self, line: int) -> None:
        super().__init__(NO_TEXT)
        self.line = line


def read_report(text: str, written: Written) -> tuple[str, list[Remark]]:
    """Return a report as our Markdown, and what of it is lost; raise Unreadable."""
    text = _LINE_END.sub("\n", text)
    if len(text.encode()) > MAX_REPORT_BYTES:
        raise Unreadable(TOO_LONG)
    if odd := next((n for n, sign in enumerate(text) if sign in BINARY), None):
        raise NoText(text.count("\n", 0, odd) + 1)
    cleaner = Cleaner(NAME)
    if kind := _BY_PANDOC.get(written):
        return wiki_markdown(text, kind, cleaner), cleaner.remarks
    if written is Written.TEXT:
        plain = _MEANS_SOMETHING.sub(r"\\\1", text)
        return _BEGINS_A_LIST.sub(r"\1\\\2", plain), []
    return cleaner.clean(text), cleaner.remarks
