"""Status lists: which badges are revoked, signed when that or the day has changed."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from msgspec import Struct, field

from app.platform import clock
from app.recognition.credentials import LIST_BITS, list_document
from app.recognition.service import Issuer
from app.recognition.signer import signed

KEPT = 8
_Version = tuple[object, ...]


class StatusLists(Struct):
    """The last few lists as they were signed, so that asking again costs nothing."""

    _kept: OrderedDict[_Version, dict[str, Any]] = field(default_factory=OrderedDict)
    _signing: Lock = field(default_factory=Lock)

    def signed(self, issuer: Issuer, number: int, revoked: list[int]) -> dict[str, Any]:
        """Return a list with its proof; raise NoSignatureNow."""
        now = clock.now()
        version = (issuer, number, now.date(), tuple(revoked))
        if found := self._kept.get(version):
            return found
        with self._signing:
            if found := self._kept.get(version):
                return found
            document = list_document(issuer.public_url, number, now)
            made: dict[str, Any] = signed(
                issuer.public_url,
                issuer.key,
                document,
                revoked=revoked,
                size=LIST_BITS,
            )["document"]
            self._kept[version] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


status_lists = StatusLists()
