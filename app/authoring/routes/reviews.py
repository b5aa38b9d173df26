"""Reviews: what would change, what is said, and what is decided about it."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Editor, Reviewer
from app.accounts.current import CurrentUser
from app.accounts.dependencies import SettingsDep
from app.authoring.approving import (
    approve,
    approvers_of,
    authors_of,
    may_be_let_go,
    take_back,
)
from app.authoring.checks import problems_of
from app.authoring.claiming import release
from app.authoring.dependencies import Desk, DeskDep, RowId
from app.authoring.drafts import working_id
from app.authoring.forms import CommentForm
from app.authoring.importing.drafting import empty_lines
from app.authoring.judges import Judge, may_judge, must_judge
from app.authoring.models import DraftSave, Review
from app.authoring.outdating import (
    Outdating,
    call_harmless,
    outdating,
    wordings_now,
)
from app.authoring.pages import document_of
from app.authoring.publishing import NotFitForReaders
from app.authoring.queries import names_of, said_in
from app.authoring.reviews import (
    ask_change,
    close,
    comment,
    get_review,
    publish,
    tell_decision,
)
from app.authoring.reviews import take_on as begin
from app.authoring.talking.queries import comments_of
from app.authoring.talking.service import Saying
from app.authoring.talking.views import talked
from app.notices.models import NoticeOutcome
from app.platform.once import done_once
from app.platform.settings import Settings
from app.reading.changes_view import Columns, changes_view
from app.reading.comparing import changes_between
from app.reading.history import subject_of_module
from app.reading.loading import OpenModule
from app.texts.history import find_version, get_version, thanked_by
from app.texts.models import Document, Revision
from app.texts.queries import published_revision
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
CONFLICT = 409

router = page_router()


class OpenReview(Struct, frozen=True):
    """A review with the module it is about."""

    review: Review
    opened: OpenModule
    session: Session

    @property
    def here(self) -> str:
        """The address of its page."""
        return f"/{self.opened.opened.page.code}/review/{self.review.number}"

    def saying(self, by: CurrentUser, text: str = "") -> Saying:
        """Return what somebody says or decides about it."""
        return Saying(text, by.user_id, self.opened.station.title.text)


async def review_address(review_id: RowId, desk: DeskDep) -> "ReviewAddress":
    """Return what an address names; nothing is read before `open`."""
    return ReviewAddress(review_id, desk)


class ReviewAddress(Struct, frozen=True):
    """What an address says of a review."""

    review_id: int
    desk: Desk

    def open(self) -> OpenReview:
        """Return the review and its module; raise NotFound or Gone."""
        session = self.desk.session
        review = get_review(session, self.review_id)
        return OpenReview(review, self.desk.module(review.document_id), session)


AddressedReview = Annotated[ReviewAddress, Depends(review_address, scope="function")]


@router.get("/{lang}/review/{review_id:int}", name="authoring.review")
def show_review(
    editor: Editor, address: AddressedReview, settings: SettingsDep, request: Request
) -> Response:
    """Show what would change for readers, what was said, and what can be decided."""
    return _page(request, address.open(), _judge(editor, settings))


@router.post("/{lang}/review/{review_id:int}/claim", name="authoring.claim")
def take_on(editor: Editor, address: AddressedReview) -> Response:
    """Take a review on, so that two do not do the same work."""
    opened = address.open()
    begin(opened.review, editor.user_id)
    return see_other(opened.here)


@router.post("/{lang}/review/{review_id:int}/release", name="authoring.release")
def give_back(editor: Editor, address: AddressedReview) -> Response:
    """Give a review back to the queue."""
    opened = address.open()
    release(opened.review, editor.user_id)
    return see_other(opened.here)


@router.post("/{lang}/review/{review_id:int}/comment", name="authoring.comment")
def say(
    editor: Editor,
    address: AddressedReview,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Say something about what is to be published."""
    opened, bound = address.open(), bind(CommentForm, data)
    if bound.value is None:
        return _page(request, opened, _judge(editor, settings), bound)
    saying = opened.saying(editor, bound.value.text)

    def said() -> str:
        comment(opened.session, opened.review, saying)
        return f"{opened.here}#said"

    sent = (opened.here, editor.user_id, saying.text)
    return see_other(done_once(opened.session, *sent, act=said))


