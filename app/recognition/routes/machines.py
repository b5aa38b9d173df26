"""What programs ask: keys, credentials, status lists, pictures, badges of a person."""

import json
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.queries import find_user_by_name
from app.accounts.rate_limits import Limit
from app.learning.dependencies import Token
from app.packs.queries import find_pack_by_key, main_skills
from app.platform.db import Database
from app.recognition.achievements import weave_of
from app.recognition.baking import baked_png, baked_svg
from app.recognition.credentials import LIST_BITS
from app.recognition.forms import MAX_ADDRESS
from app.recognition.keys import did_document, newest_key
from app.recognition.listing import assertions
from app.recognition.models import BadgeKind
from app.recognition.queries import (
    NoBadge,
    get_badge,
    last_number,
    revoked_places,
    used_keys,
)
from app.recognition.service import Issuer
from app.recognition.status import status_lists
from app.web.database import SessionDep
from app.web.late_routes import LateRoute
from app.web.templates import render

router = APIRouter(include_in_schema=False, route_class=LateRoute)

# Pages of other sites may read what wallets and verifiers need; nothing here has names.
OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
PRIVATE = {**OPEN, "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
SOON = {**OPEN, "Cache-Control": "public, max-age=300"}
MOST_LISTS = 999
MAX_NAME = 85
# One is signed when it has changed or a day has begun.
STATUS = Limit("badge-status-address", 600, timedelta(minutes=10))

Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
Number = Annotated[int, Path(ge=0, le=MOST_LISTS)]
# What cannot be a name has no page; the database never gets to see it.
Name = Annotated[str, Path(max_length=MAX_NAME, pattern=r"^[^\x00-\x1f]+$")]
Page = Annotated[int, Query(ge=1, le=MAX_ADDRESS)]


@router.get("/.well-known/did.json", name="recognition.did")
def did(_reader: Public, session: SessionDep, request: Request) -> Response:
    """Give the keys badges are signed with, or ever were."""
    settings = request.app.state.settings
    found = did_document(settings.public_url, settings.signing_keys, used_keys(session))
    return _json(found, SOON, "application/did+json")


@router.get("/badges/{token}/credential.json", name="recognition.credential")
def credential(_reader: Public, session: SessionDep, token: Token) -> Response:
    """Give a badge as a credential with its proof inside (eddsa-rdfc-2022)."""
    document = get_badge(session, token).document
    return Response(document, media_type="application/vc", headers=PRIVATE)


@router.get("/badges/{token}/credential.jwt", name="recognition.token")
def jwt(_reader: Public, session: SessionDep, token: Token) -> Response:
    """Give a badge as a signed token."""
    text = get_badge(session, token).jwt
    return Response(text, media_type="application/vc+jwt", headers=PRIVATE)


@router.get("/badges/{token}/badge.svg", name="recognition.baked_svg")
def svg(
    _reader: Public, session: SessionDep, token: Token, request: Request
) -> Response:
    """Give a badge as a drawing with the credential in it."""
    badge = get_badge(session, token)
    context = {"skill": weave_of(badge.skill), "key": badge.thing_key}
    made = render(request, "recognition/picture.svg.html", context)
    text = baked_svg(bytes(made.body).decode(), badge.document)
    return Response(text, media_type="image/svg+xml", headers=_file("badge.svg"))


@router.get("/badges/{token}/badge.png", name="recognition.baked_png")
def png(_reader: Public, session: SessionDep, token: Token) -> Response:
    """Give a badge as a picture with the credential in it."""
    badge = get_badge(session, token)
    made = baked_png(weave_of(badge.skill), badge.thing_key, badge.document)
    return Response(made, media_type="image/png", headers=_file("badge.png"))


@router.get("/badges/status/{number}", name="recognition.status")
def status(
    _reader: Public, database: DatabaseDep, number: Number, request: Request
) -> Response:
    """Give a status list. No connection is held while another process signs."""
    count_by_address(request, STATUS)
    settings = request.app.state.settings
    issuer = Issuer(settings.public_url, newest_key(settings.signing_keys))
    revoked = _revoked(database, number)
    return _json(status_lists.signed(issuer, number, revoked), SOON, "application/vc")


@router.get("/badges/pictures/{kind}/{key}.svg", name="recognition.picture")
def picture(
    _reader: Public, session: SessionDep, kind: BadgeKind, key: Key, request: Request
) -> Response:
    """Give the picture of a badge: the pattern of its pack or course."""
    pack = find_pack_by_key(session, key) if kind == BadgeKind.PACK else None
    skills = main_skills(session, [pack.id]) if pack and pack.id else {}
    context = {"skill": weave_of(next(iter(skills.values()), "")), "key": key}
    made = render(request, "recognition/picture.svg.html", context)
    return Response(made.body, media_type="image/svg+xml", headers=SOON)


@router.get("/api/badges/v1/assertions/user/{name}/", name="recognition.assertions")
def list_assertions(
    _reader: Public, session: SessionDep, name: Name, request: Request, page: Page = 1
) -> Response:
    """List the badges somebody lets programs see, as Open edX does.

    Nobody learns here whether there is an account: without badges all are alike.
    """
    user = find_user_by_name(session, name)
    public_url = request.app.state.settings.public_url
    found = assertions(session, user, public_url, page)
    return _json(found, {"Cache-Control": "no-store"}, "application/json")


def _revoked(database: Database, number: int) -> list[int]:
    with database.open_session() as session:
        if number > last_number(session) // (LIST_BITS // 2):
            raise NoBadge
        return revoked_places(session, number)


def _file(name: str) -> dict[str, str]:
    return {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}


def _json(found: object, headers: dict[str, str], media_type: str) -> Response:
    text = json.dumps(found, ensure_ascii=False)
    return Response(text, media_type=media_type, headers=headers)
