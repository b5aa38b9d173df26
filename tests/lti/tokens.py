"""What the test platform signs, as it should be and in every way it should not."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import RSAKey

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"

Claims = dict[str, Any]


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


OTHER_KEY = new_key("other")


def _set(name: str, value: object) -> Callable[[Claims], None]:
    def change(claims: Claims) -> None:
        claims[name] = value

    return change


def _drop(name: str) -> Callable[[Claims], None]:
    def change(claims: Claims) -> None:
        claims.pop(name, None)

    return change


def _shift(seconds: int, *names: str) -> Callable[[Claims], None]:
    def change(claims: Claims) -> None:
        for name in names:
            claims[name] = int(time.time()) + seconds

    return change


def _several(claims: Claims) -> None:
    claims["aud"] = [claims["aud"], "somebody-else"]


def _with_party(party: str) -> Callable[[Claims], None]:
    def change(claims: Claims) -> None:
        claims["azp"] = party or claims["aud"]
        _several(claims)

    return change


# What is wrong with the claims of a token that is signed as it should be.
WRONG_CLAIMS: dict[str, Callable[[Claims], None]] = {
    "another audience": _set("aud", "somebody-else"),
    "the client of another tool": _set("aud", "other-client"),
    "several audiences and no party": _several,
    "several audiences for another party": _with_party("somebody-else"),
    "another issuer": _set("iss", "https://elsewhere.example"),
    "no issuer": _drop("iss"),
    "no nonce": _drop("nonce"),
    "a foreign nonce": _set("nonce", "of another launch"),
    "expired": _shift(-600, "exp"),
    "no end": _drop("exp"),
    "an end that is no number": _set("exp", "tomorrow"),
    "not yet good": _shift(600, "nbf"),
    "made in the future": _shift(600, "iat"),
    "made long ago": _shift(-90_000, "iat"),
    "another deployment": _set(f"{CLAIM}deployment_id", "deployment-9"),
    "no deployment": _drop(f"{CLAIM}deployment_id"),
    "no message type": _drop(f"{CLAIM}message_type"),
    "another message type": _set(f"{CLAIM}message_type", "LtiSubmissionReview"),
    "no version": _drop(f"{CLAIM}version"),
    "another version": _set(f"{CLAIM}version", "1.1"),
    "another target": _set(f"{CLAIM}target_link_uri", "https://elsewhere.example/"),
    "no target": _drop(f"{CLAIM}target_link_uri"),
    "no roles": _drop(f"{CLAIM}roles"),
    "roles that are no list": _set(f"{CLAIM}roles", "Learner"),
    "no resource link": _drop(f"{CLAIM}resource_link"),
    "a resource link without an id": _set(f"{CLAIM}resource_link", {"title": "x"}),
    "a person of 10,000 letters": _set("sub", "a" * 10_000),
    "a person with a NUL": _set("sub", "a\x00b"),
}


def _unsigned(claims: Claims, _key: RSAKey) -> str:
    parts = ({"alg": "none", "typ": "JWT", "kid": "one"}, claims)
    return ".".join(packed(json.dumps(part).encode()) for part in parts) + "."


def _by_public_key(claims: Claims, key: RSAKey) -> str:
    # By hand: libraries refuse to do this.
    parts = ({"alg": "HS256", "kid": str(key.kid)}, claims)
    text = ".".join(packed(json.dumps(part).encode()) for part in parts)
    secret = key.as_pem(private=False)
    made = hmac.digest(secret, text.encode(), "sha256")
    return f"{text}.{packed(made)}"


def _with_header(**more: object) -> Callable[[Claims, RSAKey], str]:
    def sign(claims: Claims, key: RSAKey) -> str:
        header = {"alg": "RS256", "kid": str(key.kid), **more}
        kept = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(kept, claims, key)

    return sign


def _of_other_key(claims: Claims, key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, OTHER_KEY)


def _cut(claims: Claims, key: RSAKey) -> str:
    return signed(claims, key)[:-6]


def _changed(claims: Claims, key: RSAKey) -> str:
    header, _, signature = signed(claims, key).split(".")
    other = packed(json.dumps({**claims, "sub": "somebody else"}).encode())
    return ".".join((header, other, signature))


# What is wrong with how a token is signed, or written.
WRONG_SIGNING: dict[str, Callable[[Claims, RSAKey], str]] = {
    "the key of somebody else": _of_other_key,
    "no signature at all": _unsigned,
    "HMAC with the public key": _by_public_key,
    "a key nobody knows": _with_header(kid="nobody-knows"),
    "no key named": _with_header(kid=None),
    "a signature that is cut": _cut,
    "claims that were changed": _changed,
    "garbage": lambda _claims, _key: "%%%.not.a-token",
    "nothing": lambda _claims, _key: "",
    "letters of no alphabet": lambda _claims, _key: "ключ.ключ.ключ",
    "a megabyte": lambda _claims, _key: "a." + "a" * 999_000 + ".a",
    "claims that are a list": lambda _claims, key: _list_token(key),
}


def signed(claims: Claims, key: RSAKey) -> str:
    """Sign as a platform does."""
    return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)


def id_token(claims: Claims, key: RSAKey, wrong: str) -> str:
    """Sign a launch; `wrong` names what is to be wrong with it, or nothing."""
    if change := WRONG_CLAIMS.get(wrong):
        change(claims)
    return WRONG_SIGNING.get(wrong, signed)(claims, key)


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _list_token(key: RSAKey) -> str:
    return jws.serialize_compact({"alg": "RS256", "kid": str(key.kid)}, b"[1]", key)
