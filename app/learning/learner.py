"""Who is learning: an account, or a browser that keeps everything itself."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.learning.device import Device
from app.learning.device_format import (
    NONCE_BYTES,
    cookie_name,
    read_device,
    write_device,
)
from app.platform.ids import derived_id, text_hash

# Browsers keep no cookie for longer than 400 days.
COOKIE_SECONDS = 400 * 24 * 3600
KEY_CHARACTERS = 24


def account_sign(user_id: int) -> str:
    """Return how rooms above know an account by an event."""
    return f"account:{user_id}"


class Headers(Protocol):
    """The headers of an answer."""

    def append(self, key: str, value: str) -> None:
        """Add a header, beside others of its name."""


class Answer(Protocol):
    """What a learner needs of an HTTP response; this room's service knows no HTTP."""

    @property
    def headers(self) -> Headers: ...


@dataclass
class Learner:
    """Somebody learning. Without `user_id`, `device` is all there is.

    Call `save` on the answer after a change: it writes the cookie, where one is used.
    `framed_as` is the mark of somebody who learns in a frame of another site.
    """

    user_id: int | None = None
    device: Device = field(default_factory=Device)
    keys: Sequence[str] = field(default=(), repr=False)
    is_changed: bool = False
    framed_as: str = ""

    @classmethod
    def of(
        cls, user_id: int | None, cookie: str | None, keys: Sequence[str]
    ) -> "Learner":
        """Return the learner of a request; an account needs no cookie."""
        device = Device() if user_id else read_device(cookie, keys)
        return cls(user_id, device, keys)

    def changed_device(self) -> Device:
        """Return the device, to change it; the cookie will be written again."""
        self.is_changed = True
        if not self.device.nonce:
            self.device.nonce = secrets.token_bytes(NONCE_BYTES)
        return self.device

    def forget_device(self) -> None:
        """Empty the cookie."""
        self.device = Device()
        self.is_changed = True

    def device_event_key(self, *parts: str) -> str:
        """Return the same key for the same thing done twice on this device."""
        return derived_id(self.device.nonce.hex(), *parts, length=KEY_CHARACTERS)

    @property
    def sign(self) -> str:
        """How rooms above know somebody by an event; nothing while there is no sign.

        Of a browser it is a hash that only its cookie gives.
        """
        if self.user_id is not None:
            return account_sign(self.user_id)
        if self.framed_as:
            return f"framed:{self.framed_as}"
        nonce = self.device.nonce
        return f"device:{text_hash(f'learner {nonce.hex()}')}" if nonce else ""

    @property
    def device_hash(self) -> str | None:
        """The mark by which this device is known to own a statement."""
        nonce = self.device.nonce
        return text_hash(f"statement {nonce.hex()}") if nonce else None

    def save(self, response: Answer, *, secure: bool) -> None:
        """Send the cookie along if something in it changed."""
        if not self.is_changed:
            return
        is_empty = self.device.is_empty
        value = "" if is_empty else write_device(self.device, self.keys)
        parts = [
            f"{cookie_name(secure=secure)}={value}",
            f"Max-Age={0 if is_empty else COOKIE_SECONDS}",
            "Path=/",
            "HttpOnly",
            "SameSite=lax",
            *(["Secure"] if secure else []),
        ]
        response.headers.append("set-cookie", "; ".join(parts))
