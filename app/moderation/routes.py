"""Who holds which role; one account's roles; giving, taking, blocking."""

from collections.abc import Callable

from fastapi.responses import Response

from app.accounts.access import Moderator, Public, Steward
from app.accounts.current import CurrentUser
from app.accounts.models import User
from app.accounts.queries import find_user_by_name, get_user_by_name
from app.accounts.roles import Grant
from app.moderation import service
from app.moderation.dependencies import Desk, OpenDesk
from app.moderation.forms import BlockForm, RoleForm
from app.moderation.pages import Sent, account_page, roles_page
from app.platform.errors import AppError, Invalid
from app.platform.i18n import N_, gettext
from app.platform.languages import meant_languages
from app.web.forms import Bound, SentForm, bind, refused
from app.web.late_routes import page_router

router = page_router()


@router.get("/{lang}/roles", name="moderation.roles")
def show_roles(reader: Public, desk: OpenDesk) -> Response:
    """Show who holds which role, and how they came to it."""
    return roles_page(desk, reader)


@router.get("/{lang}/roles/account", name="moderation.account")
def show_account(
    reader: Moderator, desk: OpenDesk, name: str = "", said: str = ""
) -> Response:
    """Show one account's roles and what may be changed about them."""
    user = find_user_by_name(desk.session, name)
    if user is None:
        sent: Bound[RoleForm] = Bound(None, raw={"name": [name]})
        nobody = refused(sent, "name", gettext("Nobody here has this name."))
        return roles_page(desk, reader, looking=nobody)
    return account_page(desk, reader, user, said=said)


@router.post("/{lang}/roles/give", name="moderation.give")
def give(reader: Steward, desk: OpenDesk, data: SentForm) -> Response:
    """Give a role."""
    bound = bind(RoleForm, data)
    user = _named(desk, data)
    if bound.value is None:
        return account_page(desk, reader, user, Sent(giving=bound))
    try:
        grant = _grant(bound.value)
        service.give_role(desk.session, reader, user, grant)
    except AppError as error:
        said = refused(bound, "role", gettext(error.message, **error.params))
        return account_page(desk, reader, user, Sent(giving=said))
    return desk.back(user, "given")


@router.post("/{lang}/roles/take", name="moderation.take")
def take(reader: Steward, desk: OpenDesk, data: SentForm) -> Response:
    """Take a role back, named as it was given."""
    form = bind(RoleForm, data).value
    if form is None:
        raise Invalid(N_("Say which role is meant."))
    user = _named(desk, data)
    grant = Grant(form.role, form.skill or None, form.language or None)
    service.take_role(desk.session, reader, user, grant)
    return desk.back(user, "taken")


@router.post("/{lang}/roles/block", name="moderation.block")
def block(reader: Moderator, desk: OpenDesk, data: SentForm) -> Response:
    """Shut an account out."""
    return _change_block(desk, reader, data, service.block, "blocked")


@router.post("/{lang}/roles/unblock", name="moderation.unblock")
def unblock(reader: Moderator, desk: OpenDesk, data: SentForm) -> Response:
    """Let an account sign in again."""
    return _change_block(desk, reader, data, service.unblock, "unblocked")


def _change_block(
    desk: Desk,
    reader: CurrentUser,
    data: SentForm,
    change: Callable[..., None],
    said: str,
) -> Response:
    bound = bind(BlockForm, data)
    user = _named(desk, data)
    if bound.value is None:
        return account_page(desk, reader, user, Sent(blocking=bound))
    try:
        change(desk.session, reader, user, bound.value.reason)
    except AppError as error:
        shown = refused(bound, "reason", gettext(error.message, **error.params))
        return account_page(desk, reader, user, Sent(blocking=shown))
    return desk.back(user, said)


def _named(desk: Desk, data: SentForm) -> User:
    return get_user_by_name(desk.session, str(data.get("name", "")))


def _grant(form: RoleForm) -> Grant:
    """Return what a form gives; raise Invalid where a language is not one."""
    if not form.language:
        return Grant(form.role, form.skill or None)
    meant = meant_languages(form.language)
    if len(meant) != 1:
        raise Invalid(N_("We do not know this language. Use its code, such as sw."))
    return Grant(form.role, form.skill or None, meant[0].code)
