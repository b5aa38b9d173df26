"""Facts this room announces; they are delivered after the commit."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.outbox import Event


@dataclass(frozen=True)
class SignedIn(Event):
    """Somebody signed in from a browser."""

    name: ClassVar[str] = "accounts.signed_in"
    user_id: int


@dataclass(frozen=True)
class AccountVanished(Event):
    """Somebody left: rooms above forget what says who they were."""

    name: ClassVar[str] = "accounts.vanished"
    user_id: int


@dataclass(frozen=True)
class AccountBlocked(Event):
    """Somebody may not take part any more; every open door must close."""

    name: ClassVar[str] = "accounts.blocked"
    user_id: int
