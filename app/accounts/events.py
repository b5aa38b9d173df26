"""Facts this room announces; they are delivered after the commit."""

from typing import ClassVar

from app.platform.outbox import Event


class SignedIn(Event, frozen=True):
    """Somebody signed in from a browser."""

    name: ClassVar[str] = "accounts.signed_in"
    user_id: int


class AccountVanished(Event, frozen=True):
    """Somebody left: rooms above forget what says who they were."""

    name: ClassVar[str] = "accounts.vanished"
    user_id: int


class AccountBlocked(Event, frozen=True):
    """Somebody may not take part any more; every open door must close."""

    name: ClassVar[str] = "accounts.blocked"
    user_id: int
