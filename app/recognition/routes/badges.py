"""Badges for people: the page, its PDF, one's own, and taking one back."""

import unicodedata
from collections.abc import Mapping, Sequence

from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Operator, Public, SignedIn
from app.accounts.current import CurrentUser
from app.accounts.dependencies import DatabaseDep
from app.accounts.roles import Role
from app.learning.dependencies import CurrentVisitor, Token, Visitor
from app.learning.models import Statement
from app.learning.pdf_process import pdf_maker
from app.learning.statements import statements_of
from app.packs.queries import get_course
from app.platform.languages import Language, get_language
from app.reading.record_view import CourseView, build_course_view
from app.recognition.achievements import weave_of
from app.recognition.credentials import credential_address
from app.recognition.forms import ListingForm, ReasonForm
from app.recognition.models import Badge
from app.recognition.queries import NoBadge, badges_of, finished_courses, get_badge
from app.recognition.service import revoke_badge, set_listed, withdraw_badge
from app.web.database import SessionDep
from app.web.forms import Bound, SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()

# The address is the secret: no search engine and no other site learns it from us.
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin"}
UNUSABLE = 422
BADGE = "/{lang}/badges/{token}"


class BadgePage(Struct, frozen=True):
    """A badge as its page and its PDF show it."""

    badge: Badge
    language: Language
    address: str
    credential: str
    weave_skill: str
    is_own: bool
    may_revoke: bool

    @property
    def holder_direction(self) -> str:
        """The direction of the name's first letter; PDFs cannot find out themselves."""
        kinds = map(unicodedata.bidirectional, self.badge.holder)
        first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
        return "ltr" if first == "L" else "rtl"


class OwnBadges(Struct, frozen=True):
    """Somebody's badges, and what they could make one of."""

    badges: Sequence[Badge]
    statements: Sequence[Statement]
    courses: Sequence[CourseView]


@router.get("/{lang}/me/badges", name="recognition.own")
def show_own(
    user: SignedIn, visitor: CurrentVisitor, session: SessionDep, said: str = ""
) -> Response:
    """Show one's badges, and what has none yet."""
    badges = badges_of(session, user.user_id)
    have = {(badge.kind.value, badge.thing_key) for badge in badges}
    page = OwnBadges(
        badges=badges,
        statements=[
            one
            for one in statements_of(session, visitor.learner)
            if ("pack", one.pack_key) not in have
        ],
        courses=[
            build_course_view(
                session, get_course(session, one.slug), [visitor.content.code]
            )
            for one in finished_courses(session, user.user_id)
            if ("course", one.key) not in have
        ],
    )
    context = {"page": page, "said": said}
    return render(visitor.request, "recognition/own.html", context)


@router.get(BADGE + ".pdf", name="recognition.pdf")
def pdf(
    reader: Public, visitor: CurrentVisitor, database: DatabaseDep, token: Token
) -> Response:
    """Make the PDF. No connection is held while another process works."""
    with database.open_session() as session:
        page = _page(session, visitor, reader, token)
    html = render(visitor.request, "recognition/badge_pdf.html", {"page": page})
    made = pdf_maker.pdf(bytes(html.body).decode())
    named = {"Content-Disposition": 'inline; filename="badge.pdf"'}
    return Response(made, media_type="application/pdf", headers={**PRIVATE, **named})


@router.get(BADGE, name="recognition.badge")
def show(
    reader: Public, visitor: CurrentVisitor, session: SessionDep, token: Token
) -> Response:
    """Show a badge to everybody who has its address."""
    page = _page(session, visitor, reader, token)
    context = {"page": page, "form": Bound(None)}
    return _private(visitor, "recognition/badge.html", context)


@router.post(BADGE + "/listing", name="recognition.list")
def put_on_list(
    user: SignedIn,
    visitor: CurrentVisitor,
    session: SessionDep,
    token: Token,
    data: SentForm,
) -> Response:
    """Let programs see a badge under one's user name, or no longer."""
    form = bind(ListingForm, data).value
    is_listed = form is not None and form.listed
    set_listed(session, user.user_id, token, is_listed=is_listed)
    return see_other(visitor.path("recognition.badge", token=token))


@router.get(BADGE + "/withdraw", name="recognition.confirm_withdrawal")
def confirm_withdrawal(
    user: SignedIn, visitor: CurrentVisitor, session: SessionDep, token: Token
) -> Response:
    """Say what goes with a badge."""
    page = _page(session, visitor, user, token)
    if not page.is_own:
        raise NoBadge
    return _private(visitor, "recognition/withdraw.html", {"page": page})


@router.post(BADGE + "/withdraw", name="recognition.withdraw")
def withdraw(
    user: SignedIn, visitor: CurrentVisitor, session: SessionDep, token: Token
) -> Response:
    """Take one's badge back."""
    withdraw_badge(session, user.user_id, token)
    return see_other(visitor.path("recognition.own", said="withdrawn"))


@router.post(BADGE + "/revoke", name="recognition.revoke")
def revoke(
    user: Operator,
    visitor: CurrentVisitor,
    session: SessionDep,
    token: Token,
    data: SentForm,
) -> Response:
    """Revoke somebody's badge, and keep why."""
    page = _page(session, visitor, user, token)
    form = bind(ReasonForm, data)
    if form.value is None:
        context = {"page": page, "form": form}
        return _private(visitor, "recognition/badge.html", context, UNUSABLE)
    revoke_badge(session, token, form.value.reason)
    return see_other(visitor.path("recognition.badge", token=token))


def _private(
    visitor: Visitor, template: str, context: Mapping[str, object], status: int = 200
) -> Response:
    response = render(visitor.request, template, context, status=status)
    response.headers.update(PRIVATE)
    return response


def _page(
    session: Session, visitor: Visitor, reader: CurrentUser | None, token: str
) -> BadgePage:
    badge = get_badge(session, token)
    public_url = visitor.settings.public_url
    return BadgePage(
        badge=badge,
        language=get_language(badge.language),
        address=f"{public_url}/{badge.language}/badges/{badge.token}",
        credential=credential_address(public_url, token),
        weave_skill=weave_of(badge.skill),
        is_own=reader is not None and badge.user_id == reader.user_id,
        may_revoke=reader is not None and reader.has(Role.OPERATOR),
    )