@router.post("/{lang}/review/{review_id:int}/change", name="authoring.ask_change")
def ask_for_a_change(
    reviewer: Reviewer,
    address: AddressedReview,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Give the draft back with the reason."""
    opened, bound = address.open(), bind(CommentForm, data)
    judge = _judge(reviewer, settings)
    if bound.value is None:
        return _page(request, opened, judge, bound)
    must_judge(opened.opened.opened.view, judge)
    saying = opened.saying(reviewer, bound.value.text)

    def asked() -> str:
        ask_change(opened.session, opened.review, saying)
        return f"{opened.here}#said"

    sent = (opened.here, "change", reviewer.user_id, saying.text)
    return see_other(done_once(opened.session, *sent, act=asked))


@router.post("/{lang}/review/{review_id:int}/approve", name="authoring.approve")
def approve_it(
    reviewer: Reviewer, address: AddressedReview, settings: SettingsDep
) -> Response:
    """Say that readers may have it; who publishes it decides when."""
    opened = address.open()
    judge = _judge(reviewer, settings)
    approve(opened.session, opened.opened, opened.review, judge)
    saying = opened.saying(reviewer)
    tell_decision(opened.session, opened.review, saying, NoticeOutcome.APPROVED)
    return see_other(f"{opened.here}#before")


@router.post("/{lang}/review/{review_id:int}/unapprove", name="authoring.unapprove")
def take_approval_back(reviewer: Reviewer, address: AddressedReview) -> Response:
    """Take one's own approval back."""
    opened = address.open()
    take_back(opened.session, opened.review, reviewer.user_id)
    return see_other(f"{opened.here}#before")


@router.post("/{lang}/review/{review_id:int}/publish", name="authoring.publish")
def publish_it(
    editor: Editor,
    address: AddressedReview,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Let readers have it; what only mends a typo leaves translations current."""
    opened = address.open()
    judge = _judge(editor, settings)
    session, document = opened.session, document_of(opened.session, opened.opened)
    before = wordings_now(session, document)
    try:
        publish(session, opened.opened, opened.review, judge)
    except NotFitForReaders:
        # The page says what has to be mended, and where.
        return _page(request, opened, judge, status=CONFLICT)
    harmless = {str(unit_id) for unit_id in data.getlist("harmless")}
    call_harmless(session, document, harmless, before, by=editor.user_id)
    saying = opened.saying(editor)
    tell_decision(session, opened.review, saying, NoticeOutcome.PUBLISHED)
    return see_other(opened.here)


@router.post("/{lang}/review/{review_id:int}/close", name="authoring.close")
def end(editor: Editor, address: AddressedReview, settings: SettingsDep) -> Response:
    """End a review without publishing; the draft stays."""
    opened = address.open()
    is_judge = may_judge(opened.opened, _judge(editor, settings))
    close(opened.review, editor.user_id, is_judge=is_judge)
    saying = opened.saying(editor)
    tell_decision(opened.session, opened.review, saying, NoticeOutcome.ENDED)
    return see_other(opened.here)


def _judge(user: CurrentUser, settings: Settings) -> Judge:
    return Judge(user.user_id, user.grants, not settings.second_person)


def _page(
    request: Request,
    found: OpenReview,
    judge: Judge,
    bound: Bound[CommentForm] | None = None,
    status: int = 200,
) -> Response:
    session, review = found.session, found.review
    kept = session.get_one(DraftSave, review.save_id)
    document = document_of(session, found.opened)
    revision = published_revision(session, document)
    before = _before(session, document, review, revision)
    changes = changes_between(before, kept.text)
    authors = authors_of(session, review)
    approvers = approvers_of(session, found.opened, review)
    context = {
        "review": review,
        "here": found.here,
        "opened": found.opened.opened,
        "subject": subject_of_module(found.opened),
        "authors": names_of(session, sorted(authors)),
        "said": said_in(session, review),
        "comments": talked(kept.text, comments_of(session, document.number)),
        "form": bound or empty(),
        "claimed_by": names_of(session, [review.claimed_by or 0]),
        "is_mine": review.claimed_by == judge.user_id,
        "may_judge": may_judge(found.opened, judge),
        "is_author": judge.user_id in authors,
        "approvers": names_of(session, sorted(approvers)),
        "has_approved": judge.user_id in approvers,
        "may_publish": may_be_let_go(session, found.opened, review, judge),
        "may_close": review.asked_by == judge.user_id,
        **_published_version(session, document, review, judge),
        "is_behind": kept.base_number != document.published_number,
        "problems": (problems := problems_of(session, found.opened, kept.text)),
        "empty_places": len(empty_lines(kept.text)),
        "outdating": Outdating()
        if problems or not review.is_under_way
        else outdating(session, found.opened, document, kept.text),
        "changes": changes,
        "shown": changes_view(request, changes.rows, Columns.ONE),
    }
    shown = UNUSABLE if bound else status
    return render(request, "authoring/review.html", context, status=shown)


def _published_version(
    session: Session, document: Document, review: Review, judge: Judge
) -> dict[str, object]:
    """Return what became of a review, for who thanks for it or takes it back."""
    number = review.published_number
    version = find_version(session, document.number, number) if number else None
    ids = [version.revision_id] if version else []
    is_thanked = bool(thanked_by(session, judge.user_id, ids))
    return {"version": version, "is_thanked": is_thanked}


def _before(
    session: Session, document: Document, review: Review, now: Revision | None
) -> str:
    """Return what readers had: today's text, or that before a review was published."""
    if review.published_number and review.published_number > 1:
        earlier = review.published_number - 1
        return get_version(session, working_id(document), earlier).text
    return now.text if now else ""
