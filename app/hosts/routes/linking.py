"""Keeping in one's account what one learns on another site: asked, answered, ended.

A frame asks in a tab of its own. What says who asks is in a cookie of this tab's
browser, never in an address: nobody can be led to answer for somebody else.
"""

import re
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public, SignedIn
from app.accounts.cookies import session_cookie
from app.hosts.learners import find_learner
from app.hosts.linking import (
    LIFE,
    ask,
    get_asked,
    link,
    links_of,
    unlink,
    unlink_asked,
)
from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.platform.settings import Settings
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

LINKING, LINKED = "/{lang}/me/linking", "/{lang}/me/linked"
MAX_NUMBER = 2**31 - 1
_NUMBER = re.compile("[0-9]{1,10}")

router = page_router()


class Question(Struct, frozen=True):
    """A question that a browser shows: `token` is what it was given with it."""

    request: Request
    session: Session
    lang: str
    token: str

    def at(self, page: str) -> Response:
        """Return the answer that leads to a page of these."""
        return see_other(f"/{self.lang}/me/{page}")


# Plain, because handlers read from the database with it.
def question(
    session: SessionDep, content: ContentLanguage, request: Request
) -> Question:
    """Return what a browser asks about."""
    token = request.cookies.get(_cookie(request.app.state.settings), "")[:64]
    return Question(request, session, content.code, token)


CurrentQuestion = Annotated[Question, Depends(question, scope="function")]


@router.post(LINKING, name="hosts.ask_link")
def begin(_reader: Public, data: SentForm, asked: CurrentQuestion) -> Response:
    """Ask somebody who learns in a frame, in a tab of its own."""
    settings: Settings = asked.request.app.state.settings
    text = str(data.get("session", ""))
    learner = find_learner(asked.session, text, settings.signing_keys).row
    response = asked.at("linking")
    _keep(response, ask(asked.session, learner), settings, int(LIFE.total_seconds()))
    return response


@router.get(LINKING, name="hosts.linking")
def show(reader: Public, asked: CurrentQuestion) -> Response:
    """Ask whether it is kept in an account, which is named."""
    found = get_asked(asked.session, asked.token)
    is_mine = reader is not None and found.user_id == reader.user_id
    context = {"asked": found, "reader": reader, "is_mine": is_mine}
    return render(asked.request, "hosts/linking.html", context)


@router.post(LINKING + "/yes", name="hosts.link")
def say_yes(user: SignedIn, data: SentForm, asked: CurrentQuestion) -> Response:
    """Keep it in the account that the page has named."""
    if str(data.get("account", "")) != str(user.user_id):
        # Somebody else has signed in meanwhile: the page names the account anew.
        return asked.at("linking")
    link(asked.session, asked.token, user.user_id)
    response = asked.at("linked?said=linked")
    _keep(response, "", asked.request.app.state.settings, 0)
    return response


@router.post(LINKING + "/stop", name="hosts.stop_link")
def stop(_reader: Public, asked: CurrentQuestion) -> Response:
    """Keep it in nobody's account, for whoever learns there now."""
    unlink_asked(asked.session, asked.token)
    return asked.at("linking")


@router.get(LINKED, name="hosts.linked")
def show_linked(user: SignedIn, asked: CurrentQuestion, said: str = "") -> Response:
    """Show from which sites an account keeps what its owner learns."""
    context = {"links": links_of(asked.session, user.user_id), "said": said}
    return render(asked.request, "hosts/linked.html", context)


@router.post(LINKED, name="hosts.unlink")
def end(user: SignedIn, data: SentForm, asked: CurrentQuestion) -> Response:
    """Keep what is learnt on a site in this account no more."""
    number = str(data.get("link", ""))
    if not _NUMBER.fullmatch(number) or int(number) > MAX_NUMBER:
        raise Invalid(N_("Choose one of the answers shown."))
    unlink(asked.session, user.user_id, int(number))
    return asked.at("linked?said=ended")


def _cookie(settings: Settings) -> str:
    return f"{session_cookie(settings)}-linking"


def _keep(response: Response, token: str, settings: Settings, seconds: int) -> None:
    response.set_cookie(
        _cookie(settings),
        token,
        max_age=seconds,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )
