"""The two pages of roles: everybody's, and one account's."""

from typing import Any

from fastapi.responses import Response
from msgspec import Struct

from app.accounts.current import CurrentUser
from app.accounts.models import User
from app.accounts.permissions import can_grant
from app.accounts.queries import grants_of
from app.accounts.roles import ROLE_NAMES, Role
from app.moderation.dependencies import Desk
from app.moderation.forms import BlockForm, RoleForm
from app.moderation.permissions import can_block
from app.moderation.queries import (
    COUNTED_ONLY,
    EVERYBODY_SEES,
    MODERATORS_SEE,
    count_lines,
    count_others,
    holders,
    log_lines,
)
from app.packs.skills import SKILLS
from app.platform.i18n import N_, gettext
from app.web.forms import Bound, empty
from app.web.pagination import Pager
from app.web.templates import render

PER_PAGE = 50
UNUSABLE, NOBODY = 422, 404
SAID = {
    "given": N_("The role is given. They were told."),
    "taken": N_("The role is taken back. They were told."),
    "blocked": N_("The account is blocked and signed out everywhere."),
    "unblocked": N_("The account may sign in again."),
}


class Sent(Struct, frozen=True):
    """A form of an account's page that could not be used, to show it again."""

    giving: Bound[RoleForm] | None = None
    blocking: Bound[BlockForm] | None = None


def roles_page(
    desk: Desk, reader: CurrentUser | None, looking: Bound[RoleForm] | None = None
) -> Response:
    """Show who holds which role; `looking` is a search for an account that failed."""
    moderates = reader is not None and reader.has(Role.MODERATOR)
    kinds = MODERATORS_SEE if moderates else EVERYBODY_SEES
    session = desk.session
    pager = Pager.of(desk.request, PER_PAGE, count_lines(session, kinds))
    context = {
        "holders": holders(session),
        "others": count_others(session),
        "lines": log_lines(session, kinds, limit=PER_PAGE, offset=pager.offset),
        "pager": pager,
        "named": [role for role in reversed(Role) if role not in COUNTED_ONLY],
        "counted": [role for role in reversed(Role) if role in COUNTED_ONLY],
        "moderates": moderates,
        "looking": looking or empty(),
        **_words(),
    }
    status = NOBODY if looking else 200
    return render(desk.request, "moderation/roles.html", context, status=status)


def account_page(
    desk: Desk,
    reader: CurrentUser,
    user: User,
    sent: Sent | None = None,
    said: str = "",
) -> Response:
    """Show an account's roles, and what the reader may change about them."""
    grants = grants_of(desk.session, user)
    givable = [role for role in Role if can_grant(reader.grants, role)]
    context = {
        "user": user,
        "grants": [
            (grant, can_grant(reader.grants, grant.role))
            for grant in sorted(grants, key=repr)
        ],
        "givable": [(role.value, gettext(ROLE_NAMES[role])) for role in givable],
        "skill_options": [
            ("", gettext("All skills")),
            *((one.slug, gettext(one.name)) for one in SKILLS.values()),
        ],
        "may_block": user.id != reader.user_id and can_block(reader.grants, grants),
        "lines": log_lines(desk.session, MODERATORS_SEE, limit=PER_PAGE, about=user),
        "giving": (sent and sent.giving) or empty(),
        "blocking": (sent and sent.blocking) or empty(),
        "said": gettext(SAID[said]) if said in SAID else "",
        **_words(),
    }
    status = UNUSABLE if sent else 200
    return render(desk.request, "moderation/account.html", context, status=status)


def _words() -> dict[str, Any]:
    return {"role_names": ROLE_NAMES, "skills": SKILLS}
