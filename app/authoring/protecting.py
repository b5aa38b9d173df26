"""A pack's own rules: who may change its drafts, and who is named to review it."""

from typing import Annotated, Literal

from pydantic import StringConstraints
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.current import CurrentUser
from app.accounts.models import User
from app.accounts.permissions import can_review, has_role
from app.accounts.queries import grants_of
from app.accounts.roles import Role
from app.authoring.judges import Judge, judges_pack
from app.authoring.publishing import tell
from app.packs.models import Pack, PackReviewer, Protection
from app.packs.queries import skills_of
from app.packs.reviewers import named_reviewers
from app.platform.errors import Forbidden, Invalid
from app.platform.i18n import N_
from app.reading.pack_view import PackView
from app.texts.models import Document
from app.web.forms import Form

MOST_REVIEWERS = 20
PROTECTED = N_("This pack is protected. You can suggest a change from its pages.")
NO_REVIEWER = N_("“%(name)s” is no reviewer of this pack's skill and language.")
TOO_MANY = N_("Name at most %(most)s people.")


class PolicyForm(Form):
    """Who may write in a pack and publish it; `reviewers` are names, one to a line, or
    nobody.
    """

    protection: Protection
    publishing: Literal["reviewers", "authors"] = "reviewers"
    reviewers: Annotated[str, StringConstraints(max_length=4_000)] = ""


def check_may_write(view: PackView, editor: CurrentUser) -> None:
    """Raise Forbidden for who may not change the drafts of a pack."""
    wanted = view.pack.protection
    if wanted == Protection.EDITORS:
        return
    if wanted == Protection.TRUSTED and has_role(editor.grants, Role.TRUSTED):
        return
    if not judges_pack(view, Judge(editor.user_id, editor.grants)):
        raise Forbidden(PROTECTED)


def policy_values(session: Session, pack: Pack) -> dict[str, object]:
    """Return what the form of a pack's rules shows."""
    names = named_reviewers(session, pack.id or 0).values()
    return {
        "protection": pack.protection,
        "publishing": "authors" if pack.authors_publish else "reviewers",
        "reviewers": "\n".join(names),
    }


def protect_pack(session: Session, pack: Pack, form: PolicyForm) -> None:
    """Set a pack's rules; raise Invalid for a name that is no reviewer of it."""
    names = list(dict.fromkeys(n.strip() for n in form.reviewers.splitlines()))
    names = [name for name in names if name]
    if len(names) > MOST_REVIEWERS:
        raise Invalid(TOO_MANY, most=MOST_REVIEWERS)
    people = [_reviewer(session, pack, name) for name in names]
    session.execute(delete(PackReviewer).where(col(PackReviewer.pack_id) == pack.id))
    session.add_all(PackReviewer(pack_id=pack.id or 0, user_id=one) for one in people)
    pack.protection = form.protection
    pack.authors_publish = form.publishing == "authors"
    tell(session, pack)


def _reviewer(session: Session, pack: Pack, name: str) -> int:
    language = session.get_one(Document, pack.document_id).source_language
    user = session.scalar(select(User).where(col(User.name) == name))
    grants = grants_of(session, user) if user else frozenset()
    skills = skills_of(session, pack.id or 0)
    if user is None or not can_review(grants, skills=skills, language=language):
        raise Invalid(NO_REVIEWER, name=name)
    return user.number
