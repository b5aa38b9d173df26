"""Signing in, registering and signing out."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.arrivals import arrive, leave
from app.accounts.dependencies import LocalAccounts
from app.accounts.forms import RegisterForm, SignInForm
from app.accounts.passphrase_checks import count_by_address, recognise
from app.accounts.passphrases import hash_passphrase
from app.accounts.queries import get_user
from app.accounts.rate_limits import REGISTRATION
from app.accounts.registration import problems
from app.accounts.service import register as add_account
from app.platform.i18n import gettext
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import back_to, safe_next, see_other
from app.web.templates import render

router = page_router()


@router.get("/{lang}/login", name="accounts.login")
def login(
    reader: Public,
    content: ContentLanguage,
    request: Request,
    next: str = "",
    deleted: str = "",
) -> Response:
    after = back_to(request, next, f"/{content.code}/")
    if reader:
        return see_other(after)
    return _form_page(request, "login", empty(), after, is_deleted=deleted == "1")


@router.post("/{lang}/login", name="accounts.sign_in", dependencies=[LocalAccounts])
def sign_in(
    _reader: Public, content: ContentLanguage, request: Request, data: SentForm
) -> Response:
    bound = bind(SignInForm, data)
    after = safe_next(bound.first("next"), f"/{content.code}/")
    if bound.value is None:
        return _form_page(request, "login", bound, after)
    user = recognise(request, bound.value.name, bound.value.passphrase)
    if user is None:
        wrong = gettext("The name or the passphrase is not right. Look at both again.")
        return _form_page(request, "login", refused(bound, "", wrong), after)
    return arrive(request, lambda session: get_user(session, user.number), after)


@router.get("/{lang}/register", name="accounts.register", dependencies=[LocalAccounts])
def register(
    reader: Public, content: ContentLanguage, request: Request, next: str = ""
) -> Response:
    after = safe_next(next, f"/{content.code}/")
    if reader:
        return see_other(after)
    return _form_page(request, "register", empty(), after)


@router.post("/{lang}/register", name="accounts.create", dependencies=[LocalAccounts])
def create(
    _reader: Public, content: ContentLanguage, request: Request, data: SentForm
) -> Response:
    bound = bind(RegisterForm, data)
    after = safe_next(bound.first("next"), f"/{content.code}/")
    form = bound.value
    if form is None:
        return _form_page(request, "register", bound, after)
    if found := problems(request.app.state.database, form):
        return _form_page(request, "register", Bound(None, found, bound.raw), after)
    count_by_address(request, REGISTRATION)
    kept = hash_passphrase(form.passphrase)
    told = f"/{content.code}/me?{urlencode({'registered': '1', 'next': after})}"
    return arrive(request, lambda session: add_account(session, form.name, kept), told)


@router.post("/logout", name="accounts.sign_out")
def sign_out(_reader: Public, request: Request, data: SentForm) -> Response:
    next_path = data.get("next")
    return leave(
        request, safe_next(next_path if isinstance(next_path, str) else "", "/")
    )


def _form_page(
    request: Request,
    page: str,
    form: Bound[Any],
    next_path: str,
    *,
    is_deleted: bool = False,
) -> Response:
    provider = request.app.state.sign_in_provider
    context = {
        "form": form,
        "next_path": next_path,
        "is_deleted": is_deleted,
        "has_provider": provider is not None,
        "is_wikimedia": provider is not None and provider.is_wikimedia,
    }
    status = 422 if form.errors else 200
    return render(request, f"accounts/{page}.html", context, status=status)
