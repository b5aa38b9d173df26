"""Whether a translation would make another page of what its source stands in.

A unit stands in a heading, a list item, a cell, …; its translation takes its place in
the Markdown. Only words may change there: a text that would begin a block of its own,
or end the one it is in, is refused with the reason.
"""

from app.platform.i18n import N_
from app.texts.interface import MESSAGE, PLURAL
from app.texts.lesson import ANY_OTHER_ANSWER, OPTION, block_tokens
from app.texts.segments import CUE

EMPTY_LINE = N_("An empty line would begin another paragraph. Take it out.")
ONE_LINE = N_("This text has to stay on one line.")
ANOTHER_BLOCK = N_(
    "This would become a list, a heading or another block. "
    "Put a backslash before its first sign."
)
MARKED = N_("Brackets at the beginning would mark an answer. Take them out.")
ANY_ANSWER = N_("A star alone stands for every other answer. Write words.")
TIMES = N_("An arrow like this separates the times of a caption. Take it out.")

# Fields of a record, sentences of the interface: words without a place among blocks.
PLAIN = frozenset(
    {"title", "lead", "summary", "audience", "about", "worked", "failed", "numbers"}
    | {MESSAGE, PLURAL}
)
_ONE_LINE = frozenset({"heading", "cell", "term", "title"})
_ITEMS = frozenset({"item", "goal", "check", "option", "step", "answer"})


def refusal(kind: str, text: str) -> str:
    """Return why a text cannot stand where a unit of this kind does, or nothing.

    `text` is Markdown with or without variables; the reason is a message id.
    """
    text = text.strip()
    if not all(line.strip() for line in text.split("\n")):
        return EMPTY_LINE
    if kind in _ONE_LINE and "\n" in text:
        return ONE_LINE
    if reason := _misread(kind, text):
        return reason
    is_fine = kind in PLAIN or kind == CUE or _is_one_block(kind, text)
    return "" if is_fine else ANOTHER_BLOCK


def _misread(kind: str, text: str) -> str:
    """Return what is wrong with words that mean something else in their place."""
    wrong = {
        TIMES: kind == CUE and "-->" in text,
        MARKED: kind in _ITEMS and OPTION.match(text),
        ANY_ANSWER: kind == "answer" and text == ANY_OTHER_ANSWER,
    }
    return next((reason for reason, is_so in wrong.items() if is_so), "")


def _is_one_block(kind: str, text: str) -> bool:
    tokens = block_tokens(f"## {text}" if kind == "heading" else text)
    if [token.type for token in tokens[1:2]] != ["inline"] or len(tokens) != 3:
        return False
    is_heading = tokens[0].type == "heading_open"
    # Signs at the end of a heading's line are taken for its mark and would be lost.
    is_whole = _lines(tokens[1].content) == _lines(text)
    return is_whole and is_heading == (kind == "heading")


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))
