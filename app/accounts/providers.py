"""The sign-in provider this installation is set up with, if it has one."""

import ipaddress
from urllib.parse import urlsplit

from app.accounts.identity import Client, Provider
from app.platform.settings import PREFIX, Settings, SettingsError

CALLBACK_PATH = "/oauth/callback"


def provider_from(settings: Settings) -> Provider | None:
    """Return the provider; raise SettingsError for an address that is not safe."""
    if not settings.oauth_issuer:
        return None
    _check_issuer(settings.oauth_issuer)
    client = Client(
        issuer=settings.oauth_issuer,
        client_id=settings.oauth_client_id,
        client_secret=settings.oauth_client_secret,
        redirect_uri=settings.public_url + CALLBACK_PATH,
    )
    # Signatures and HTTP take long to read in, and not every installation signs in so.
    from app.accounts.mediawiki import (  # noqa: PLC0415 - see above
        MediaWikiProvider,
        is_mediawiki,
    )
    from app.accounts.openid import OpenIDProvider  # noqa: PLC0415 - see above

    kind = MediaWikiProvider if is_mediawiki(client.issuer) else OpenIDProvider
    return kind(client)


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    is_local = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{PREFIX}OAUTH_ISSUER: must be an https address")
    if parts.scheme != "https" and not is_local:
        raise SettingsError(f"{PREFIX}OAUTH_ISSUER: must begin with https://")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
