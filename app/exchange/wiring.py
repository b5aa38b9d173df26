"""What `app.main` has of the exchange: read in when somebody leaves or exports."""

from typing import Any

from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.platform.worker import Worker

# Everything else of this room is read in inside of functions: who only reads packs
# should not wait for it.


def wire(worker: Worker) -> None:
    """Hear who leaves."""
    worker.bus.subscribe(AccountVanished, forget_account)


def forget_account(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody offered, asked and wrote."""
    from app.exchange import own  # noqa: PLC0415 - see above

    own.forget_account(session, fact)


def export_own(session: Session, user_id: int) -> dict[str, Any]:
    """Return what somebody offers, asked and wrote, for their data."""
    from app.exchange import own  # noqa: PLC0415 - see above

    return own.export_own(session, user_id)
