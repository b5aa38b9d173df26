"""Secrets of host sites, learner keys signed with them, and sessions after that.

A learner key is a JSON Web Token (RFC 7519), signed with HMAC-SHA256: `iss` is the key
of the site, `sub` an opaque sign of the learner, `jti` is new in every one, `exp` at
most an hour ahead. It is good once. What it is changed for is good for half a day and
stays in the memory of the frame.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, TimestampSigner
from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

from app.hosts.models import MAX_SUBJECT
from app.platform import clock
from app.platform.errors import AppError
from app.platform.i18n import N_
from app.platform.ids import text_hash

MAX_KEY_CHARACTERS = 2_000
LONGEST = timedelta(hours=1)
# Clocks of two servers are rarely the same.
SKEW = timedelta(minutes=1)
SESSION_SECONDS = 12 * 3600
PREFIX = "whsec_"
ALGORITHM = "HS256"


class KeyRefused(AppError):
    """A learner key, or what it was changed for, is not good."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The key of the page around this one cannot be used: it is not signed "
                "by that site, too old, or was used before. Open that page again. "
                "Reading works without it."
            )
        )


class Claims(BaseModel):
    """What a learner key says."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    iss: str = Field(min_length=1, max_length=40)
    sub: str = Field(min_length=1, max_length=MAX_SUBJECT, pattern=r"^[\x21-\x7e]+$")
    jti: str = Field(min_length=8, max_length=128)
    exp: int = Field(ge=0, le=99_999_999_999)

    @property
    def expires_at(self) -> datetime:
        """When the key ends."""
        return datetime.fromtimestamp(self.exp, UTC)

    @property
    def fingerprint(self) -> str:
        """The same for a key that comes again, however it is written down."""
        return text_hash("\x1f".join((self.iss, self.jti)))


class UnprovenKey(Struct, frozen=True):
    """A learner key before anybody has looked at its signature."""

    text: str
    claims: Claims

    def is_signed_with(self, secrets: Sequence[str]) -> bool:
        """Tell whether one of a site's secrets has made the signature."""
        return any(_is_signed(self.text, secret) for secret in secrets)


def read_key(text: str) -> UnprovenKey:
    """Take a learner key apart; raise KeyRefused when it is none or its time is over.

    Which algorithm it is signed with is not for the key to say: there is only one.
    """
    # Read in when a frame has a key: most servers never see one.
    from joserfc.errors import JoseError  # noqa: PLC0415 - see above
    from joserfc.jws import extract_compact  # noqa: PLC0415 - see above

    if len(text) > MAX_KEY_CHARACTERS or not text.isascii():
        raise KeyRefused
    try:
        claims = Claims.model_validate_json(extract_compact(text.encode()).payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise KeyRefused from error
    now = clock.now()
    if not now - SKEW < claims.expires_at < now + LONGEST + SKEW:
        raise KeyRefused
    return UnprovenKey(text, claims)


def _is_signed(text: str, secret: str) -> bool:
    from joserfc import jwt  # noqa: PLC0415 - see read_key
    from joserfc.errors import JoseError  # noqa: PLC0415 - see read_key
    from joserfc.jwk import OctKey  # noqa: PLC0415 - see read_key

    try:
        jwt.decode(text, OctKey.import_key(secret), algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError):
        return False
    return True


def site_secrets(key: str, salt: str, keys: Sequence[str]) -> list[str]:
    """Return the secrets of a site, that of the newest of the program's keys first.

    `keys` are the program's own, the oldest first (`Settings.signing_keys`). A secret
    is written as Standard Webhooks does, `whsec_` and base64: the whole text signs
    learner keys, and libraries for webhooks take it as it is.
    """
    message = f"host site\x1f{key}\x1f{salt}".encode()
    made = [hmac.digest(one.encode(), message, "sha256") for one in reversed(keys)]
    return [PREFIX + base64.b64encode(one).decode() for one in made]


def write_session(mark: str, keys: Sequence[str]) -> str:
    """Return what a frame shows from now on instead of its key."""
    return _signer(keys).sign(mark).decode()


def read_session(text: str, keys: Sequence[str]) -> str:
    """Return the mark of a framed learner; raise KeyRefused."""
    if len(text) > MAX_KEY_CHARACTERS or not text.isascii():
        raise KeyRefused
    try:
        return _signer(keys).unsign(text, max_age=SESSION_SECONDS).decode()
    except BadSignature as error:
        raise KeyRefused from error


def _signer(keys: Sequence[str]) -> TimestampSigner:
    return TimestampSigner(
        list(keys), salt="framed learner", digest_method=hashlib.sha256
    )
