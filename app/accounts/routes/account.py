"""One's own account: passphrase, browsers that are signed in, and leaving."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.accounts.cookies import forget_session, keep_session
from app.accounts.current import CurrentUser
from app.accounts.dependencies import DatabaseDep
from app.accounts.forms import PassphraseForm, VanishForm
from app.accounts.models import User
from app.accounts.passphrase_checks import recognise
from app.accounts.passphrases import hash_passphrase
from app.accounts.queries import count_sessions, get_user
from app.accounts.registration import passphrase_problem
from app.accounts.roles import ROLE_NAMES
from app.accounts.service import change_passphrase, vanish
from app.accounts.sessions import end_all_sessions
from app.platform.db import Database
from app.platform.i18n import gettext
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()


@router.get("/{lang}/me/account", name="accounts.account")
def show(
    reader: SignedIn, _content: ContentLanguage, request: Request, changed: str = ""
) -> Response:
    return _page(request, reader, changed=changed == "1")


@router.post("/{lang}/me/account/passphrase", name="accounts.change_passphrase")
def replace_passphrase(
    reader: SignedIn,
    content: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Keep a new passphrase; every other browser is signed out."""
    bound = bind(PassphraseForm, data)
    form = bound.value
    if form:
        bound = _checked_change(request, reader, bound, form)
    if form is None or bound.errors:
        return _page(request, reader, passphrase_form=bound)
    kept = hash_passphrase(form.passphrase)
    with database.transaction() as session:
        token = change_passphrase(session, get_user(session, reader.user_id), kept)
    response = see_other(f"/{content.code}/me/account?changed=1")
    keep_session(response, token, request.app.state.settings)
    return response


@router.post("/{lang}/me/account/sign-out", name="accounts.sign_out_everywhere")
def sign_out_everywhere(
    reader: SignedIn, content: ContentLanguage, database: DatabaseDep, request: Request
) -> Response:
    with database.transaction() as session:
        end_all_sessions(session, get_user(session, reader.user_id))
    return _gone(request, f"/{content.code}/login")


@router.post("/{lang}/me/account/delete", name="accounts.delete")
def delete(
    reader: SignedIn,
    content: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Vanish, once it was confirmed."""
    bound = bind(VanishForm, data)
    if bound.value is None:
        tick = gettext("Tick this first. Nothing was deleted.")
        return _page(request, reader, vanish_form=refused(bound, "confirm", tick))
    if not _may_vanish(request, reader, bound.value):
        wrong = gettext("This is not your passphrase. Nothing was deleted.")
        return _page(
            request, reader, vanish_form=refused(bound, "vanish_passphrase", wrong)
        )
    with database.transaction() as session:
        vanish(session, get_user(session, reader.user_id))
    return _gone(request, f"/{content.code}/login?deleted=1")


def _checked_change(
    request: Request,
    reader: CurrentUser,
    bound: Bound[PassphraseForm],
    form: PassphraseForm,
) -> Bound[PassphraseForm]:
    problem = passphrase_problem(form.passphrase, name=reader.name)
    if problem:
        return refused(bound, "passphrase", problem)
    if not _is_theirs(request, reader, form.current):
        wrong = gettext("This is not your passphrase. Nothing was changed.")
        return refused(bound, "current", wrong)
    return bound


def _may_vanish(request: Request, reader: CurrentUser, form: VanishForm) -> bool:
    if _account(request, reader).passphrase_hash is None:
        return True
    return _is_theirs(request, reader, form.vanish_passphrase)


def _is_theirs(request: Request, reader: CurrentUser, passphrase: str) -> bool:
    user = recognise(request, reader.name, passphrase)
    return user is not None and user.id == reader.user_id


def _account(request: Request, reader: CurrentUser) -> User:
    database: Database = request.app.state.database
    with database.open_session() as session:
        return get_user(session, reader.user_id)


def _gone(request: Request, next_path: str) -> Response:
    response = see_other(next_path)
    forget_session(response, request.app.state.settings)
    return response


def _page(request: Request, reader: CurrentUser, **shown: Any) -> Response:
    user = _account(request, reader)
    with request.app.state.database.open_session() as session:
        browsers = count_sessions(session, user)
    forms = {"passphrase_form": empty(), "vanish_form": empty()}
    context = {
        **forms,
        "has_passphrase": user.passphrase_hash is not None,
        "joined": user.created_at,
        "browsers": browsers,
        "role_names": ROLE_NAMES,
        "grants": sorted(reader.grants, key=repr),
        "changed": False,
        **shown,
    }
    status = 422 if any(context[name].errors for name in forms) else 200
    return render(request, "accounts/account.html", context, status=status)
