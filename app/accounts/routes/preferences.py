"""How pages look and which languages somebody knows, with an account or without."""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import Response
from msgspec.structs import asdict, replace

from app.accounts.access import Public
from app.accounts.forms import LanguageForm, SettingsForm
from app.accounts.known_languages import changed
from app.accounts.queries import get_user
from app.accounts.service import keep_preferences as keep_for_account
from app.platform.i18n import PSEUDO_LOCALES, gettext, interface_locales
from app.platform.languages import get_language, meant_languages
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.preferences import (
    TEXT_SIZES,
    THEMES,
    Preferences,
    keep_preferences,
)
from app.web.redirects import see_other
from app.web.templates import render
from app.web.viewer import viewer_of

router = page_router()


@router.get("/{lang}/me/settings", name="accounts.settings")
def show(
    _reader: Public, _content: ContentLanguage, request: Request, saved: str = ""
) -> Response:
    return _page(request, saved=saved == "1")


@router.post("/{lang}/me/settings", name="accounts.save_settings")
def save(
    _reader: Public, content: ContentLanguage, request: Request, data: SentForm
) -> Response:
    bound = bind(SettingsForm, data)
    form = bound.value
    if form is None or not _is_known(request, form):
        wrong = refused(bound, "", gettext("Choose one of the answers shown."))
        return _page(request, form=wrong)
    chosen = Preferences(
        locale=form.locale or None,
        data_saver=form.data_saver,
        theme=form.theme,
        text_size=form.text_size,
        languages=_chosen(request).languages,
        shortcuts=form.shortcuts,
    )
    return _keep(request, chosen, f"/{content.code}/me/settings?saved=1")


@router.post("/{lang}/me/settings/languages", name="accounts.order_languages")
def order_languages(
    _reader: Public, content: ContentLanguage, request: Request, data: SentForm
) -> Response:
    bound = bind(LanguageForm, data)
    form = bound.value
    chosen = _chosen(request)
    change = form.change if form else ""
    if form and form.language and not change:
        meant = meant_languages(form.language)
        if len(meant) != 1:
            unclear = _unclear(bound, found=bool(meant))
            return _page(request, language_form=unclear, meant=meant)
        change = f"add:{meant[0].code}"
    known = replace(chosen, languages=changed(chosen.languages, change))
    return _keep(request, known, f"/{content.code}/me/settings?saved=1#languages")


def _unclear(bound: Bound[LanguageForm], *, found: bool) -> Bound[LanguageForm]:
    if found:
        sentence = gettext("Several languages are called that. Choose one below.")
    else:
        sentence = gettext("We do not know this language. Try its English name.")
    return refused(bound, "language", sentence)


def _keep(request: Request, chosen: Preferences, next_path: str) -> Response:
    response = see_other(next_path)
    viewer = viewer_of(request)
    user_id = getattr(viewer, "user_id", None)
    if user_id is None:
        secure = request.app.state.settings.is_secure
        keep_preferences(response, chosen, secure=secure)
        return response
    with request.app.state.database.transaction() as session:
        user = get_user(session, user_id)
        keep_for_account(session, user, dict(parse_qsl(chosen.encoded())))
    return response


def _chosen(request: Request) -> Preferences:
    return viewer_of(request).preferences


def _offered_locales(request: Request) -> tuple[str, ...]:
    pseudo = PSEUDO_LOCALES if request.app.state.settings.pseudo_locales else ()
    return (*interface_locales(), *pseudo)


def _is_known(request: Request, form: SettingsForm) -> bool:
    return (
        form.theme in THEMES
        and form.text_size in TEXT_SIZES
        and form.locale in {"", *_offered_locales(request)}
    )


def _page(request: Request, **shown: Any) -> Response:
    chosen = _chosen(request)
    forms = {
        "form": empty({**asdict(chosen), "locale": chosen.locale or ""}),
        "language_form": empty(),
    }
    context = {
        **forms,
        "known": [get_language(code) for code in chosen.languages],
        "locales": [get_language(code) for code in _offered_locales(request)],
        "saved": False,
        "meant": [],
        **shown,
    }
    status = 422 if any(context[name].errors for name in forms) else 200
    return render(request, "accounts/settings.html", context, status=status)
