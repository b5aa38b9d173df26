"""Who may act for an organisation: its editors, and stewards, who name the first."""

from sqlmodel import Session

from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.platform.errors import Forbidden
from app.platform.i18n import N_
from app.projects.editors import is_editor_of
from app.projects.models import Organisation


def require_editor(
    session: Session, organisation: Organisation, user: CurrentUser
) -> None:
    """Raise Forbidden unless somebody acts for an organisation, or is a steward."""
    if user.has(Role.STEWARD) or is_editor_of(session, organisation, user.user_id):
        return
    raise Forbidden(
        N_(
            "Only people who act for this organisation come in here. Ask one of them, "
            "or a steward, to name you."
        )
    )
