"""What `app.main` has of badges: an account takes them along, and they end with it."""

from typing import Any

from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.platform.outbox import EventBus


def wire(bus: EventBus) -> None:
    """Subscribe this room's listener."""
    bus.subscribe(AccountVanished, _forget)


def _forget(session: Session, fact: AccountVanished) -> None:
    # Here, because most accounts never vanish.
    from app.recognition.leaving import forget_badges  # noqa: PLC0415 - see above

    forget_badges(session, fact)


def export_badges(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return somebody's badges for `app.state.exports`."""
    # Here, because few people ask for their data.
    from app.recognition.leaving import export_badges as export  # noqa: PLC0415 - see above

    return export(session, user_id)
