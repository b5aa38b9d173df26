"""Whether what came from outside may be given to the library that holds documents.

yrs, which pycrdt wraps, reads letters that are no UTF-8 without a check, and asks for
as much memory as an update says that it has of something: either ends the whole server,
where no exception can be caught. So everything is read here first, by the layout of
version 1 (Yjs, `src/utils/encoding.js` and `src/structs`), and what a live draft never
holds is refused: its body and its map have text and plain values, nothing nested.
"""

from app.authoring.live.lib0 import Reader, Unreadable

# No document counts further, and nothing added to it leaves 32 bits.
MAX_CLOCK = 2**31 - 1
LEFT, RIGHT, KEY = 0x80, 0x40, 0x20
GONE, DELETED, LETTERS, VALUES, SKIPPED = 0, 1, 4, 8, 10
KINDS = 0x1F
# Of the values that lib0 writes: nothing, nothing, no and yes have no more bytes.
BARE = frozenset((127, 126, 121, 120))
WHOLE, SHORT_FLOAT, FLOAT, LARGE, TEXT = 125, 124, 123, 122, 119
BYTES_OF = {SHORT_FLOAT: 4, FLOAT: 8, LARGE: 8}


def check_state(state: bytes) -> None:
    """Raise Unreadable for what is no state vector."""
    reader = Reader(state)
    for _ in range(reader.count()):
        reader.number()
        _clock(reader)
    reader.end()


def check_update(update: bytes, roots: frozenset[str]) -> None:
    """Raise Unreadable for what is no update of a document with these roots."""
    reader = Reader(update)
    for _ in range(reader.count()):
        structs = reader.count()
        client = reader.number()
        clock = _clock(reader)
        for _ in range(structs):
            clock += _struct(reader, roots, client, clock)
            if clock > MAX_CLOCK:
                raise Unreadable("clock")
    _deletions(reader)
    reader.end()


def _struct(reader: Reader, roots: frozenset[str], client: int, clock: int) -> int:
    """Go past a struct of a client's clock; return how far it counts."""
    info = reader.byte()
    if info in (GONE, SKIPPED):
        return _clock(reader)
    for beside in (LEFT, RIGHT):
        if info & beside:
            _place_beside(reader, client, clock)
    # Who stands beside nothing says where it belongs.
    if not info & (LEFT | RIGHT):
        if reader.number() != 1 or reader.text() not in roots:
            raise Unreadable("parent")
        if info & KEY:
            reader.text()
    return _content(reader, info & KINDS)


def _place_beside(reader: Reader, client: int, clock: int) -> None:
    other, place = reader.number(), _clock(reader)
    # Nothing stands beside itself, or beside what the same client writes later.
    if other == client and place >= clock:
        raise Unreadable("beside itself")


def _content(reader: Reader, kind: int) -> int:
    if kind == DELETED:
        return _clock(reader)
    if kind == LETTERS:
        # As browsers count: letters beyond the first plane are two.
        return len(reader.text().encode("utf-16-le")) // 2
    if kind == VALUES:
        count = reader.count()
        for _ in range(count):
            _value(reader)
        return count
    raise Unreadable("kind")


def _value(reader: Reader) -> None:
    kind = reader.byte()
    if kind == TEXT:
        reader.text()
    elif kind == WHOLE:
        while reader.byte() & 0x80:
            pass
    elif kind in BYTES_OF:
        reader.skip(BYTES_OF[kind])
    elif kind not in BARE:
        raise Unreadable("value")


def _deletions(reader: Reader) -> None:
    for _ in range(reader.count()):
        reader.number()
        for _ in range(reader.count()):
            if _clock(reader) + _clock(reader) > MAX_CLOCK:
                raise Unreadable("clock")


def _clock(reader: Reader) -> int:
    found = reader.number()
    if found > MAX_CLOCK:
        raise Unreadable("clock")
    return found
