"""What an account holds of this room: to take along, and to be forgotten."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.wishes.models import Wanted, Wish
from app.wishes.queries import wishes_of


def export_wishes(session: Session, user_id: int) -> dict[str, Any]:
    """Return somebody's wishes and what they have taken on, as JSON can hold it."""
    claimed = session.scalars(
        select(Wanted).where(col(Wanted.claimed_by) == user_id).order_by(col(Wanted.id))
    )
    return {
        "wishes": [
            {
                "text": wish.text,
                "pack": wish.pack_key,
                "language": wish.language,
                "created_at": wish.created_at.isoformat(),
                "is_granted": wish.is_granted,
            }
            for wish in wishes_of(session, user_id)
        ],
        "taken_on": [
            wanted.model_dump(
                mode="json", include={"subject", "text", "language", "claimed_at"}
            )
            for wanted in claimed
        ],
    }


def forget_wishes(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody wished for, and give back what they had taken on.

    What they were counted in is not theirs: nobody can find them in it.
    """
    session.connection().execute(delete(Wish).where(col(Wish.user_id) == fact.user_id))
    session.connection().execute(
        update(Wanted)
        .where(col(Wanted.claimed_by) == fact.user_id)
        .values(claimed_by=None, claimed_at=None)
    )
