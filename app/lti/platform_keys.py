"""Public keys of platforms, asked for when a launch comes and kept for a while."""

import threading
import time
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct, field

from app.lti.outgoing import AskFailed, Call, object_of, say
from app.lti.refusals import SILENT, PlatformSilent, log, not_proven
from app.platform.public_web import PublicWeb

KEPT_SECONDS = 300.0
# A token with a key nobody knows makes us look again, but not all the time.
AGAIN_SECONDS = 20.0
MOST_KEYS = 50
MOST_PLATFORMS = 500


class Kept(Struct, frozen=True):
    """The keys at an address, and when they were read."""

    keys: dict[str, Any]
    read_at: float


class PlatformKeys(Struct):
    """The keys of all platforms that came lately, by the address they are at."""

    again_seconds: float = AGAIN_SECONDS
    _kept: dict[str, Kept] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, web: PublicWeb, url: str, kid: str) -> KeySet:
        """Return the key of this name; raise LaunchRefused or PlatformSilent."""
        kept = self._kept.get(url)
        age = time.monotonic() - kept.read_at if kept else KEPT_SECONDS
        is_unknown = kept is not None and kid not in kept.keys
        if (
            kept is None
            or age >= KEPT_SECONDS
            or (is_unknown and age >= self.again_seconds)
        ):
            kept = self._read(web, url)
        if kid not in kept.keys:
            raise not_proven("kid")
        return KeySet([kept.keys[kid]])

    def _read(self, web: PublicWeb, url: str) -> Kept:
        try:
            keys = read_keys(web, url)
        except AskFailed as error:
            log.warning("keys_not_read", reason=error.reason, status=error.status)
            raise PlatformSilent(SILENT) from error
        kept = Kept(keys, time.monotonic())
        with self._lock:
            if len(self._kept) >= MOST_PLATFORMS:
                self._kept.clear()
            self._kept[url] = kept
        return kept


def read_keys(web: PublicWeb, url: str) -> dict[str, Any]:
    """Return the public signing keys at an address, by name; raise AskFailed."""
    found = object_of(say(web, Call(url))).get("keys")
    if not isinstance(found, list):
        raise AskFailed("no_keys")
    usable = [one for one in found[:MOST_KEYS] if _is_usable(one)]
    keys: dict[str, Any] = {}
    for one in usable:
        try:
            keys[one["kid"]] = KeySet.import_key_set({"keys": [one]}).keys[0]
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    if not keys:
        raise AskFailed("no_keys")
    return keys


def _is_usable(one: object) -> bool:
    # No symmetric keys: what everybody can read signs nothing.
    return (
        isinstance(one, dict)
        and one.get("kty") in {"RSA", "EC"}
        and one.get("use", "sig") == "sig"
        and isinstance(one.get("kid"), str)
    )
