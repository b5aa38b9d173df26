"""OAI-PMH 2.0: one address, six verbs, by GET and by POST."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec import Struct, field
from sqlmodel import Session

from app.accounts.access import Public
from app.feeds.asking import (
    SECOND,
    Asked,
    Refused,
    read_question,
    write_token,
)
from app.feeds.records import (
    LICENCE,
    PAGE_LENGTH,
    DublinCore,
    Record,
    all_sets,
    dublin_core,
    earliest,
    find_records,
    get_record,
)
from app.platform import clock
from app.web.database import SessionDep
from app.web.forms import SentForm
from app.web.late_routes import LateRoute
from app.web.templates import render

router = APIRouter(include_in_schema=False, route_class=LateRoute)

# What the protocol says of a request it refuses to read: its arguments are not told.
UNTOLD = frozenset({"badVerb", "badArgument"})
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
MAX_IDENTIFIER_PARTS = 4


class Reply(Struct):
    """What stands in an answer."""

    public_url: str
    verb: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=clock.now)
    refused: Refused | None = None
    records: list[tuple[Record, DublinCore | None]] = field(default_factory=list)
    sets: dict[str, str] = field(default_factory=dict)
    earliest: datetime | None = None
    granularity: str = GRANULARITY
    # Empty at the end of a list that had several parts.
    token: str | None = None

    @property
    def address(self) -> str:
        """Where harvesters ask."""
        return f"{self.public_url}/oai"

    @property
    def host(self) -> str:
        """The name of the site in identifiers."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def contact(self) -> str:
        """The mailbox of whoever runs a site (RFC 2142)."""
        return f"webmaster@{self.host}"

    def identifier(self, record: Record) -> str:
        """Return the name of a record for ever."""
        return f"oai:{self.host}:{record.kind}:{record.key}"

    def stamp(self, moment: datetime) -> str:
        """Return a moment as harvesters read it."""
        return moment.strftime(SECOND)


@router.get("/oai", name="feeds.oai")
def harvest(_reader: Public, session: SessionDep, request: Request) -> Response:
    """Answer a harvester."""
    return _answer(session, request, request.query_params.multi_items())


@router.post("/oai", name="feeds.ask_oai")
def harvest_by_form(
    _reader: Public, session: SessionDep, data: SentForm, request: Request
) -> Response:
    """Answer a harvester whose question is too long for an address."""
    pairs = [(name, str(value)) for name, value in data.multi_items()]
    return _answer(session, request, pairs)


def _answer(
    session: Session, request: Request, pairs: Sequence[tuple[str, str]]
) -> Response:
    reply = Reply(request.app.state.settings.public_url)
    try:
        asked = read_question(pairs)
        reply.verb, reply.arguments = asked.verb, {"verb": asked.verb}
        _fill(session, reply, asked)
        reply.arguments |= asked.arguments
    except Refused as error:
        reply.refused = error
        reply.arguments = {} if error.code in UNTOLD else dict(pairs)
    context = {"reply": reply, "licence": LICENCE}
    made = render(request, "feeds/oai.xml.html", context)
    text = bytes(made.body).decode().lstrip()
    return Response(text, media_type="text/xml", headers=HEADERS)


def _fill(session: Session, reply: Reply, asked: Asked) -> None:
    if asked.verb == "Identify":
        reply.earliest = earliest(session)
    elif asked.verb == "ListSets":
        reply.sets = all_sets()
    elif asked.verb in {"GetRecord", "ListMetadataFormats"}:
        _fill_one(session, reply, asked)
    else:
        _fill_list(session, reply, asked)


def _fill_one(session: Session, reply: Reply, asked: Asked) -> None:
    identifier = asked.arguments.get("identifier")
    if identifier is None:
        return
    parts = identifier.split(":")
    if len(parts) != MAX_IDENTIFIER_PARTS or parts[:2] != ["oai", reply.host]:
        raise Refused("idDoesNotExist", "nothing has this identifier")
    record = get_record(session, parts[2], parts[3])
    reply.records = [(record, _says(session, reply, record))]


def _fill_list(session: Session, reply: Reply, asked: Asked) -> None:
    selection = asked.selection
    found = find_records(session, selection, PAGE_LENGTH + 1)
    if not found:
        raise Refused("noRecordsMatch", "nothing is like that")
    shown = found[:PAGE_LENGTH]
    is_whole = asked.verb == "ListRecords"
    reply.records = [
        (record, _says(session, reply, record) if is_whole else None)
        for record in shown
    ]
    if len(found) > PAGE_LENGTH:
        reply.token = write_token(selection.going_on(shown[-1].place))
    elif selection.after:
        reply.token = ""


def _says(session: Session, reply: Reply, record: Record) -> DublinCore | None:
    if record.is_deleted:
        return None
    return dublin_core(session, record, reply.public_url)
