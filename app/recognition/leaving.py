"""What an account has of this room: to take along, and to be forgotten."""

import json
from typing import Any

from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.recognition.queries import badges_of
from app.recognition.service import withdraw_badges_of

NOT_TAKEN = {"id", "user_id", "once", "document", "status_index", "revoked_at"}


def export_badges(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return somebody's badges, each with its credential, as JSON can hold them."""
    return [
        {
            **badge.model_dump(mode="json", exclude=NOT_TAKEN),
            "credential": json.loads(badge.document),
        }
        for badge in badges_of(session, user_id)
    ]


def forget_badges(session: Session, fact: AccountVanished) -> None:
    """Revoke the badges of somebody who has left, and forget whose they were."""
    withdraw_badges_of(session, fact.user_id)
