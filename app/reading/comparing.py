"""What a page about changes shows: all that differs, and a little around it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.reading.history import Subject
from app.texts.differences import BlockChange, Fate, block_diff
from app.texts.head_changes import FieldChange, field_changes, fields_and_body
from app.texts.history import Version, find_version, get_version, version_after
from app.texts.models import Revision

# So much of what did not change is shown around what did, in blocks.
AROUND = 1
# What is folded away comes with the page up to here, in characters.
LIGHT = 2_000


class Row(Struct, frozen=True):
    """A block as it changed, or as it stands beside one that did; else what is folded.

    `place` is the first block's in the new text, or in the old one what is gone.
    """

    place: str
    change: BlockChange | None = None
    folded: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How many bytes are folded away."""
        return sum(len(text.encode()) for text in self.folded)

    @property
    def is_light(self) -> bool:
        """Whether what is folded away may come with the page."""
        return sum(map(len, self.folded)) <= LIGHT


class Changes(Struct, frozen=True):
    """What differs between two texts: fields of the head, rows of the rest.

    `changed` counts the blocks that are not the same.
    """

    heads: tuple[FieldChange, ...]
    rows: tuple[Row, ...]
    changed: int


class Side(Struct, frozen=True):
    """One of two versions that are compared, with what is known of it."""

    revision: Revision
    version: Version


class Comparison(Struct, frozen=True):
    """Two versions beside each other, the earlier one first.

    `older` and `newer` are addresses of the changes before and after these, "" at
    the ends of the history; `between` is how many versions stand between the two.
    """

    before: Side
    after: Side
    changes: Changes
    older: str = ""
    newer: str = ""

    @property
    def between(self) -> int:
        """How many versions stand between the two."""
        apart = self.after.version.number - self.before.version.number
        return max(0, apart - 1)

    @property
    def is_one_step(self) -> bool:
        """Whether these are the changes of one version."""
        return self.after.version.before == self.before.version.number


def comparison(
    session: Session, subject: Subject, before: int, after: int
) -> Comparison:
    """Compare two versions in the order they were made; raise NotFound."""
    first, second = sorted((before, after))
    old, new = (_side(session, subject, number) for number in (first, second))
    earlier = old.version.before
    later = version_after(session, subject.document_id, second)
    return Comparison(
        old,
        new,
        changes_between(old.revision.text, new.revision.text),
        older=subject.diff_href(earlier, first) if earlier else "",
        newer=subject.diff_href(second, later) if later else "",
    )


def changes_between(before: str, after: str) -> Changes:
    """Return what differs between two files of a module or a pack."""
    (old, old_body), (new, new_body) = map(fields_and_body, (before, after))
    changes = block_diff(old_body, new_body)
    changed = sum(change.fate != Fate.SAME for change in changes)
    return Changes(field_changes(old, new), tuple(rows_of(changes)), changed)


def rows_of(changes: Sequence[BlockChange]) -> Iterator[Row]:
    """Yield what a page shows: what is the same is folded but around changes."""
    places = [i for i, change in enumerate(changes) if change.fate != Fate.SAME]
    near = {i + step for i in places for step in range(-AROUND, AROUND + 1)}
    folded: list[BlockChange] = []
    for number, change in enumerate(changes):
        if number not in near:
            folded.append(change)
            continue
        if folded:
            yield _fold(folded)
            folded = []
        yield Row(_place(change), change)
    if folded:
        yield _fold(folded)


def _fold(changes: Sequence[BlockChange]) -> Row:
    texts = tuple(change.spans[0].text for change in changes)
    return Row(_place(changes[0]), folded=texts)


def _place(change: BlockChange) -> str:
    return str(change.after or -change.before)


def _side(session: Session, subject: Subject, number: int) -> Side:
    revision = get_version(session, subject.document_id, number)
    version = find_version(session, subject.document_id, number)
    assert version is not None  # noqa: S101 - it was found a line above
    return Side(revision, version)
