"""Asking Commons for files, as its rules for programs want it.

https://www.mediawiki.org/wiki/API:Etiquette and
https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy: one request at a time,
an agent that says who runs it, `maxlag`, and waiting for as long as Retry-After says.
"""

import io
import json
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import IO
from urllib.parse import urlencode

from msgspec import Struct

from app.media.kinds import Refused
from app.media.wikimedia.answers import AnswerWrong, Original, read_original
from app.platform import clock
from app.platform.i18n import N_
from app.platform.public_web import OK, NotReached, PublicWeb, Seen

MAX_ANSWER_BYTES = 1_000_000
ASK_SECONDS = 30.0
# 2 GB over 10 Mbit/s.
FETCH_SECONDS = 1800.0
LAG_SECONDS = 5
MOST_WAIT = 3600
# One of the widths that Wikimedia keeps ready, and more than the largest that we make.
THUMB_WIDTH = 1920
TOLD = (
    *("Artist", "Attribution", "ImageDescription", "License", "LicenseShortName"),
    *("NonFree", "ObjectName", "UsageTerms"),
)
ELSEWHERE = N_("Commons leads to an address that nobody may be sent to.")
TOO_LARGE = N_("The file on Commons is too large for here.")
NOT_THERE = frozenset({"private", "address", "redirects"})


class Later(Exception):
    """Commons cannot answer now: ask again in `seconds`, 0 where it did not say."""

    def __init__(self, seconds: int = 0) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Commons(Struct, frozen=True):
    """A wiki by the address of its API; `agent` says who asks, and whom to write to."""

    api: str
    agent: str
    asking_seconds: float = ASK_SECONDS

    def find(self, name: str) -> Original:
        """Return what there is about a file; raise Refused, or Later."""
        said = {
            "action": "query",
            "format": "json",
            "formatversion": "2",
            "maxlag": str(LAG_SECONDS),
            "redirects": "1",
            "titles": f"File:{name}",
            "prop": "imageinfo|videoinfo",
            "iiprop": "url|size|mime|sha1|user|extmetadata",
            "iiurlwidth": str(THUMB_WIDTH),
            "iiextmetadatafilter": "|".join(TOLD),
            "iiextmetadatamultilang": "1",
            "viprop": "derivatives",
        }
        web = PublicWeb(self.agent, seconds=self.asking_seconds, own=self.api)
        answer = io.BytesIO()
        try:
            seen = web.fetch(
                f"{self.api}?{urlencode(said)}", answer, most=MAX_ANSWER_BYTES
            )
        except NotReached as error:
            raise Later from error
        told = _json(answer.getvalue()) if seen.status == OK else None
        if not isinstance(told, dict) or "error" in told:
            # With too much lag, or too many questions, it says for how long.
            raise Later(_seconds(seen))
        try:
            return read_original(told)
        except AnswerWrong as error:
            raise Later from error

    def copy(
        self, original: Original, into: IO[bytes], most: int, tell: Callable[[], None]
    ) -> None:
        """Write a file's smallest sufficient form; raise Refused, or Later."""
        web = PublicWeb(self.agent, seconds=FETCH_SECONDS, own=self.api)
        try:
            seen = web.fetch(original.address, into, most=most, tell=tell)
        except NotReached as error:
            if error.reason in NOT_THERE:
                raise Refused(ELSEWHERE) from error
            if error.reason == "too_long":
                raise Refused(TOO_LARGE) from error
            raise Later from error
        if seen.status != OK:
            raise Later(_seconds(seen))


def agent_of(site: str) -> str:
    """Return the words of a program that tells who runs it, as the policy asks."""
    return f"Passalong/0.1 (+{site}/about; copies files with their credit) httpx"


def _json(text: bytes) -> object:
    try:
        answer: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return answer


def _seconds(seen: Seen) -> int:
    """Return the seconds of Retry-After, which may be a number or a date; at most an
    hour, 0 where nothing is said.
    """
    said = seen.retry_after.strip()
    if said.isascii() and said.isdigit():
        return min(int(said[:6]), MOST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0
    moment = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0, min(round((moment - clock.now()).total_seconds()), MOST_WAIT))
