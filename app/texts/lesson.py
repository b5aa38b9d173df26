"""The grammar of a module's Markdown: which blocks there are and what they take."""

import re
import shlex
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, normalize
from markdown_it.token import Token
from msgspec import Struct, field

from app.platform.markdown import make_parser

QUIZ_KINDS = ("one", "many", "order", "text")
CALLOUT_KINDS = ("note", "tip", "warning")
BLOCKS = (
    *("goals", "evidence", "callout", "quiz", "checklist", "try-it"),
    *("figure", "video", "audio", "slides", "worksheet"),
)
OPTION = re.compile(r"\[(?P<mark>[ xX])\][ \t]+")
ANY_OTHER_ANSWER = "*"


@lru_cache(maxsize=1)
def lesson_parser() -> MarkdownIt:
    """Return the parser of modules."""
    return make_parser(BLOCKS)


def parse_lesson(markdown: str, env: MutableMapping[str, Any]) -> list[Token]:
    """Return the tokens of a module's Markdown.

    The text ends with a line end, without which the plugin for blocks trips over
    some that nobody closed.
    """
    return lesson_parser().parse(markdown.removesuffix("\n") + "\n", env)


def block_tokens(markdown: str) -> list[Token]:
    """Return the tokens of a module's Markdown, without looking inside the blocks."""
    parser = lesson_parser()
    state = StateCore(markdown.removesuffix("\n") + "\n", parser, {})
    normalize(state)
    parser.block.parse(state.src, parser, state.env, state.tokens)
    return state.tokens


class BlockHead(Struct, frozen=True):
    """The opening line of a block: `::: try-it result=https://… minutes=15`."""

    name: str
    words: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, info: str) -> "BlockHead":
        """Read what stands after the colons; open quotes count as letters."""
        try:
            name, *rest = shlex.split(info)
        except ValueError:
            name, *rest = info.split()
        words = tuple(part for part in rest if "=" not in part)
        pairs = (part.partition("=") for part in rest if "=" in part)
        return cls(name, words, {key: value for key, _, value in pairs})


def block_name(token: Token) -> str | None:
    """Return the block a token opens, or None."""
    if token.type.startswith("container_") and token.type.endswith("_open"):
        return token.type[len("container_") : -len("_open")]
    return None


def anchor(text: str) -> str:
    """Return the address of a heading within its page, e.g. `s-say-it-twice`.

    The prefix keeps a heading from taking the name of something on the page.
    """
    words = re.sub(r"[^\w]+", "-", text.casefold()).strip("-")
    return f"s-{words[:60].rstrip('-')}"
