"""ID tokens, honest ones and every way of forging them that we refuse."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})
FOREIGN_KEY = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})


def id_token(claims: dict[str, Any], behaviour: str) -> str:
    """Return a token with these claims, spoilt in the way that was asked for."""
    claims = {**claims, **_spoilt_claims(behaviour)}
    if behaviour == "no_nonce":
        del claims["nonce"]
    if behaviour == "alg_none":
        return _by_hand({"alg": "none"}, claims, b"")
    if behaviour == "unknown_alg":
        return _by_hand({"alg": "XX256", "kid": "first"}, claims, b"signature")
    if behaviour == "hmac_with_public_key":
        return _signed_with_public_key(claims)
    key = FOREIGN_KEY if behaviour == "foreign_key" else KEY
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, key)


def _spoilt_claims(behaviour: str) -> dict[str, Any]:
    now = int(time.time())
    spoilt: dict[str, dict[str, Any]] = {
        "wrong_issuer": {"iss": "https://elsewhere.example"},
        "wrong_audience": {"aud": "another-client"},
        "wrong_audience_for_us": {"aud": "another-client", "azp": "passalong-test"},
        "two_audiences": {"aud": ["passalong-test", "another-client"]},
        "expired": {"iat": now - 900, "exp": now - 600},
        "not_yet": {"iat": now + 600, "exp": now + 900},
        "bad_nonce": {"nonce": "a nonce of another sign-in"},
        "no_subject": {"sub": ""},
    }
    return spoilt.get(behaviour, {})


def _signed_with_public_key(claims: dict[str, Any]) -> str:
    public = KEY.as_pem(private=False)
    header = {"alg": "HS256", "kid": "first"}
    signed = _signing_input(header, claims)
    return _by_hand(header, claims, hmac.digest(public, signed, hashlib.sha256))


def _by_hand(header: dict[str, str], claims: dict[str, Any], signature: bytes) -> str:
    signed = _signing_input(header, claims)
    return f"{signed.decode()}.{_base64(signature)}"


def _signing_input(header: dict[str, str], claims: dict[str, Any]) -> bytes:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(map(_base64, parts)).encode()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
