"""What somebody does in a frame, and what their site is told of it."""

from typing import Any

from sqlmodel import Session

from app.hosts.events import FramedProgress
from app.hosts.learners import FramedLearner
from app.hosts.webhooks import MODULE_COMPLETED, PACK_COMPLETED, Message, tell
from app.learning.progress import Place
from app.learning.service import complete_module, pack_progress
from app.platform.outbox import announce


def complete(
    session: Session, framed: FramedLearner, place: Place, *, slug: str
) -> dict[str, Any]:
    """Mark a module as done, tell the site, and return how far somebody is now.

    Once more changes nothing and tells nothing.
    """
    was_finished = _is_finished(framed, place)
    done = complete_module(session, framed.learner, place)
    framed.keep(session)
    progress = pack_progress(session, framed.learner, place.pack_key)
    count = len(progress.done.intersection(place.module_keys))
    far = {
        "pack": place.pack_key,
        "slug": slug,
        "module": place.module_key,
        "language": place.language,
        "done": count,
        "total": len(place.module_keys),
        "percent": 100 * count // max(1, len(place.module_keys)),
    }
    told = {"learner": framed.row.subject, **far}
    if done.is_new:
        message = Message(MODULE_COMPLETED, told, framed.row.number)
        tell(session, framed.site, message)
        announce(
            session,
            FramedProgress(framed.row.number, place.pack_key, place.module_keys),
        )
    if _is_finished(framed, place) and not was_finished:
        tell(session, framed.site, Message(PACK_COMPLETED, told, framed.row.number))
    return far


def _is_finished(framed: FramedLearner, place: Place) -> bool:
    pack = framed.learner.device.packs.get(place.pack_key)
    return bool(pack and pack.is_finished)
