"""Signing a browser in and out, whichever way the person was recognised."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.accounts.cookies import (
    forget_flow,
    forget_session,
    keep_session,
    session_cookie,
)
from app.accounts.models import User
from app.accounts.service import keep_preferences, sign_in
from app.accounts.sessions import end_session
from app.platform.db import Database
from app.platform.settings import Settings
from app.web.preferences import read_preferences
from app.web.redirects import see_other

# Called in the transaction that signs somebody in, so that what they did before
# is theirs at once. A hook that has used up a cookie names it in
# `request.state.spent_cookies`, a list, and the answer takes it from the browser.
SignInHook = Callable[[Session, Request, User], None]


def arrive(
    request: Request, recognise: Callable[[Session], User], next_path: str
) -> Response:
    """Sign in whom `recognise` returns, with a new session, and go on."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    request.state.spent_cookies = []
    with database.transaction() as session:
        user = recognise(session)
        _end_former(session, request, settings)
        token = sign_in(session, user)
        _adopt_preferences(session, request, user)
        for hook in request.app.state.on_sign_in:
            hook(session, request, user)
    response = see_other(next_path)
    keep_session(response, token, settings)
    forget_flow(response, settings)
    _take_spent_cookies(request, response)
    return response


def leave(request: Request, next_path: str) -> Response:
    """Sign this browser out and go on."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    with database.transaction() as session:
        _end_former(session, request, settings)
    response = see_other(next_path)
    forget_session(response, settings)
    return response


def _end_former(session: Session, request: Request, settings: Settings) -> None:
    # The token from before is never carried over: somebody may have planted it.
    former = request.cookies.get(session_cookie(settings))
    if former:
        end_session(session, former)


def _adopt_preferences(session: Session, request: Request, user: User) -> None:
    if user.preferences:
        return
    secure = request.app.state.settings.is_secure
    chosen = read_preferences(request.cookies, secure=secure)
    keep_preferences(session, user, dict(parse_qsl(chosen.encoded())))


def _take_spent_cookies(request: Request, response: Response) -> None:
    secure = request.app.state.settings.is_secure
    for name in request.state.spent_cookies:
        response.delete_cookie(
            name, path="/", secure=secure, httponly=True, samesite="lax"
        )
