"""Sign-in at a wiki with MediaWiki's OAuth extension, as Wikimedia's wikis have it.

There is no signed token about the person: the profile is asked for with the access
token. It says `blocked`, and leaves the name out for people whose name was hidden.
"""

from urllib.parse import urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from app.accounts.identity import (
    AnswerRefused,
    Client,
    Identity,
    Secrets,
    identity_from,
)
from app.accounts.outbound import ask_provider

REST_PATH = "/w/rest.php"
_WIKIMEDIA_DOMAINS = (
    "wikimedia.org",
    "mediawiki.org",
    "wikipedia.org",
    "wikidata.org",
    "wikimedia.beta.wmflabs.org",
    "wikimedia.beta.wmcloud.org",
)


def is_mediawiki(issuer: str) -> bool:
    """Tell whether an issuer is a wiki: by name, or because it ends in /w/rest.php."""
    return _is_wikimedia(issuer) or urlsplit(issuer).path.rstrip("/") == REST_PATH


def _is_wikimedia(issuer: str) -> bool:
    host = urlsplit(issuer).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in _WIKIMEDIA_DOMAINS)


class MediaWikiProvider:
    """OAuth 2 with a code, PKCE and MediaWiki's profile."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.is_wikimedia = _is_wikimedia(client.issuer)
        # The same person has the same number on all wikis of the movement.
        self.issuer = client.issuer
        self.realm = "wikimedia" if self.is_wikimedia else client.issuer
        base = client.issuer.rstrip("/").removesuffix(REST_PATH)
        self.endpoint = f"{base}{REST_PATH}/oauth2"

    def authorization_url(self, secrets: Secrets) -> str:
        """Return the wiki's page that asks the person."""
        url: str = prepare_grant_uri(
            f"{self.endpoint}/authorize",
            client_id=self.client.client_id,
            response_type="code",
            redirect_uri=self.client.redirect_uri,
            state=secrets.state,
            code_challenge=create_s256_code_challenge(secrets.verifier),
            code_challenge_method="S256",
        )
        return url

    def identify(self, code: str, secrets: Secrets) -> Identity:
        """Trade the code for an access token, and that for the profile."""
        token = ask_provider(
            "POST",
            f"{self.endpoint}/access_token",
            issuer=self.client.issuer,
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.client.redirect_uri,
                "client_id": self.client.client_id,
                "client_secret": self.client.client_secret,
                "code_verifier": secrets.verifier,
            },
        ).get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise AnswerRefused
        profile = ask_provider(
            "GET",
            f"{self.endpoint}/resource/profile",
            issuer=self.client.issuer,
            headers={"Authorization": f"Bearer {token}"},
        )
        return identity_from(self.realm, profile)
