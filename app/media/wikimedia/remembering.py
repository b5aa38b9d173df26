"""What is kept of a file's place on Commons, with the version that was made of it."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.media.describing import set_alt_text
from app.media.job_names import LOOK
from app.media.models import CommonsFile, CommonsState, MediaItem, MediaKind
from app.media.queries import alt_texts
from app.media.wikimedia.answers import Original
from app.platform import clock
from app.platform.jobs import is_queued, request_job

LOOK_AGAIN = timedelta(days=7)
PAUSE = timedelta(hours=6)


def told(original: Original) -> dict[str, Any]:
    """Return what an upload keeps of an original, as JSON can hold it."""
    return {
        "name": original.name,
        "sha1": original.sha1,
        "descriptions": dict(original.descriptions),
    }


def remember(session: Session, item: MediaItem, kept: dict[str, Any]) -> None:
    """Record where an item is from, and have it looked after from now on.

    A picture without words in a language gets the description in it.
    """
    assert item.id is not None  # noqa: S101 - a stored item
    now = clock.now()
    row = session.get(CommonsFile, item.id)
    if row is None:
        row = CommonsFile(
            item_id=item.id, name="", sha1="", descriptions={}, next_at=now
        )
        session.add(row)
    row.name, row.sha1 = kept["name"], kept["sha1"]
    row.descriptions = dict(kept["descriptions"])
    row.state, row.reason, row.params = CommonsState.CURRENT, "", {}
    row.looked_at, row.next_at = now, now + LOOK_AGAIN
    if item.kind is MediaKind.IMAGE:
        known = {alt.language for alt in alt_texts(session, item)}
        for language, text in row.descriptions.items():
            if language not in known:
                set_alt_text(session, item, language, text)
    request_look(session)


def request_look(session: Session) -> None:
    """Ask for a look at Commons, unless one is asked for: it asks again itself."""
    if not is_queued(session, LOOK):
        request_job(session, LOOK, {}, key=LOOK, delay=PAUSE)
