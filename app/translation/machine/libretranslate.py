"""A machine that speaks LibreTranslate's protocol, as LibreTranslate and others do.

`GET /languages` says what it knows, `POST /translate` translates
(https://docs.libretranslate.com/api/operations/translate/).
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.platform.languages import Language
from app.platform.outbound import OutboundFailed, Outgoing, ask
from app.translation.machine.machine import Machine, MachineFailed

USER_AGENT = "Passalong/0.1 (learning packs; translations)"
SECONDS = 8.0
LANGUAGES_SECONDS = 3600.0
REST_SECONDS = 30.0
BAD_REQUEST = 400
# Its own codes for what others call by their tags.
_OWN_CODES = {"pt-br": ("pb",), "zh-hant": ("zt",), "zh-hans": ("zh",), "nb": ("no",)}


@dataclass
class LibreTranslate:
    """A server at an address; after a failure it is left alone for half a minute."""

    url: str
    key: str = field(default="", repr=False)
    _known: dict[str, frozenset[str]] = field(default_factory=dict)
    _known_until: float = 0.0
    _resting_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """The host, by which people are told who translated."""
        return urlsplit(self.url).hostname or ""

    def translate(self, text: str, source: Language, target: Language) -> str | None:
        """Return a translation, None for languages it does not know."""
        known = self._languages()
        from_code = next((c for c in _codes(source) if c in known), None)
        targets = known.get(from_code or "", frozenset())
        to_code = next((c for c in _codes(target) if c in targets), None)
        if from_code is None or to_code is None:
            return None
        body = {"q": text, "source": from_code, "target": to_code, "format": "text"}
        if self.key:
            body["api_key"] = self.key
        answer = self._ask("POST", "/translate", body)
        found = answer.get("translatedText") if isinstance(answer, Mapping) else None
        if not isinstance(found, str):
            raise MachineFailed("no_translation")
        return found

    def _languages(self) -> dict[str, frozenset[str]]:
        """Return the codes it translates from, each with those it translates into."""
        if time.monotonic() >= self._known_until:
            answer = self._ask("GET", "/languages", None)
            known = _read_languages(answer)
            with self._lock:
                self._known = known
                self._known_until = time.monotonic() + LANGUAGES_SECONDS
        return self._known

    def _ask(self, method: str, path: str, body: object) -> object:
        if time.monotonic() < self._resting_until:
            raise MachineFailed("resting")
        asked = Outgoing(
            method, f"{self.url}{path}", USER_AGENT, body=body, seconds=SECONDS
        )
        try:
            return ask(asked, of=self.url)
        except OutboundFailed as error:
            # A text it does not take says nothing about the next one.
            if error.status != BAD_REQUEST:
                self._resting_until = time.monotonic() + REST_SECONDS
            raise MachineFailed(
                f"{error.reason} {error.status or ''}".strip()
            ) from error


def _read_languages(answer: object) -> dict[str, frozenset[str]]:
    listed = answer if isinstance(answer, list) else []
    rows = [row for row in listed if isinstance(row, Mapping)]
    every = frozenset(str(row.get("code", "")).lower() for row in rows)
    known = {}
    for row in rows:
        targets = row.get("targets")
        into = (
            frozenset(str(code).lower() for code in targets)
            if isinstance(targets, list)
            else every
        )
        known[str(row.get("code", "")).lower()] = into
    return known


def _codes(language: Language) -> tuple[str, ...]:
    """Return what a server may call a language, most exact first.

    Another script is another text, so only a tag without one stands for its base.
    """
    tag = language.tag.lower()
    is_plain = "-" not in tag or len(tag.split("-")[1]) != 4
    base = (language.base,) if is_plain else ()
    return (language.code, tag, *_OWN_CODES.get(language.code, ()), *base)


def machine_at(url: str, key: str) -> Machine | None:
    """Return the machine that settings name, or None."""
    return LibreTranslate(url, key) if url else None
