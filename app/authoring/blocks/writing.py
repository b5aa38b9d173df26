"""From what was typed into a block's form to its Markdown, or what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from app.authoring.blocks.kinds import KINDS, Shape
from app.platform.i18n import N_
from app.platform.markdown import is_safe_link
from app.texts.structure import refusal

Values = Mapping[str, Sequence[str]]

MOST_ROWS = 60
MOST_COLUMNS = 12
NEEDED = N_("This is needed.")
COLONS = N_("A line with three colons would end the block. Take them out.")
TWO_ANSWERS = N_("Write at least two answers.")
NO_FEEDBACK = N_("Every answer needs a sentence that says why it is right or not.")
ONE_RIGHT = N_("Mark exactly one answer as right.")
SOME_RIGHT = N_("Mark at least one answer as right.")
NO_FILE = N_("Choose a file. Bring one first if the list is empty.")
NO_ADDRESS = N_("Write an address that begins with https://")
NOT_A_NUMBER = N_("Write a whole number here.")
_FILE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PLAIN_VALUE = re.compile(r"[^\s\"'\\]+")


class Refused(ValueError):
    """A field cannot be used; the reason is a message id."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason


class Given(Struct, frozen=True):
    """What was typed. Rows are named `item-1`, `item-2`, …; empty ones do not count."""

    values: Values = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return what stands in a field, in Unix lines, without blanks around."""
        text = (self.values.get(name) or [""])[-1]
        return re.sub(r"\r\n?", "\n", text).strip()

    def rows(self, name: str) -> list[tuple[int, str]]:
        """Return the rows that are filled in, with their numbers."""
        found = ((n, self.one(f"{name}-{n}")) for n in range(1, MOST_ROWS + 1))
        return [(number, text) for number, text in found if text]


def write_block(kind: str, values: Values) -> str:
    """Return the Markdown of a block, ending with a line end but for a link.

    Raise Refused, which names the field, when it would not be whole.
    """
    given = Given(values)
    for asked in KINDS[kind].fields:
        is_single = asked.shape not in {Shape.ROWS, Shape.OPTIONS, Shape.CELLS}
        if is_single and asked.is_needed and not given.one(asked.name):
            raise Refused(asked.name, NO_FILE if asked.name == "file" else NEEDED)
    return _WRITERS[kind](given)


def _block(head: str, *parts: str) -> str:
    return "\n".join((f"::: {head}", *parts, ":::", ""))


def _text(given: Given, name: str = "text") -> str:
    text = given.one(name)
    if re.search(r"^\s*:::", text, re.MULTILINE):
        raise Refused(name, COLONS)
    return text


def _unit(given: Given, name: str, kind: str) -> str:
    """Return a text that has to stay one paragraph of a list or a line."""
    text = given.one(name)
    if text.lstrip().startswith(":::"):
        raise Refused(name, COLONS)
    if text and (reason := refusal(kind, text)):
        raise Refused(name, reason)
    return text


def _indented(text: str, by: str) -> str:
    return text.replace("\n", f"\n{by}")


def _listed(given: Given, kind: str) -> list[str]:
    rows = given.rows("item")
    if not rows:
        raise Refused("item-1", NEEDED)
    found = (_unit(given, f"item-{number}", kind) for number, _ in rows)
    return [f"- {_indented(text, '  ')}" for text in found]


def _value(key: str, text: str) -> str:
    if _PLAIN_VALUE.fullmatch(text):
        return f"{key}={text}"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{key}="{escaped}"'


def _goals(given: Given) -> str:
    return _block("goals", *_listed(given, "goal"))


def _checklist(given: Given) -> str:
    head = "checklist repeat" if given.one("repeat") else "checklist"
    return _block(head, *_listed(given, "check"))


def _evidence(given: Given) -> str:
    source = _value("source", _one_line(given, "source"))
    return _block(f"evidence {source}", _text(given))


def _callout(given: Given) -> str:
    return _block(f"callout {_chosen(given)}", _text(given))


def _chosen(given: Given) -> str:
    kind = given.one("kind")
    if not re.fullmatch("[a-z]+", kind):
        raise Refused("kind", NEEDED)
    return kind


def _one_line(given: Given, name: str) -> str:
    return " ".join(given.one(name).split())


def _try_it(given: Given) -> str:
    result, minutes = _one_line(given, "result"), given.one("minutes")
    if not _FILE.fullmatch(result) and not is_safe_link(result):
        raise Refused("result", NO_ADDRESS)
    if minutes and not (minutes.isascii() and minutes.isdecimal()):
        raise Refused("minutes", NOT_A_NUMBER)
    head = f"try-it {_value('result', result)}"
    return _block(f"{head} minutes={minutes}" if minutes else head, _text(given))


def _figure(given: Given) -> str:
    file, alt, caption = (
        _one_line(given, "file"),
        _one_line(given, "alt"),
        _text(given),
    )
    if not _FILE.fullmatch(file):
        raise Refused("file", NO_FILE)
    return _block(
        "figure",
        f"![{_bracketed(alt)}](media:{file})",
        *(("", caption) * bool(caption)),
    )


def _bracketed(text: str) -> str:
    """Return words that stay between square brackets."""
    return re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)


def _file_block(kind: str) -> Callable[[Given], str]:
    def write(given: Given) -> str:
        file = _one_line(given, "file")
        if not _FILE.fullmatch(file):
            raise Refused("file", NO_FILE)
        return _block(f"{kind} file={file}", _text(given))

    return write


def _quiz(given: Given) -> str:
    kind = _chosen(given)
    rows = given.rows("option")
    if len(rows) < (1 if kind == "text" else 2):
        raise Refused("option-1", NEEDED if kind == "text" else TWO_ANSWERS)
    _check_right(given, kind, [number for number, _ in rows])
    parts = [_text(given, "question"), ""]
    for place, (number, _) in enumerate(rows, 1):
        parts += _option(given, kind, number, place)
    if kind == "text" and (otherwise := _text(given, "otherwise")):
        parts += ["- [ ] *", f"  > {_indented(otherwise, '  > ')}"]
    return _block(f"quiz {kind}", *parts)


def _check_right(given: Given, kind: str, numbers: Sequence[int]) -> None:
    right = [n for n in numbers if str(n) in given.values.get("right", ())]
    if kind == "one" and len(right) != 1:
        raise Refused("option-1", ONE_RIGHT)
    if kind == "many" and not right:
        raise Refused("option-1", SOME_RIGHT)


_OPTION_UNITS = {"order": "step", "text": "answer"}


def _option(given: Given, kind: str, number: int, place: int) -> list[str]:
    text = _unit(given, f"option-{number}", _OPTION_UNITS.get(kind, "option"))
    feedback = _text(given, f"feedback-{number}")
    if not feedback:
        raise Refused(f"feedback-{number}", NO_FEEDBACK)
    # Every answer that is written down for a typed one is a right one.
    is_right = kind == "text" or str(number) in given.values.get("right", ())
    mark = f"{place}. " if kind == "order" else f"- [{'x' if is_right else ' '}] "
    by = " " * (len(mark) if kind == "order" else 2)
    return [f"{mark}{_indented(text, by)}", f"{by}> {_indented(feedback, f'{by}> ')}"]


def _table(given: Given) -> str:
    rows = [_cells(given, row) for row in range(1, MOST_ROWS + 1)]
    used = [row for row in rows if any(row)]
    if len(used) < 2 or not any(rows[0]):
        raise Refused("cell-1-1", N_("Fill in the head and at least one row."))
    width = max(index for row in used for index, cell in enumerate(row, 1) if cell)
    marks = (given.one(f"align-{n}") for n in range(1, width + 1))
    line = [_MARKS.get(mark, "---") for mark in marks]
    return "".join(
        f"| {' | '.join(row[:width])} |\n" for row in (used[0], line, *used[1:])
    )


_MARKS = {"left": ":--", "center": ":-:", "right": "--:"}


def _cells(given: Given, row: int) -> list[str]:
    names = (f"cell-{row}-{column}" for column in range(1, MOST_COLUMNS + 1))
    return [re.sub(r"(?<!\\)\|", r"\\|", _one_line(given, name)) for name in names]


def _link(given: Given) -> str:
    words, address = _one_line(given, "words"), _one_line(given, "address")
    if not is_safe_link(address) or re.search(r"[\s()<>]", address):
        raise Refused("address", NO_ADDRESS)
    return f"[{_bracketed(words)}]({address})"


_WRITERS: Mapping[str, Callable[[Given], str]] = {
    "goals": _goals,
    "evidence": _evidence,
    "quiz": _quiz,
    "checklist": _checklist,
    "try-it": _try_it,
    "callout": _callout,
    "figure": _figure,
    **{kind: _file_block(kind) for kind in ("video", "audio", "slides", "worksheet")},
    "table": _table,
    "link": _link,
}
