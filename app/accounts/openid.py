"""Sign-in at any OpenID Connect issuer, found by its discovery document.

The ID token is checked in full: signature by one of the issuer's own public keys with
an asymmetric algorithm, issuer, audience, time and nonce.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from authlib.oauth2.auth import encode_client_secret_basic
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.accounts.identity import (
    AnswerRefused,
    Client,
    Identity,
    Secrets,
    identity_from,
)
from app.accounts.outbound import ProviderFailed, ask_provider

# Never "none", and never HMAC: with those, whoever knows public data can sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
LEEWAY_SECONDS = 10
DOCUMENT_SECONDS = 3600
KEYS_AGAIN_SECONDS = 60


class Document:
    """A document of the issuer, fetched when needed and kept for an hour."""

    def __init__(self, fetch: Callable[[], dict[str, Any]]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._kept: dict[str, Any] | None = None
        self._fetched_at = 0.0

    def read(self, *, older_than: float = DOCUMENT_SECONDS) -> dict[str, Any]:
        """Return the document; fetch it again when it is older than this."""
        with self._lock:
            age = time.monotonic() - self._fetched_at
            if self._kept is None or age > older_than:
                self._kept = self._fetch()
                self._fetched_at = time.monotonic()
            return self._kept


class OpenIDProvider:
    """Authorization code with PKCE and nonce."""

    is_wikimedia = False

    def __init__(self, client: Client) -> None:
        self.client = client
        self._metadata = Document(self._fetch_metadata)
        self._keys = Document(self._fetch_keys)

    def authorization_url(self, secrets: Secrets) -> str:
        """Return the issuer's page that asks the person."""
        url: str = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            client_id=self.client.client_id,
            response_type="code",
            redirect_uri=self.client.redirect_uri,
            scope="openid profile",
            state=secrets.state,
            nonce=secrets.nonce,
            code_challenge=create_s256_code_challenge(secrets.verifier),
            code_challenge_method="S256",
        )
        return url

    def identify(self, code: str, secrets: Secrets) -> Identity:
        """Trade the code for an ID token and read it."""
        answer = self._trade(code, secrets)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise AnswerRefused
        claims = self._checked(token, secrets.nonce, answer.get("access_token"))
        return identity_from(self.issuer, claims)

    def _trade(self, code: str, secrets: Secrets) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uri,
            "code_verifier": secrets.verifier,
        }
        headers: dict[str, str] = {}
        methods = self._metadata.read().get("token_endpoint_auth_methods_supported")
        if isinstance(methods, list) and "client_secret_basic" not in methods:
            form["client_id"] = self.client.client_id
            form["client_secret"] = self.client.client_secret
        else:
            encode_client_secret_basic(self.client, "POST", "", headers, "")
        return self._ask(
            "POST", self._endpoint("token_endpoint"), headers=headers, form=form
        )

    def _checked(self, token: str, nonce: str, access_token: object) -> dict[str, Any]:
        try:
            decoded = self._decoded(token)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client.client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self.client.client_id,
                    "access_token": access_token,
                },
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        # joserfc says most faults with its own errors, and malformed ones with these.
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise AnswerRefused from error
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        try:
            return self._decode(token, self._keys.read())
        except (JoseError, ValueError):
            # The issuer may have changed its keys; look again, but not all the time.
            return self._decode(token, self._keys.read(older_than=KEYS_AGAIN_SECONDS))

    def _decode(self, token: str, keys: dict[str, Any]) -> jwt.Token:
        key_set = KeySet.import_key_set({"keys": _public_signing_keys(keys)})
        return jwt.decode(token, key_set, algorithms=list(ALGORITHMS))

    @property
    def issuer(self) -> str:
        """How the issuer writes itself in its tokens."""
        return str(self._metadata.read()["issuer"])

    def _endpoint(self, name: str) -> str:
        url = self._metadata.read().get(name)
        if not isinstance(url, str):
            raise ProviderFailed
        return url

    def _fetch_metadata(self) -> dict[str, Any]:
        url = get_well_known_url(self.client.issuer, external=True)
        metadata = self._ask("GET", url)
        named = metadata.get("issuer")
        if not isinstance(named, str) or named.rstrip("/") != self.client.issuer.rstrip(
            "/"
        ):
            raise ProviderFailed
        return metadata

    def _fetch_keys(self) -> dict[str, Any]:
        return self._ask("GET", self._endpoint("jwks_uri"))

    def _ask(self, method: str, url: str, **sent: Any) -> dict[str, Any]:
        return ask_provider(method, url, issuer=self.client.issuer, **sent)


def _public_signing_keys(document: dict[str, Any]) -> list[dict[str, Any]]:
    keys = document.get("keys")
    if not isinstance(keys, list):
        raise ProviderFailed
    return [
        key
        for key in keys
        if isinstance(key, dict)
        and key.get("kty") in {"RSA", "EC", "OKP"}
        and key.get("use", "sig") == "sig"
    ]
