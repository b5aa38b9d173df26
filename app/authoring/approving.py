"""Approving what shall be published, and who may publish it then.

An approval is about one save: when the authors send another one, or a change is asked
for, it counts no more.
"""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.queries import grants_of
from app.authoring.judges import Judge, judges_pack, must_judge
from app.authoring.models import (
    DraftCoauthor,
    DraftSave,
    Review,
    ReviewApproval,
    ReviewState,
)
from app.platform.errors import Conflict, Forbidden
from app.platform.i18n import N_
from app.reading.loading import OpenModule

OWN_WORDS = N_("You wrote part of this. Somebody else has to look at it.")
HAS_ENDED = N_("This review has ended. Open the draft to go on with it.")


def approve(session: Session, opened: OpenModule, review: Review, judge: Judge) -> None:
    """Approve what a review is about, once.

    Raise Forbidden for one's own words and for who does not review the pack.
    """
    must_be_under_way(review)
    must_judge(opened.opened.view, judge)
    if judge.user_id in authors_of(session, review):
        raise Forbidden(OWN_WORDS)
    if judge.user_id not in _said_yes(session, review):
        row = ReviewApproval(
            review_id=review.number, save_id=review.save_id, user_id=judge.user_id
        )
        session.add(row)


def take_back(session: Session, review: Review, user_id: int) -> None:
    """Take one's own approval back; nothing happens where there is none."""
    must_be_under_way(review)
    session.execute(
        delete(ReviewApproval).where(
            col(ReviewApproval.review_id) == review.id,
            col(ReviewApproval.user_id) == user_id,
        )
    )


def drop_approvals(session: Session, review: Review) -> None:
    """Let no approval of a review count any more."""
    session.execute(
        delete(ReviewApproval).where(col(ReviewApproval.review_id) == review.id)
    )


def approvers_of(
    session: Session, opened: OpenModule, review: Review
) -> frozenset[int]:
    """Return who approved what a review is about, wrote none of it, and still
    reviews its pack.
    """
    return _approvers(session, opened, review, authors_of(session, review))


def _approvers(
    session: Session, opened: OpenModule, review: Review, authors: set[int]
) -> frozenset[int]:
    view, people = opened.opened.view, _said_yes(session, review) - authors
    judges = (
        Judge(one, grants_of(session, session.get_one(User, one))) for one in people
    )
    return frozenset(one.user_id for one in judges if judges_pack(view, one))


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


def must_be_let_go(
    session: Session, opened: OpenModule, review: Review, judge: Judge
) -> frozenset[int]:
    """Return who looked at a text that somebody is about to publish.

    A reviewer who wrote none of it does by publishing it. Raise Forbidden for others
    while nobody has approved it, and for who only wrote it, where the pack leaves
    publishing to its reviewers.
    """
    view = opened.opened.view
    authors = authors_of(session, review)
    approvers = _approvers(session, opened, review, authors)
    is_author = judge.user_id in authors
    if not is_author or not view.pack.authors_publish:
        must_judge(view, judge)
    if not is_author:
        return approvers | {judge.user_id}
    if not approvers and not _decides_alone(opened, judge):
        raise Forbidden(OWN_WORDS)
    return approvers


def may_be_let_go(
    session: Session, opened: OpenModule, review: Review, judge: Judge
) -> bool:
    """Tell whether somebody may publish what a review is about."""
    try:
        must_be_let_go(session, opened, review, judge)
    except Forbidden:
        return False
    return True


def must_be_under_way(review: Review) -> None:
    """Raise Conflict for a review that has ended."""
    if not review.is_under_way:
        raise Conflict(HAS_ENDED)


def _decides_alone(opened: OpenModule, judge: Judge) -> bool:
    return judge.is_alone_allowed and judges_pack(opened.opened.view, judge)


def _said_yes(session: Session, review: Review) -> set[int]:
    found = select(col(ReviewApproval.user_id)).where(
        col(ReviewApproval.review_id) == review.id,
        col(ReviewApproval.save_id) == review.save_id,
    )
    return set(session.scalars(found))


def _published_save(session: Session, review: Review) -> int:
    found = select(col(Review.save_id)).where(
        col(Review.document_id) == review.document_id,
        col(Review.state) == ReviewState.PUBLISHED,
        col(Review.id) < review.number,
    )
    return session.scalar(found.order_by(col(Review.id).desc()).limit(1)) or 0
