"""Making a badge: of a statement, or of a course."""

from datetime import timedelta

from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import SignedIn
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.learning.dependencies import CurrentVisitor, Slug, Token, Visitor
from app.platform.db import Database
from app.platform.languages import get_language
from app.recognition.achievements import (
    course_achieved,
    own_statement,
    pack_achieved,
)
from app.recognition.forms import BadgeForm, NamedBadgeForm
from app.recognition.keys import newest_key
from app.recognition.service import Achieved, Issuer, Wish, issue
from app.web.forms import Bound, SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()

# Signing one takes half a second of a processor.
MAKING = Limit("badges-address", 60, timedelta(hours=1))
UNUSABLE = 422

FROM_STATEMENT = "/{lang}/statements/{token}/badge"
FROM_COURSE = "/{lang}/courses/{slug}/badge"
Bounds = Bound[BadgeForm] | Bound[NamedBadgeForm]


class Start(Struct, frozen=True):
    """What a badge would be about; `holder` where a statement says it."""

    achieved: Achieved
    holder: str | None
    user_id: int


@router.get(FROM_STATEMENT, name="recognition.from_statement")
def ask_about_statement(
    user: SignedIn, visitor: CurrentVisitor, database: DatabaseDep, token: Token
) -> Response:
    """Show what a badge of a statement would say, and what can be put into it."""
    start = _at_statement(database, visitor, user.user_id, token)
    return _form(visitor, start, Bound(None))


@router.post(FROM_STATEMENT, name="recognition.make_from_statement")
def make_from_statement(
    user: SignedIn,
    visitor: CurrentVisitor,
    database: DatabaseDep,
    token: Token,
    data: SentForm,
) -> Response:
    """Make a badge of a statement."""
    start = _at_statement(database, visitor, user.user_id, token)
    return _make(visitor, database, start, bind(BadgeForm, data))


@router.get(FROM_COURSE, name="recognition.from_course")
def ask_about_course(
    user: SignedIn, visitor: CurrentVisitor, database: DatabaseDep, slug: Slug
) -> Response:
    """Show what a badge of a course would say, and what can be put into it."""
    start = _at_course(database, visitor, user.user_id, slug)
    return _form(visitor, start, Bound(None))


@router.post(FROM_COURSE, name="recognition.make_from_course")
def make_from_course(
    user: SignedIn,
    visitor: CurrentVisitor,
    database: DatabaseDep,
    slug: Slug,
    data: SentForm,
) -> Response:
    """Make a badge of a course."""
    start = _at_course(database, visitor, user.user_id, slug)
    return _make(visitor, database, start, bind(NamedBadgeForm, data))


def _at_statement(
    database: Database, visitor: Visitor, user_id: int, token: str
) -> Start:
    with database.open_session() as session:
        statement = own_statement(session, user_id, token)
        achieved = pack_achieved(session, visitor.request, statement)
        return Start(achieved, statement.holder, user_id)


def _at_course(database: Database, visitor: Visitor, user_id: int, slug: str) -> Start:
    with database.open_session() as session:
        achieved = course_achieved(session, user_id, slug, visitor.content.code)
        return Start(achieved, None, user_id)


def _make(
    visitor: Visitor, database: Database, start: Start, bound: Bounds
) -> Response:
    form = bound.value
    if form is None:
        return _form(visitor, start, bound)
    count_by_address(visitor.request, MAKING)
    settings = visitor.settings
    issuer = Issuer(settings.public_url, newest_key(settings.signing_keys))
    holder = form.holder if isinstance(form, NamedBadgeForm) else start.holder
    wish = Wish(
        user_id=start.user_id,
        holder=holder or "",
        evidence=tuple(form.evidence.splitlines()),
        narrative=form.narrative,
        is_listed=form.listed,
    )
    token = issue(database, issuer, start.achieved, wish)
    return see_other(visitor.path("recognition.badge", token=token))


def _form(visitor: Visitor, start: Start, bound: Bounds) -> Response:
    about = start.achieved.achievement
    context = {
        "about": about,
        "language_of_badge": get_language(about.language),
        "holder": start.holder,
        "form": bound,
        "action": visitor.request.url.path,
    }
    status = UNUSABLE if bound.errors else 200
    return render(visitor.request, "recognition/make.html", context, status=status)
