"""Markdown as other programs know it, made into ours: what we do not have is named.

Code keeps every sign. Elsewhere HTML goes, with its words kept; pictures go, since
they have no author and licence here; links that lead nowhere become their words.
"""

import re
from collections.abc import Callable, Iterator

from msgspec import Struct, field

from app.authoring.importing.remarks import Lost, Remark
from app.platform.markdown import is_safe_link

_FENCE = re.compile(r"^[ \t]*(?:[-*+]\s+|\d+\.\s+|>\s?)*(?P<mark>`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(?s)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)")
_DIRECTIVE = re.compile(r"\\?\{\{#?[^{}\n]*\}\}")
_COMMENT = re.compile(r"(?ms)^[ \t]*<!--.*?-->[ \t]*\n|<!--.*?-->")
_WHOLE = re.compile(
    r"(?is)<(figure|iframe|script|style|video|audio|svg)\b.*?</\1\s*>|<img\b[^>]*>"
)
_ANCHOR = re.compile(r"(?is)<a\b[^>]*?\bhref=[\"']([^\"'>]*)[\"'][^>]*>(.*?)</a\s*>")
_MARKS = (
    (re.compile(r"(?is)<(b|strong)\s*>(.*?)</\1\s*>"), r"**\2**"),
    (re.compile(r"(?is)<(i|em)\s*>(.*?)</\1\s*>"), r"*\2*"),
    (re.compile(r"(?is)<(code|kbd|tt)\s*>(.*?)</\1\s*>"), r"`\2`"),
)
_TAG = re.compile(r"<(?![a-zA-Z][a-zA-Z0-9+.-]*:)(?![^<>\s]+@)[a-zA-Z/!][^<>]*>")
_PICTURE = re.compile(r"!\[[^\[\]]*\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\])")
_LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:[^\[\]]|\\.)*)\]"
    r"\((?P<target><[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)"
    r"(?:\s+\"[^\"]*\")?\s*\)"
)
_DEFINITION = re.compile(
    r"(?m)^ {0,3}\[(?P<name>(?!\^)[^\]\n]+)\]:[ \t]*(?P<target>\S+).*\n?"
)
_REFERENCE = re.compile(r"\[(?P<words>[^\[\]]+)\](?:\[(?P<name>[^\[\]]*)\])?(?![(:])")
_BLOCK_MARK = re.compile(r"(?m)^(\s*):::")
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?=\s)")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.][^{}\n]*\}[ \t]*$")
_MOST_HEADING = 6

Resolver = Callable[[str], str | None]


def no_page(_target: str) -> str | None:
    """Lead nowhere: no page beside this one comes in."""
    return None


