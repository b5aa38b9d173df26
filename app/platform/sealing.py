"""Small secrets of others, sealed: a copy of the database gives none of them away."""

import base64
import hmac
from collections.abc import Sequence


class NotOurs(Exception):
    """It was sealed with a key that is gone, or not by us."""


def seal(text: str, purpose: bytes, secrets: Sequence[str]) -> str:
    """Return a text so that only a holder of the program's keys can read it (Fernet).

    `secrets` are those keys, the oldest first; the newest seals.
    """
    from cryptography.fernet import Fernet  # noqa: PLC0415 - rarely used

    return Fernet(_key(secrets[-1], purpose)).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: bytes, secrets: Sequence[str]) -> str:
    """Return what was sealed, by any of the keys; raise NotOurs."""
    from cryptography.fernet import (  # noqa: PLC0415 - as above
        Fernet,
        InvalidToken,
        MultiFernet,
    )

    keys = [Fernet(_key(one, purpose)) for one in reversed(secrets)]
    try:
        return MultiFernet(keys).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise NotOurs from error


def _key(secret: str, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), purpose, "sha256"))
