"""Questions of OAI-PMH 2.0: what may be asked, and the refusals the protocol names."""

import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from msgspec import Struct

PREFIX = "oai_dc"
MAX_TOKEN = 1_000
DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
SECOND_LENGTH = 20

# For each verb: what must be there, and what may be there besides.
_ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (
        frozenset({"metadataPrefix"}),
        frozenset({"from", "until", "set"}),
    ),
    "ListRecords": (
        frozenset({"metadataPrefix"}),
        frozenset({"from", "until", "set"}),
    ),
}
LISTS = frozenset({"ListIdentifiers", "ListRecords"})
TOKEN = "resumptionToken"  # noqa: S105 - the protocol's name of an argument


class Refused(Exception):
    """The protocol's way to say no: a code it names, and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Place(Struct, frozen=True):
    """The last record a harvester was given."""

    moment: datetime
    kind: str
    key: str


class Selection(Struct, frozen=True):
    """Which records: changed at or after `since`, before `before`, in a set."""

    since: datetime | None = None
    before: datetime | None = None
    in_set: str = ""
    after: Place | None = None

    def going_on(self, place: Place) -> "Selection":
        """Return the same selection after a record."""
        return Selection(self.since, self.before, self.in_set, place)


class Asked(Struct, frozen=True):
    """A question that may be asked: a verb and its arguments."""

    verb: str
    arguments: dict[str, str]

    @property
    def selection(self) -> Selection:
        """Which records are asked for; raise Refused."""
        if token := self.arguments.get(TOKEN):
            return read_token(token)
        start, end = self.arguments.get("from", ""), self.arguments.get("until", "")
        if start and end and len(start) != len(end):
            raise Refused("badArgument", "from and until differ in granularity")
        until = _moment(end) if end else None
        if until is not None:
            until = _after(until, is_day=len(end) != SECOND_LENGTH)
        since = _moment(start) if start else None
        if since and until and since >= until:
            raise Refused("badArgument", "from is later than until")
        return Selection(since, until, self.arguments.get("set", ""))


def read_question(pairs: Sequence[tuple[str, str]]) -> Asked:
    """Return what is asked; raise Refused with the code the protocol has for it."""
    arguments = dict(pairs)
    if len(arguments) != len(pairs):
        raise Refused("badArgument", "an argument is there twice")
    verb = arguments.pop("verb", "")
    if verb not in _ARGUMENTS:
        raise Refused("badVerb", "there is no such verb")
    required, optional = _ARGUMENTS[verb]
    given = arguments.keys()
    if TOKEN in given and (verb in LISTS or verb == "ListSets"):
        if len(given) > 1:
            raise Refused("badArgument", "a resumptionToken stands alone")
        if verb == "ListSets":
            raise Refused("badResumptionToken", "the list of sets is whole")
        return Asked(verb, arguments)
    if not required <= given or not given <= required | optional:
        raise Refused("badArgument", "an argument is missing or unknown")
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise Refused("cannotDisseminateFormat", f"records are given as {PREFIX}")
    return Asked(verb, arguments)


def write_token(selection: Selection) -> str:
    """Return where to go on, whole: nothing is kept here."""
    place = selection.after
    assert place is not None  # noqa: S101 - only what goes on has a token
    parts = [
        selection.since.isoformat() if selection.since else "",
        selection.before.isoformat() if selection.before else "",
        selection.in_set,
        *(place.moment.isoformat(), place.kind, place.key),
    ]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def read_token(text: str) -> Selection:
    """Return where a harvester goes on; raise Refused for what is no token of ours."""
    try:
        if len(text) > MAX_TOKEN:
            raise ValueError
        parts = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
            raise ValueError
        since, before, in_set, moment, kind, key = parts
        if "\x00" in in_set + kind + key:
            raise ValueError
        return Selection(
            _aware(since) if since else None,
            _aware(before) if before else None,
            in_set,
            Place(_aware(moment), kind, key),
        )
    except (ValueError, OverflowError, RecursionError) as error:
        raise Refused("badResumptionToken", "this is no token of ours") from error


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _after(moment: datetime, *, is_day: bool) -> datetime | None:
    """Return when a day or second is over; None for the last there is."""
    with suppress(OverflowError):
        return moment + (timedelta(days=1) if is_day else timedelta(seconds=1))
    return None


def _moment(text: str) -> datetime:
    form = SECOND if len(text) == SECOND_LENGTH else DAY
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError as error:
        raise Refused("badArgument", "a date is not one") from error