class Cleaner(Struct):
    """Cleans one file; `remarks` fills up on the way."""

    file: str
    resolve: Resolver = no_page
    remarks: list[Remark] = field(default_factory=list)
    line: int = 1
    dead: set[str] = field(default_factory=set)

    def clean(self, text: str, *, first_line: int = 1) -> str:
        """Return the text as our Markdown."""
        cleaned = []
        self.dead = {
            one["name"].casefold()
            for one in _DEFINITION.finditer(text)
            if self._resolved(one["target"].strip("<>")) is None
        }
        for line, chunk, is_code in chunks(text):
            self.line = first_line + line
            cleaned.append(self._code(chunk) if is_code else self._prose(chunk))
        return re.sub(r"\n{3,}", "\n\n", "".join(cleaned)).strip("\n") + "\n"

    def words(self, text: str) -> str:
        """Return a translation of a cleaned text; what is lost is not told again."""
        told, self.remarks = self.remarks, []
        cleaned = self.clean(text).strip("\n")
        self.remarks = told
        return cleaned

    def _code(self, chunk: str) -> str:
        return self._without(_DIRECTIVE, chunk, Lost.DIRECTIVE)

    def _prose(self, chunk: str) -> str:
        spans: list[str] = []

        def set_aside(match: re.Match[str]) -> str:
            spans.append(match[0])
            return f"\x00{len(spans) - 1}\x00"

        # No sign of its own can stand in for a span: such files are refused before.
        text = _CODE_SPAN.sub(set_aside, _COMMENT.sub("", chunk))
        text = self._without(_WHOLE, text, Lost.PICTURE)
        text = _ANCHOR.sub(r"[\2](\1)", text)
        for pattern, instead in _MARKS:
            text = pattern.sub(instead, text)
        text = self._without(_TAG, text, Lost.HTML)
        text = self._without(_DIRECTIVE, text, Lost.DIRECTIVE)
        text = self._without(_PICTURE, text, Lost.PICTURE)
        text = _DEFINITION.sub(self._definition, text)
        if self.dead:
            text = _REFERENCE.sub(self._reference, text)
        text = _LINK.sub(self._link, text)
        text = _BLOCK_MARK.sub(r"\1\\:::", text)
        return re.sub("\x00(\\d+)\x00", lambda m: spans[int(m[1])], text)

    def _without(self, pattern: re.Pattern[str], text: str, kind: Lost) -> str:
        for match in pattern.finditer(text):
            self._note(kind, self.line + text.count("\n", 0, match.start()))
        return pattern.sub("", text)

    def _link(self, match: re.Match[str]) -> str:
        target = match["target"].strip("<>")
        found = self._resolved(target)
        if found is not None:
            return f"[{match['words']}]({found})"
        self._note(Lost.LINK, self.line, target[:120])
        return match["words"]

    def _reference(self, match: re.Match[str]) -> str:
        name = match["name"] or match["words"]
        return match["words"] if name.casefold() in self.dead else match[0]

    def _definition(self, match: re.Match[str]) -> str:
        target = match["target"].strip("<>")
        found = self._resolved(target)
        if found is None:
            self._note(Lost.LINK, self.line, target[:120])
            return ""
        return match[0].replace(match["target"], found, 1)

    def _resolved(self, target: str) -> str | None:
        """Return where a link leads here; None when it leads nowhere."""
        if target.startswith("//"):
            target = f"https:{target}"
        if ":" in target.partition("/")[0]:
            return target if is_safe_link(target) else None
        return self.resolve(target)

    def _note(self, kind: Lost, line: int, about: str = "") -> None:
        self.remarks.append(Remark(self.file, line, kind, about))


def chunks(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield runs of lines: the number of the first, from 0, and whether it is code."""
    run: list[str] = []
    start, mark = 0, ""
    for number, line in enumerate(text.splitlines(keepends=True)):
        found = _FENCE.match(line)
        if mark:
            run.append(line)
            if found and found["mark"].startswith(mark) and not line.strip("`~ >\n"):
                yield start, "".join(run), True
                run, start, mark = [], number + 1, ""
        elif found:
            yield start, "".join(run), False
            run, start, mark = [line], number, found["mark"]
        else:
            run.append(line)
    yield start, "".join(run), bool(mark)


class Section(Struct, frozen=True):
    """A heading and what stands under it; `level` 0 and no title before the first."""

    level: int
    title: str
    body: str
    line: int


def sections(text: str, deepest: int = _MOST_HEADING) -> list[Section]:
    """Cut a text at its headings down to a level; no heading is in the bodies."""
    level, title, first = 0, "", 1
    body: list[str] = []
    found = []
    for start, chunk, is_code in chunks(text):
        for place, line in enumerate(chunk.splitlines(keepends=True)):
            heading = None if is_code else _HEADING.match(line)
            if heading is None or len(heading["marks"]) > deepest:
                body.append(line)
                continue
            found.append(Section(level, title, "".join(body), first))
            level, title = len(heading["marks"]), _title(line)
            body, first = [], start + place + 1
    found.append(Section(level, title, "".join(body), first))
    return [one for one in found if one.level or one.body.strip()]


def _title(line: str) -> str:
    plain = _ATTRIBUTES.sub("", line.strip().lstrip("#").rstrip("#").strip())
    return " ".join(plain.split())


def with_headings_from(text: str, top: int) -> str:
    """Return a text whose highest headings are of a level, the others below them.

    No level is left out on the way down, as a reader's outline must not have holes.
    """
    written: list[str] = []
    above: list[int] = []
    for _, chunk, is_code in chunks(text):
        for line in chunk.splitlines(keepends=True):
            heading = None if is_code else _HEADING.match(line)
            if heading:
                level = len(heading["marks"])
                above = [*(one for one in above if one < level), level]
                marks = "#" * min(top + len(above) - 1, _MOST_HEADING)
                line = f"{marks} {_title(line)}\n"
            written.append(line)
    return "".join(written)
