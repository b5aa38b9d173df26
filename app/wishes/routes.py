"""The work list of what was asked in vain, asking for something, and one's wishes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Editor, Public, SignedIn
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.accounts.roles import Role
from app.platform.i18n import gettext
from app.platform.languages import Language, find_language
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render
from app.wishes.dependencies import visitor_of
from app.wishes.forms import AskForm
from app.wishes.pages import asking, find_pack, work_list
from app.wishes.queries import PACK, get_wanted
from app.wishes.sayable import is_sayable, normal_text
from app.wishes.service import (
    Subject,
    claim,
    count_wanted_once,
    drop_wish,
    forget_old_marks,
    release,
    wish,
)

ASKING = Limit("wishes-address", 60, timedelta(hours=1))
# A number that no database refuses.
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]

router = page_router()


@router.get("/{lang}/asked", name="wishes.list")
def show_list(
    reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what people looked for in vain, for who may write or translate it."""
    context = {
        "list": work_list(session, request, page),
        "may_claim": reader is not None and reader.has(Role.EDITOR),
        "reader_id": reader.user_id if reader else None,
    }
    return render(request, "wishes/list.html", context)


@router.get("/{lang}/asked/new", name="wishes.new")
def show_form(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show the form to ask for a pack in a language, or for something to learn."""
    return _form_page(request, session, page, None)


@router.post("/{lang}/asked", name="wishes.ask")
def ask(
    reader: Public,
    page: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Count that somebody asked, and keep their wish to be told if they have one."""
    count_by_address(request, ASKING)
    bound = bind(AskForm, data)
    with database.transaction() as session:
        checked = _subject_of(session, bound, page)
        if isinstance(checked, Bound):
            return _form_page(request, session, page, checked)
        forget_old_marks(session)
        form, subject = checked
        if reader is not None and form.tell:
            wish(session, subject, visitor_of(request), user_id=reader.user_id)
        else:
            count_wanted_once(session, subject, visitor_of(request))
    path = request.app.state.paths
    asked = {"q": subject.text, "about": form.about, "in": subject.language}
    return see_other(path("wishes.new", lang=page.code, **asked, asked=1))


@router.post("/{lang}/asked/{wanted_id:int}/claim", name="wishes.claim")
def take_on(
    reader: Editor, page: ContentLanguage, session: SessionDep, wanted_id: RowId
) -> Response:
    """Take a line of the list on, so that two do not do the same work."""
    claim(get_wanted(session, wanted_id), reader.user_id)
    return _back_to(page, wanted_id)


@router.post("/{lang}/asked/{wanted_id:int}/release", name="wishes.release")
def give_back(
    reader: Editor, page: ContentLanguage, session: SessionDep, wanted_id: RowId
) -> Response:
    """Give a line back to the list."""
    wanted = get_wanted(session, wanted_id)
    release(wanted, reader.user_id, is_moderator=reader.has(Role.MODERATOR))
    return _back_to(page, wanted_id)


@router.post("/{lang}/me/wishes/{wish_id:int}/delete", name="wishes.forget")
def forget(
    reader: SignedIn, page: ContentLanguage, session: SessionDep, wish_id: RowId
) -> Response:
    """Forget a wish: it was read, or is none any more."""
    drop_wish(session, reader.user_id, wish_id)
    return see_other(f"/{page.code}/me")


def _subject_of(
    session: Session, bound: Bound[AskForm], page: Language
) -> tuple[AskForm, Subject] | Bound[AskForm]:
    form = bound.value
    if form is None:
        return bound
    language = find_language(form.language) or page
    code = page.code if language.pseudo else language.code
    if find_pack(session, form.about, page):
        return form, Subject(code, pack_key=form.about.removeprefix(PACK))
    if is_sayable(normal_text(form.q)):
        return form.model_copy(update={"about": ""}), Subject(code, text=form.q)
    sentence = gettext(
        "Please say it in a few words, without names, numbers and addresses."
    )
    return refused(bound, "q", sentence)


def _form_page(
    request: Request, session: Session, page: Language, bound: Bound[AskForm] | None
) -> Response:
    given: Mapping[str, str] = request.query_params
    if bound:
        given = {name: bound.first(name) for name in ("q", "about")}
        given = {**given, "in": bound.first("language")}
    shown = asking(session, request, page, given)
    form = bound or empty({"q": shown.text})
    context = {"page": shown, "form": form}
    return render(request, "wishes/new.html", context, status=422 if bound else 200)


def _back_to(page: Language, wanted_id: int) -> Response:
    return see_other(f"/{page.code}/asked#w{wanted_id}")
