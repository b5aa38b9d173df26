"""The Yjs document of a live draft: its body as text, the fields above it as a map.

pycrdt counts UTF-8 bytes where browsers count UTF-16 units, so nothing here is told
a place by a browser.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct
from pycrdt import Doc, Map, Text, get_update, merge_updates

from app.authoring.live.lib0 import Unreadable
from app.authoring.live.soundness import check_state, check_update
from app.authoring.source import HEAD_FIELDS
from app.texts.merging import lines

BODY, HEAD = "body", "head"
ROOTS = frozenset((BODY, HEAD))
# The shortest update there is: no structs, no deletions.
EMPTY = b"\x00\x00"


_Result = TypeVar("_Result")
# Its roots are of two types, which the library asks for by name.
LiveDocument: TypeAlias = Doc[Any]


class TooLong(Exception):
    """The text, or what the document remembers of it, would be too long."""


class Broken(Exception):
    """What was sent broke the document itself: it has to be read from its log again."""


class Written(Struct, frozen=True):
    """What stands in a live draft: the Markdown, and the fields above it as text."""

    body: str
    head: Mapping[str, str]


def new_document() -> LiveDocument:
    """Return an empty document of the shape every live draft has."""
    document: LiveDocument = Doc()
    document.get(BODY, type=Text)
    document.get(HEAD, type=Map)
    return document


def load_document(updates: Iterable[bytes]) -> LiveDocument:
    """Return the document that a log of updates makes; raise Unreadable or Broken."""
    document = new_document()
    for update in updates:
        _safely(partial(document.apply_update, update))
    return document


def apply(document: LiveDocument, update: bytes) -> None:
    """Put an update from outside into a document; raise Unreadable or Broken."""
    if update != EMPTY:
        check_update(update, ROOTS)
        _safely(lambda: document.apply_update(update))


def missing_from(document: LiveDocument, state: bytes) -> bytes:
    """Return what somebody lacks who is at a state vector; raise Unreadable."""
    check_state(state)
    return _safely(lambda: document.get_update(state))


def merged(updates: Sequence[bytes]) -> bytes:
    """Return several updates as one; raise Unreadable or Broken."""
    return _safely(lambda: merge_updates(*updates))


def text_bytes(document: LiveDocument) -> int:
    """Return how long the text of a document is; raise Broken."""
    return _safely(lambda: len(document[BODY]))


def is_whole(document: LiveDocument, update: bytes) -> bool:
    """Tell whether all of an update is in a document, and nothing waits for more.

    What waits is kept by the document, but is part of none of its updates.
    """
    # The first number of an update is how many clients it has structs of.
    lacking = _safely(lambda: get_update(update, document.get_state()))
    return lacking[:1] == b"\x00"


def _safely(call: Callable[[], _Result]) -> _Result:
    """Return what the library answers to what came from outside.

    Raise Unreadable for what it did not begin with, Broken for what it stopped in the
    middle of. It panics at some of that, and a panic is no Exception.
    """
    try:
        return call()
    except (KeyboardInterrupt, SystemExit):
        raise
    except ValueError as error:
        raise Unreadable(type(error).__name__) from error
    except BaseException as error:
        raise Broken(type(error).__name__) from error


def read(document: LiveDocument) -> Written:
    """Return what stands in a document, whatever else somebody put there."""
    head = document.get(HEAD, type=Map)
    found = ((name, head.get(name)) for name in HEAD_FIELDS)
    values = {name: value for name, value in found if isinstance(value, str)}
    return Written(str(document.get(BODY, type=Text)), values)


def write(document: LiveDocument, wanted: Written) -> bytes:
    """Make a document hold a text by changing what differs; return the update.

    Everybody else's changes of other places survive. EMPTY when nothing differs.
    """
    before = document.get_state()
    made: list[bytes] = []
    subscription = document.observe(lambda event: made.append(event.update))
    with document.transaction():
        _write_body(document.get(BODY, type=Text), wanted.body)
        head = document.get(HEAD, type=Map)
        for name, value in wanted.head.items():
            if head.get(name) != value:
                head[name] = value
    document.unobserve(subscription)
    return document.get_update(before) if made else EMPTY


def _write_body(text: Text, wanted: str) -> None:
    # Read in when somebody edits: a server that is only read needs none of it.
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    old, new = lines(str(text)), lines(wanted)
    starts, place = [0], 0
    for line in old:
        place += len(line.encode())
        starts.append(place)
    # From the end, so that the places before stay what they are.
    for change in reversed(_joined(Indel.opcodes(old, new).as_list())):
        was = "".join(old[change[0] : change[1]])
        _replace(text, starts[change[0]], was, "".join(new[change[2] : change[3]]))


def _joined(opcodes: Iterable[Iterable[Any]]) -> list[tuple[int, ...]]:
    """Return the runs that differ; what is deleted and inserted at one place is one."""
    runs: list[tuple[int, ...]] = []
    for name, *places in opcodes:
        if name == "equal":
            continue
        if runs and runs[-1][1] == places[0] and runs[-1][3] == places[2]:
            runs[-1] = (runs[-1][0], places[1], runs[-1][2], places[3])
        else:
            runs.append(tuple(places))
    assert all(one[1] < other[0] for one, other in pairwise(runs))  # noqa: S101 - runs are parted by equal lines
    return runs


def _replace(text: Text, start: int, was: str, wanted: str) -> None:
    """Change a run, leaving the characters at both of its ends that are the same."""
    shorter = min(len(was), len(wanted))
    first = next((n for n in range(shorter) if was[n] != wanted[n]), shorter)
    rest = shorter - first
    last = next((n for n in range(rest) if was[-1 - n] != wanted[-1 - n]), rest)
    begin = start + len(was[:first].encode())
    gone = len(was[first : len(was) - last].encode())
    if gone:
        del text[begin : begin + gone]
    come = wanted[first : len(wanted) - last]
    if come:
        text.insert(begin, come)
