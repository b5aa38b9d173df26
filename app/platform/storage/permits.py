"""Signed permits: what the holder of an address may do with one file of the folder.

They are to a folder what presigned addresses are to a bucket: whoever has one may do
what it says until it ends, and nobody can make or change one without the secret key.
"""

import secrets
from collections.abc import Sequence
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer
from msgspec import Struct
from msgspec.structs import asdict

from app.platform import clock

SALT = "storage-permit"


class PermitRefused(Exception):
    """The permit was changed, has ended, or is for something else."""


class Action(StrEnum):
    """What a permit is for."""

    DOWNLOAD = "download"
    FORM = "form"
    PART = "part"


class Permit(Struct, frozen=True):
    """One thing that may be done; sizes in bytes, `until` in seconds since 1970."""

    action: str
    key: str
    until: int
    most: int = 0
    least: int = 0
    upload: str = ""
    number: int = 0
    content_type: str = ""
    disposition: str = ""
    then: str = ""


class Permits:
    """Signs permits and reads them back."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        # Without keys of an installation they hold for this process only.
        secret = list(keys) or [secrets.token_hex(32)]
        self._serializer = URLSafeSerializer(secret, salt=SALT)

    def sign(self, permit: Permit) -> str:
        """Return the permit as text that is safe in an address."""
        given = {name: value for name, value in asdict(permit).items() if value}
        return str(self._serializer.dumps(given))

    def read(self, text: str, action: Action) -> Permit:
        """Return a permit for an action; raise PermitRefused."""
        try:
            permit = Permit(**self._serializer.loads(text))
        except (BadData, TypeError):
            raise PermitRefused from None
        if permit.action != action or permit.until < clock.now().timestamp():
            raise PermitRefused
        return permit


def ending_in(seconds: int) -> int:
    """Return the moment so many seconds from now, as permits have it."""
    return int(clock.now().timestamp()) + seconds
