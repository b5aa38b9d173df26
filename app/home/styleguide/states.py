"""How components look in a state: each rule about one, once more for a class.

The style guide draws hover, focus and pressing side by side with them. They are made
from the style sheet itself, so what is drawn cannot differ from what happens.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from app.web.static_files import STATIC_FOLDER

_STATE = re.compile(r"(?<!not\():(hover|active|focus(?:-visible|-within)?)(?![\w-])")
# What the style guide draws, and the classes that stand for it.
STATES = {
    "rest": "",
    "hover": "is-hover",
    "focus": "is-focus is-focus-visible is-focus-within",
    "active": "is-hover is-active",
}


@cache
def states_sheet() -> str:
    """Return readers' style sheet, where `.btn:hover{…}` is also `.btn.is-hover{…}`.

    It is whole, because of two rules that weigh the same the later one holds. A rule
    for what is not in a state is not said again: it would hold for everything.
    """
    import tinycss2  # noqa: PLC0415 - only the style guide asks, and rarely

    text = (STATIC_FOLDER / "passalong.css").read_text()
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "".join(_with_states(rules, tinycss2.serialize))


def _with_states(rules: list[Any], written: Callable[[Any], str]) -> Iterator[str]:
    for rule in rules:
        yield f"{rule.serialize()}\n"
        if rule.type == "qualified-rule":
            head = written(rule.prelude)
            again = _STATE.sub(r".is-\1", head)
            if again != head:
                yield f"{again}{{{written(rule.content)}}}\n"
