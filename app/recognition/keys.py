"""Keys that sign badges, and the document in which others find the public halves.

A key is derived from one of the program's own (`PASSALONG_SECRET_KEY`), so no copy of
the database can sign. The newest signs. Public halves of those that have signed are
kept in the database: a badge stays verifiable when its secret is long gone.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urlsplit

from msgspec import Struct

PURPOSE = b"open badges\x1fed25519\x1f1"
NAME_CHARACTERS = 12
# Multicodec's mark of an Ed25519 public key, and the letters of base58btc.
_ED25519 = b"\xed\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"


class PublicKey(Struct, frozen=True):
    """The public half of a key: its name in our document, and itself as a Multikey."""

    name: str
    multikey: str


@dataclass(frozen=True)
class SigningKey:
    """A key with which badges are signed."""

    public: PublicKey
    seed: bytes = field(repr=False)


@lru_cache(maxsize=16)
def signing_key(secret: str) -> SigningKey:
    """Return the key that is derived from one of the program's secrets."""
    # Read in when somebody deals with badges: most servers never do.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - see above
        Ed25519PrivateKey,
    )

    seed = hmac.digest(secret.encode(), PURPOSE, "sha256")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    multikey = "z" + _base58(_ED25519 + public)
    return SigningKey(PublicKey(multikey[-NAME_CHARACTERS:], multikey), seed)


def newest_key(secrets: Sequence[str]) -> SigningKey:
    """Return the key that signs now; `secrets` are the program's, the oldest first."""
    return signing_key(secrets[-1])


def site_did(public_url: str) -> str:
    """Return the name of this site as an issuer (did:web)."""
    return "did:web:" + quote(urlsplit(public_url).netloc, safe="")


def did_document(
    public_url: str, secrets: Sequence[str], used: Iterable[PublicKey]
) -> dict[str, object]:
    """Return what did:web finds at this site: every key a badge may be signed with."""
    did = site_did(public_url)
    own = [signing_key(secret).public for secret in reversed(secrets)]
    keys = {key.name: key.multikey for key in (*own, *used)}
    methods = [
        {
            "id": f"{did}#{name}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey,
        }
        for name, multikey in keys.items()
    ]
    return {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
        "id": did,
        "alsoKnownAs": [public_url],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, len(_BASE58))
        text = _BASE58[digit] + text
    return text
