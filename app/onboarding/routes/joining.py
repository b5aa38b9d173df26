"""The page a join link opens, in the name of the organisation, and joining there."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.learning.dependencies import CurrentVisitor
from app.onboarding.cohorts import open_link
from app.onboarding.joining import enter, find_own
from app.onboarding.path_page import path_page
from app.onboarding.queries import get_path
from app.reading.languages import reader_languages
from app.web.database import SessionDep
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9]{32}$")]
# A class behind one address may join on the same afternoon.
JOINING = Limit("join-address", 300, timedelta(hours=1))
# The address is the secret: no search engine and no other site learns it from us.
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin"}


@router.get("/{lang}/join/{token}", name="onboarding.join")
def show_welcome(
    _reader: Public,
    visitor: CurrentVisitor,
    session: SessionDep,
    token: Token,
    request: Request,
) -> Response:
    """Welcome a newcomer: who invites, to what, where to ask."""
    _, cohort, path = open_link(session, token)
    found = get_path(session, path.slug)
    languages = reader_languages(request, visitor.content)
    context = {
        "page": path_page(session, found, visitor.learner, languages),
        "cohort": cohort,
        "own": find_own(session, visitor.learner, path),
    }
    response = render(request, "onboarding/join.html", context)
    response.headers.update(PRIVATE)
    return response


@router.post("/{lang}/join/{token}", name="onboarding.enter")
def take_part(
    _reader: Public, visitor: CurrentVisitor, database: DatabaseDep, token: Token
) -> Response:
    """Join, with or without an account, and go on to the path."""
    count_by_address(visitor.request, JOINING)
    with database.transaction() as session:
        opened = open_link(session, token)
        enter(session, visitor.learner, opened, visitor.content.code)
        slug = opened[2].slug
    path = visitor.path("onboarding.path", path=slug, said="joined")
    return visitor.keep(see_other(path))
