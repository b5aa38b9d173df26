"""A platform connects itself: asked by whoever looks after it, with an invitation."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.lti.outgoing import web_origin
from app.lti.platforms import add_platform, checked
from app.lti.refusals import LaunchRefused
from app.lti.registering import (
    NOT_DESCRIBED,
    burn_invitation,
    describe,
    find_invitation,
    register,
)
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.templates import render

ADDRESS = "/lti/register/{invitation}"
MAX_TOKEN = 4_000
router = page_router()
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9]{32}$")]


@router.get(ADDRESS, name="lti.invitation")
def ask_first(_reader: Public, invitation: Token, request: Request) -> Response:
    """Say who is to be connected with whom, before anything is."""
    sent = request.query_params
    configuration = sent.get("openid_configuration", "")
    with request.app.state.database.open_session() as session:
        organisation = find_invitation(session, invitation)
    if not web_origin(configuration):
        raise LaunchRefused(NOT_DESCRIBED, reason="openid_configuration")
    context = {
        "organisation": organisation,
        "host": web_origin(configuration),
        "configuration": configuration,
        "token": sent.get("registration_token", "")[:MAX_TOKEN],
        "is_done": False,
    }
    return render(request, "lti/register.html", context)


@router.post(ADDRESS, name="lti.register")
def connect(
    _reader: Public, invitation: Token, data: SentForm, request: Request
) -> Response:
    """Connect a platform with the organisation whose invitation it has."""
    state = request.app.state
    with state.database.open_session() as session:
        find_invitation(session, invitation)
    configuration = str(data.get("openid_configuration", ""))
    token = str(data.get("registration_token", ""))[:MAX_TOKEN]
    if not token.isascii() or not token.isprintable():
        raise LaunchRefused(NOT_DESCRIBED, reason="registration_token")
    web = state.web_to_platforms
    there = describe(web, configuration)
    named, deployment = register(web, there, token, state.settings.public_url)
    whole = checked(named, web.allowed)
    with state.database.transaction() as session:
        organisation = burn_invitation(session, invitation)
        add_platform(session, organisation, whole, [deployment] if deployment else [])
    context = {
        "organisation": organisation,
        "host": web_origin(configuration),
        "is_done": True,
    }
    return render(request, "lti/register.html", context)
