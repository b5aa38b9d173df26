"""Who decides about a pack: reviewers of its skill and language, or those it names."""

from msgspec import Struct
from sqlmodel import Session

from app.accounts.permissions import can_review
from app.accounts.roles import Grant
from app.packs.models import Pack
from app.packs.queries import skills_of
from app.packs.reviewers import named_reviewers
from app.platform.errors import Forbidden
from app.platform.i18n import N_
from app.reading.loading import OpenModule
from app.reading.pack_view import PackView
from app.texts.models import Document

NOT_YOURS = N_("This needs a reviewer of the pack's skill and language.")
NOT_NAMED = N_("This pack names its reviewers, and you are not among them.")


class Judge(Struct, frozen=True):
    """Who decides; `is_alone_allowed` where nobody else has to look."""

    user_id: int
    grants: frozenset[Grant]
    is_alone_allowed: bool = False


def may_judge(opened: OpenModule, judge: Judge) -> bool:
    """Tell whether somebody reviews the pack of a module."""
    return judges_pack(opened.opened.view, judge)


def judges_pack(view: PackView, judge: Judge) -> bool:
    """Tell whether somebody reviews one of a pack's skills in its language, and is
    named where the pack names anybody.
    """
    fits = can_review(judge.grants, skills=view.skills, language=view.source_language)
    return fits and (not view.reviewers or judge.user_id in view.reviewers)


def judges_row(session: Session, pack: Pack, judge: Judge) -> bool:
    """Tell the same of a pack that nobody has opened."""
    language = session.get_one(Document, pack.document_id).source_language
    skills = skills_of(session, pack.id or 0)
    named = named_reviewers(session, pack.id or 0)
    fits = can_review(judge.grants, skills=skills, language=language)
    return fits and (not named or judge.user_id in named)


def must_judge(view: PackView, judge: Judge) -> None:
    """Raise Forbidden for who does not review this pack."""
    if judges_pack(view, judge):
        return
    is_left_out = view.reviewers and judge.user_id not in view.reviewers
    raise Forbidden(NOT_NAMED if is_left_out else NOT_YOURS)
