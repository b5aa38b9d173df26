"""The languages portal: every language, one language, and adding one."""

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import Response

from app.accounts.access import Editor, Public
from app.accounts.permissions import can_coordinate
from app.accounts.roles import Role
from app.platform.errors import NotFound
from app.platform.i18n import N_, gettext
from app.platform.languages import Language, find_language
from app.platform.own_languages import LanguageRefused, NewLanguage, add_language
from app.translation.portal.digest import Asked
from app.translation.portal.pages import digest, language_page, portal
from app.translation.routes.language_form import LanguageForm, choices
from app.translation.routes.visits import CurrentVisit, Visit
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router

MAX_QUERY, INVALID = 64, 422
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,40}$")]

router = page_router()


@router.get("/{lang}/languages", name="translation.languages")
def show_all(_reader: Public, visit: CurrentVisit, q: str = "") -> Response:
    """Show how far every language is, and find one that has nothing yet."""
    query = q.strip()[:MAX_QUERY]
    return visit.show(
        "translation/languages.html", {"portal": portal(visit.session, query)}
    )


@router.get("/{lang}/new-language", name="translation.new_language")
def show_form(_user: Editor, visit: CurrentVisit, q: str = "") -> Response:
    """Show the form for a language we do not know."""
    return _form_page(visit, empty({"autonym": q.strip()[:MAX_QUERY]}))


@router.post("/{lang}/languages", name="translation.add_language")
def add(user: Editor, visit: CurrentVisit, data: SentForm) -> Response:
    """Add a language; everything can be translated to it at once."""
    bound = bind(LanguageForm, data)
    form = bound.value
    if form is None:
        return _form_page(visit, bound, status=INVALID)
    new = NewLanguage(**form.model_dump())
    try:
        row = add_language(visit.session, new, by=user.user_id)
    except LanguageRefused as error:
        reason = gettext(error.message, **error.params)
        return _form_page(visit, refused(bound, error.field, reason), status=INVALID)
    return visit.go("translation.language", code=row.code)


@router.get("/{lang}/languages/{code}", name="translation.language")
def show_language(reader: Public, visit: CurrentVisit, code: Code) -> Response:
    """Show how everything is in a language, and what it needs next."""
    language = known_language(code)
    shown = language_page(visit.session, visit.request, visit.page, language)
    context = {
        "page": shown,
        "may_decide": can_coordinate(
            reader.grants if reader else (), language=language.code
        ),
        "reader_id": (reader.user_id if reader and reader.has(Role.EDITOR) else None),
    }
    return visit.show("translation/language.html", context)


@router.get("/{lang}/languages/{code}/changes", name="translation.digest")
def show_changes(
    reader: Public, visit: CurrentVisit, code: Code, who: str = ""
) -> Response:
    """Show what changed since one's own translations, or since anybody's."""
    own = reader.user_id if reader and who != "all" else None
    asked = Asked(known_language(code).code, own)
    found = digest(visit.session, visit.request, visit.page, asked)
    machine = visit.request.app.state.machine
    may_ask = machine is not None and reader is not None and reader.has(Role.EDITOR)
    context = {"digest": found, "machine": machine.name if may_ask else ""}
    return visit.show("translation/digest.html", context)


def known_language(code: str) -> Language:
    """Return the language an address names; raise NotFound."""
    language = find_language(code)
    if language is None or language.pseudo:
        raise NotFound(N_("We do not know this language. Try another address."))
    return language


def _form_page(visit: Visit, form: Bound[Any], *, status: int = 200) -> Response:
    context = {"form": form, "choices": choices()}
    return visit.show("translation/new-language.html", context, status=status)
