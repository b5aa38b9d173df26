"""Badges of a person in the shape of Open edX's badges API.

Capacity Exchange imports badges of other sites in it, by user name: of each result it
reads `badge_class.display_name` and `description`, `image_url`, `assertion_url` and
`created` (its `users/management/commands/badges.py`).
"""

from typing import Any

from sqlmodel import Session

from app.accounts.models import User
from app.recognition.models import Badge
from app.recognition.queries import count_listed, listed_badges

PAGE_LENGTH = 50


def assertions(
    session: Session, user: User | None, public_url: str, page: int
) -> dict[str, Any]:
    """Return a page of somebody's listed badges; of nobody's, an empty one."""
    user_id = user.id if user and user.vanished_at is None else None
    count = count_listed(session, user_id) if user_id else 0
    start = (page - 1) * PAGE_LENGTH
    found = (
        listed_badges(session, user_id, limit=PAGE_LENGTH, offset=start)
        if user_id
        else []
    )
    return {
        "count": count,
        "num_pages": max(1, -(-count // PAGE_LENGTH)),
        "current_page": page,
        "start": start,
        "next": page + 1 if start + PAGE_LENGTH < count else None,
        "previous": page - 1 if page > 1 else None,
        "results": [_assertion(badge, public_url) for badge in found],
    }


def _assertion(badge: Badge, public_url: str) -> dict[str, Any]:
    picture = f"{public_url}/badges/pictures/{badge.kind}/{badge.thing_key}.svg"
    return {
        "badge_class": {
            "slug": badge.thing_key,
            "issuing_component": f"passalong__{badge.kind}",
            "display_name": badge.title,
            "course_id": None,
            "description": badge.description,
            "criteria": public_url + badge.path,
            "image_url": picture,
        },
        "image_url": picture,
        "assertion_url": f"{public_url}/{badge.language}/badges/{badge.token}",
        "created": badge.issued_at.isoformat(),
    }
