"""What a sign-in provider says about a person, and how it may be asked.

Two kinds are known: MediaWiki's OAuth 2 (Wikimedia, or any wiki with that extension)
and every standard OpenID Connect issuer. Both send the browser away with a state and
a PKCE challenge, and get a code back.
"""

from typing import Any, Protocol

from msgspec import Struct

from app.platform.errors import Forbidden
from app.platform.i18n import N_

MAX_SUBJECT_CHARACTERS = 255
MAX_USERNAME_CHARACTERS = 85


class Identity(Struct, frozen=True):
    """A person as the provider knows them; `central_id` never changes."""

    central_id: str
    username: str


class Client(Struct, frozen=True):
    """Who we are to the provider."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str


class Secrets(Struct, frozen=True):
    """What one sign-in knows and nobody else: made at its start, used at its end."""

    state: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """A place people sign in at."""

    is_wikimedia: bool

    @property
    def issuer(self) -> str:
        """How the provider names itself in its answers."""

    def authorization_url(self, secrets: Secrets) -> str:
        """Return the address the browser is sent to."""

    def identify(self, code: str, secrets: Secrets) -> Identity:
        """Trade a code for an identity; raise SignInRefused or ProviderFailed."""


class SignInRefused(Forbidden):
    """The provider's answer does not let anybody in."""


class BlockedThere(SignInRefused):
    """The provider says that this person is blocked."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This account is blocked where you sign in, so it cannot sign in "
                "here. You can still read everything without an account."
            )
        )


class HiddenThere(SignInRefused):
    """The provider does not say who this is: the name was hidden."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The sign-in service does not share a name for this account, so it "
                "cannot sign in here. You can still read everything."
            )
        )


class AnswerRefused(SignInRefused):
    """The answer cannot be trusted: forged, expired, or meant for somebody else."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The answer of the sign-in service could not be trusted, so you are "
                "not signed in. Please start again from the sign-in page."
            )
        )


def identity_from(realm: str, claims: dict[str, Any]) -> Identity:
    """Read a person from a profile or from checked claims."""
    subject = claims.get("sub")
    if isinstance(subject, int) and not isinstance(subject, bool):
        subject = str(subject)
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_CHARACTERS:
        raise AnswerRefused
    if claims.get("blocked"):
        raise BlockedThere
    for key in ("username", "preferred_username", "nickname", "name"):
        name = claims.get(key)
        if isinstance(name, str) and name.strip():
            return Identity(f"{realm}|{subject}", name[:MAX_USERNAME_CHARACTERS])
    raise HiddenThere
