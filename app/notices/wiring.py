"""What the worker has of notices: read in when somebody leaves."""

from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.platform.outbox import EventBus


def wire(bus: EventBus) -> None:
    """Listen to who leaves."""
    bus.subscribe(AccountVanished, forget)


def forget(session: Session, fact: AccountVanished) -> None:
    """Forget what somebody who has left was told."""
    from app.notices.service import forget_notices  # noqa: PLC0415 - see above

    forget_notices(session, fact)
