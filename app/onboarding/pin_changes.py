"""What became of a pack since a step has kept a version of it."""

from msgspec import Struct
from sqlmodel import Session

from app.onboarding.pinning import Pin, PinnedModule, newest
from app.packs.models import Pack
from app.reading.comparing import Changes, changes_between
from app.texts.history import get_version
from app.texts.segments import split_front_matter


class ChangedText(Struct, frozen=True):
    """A module, or the pack's own words, that is not what it was; None: it is gone.

    `number` is 0 for the pack's own words; `is_new` tells that the pin has none.
    """

    number: int
    title: str
    changes: Changes | None
    is_new: bool = False


def changes_since(session: Session, pin: Pin, pack: Pack) -> list[ChangedText]:
    """Return what differs between a pin and what readers get now, in order."""
    now = newest(session, pack)
    found = []
    if pin.revision != now.revision:
        changes = _between(session, pin.document, pin.revision, now.revision)
        found.append(ChangedText(0, "", changes))
    before = {one.module: one for one in pin.modules}
    for number, one in enumerate(now.modules, start=1):
        old = before.pop(one.module, None)
        title = _title(session, one)
        if old is None:
            found.append(ChangedText(number, title, None, is_new=True))
        elif old.revision != one.revision:
            changes = _between(session, one.document, old.revision, one.revision)
            found.append(ChangedText(number, title, changes))
    gone = [ChangedText(0, _title(session, one), None) for one in before.values()]
    return [*found, *gone]


def _between(session: Session, document: int, before: int, after: int) -> Changes:
    old, new = (get_version(session, document, n).text for n in (before, after))
    return changes_between(old, new)


def _title(session: Session, one: PinnedModule) -> str:
    text = get_version(session, one.document, one.revision).text
    fields, _, _ = split_front_matter(text)
    return str(fields.get("title", ""))
