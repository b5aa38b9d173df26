"""Bringing in what was written elsewhere: send it, look at the report, take it in."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.access import Editor
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.authoring.beginning_form import LICENCES, BeginningForm
from app.authoring.importing.models import Incoming, IncomingState
from app.authoring.importing.pandoc import has_pandoc
from app.authoring.importing.receiving import (
    addresses_of,
    ask_to_take,
    forget,
    get_incoming,
    progress_of,
    receive,
)
from app.authoring.importing.reports import read_report
from app.packs.skills import TOP_SKILLS
from app.platform.i18n import N_, gettext
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import EMPTY_FILE, Bound, SentFormWithFile, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

SENDING = Limit("incoming-address", 30, timedelta(hours=1))
UNUSABLE = 422
WORKING = frozenset({IncomingState.LOOKING, IncomingState.TAKING})

RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]
router = page_router()


@router.get("/{lang}/contribute/import", name="authoring.import")
def show_form(_editor: Editor, page: ContentLanguage, request: Request) -> Response:
    """Show what can be brought in, and the form to send it."""
    values = {"language": page.code, "licence": LICENCES[0]}
    return _form(request, empty(values))


@router.post("/{lang}/contribute/import", name="authoring.bring")
def bring(
    editor: Editor,
    page: ContentLanguage,
    database: DatabaseDep,
    sent: SentFormWithFile,
    request: Request,
) -> Response:
    """Keep a ZIP and lead to the page that says what it would become."""
    bound = bind(BeginningForm, sent.fields)
    said = bound.value
    if said is None:
        return _form(request, bound, UNUSABLE)
    if sent.file is None or not sent.file.data:
        reason = EMPTY_FILE if sent.file else N_("Choose a ZIP file.")
        return _form(request, refused(bound, "file", gettext(reason)), UNUSABLE)
    count_by_address(request, SENDING)
    wishes: dict[str, object] = {
        "language": said.language,
        "skills": said.skills,
        "title": said.title,
        "licence": said.licence,
        "address": said.address,
    }
    with database.transaction() as session:
        row = receive(session, sent.file.name, sent.file.data, wishes, editor.user_id)
    return see_other(_path(page.code, row))


@router.get("/{lang}/contribute/incoming/{row_id:int}", name="authoring.incoming")
def show_incoming(
    editor: Editor,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    row_id: RowId,
) -> Response:
    """Show what bringing it in would do, how far that is, or what came of it."""
    row = get_incoming(session, row_id, editor.user_id)
    context = {
        "row": row,
        "report": read_report(row.report),
        "progress": progress_of(session, row) if row.state in WORKING else 0,
        "packs": addresses_of(session, row),
        "here": _path(page.code, row),
    }
    return render(request, "authoring/incoming.html", context)


@router.post("/{lang}/contribute/incoming/{row_id:int}/take", name="authoring.take_in")
def take_in(
    editor: Editor, page: ContentLanguage, session: SessionDep, row_id: RowId
) -> Response:
    """Have it taken in, all of it or nothing."""
    row = get_incoming(session, row_id, editor.user_id)
    ask_to_take(session, row)
    return see_other(_path(page.code, row))


@router.post("/{lang}/contribute/incoming/{row_id:int}/forget", name="authoring.forget")
def forget_it(
    editor: Editor, page: ContentLanguage, session: SessionDep, row_id: RowId
) -> Response:
    """Forget what was sent; nothing of it comes in."""
    row = get_incoming(session, row_id, editor.user_id)
    forget(row)
    return see_other(_path(page.code, row))


def _form(request: Request, bound: Bound[Any], status: int = 200) -> Response:
    context = {
        "bound": bound,
        "skills": TOP_SKILLS,
        "licences": LICENCES,
        "has_pandoc": has_pandoc(),
    }
    return render(request, "authoring/import.html", context, status=status)


def _path(language: str, row: Incoming) -> str:
    return f"/{language}/contribute/incoming/{row.id}"
