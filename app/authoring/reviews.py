"""Asking for a review, talking about it, deciding it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.permissions import can_review
from app.accounts.roles import Grant
from app.authoring.drafts import working_id
from app.authoring.models import (
    DraftCoauthor,
    DraftSave,
    Review,
    ReviewComment,
    ReviewState,
)
from app.authoring.publishing import Publication, publish_module
from app.platform import clock
from app.platform.errors import Conflict, Forbidden, NotFound
from app.platform.i18n import N_
from app.reading.loading import OpenModule
from app.texts.models import Document

_UNDER_WAY = (ReviewState.OPEN, ReviewState.CHANGE_ASKED)


@dataclass(frozen=True)
class Judge:
    """Who decides; `is_alone_allowed` where nobody else has to look."""

    user_id: int
    grants: frozenset[Grant]
    is_alone_allowed: bool = False


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


def claim(review: Review, user_id: int) -> None:
    """Take a review on; raise Conflict when somebody else has."""
    _must_be_under_way(review)
    if review.claimed_by not in {None, user_id}:
        raise Conflict(N_("Somebody else is looking at this already."))
    review.claimed_by = user_id


def release(review: Review, user_id: int) -> None:
    """Give a review back to the queue; raise Forbidden when it is another's."""
    if review.claimed_by not in {None, user_id}:
        raise Forbidden(N_("Only who has taken this on can give it back."))
    review.claimed_by = None


def comment(session: Session, review: Review, *, by: int, text: str) -> None:
    """Say something about a review, whatever its state."""
    session.add(ReviewComment(review_id=review.number, author_id=by, text=text))


def ask_change(session: Session, review: Review, judge: Judge, text: str) -> None:
    """Give the draft back to its authors, with the reason."""
    _must_be_under_way(review)
    comment(session, review, by=judge.user_id, text=text)
    review.state, review.claimed_by = ReviewState.CHANGE_ASKED, None


def close(review: Review, user_id: int, *, is_judge: bool) -> None:
    """End a review without publishing; the draft stays as it is."""
    _must_be_under_way(review)
    if review.asked_by != user_id and not is_judge:
        raise Forbidden(N_("Only who asked for this, or a reviewer, can end it."))
    review.state, review.decided_at = ReviewState.CLOSED, clock.now()


def may_judge(opened: OpenModule, judge: Judge) -> bool:
    """Tell whether somebody reviews this pack's skills in the language it is in."""
    view = opened.opened.view
    return can_review(judge.grants, skills=view.skills, language=view.source_language)


def must_judge(opened: OpenModule, judge: Judge) -> None:
    """Raise Forbidden for who does not review this pack's skills and language."""
    if not may_judge(opened, judge):
        raise Forbidden(N_("This needs a reviewer of the pack's skill and language."))


def authors_of(session: Session, review: Review) -> set[int]:
    """Return who wrote what is to be published: all saves since the last version."""
    save = session.get_one(DraftSave, review.save_id)
    saved = (
        col(DraftSave.document_id) == review.document_id,
        col(DraftSave.id) <= save.number,
        col(DraftSave.id) > _published_save(session, review),
    )
    found = select(col(DraftSave.author_id)).where(*saved)
    together = (
        select(col(DraftCoauthor.user_id))
        .join(DraftSave, col(DraftSave.id) == col(DraftCoauthor.save_id))
        .where(*saved)
    )
    everybody = {*session.scalars(found), *session.scalars(together)}
    return {author for author in everybody if author is not None}


def publish(session: Session, opened: OpenModule, review: Review, judge: Judge) -> int:
    """Publish a reviewed save; return the number of the version.

    Raise Forbidden for one's own words, Conflict when something changed meanwhile,
    NotFitForReaders when the text has faults.
    """
    _must_be_under_way(review)
    must_judge(opened, judge)
    authors = authors_of(session, review)
    if judge.user_id in authors and not judge.is_alone_allowed:
        raise Forbidden(N_("You wrote part of this. Somebody else has to look at it."))
    save = session.get_one(DraftSave, review.save_id)
    document = session.get_one(Document, review.document_id)
    if save.base_number != document.published_number:
        raise Conflict(
            N_("Another version was published since. Bring the draft up to it first.")
        )
    new = Publication(save.text, save.author_id, review.message or save.message)
    number = publish_module(session, opened, new)
    review.state, review.decided_at = ReviewState.PUBLISHED, clock.now()
    review.claimed_by, review.published_number = judge.user_id, number
    return number


def _published_save(session: Session, review: Review) -> int:
    found = select(col(Review.save_id)).where(
        col(Review.document_id) == review.document_id,
        col(Review.state) == ReviewState.PUBLISHED,
    )
    return session.scalar(found.order_by(col(Review.id).desc()).limit(1)) or 0


def _must_be_under_way(review: Review) -> None:
    if not review.is_under_way:
        raise Conflict(N_("This review has ended. Open the draft to go on with it."))
