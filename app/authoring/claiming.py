"""Taking something in the queue on, so that two do not do the same work."""

from typing import Protocol

from app.platform.errors import Conflict, Forbidden
from app.platform.i18n import N_


class Claimable(Protocol):
    """Something one person at a time looks at."""

    claimed_by: int | None


def claim(thing: Claimable, user_id: int) -> None:
    """Take something on; raise Conflict when somebody else has."""
    if thing.claimed_by not in {None, user_id}:
        raise Conflict(N_("Somebody else is looking at this already."))
    thing.claimed_by = user_id


def release(thing: Claimable, user_id: int) -> None:
    """Give something back to the queue; raise Forbidden when it is another's."""
    if thing.claimed_by not in {None, user_id}:
        raise Forbidden(N_("Only who has taken this on can give it back."))
    thing.claimed_by = None
