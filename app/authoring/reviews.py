"""Asking for a review, talking about it, deciding it."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.approving import (
    authors_of,
    drop_approvals,
    must_be_let_go,
    must_be_under_way,
)
from app.authoring.claiming import claim
from app.authoring.drafts import working_id
from app.authoring.judges import Judge
from app.authoring.models import DraftSave, Review, ReviewComment, ReviewState
from app.authoring.publishing import Publication, publish_module
from app.authoring.talking.service import Saying, tell_about
from app.notices.models import NoticeKind, NoticeOutcome
from app.notices.service import News, tell
from app.platform import clock
from app.platform.errors import Conflict, Forbidden, NotFound
from app.platform.i18n import N_
from app.reading.loading import OpenModule
from app.texts.models import Document

_UNDER_WAY = (ReviewState.OPEN, ReviewState.CHANGE_ASKED)


def find_review(session: Session, document_id: int) -> Review | None:
    """Return the review of a document that is under way."""
    found = select(Review).where(
        col(Review.document_id) == document_id, col(Review.state).in_(_UNDER_WAY)
    )
    return session.scalar(found.order_by(col(Review.id).desc()).limit(1))


def get_review(session: Session, review_id: int) -> Review:
    """Return a review; raise NotFound."""
    review = session.get(Review, review_id)
    if review is None:
        raise NotFound(N_("There is no such review."))
    return review


def ask_review(
    session: Session, document: Document, save: DraftSave, *, by: int, message: str
) -> Review:
    """Ask for a save to be published; one already asked for moves on to this save."""
    review = find_review(session, working_id(document))
    if review is None:
        review = Review(document_id=working_id(document), save_id=save.number)
        session.add(review)
    review.save_id, review.state = save.number, ReviewState.OPEN
    review.asked_by, review.message = by, message or review.message
    session.flush()  # The page that is shown next names it.
    return review


def take_on(review: Review, user_id: int) -> None:
    """Take a review on; raise Conflict when somebody else has, or it has ended."""
    must_be_under_way(review)
    claim(review, user_id)


def comment(session: Session, review: Review, saying: Saying) -> None:
    """Say something about a review, whatever its state, and tell who takes part."""
    said = select(col(ReviewComment.author_id)).where(
        col(ReviewComment.review_id) == review.id
    )
    others = {review.asked_by, *session.scalars(said)}
    _add_comment(session, review, saying)
    tell_about(session, saying, _path(review), to=others)


def ask_change(session: Session, review: Review, saying: Saying) -> None:
    """Give the draft back to its authors, with the reason."""
    must_be_under_way(review)
    _add_comment(session, review, saying)
    tell_about(session, saying, _path(review), to=set())
    review.state, review.claimed_by = ReviewState.CHANGE_ASKED, None
    drop_approvals(session, review)
    tell_decision(session, review, saying, NoticeOutcome.CHANGE_ASKED)


def tell_decision(
    session: Session, review: Review, saying: Saying, outcome: NoticeOutcome
) -> None:
    """Tell who asked for a review, and who wrote the draft, what became of it."""
    people = authors_of(session, review) | {review.asked_by or 0}
    news = News(NoticeKind.REVIEW, saying.about, _path(review), saying.text, outcome)
    tell(session, news, to=people, by=saying.by)


def close(review: Review, user_id: int, *, is_judge: bool) -> None:
    """End a review without publishing; the draft stays as it is."""
    must_be_under_way(review)
    if review.asked_by != user_id and not is_judge:
        raise Forbidden(N_("Only who asked for this, or a reviewer, can end it."))
    review.state, review.decided_at = ReviewState.CLOSED, clock.now()


def publish(session: Session, opened: OpenModule, review: Review, judge: Judge) -> int:
    """Publish a reviewed save; return the number of the version.

    Raise Forbidden for one's own words that nobody approved, Conflict when something
    changed meanwhile, NotFitForReaders when the text has faults.
    """
    must_be_under_way(review)
    approvers = must_be_let_go(session, opened, review, judge)
    authors = authors_of(session, review)
    save = session.get_one(DraftSave, review.save_id)
    document = session.get_one(Document, review.document_id)
    if save.base_number != document.published_number:
        raise Conflict(
            N_("Another version was published since. Bring the draft up to it first.")
        )
    message = review.message or save.message
    others = frozenset(authors - {save.author_id})
    new = Publication(save.text, save.author_id, message, others, approvers)
    number = publish_module(session, opened, new)
    review.state, review.decided_at = ReviewState.PUBLISHED, clock.now()
    review.claimed_by, review.published_number = judge.user_id, number
    return number


def _path(review: Review) -> str:
    return f"review/{review.number}"


def _add_comment(session: Session, review: Review, saying: Saying) -> None:
    row = ReviewComment(review_id=review.number, author_id=saying.by, text=saying.text)
    session.add(row)
