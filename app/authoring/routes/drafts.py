"""A module's draft: write, look, save, go back; nothing that was typed is lost."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Editor
from app.accounts.current import CurrentUser
from app.authoring.blocks.kinds import KINDS
from app.authoring.clashing import is_taking, with_body
from app.authoring.dependencies import WRITERS_ONLY
from app.authoring.drafts import (
    Clash,
    Edit,
    Saved,
    Seen,
    began_with,
    save,
    save_version,
    settled_text,
)
from app.authoring.examples import block_examples
from app.authoring.freshness.drafted import ask_for_look
from app.authoring.inserting import places_of
from app.authoring.pages import (
    EditPage,
    document_of,
    edit_page,
    typed_page,
)
from app.authoring.rail import rail_of
from app.authoring.reviews import ask_review
from app.authoring.routes.clashes import show_choice, show_clash
from app.authoring.saves import get_save, saves_of
from app.authoring.source import TOO_LONG, ModuleForm, with_form
from app.authoring.talking.queries import count_comments
from app.authoring.wording import wording_within_limits
from app.media.pages import licence_choices
from app.packs.models import Protection
from app.platform.i18n import gettext
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.platform.settings import Settings
from app.reading.changes_view import changes_view
from app.reading.comparing import changes_between
from app.reading.history import subject_of_module
from app.reading.loading import AddressedModule, OpenModule
from app.texts.history import get_version
from app.texts.models import Document
from app.texts.queries import published_revision
from app.web.forms import Bound, SentForm, bind, refused
from app.web.late_routes import LateRoute
from app.web.redirects import see_other
from app.web.static_files import static_files
from app.web.templates import render
from app.web.unsaved import NOT_SAVED, UNAVAILABLE
from app.web.viewer import viewer_of

UNUSABLE = 422
EDITOR = "editor/editor.js"

log = structlog.get_logger("passalong.drafts")

router = APIRouter(
    default_response_class=HTMLResponse,
    include_in_schema=False,
    dependencies=[WRITERS_ONLY],
    route_class=LateRoute,
)
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/{lang}/edit/{slug}/{number:int}", name="authoring.edit")
def show_draft(editor: Editor, address: AddressedModule, request: Request) -> Response:
    """Show the draft of a module in a form."""
    opened = address.open()
    page = edit_page(_session(opened), opened, request)
    return _show(request, page, editor)


@router.post("/{lang}/edit/{slug}/{number:int}", name="authoring.save")
def save_draft(
    editor: Editor, address: AddressedModule, data: SentForm, request: Request
) -> Response:
    """Save the draft, show how it would look, or ask for a review or for its links."""
    opened = address.open()
    session = _session(opened)
    if is_taking(data):
        seen = seen_of(data, document_of(session, opened))
        return show_choice(request, opened, data, seen)
    data = with_body(data)
    bound, wish = bind(ModuleForm, data), str(data.get("do", "save"))
    if bound.value is None:
        return _show(request, _typed(opened, bound, data, request), editor, UNUSABLE)
    if wish == "preview":
        return _show(request, _typed(opened, bound, data, request), editor)
    try:
        answer = _saved(opened, editor, bound.value, data, request)
        # Here, where it can still be said in the form that this failed.
        session.commit()
    except OperationalError:
        log.exception("draft_not_saved")
        session.rollback()
        bound = refused(bound, "", gettext(NOT_SAVED))
        page = _typed(opened, bound, data, request)
        return _show(request, page, editor, UNAVAILABLE)
    return answer


def _saved(
    opened: OpenModule,
    editor: CurrentUser,
    form: ModuleForm,
    data: FormData,
    request: Request,
) -> Response:
    """Save what was written, and what else was wished; return where that leads."""
    wish = str(data.get("do", "save"))
    result = _save(opened, editor, form, data)
    if isinstance(result, Clash):
        return show_clash(request, opened, result, form.message)
    if wish == "review":
        session, message = _session(opened), form.message
        document = document_of(session, opened)
        revision = published_revision(session, document)
        if revision and result.save.text == revision.text:
            return see_other(f"{_here(opened)}?said=unchanged")
        review = ask_review(
            session, document, result.save, by=editor.user_id, message=message
        )
        return see_other(f"/{opened.opened.page.code}/review/{review.number}")
    if wish == "links" and _looks_at_links(request):
        found = wording_within_limits(form.body).links
        ask_for_look(_session(opened), [url for _, url in found])
    said = "merged" if result.is_merged else "saved"
    plain = "&plain=1" if "plain" in data else ""
    place = "#todo" if wish == "links" else ""
    return see_other(f"{_here(opened)}?said={said}{plain}{place}")


@router.post("/{lang}/edit/{slug}/{number:int}/_preview", name="authoring._preview")
def show_preview(
    _editor: Editor, address: AddressedModule, data: SentForm, request: Request
) -> Response:
    """Return how what was typed would look; nothing is saved."""
    opened = address.open()
    page = _typed(opened, bind(ModuleForm, data), data, request)
    links = _looks_at_links(request)
    context = {"page": page, "looks_at_links": links, "is_renewed": True}
    return render(request, "authoring/_preview.html", context)


@router.get("/{lang}/edit/{slug}/{number:int}/saves", name="authoring.saves")
def show_saves(_editor: Editor, address: AddressedModule, request: Request) -> Response:
    """Show every save of the draft, the newest first."""
    opened = address.open()
    rows = saves_of(_session(opened), opened.station.module.document_id)
    context = {"opened": opened, "rows": rows, "here": _here(opened)}
    return render(request, "authoring/saves.html", context)


@router.get(
    "/{lang}/edit/{slug}/{number:int}/saves/{save_id:int}", name="authoring.saved"
)
def show_save(
    _editor: Editor, address: AddressedModule, save_id: RowId, request: Request
) -> Response:
    """Show a save beside what readers have."""
    opened = address.open()
    session = _session(opened)
    kept = get_save(session, opened.station.module.document_id, save_id)
    revision = published_revision(session, document_of(session, opened))
    changes = changes_between(revision.text if revision else "", kept.save.text)
    context = {
        "opened": opened.opened,
        "subject": subject_of_module(opened),
        "save": kept,
        "here": _here(opened),
        "changes": changes,
        "shown": changes_view(request, changes.rows),
    }
    return render(request, "authoring/saved.html", context)


@router.post(
    "/{lang}/edit/{slug}/{number:int}/saves/{save_id:int}/restore",
    name="authoring.restore_save",
)
def restore_save(editor: Editor, address: AddressedModule, save_id: RowId) -> Response:
    """Make an earlier save the newest one; what came between stays in the list."""
    opened = address.open()
    kept = get_save(_session(opened), opened.station.module.document_id, save_id)
    return _put_back(opened, editor, kept.save.text)


@router.post(
    "/{lang}/edit/{slug}/{number:int}/restore/{version:int}",
    name="authoring.restore",
)
def restore_version(
    editor: Editor, address: AddressedModule, version: RowId
) -> Response:
    """Begin a draft with the text of an earlier published version."""
    opened = address.open()
    document_id = opened.station.module.document_id
    text = get_version(_session(opened), document_id, version).text
    return _put_back(opened, editor, text)


@router.post("/{lang}/edit/{slug}/{number:int}/discard", name="authoring.discard")
def discard(editor: Editor, address: AddressedModule) -> Response:
    """Go back to what readers have; the draft stays in the list of saves."""
    opened = address.open()
    session = _session(opened)
    revision = published_revision(session, document_of(session, opened))
    return _put_back(opened, editor, revision.text if revision else "")


def _put_back(opened: OpenModule, editor: CurrentUser, text: str) -> Response:
    session = _session(opened)
    document = document_of(session, opened)
    seen = Seen(settled_text(session, document).seen, document.published_number)
    save(session, document, Edit(text, seen, editor.user_id))
    return see_other(f"{_here(opened)}?said=restored")


def _save(
    opened: OpenModule, editor: CurrentUser, form: ModuleForm, data: FormData
) -> Saved | Clash:
    session = _session(opened)
    document = document_of(session, opened)
    if "live" in data:
        # The draft that was written together holds all this form does, and is newer.
        return save_version(session, document, by=editor.user_id, message=form.message)
    seen = seen_of(data, document)
    text = with_form(began_with(session, document, seen), form)
    return save(session, document, Edit(text, seen, editor.user_id, form.message))


def seen_of(data: FormData, document: Document) -> Seen:
    """Return what a form says it showed; what makes no sense is the newest."""
    kept, base = (str(data.get(name, "")) for name in ("seen", "base"))
    number = int(base) if base.isascii() and base.isdigit() and len(base) < 7 else 0
    if not 1 <= number <= document.published_number:
        number = document.published_number
    is_id = kept.isascii() and kept.isdigit() and len(kept) < 10
    return Seen(int(kept) if is_id else 0, number)


def _typed(
    opened: OpenModule, bound: Bound[ModuleForm], data: FormData, request: Request
) -> EditPage:
    """Return the page with what was typed, whether it can be used or not."""
    session = _session(opened)
    seen = seen_of(data, document_of(session, opened))
    return typed_page(session, opened, request, bound, seen)


def _show(
    request: Request, page: EditPage, editor: CurrentUser, status: int = 200
) -> Response:
    session = _session(page.opened)
    document = document_of(session, page.opened)
    context = {
        "page": page,
        "rail": rail_of(session, document, editor.user_id),
        "comments": count_comments(session, document.number),
        "said": request.query_params.get("said", ""),
        "is_live": _is_live(request, page),
        "looks_at_links": _looks_at_links(request),
        "editor_bytes": len(static_files().file(EDITOR).gzip),
        "kinds": KINDS,
        "licences": licence_choices(),
        "has_commons": bool(request.app.state.settings.commons_url),
        "places": places_of(page.working.text),
        "examples": block_examples(),
        "most_bytes": MAX_MARKDOWN_BYTES,
        "too_long": TOO_LONG,
    }
    return render(request, "authoring/edit.html", context, status=status)


def _looks_at_links(request: Request) -> bool:
    """Whether this site asks other sites if links to them work."""
    settings: Settings = request.app.state.settings
    return settings.check_links


def _is_live(request: Request, page: EditPage) -> bool:
    """Whether the page becomes an editor: unless somebody saves data, or wants none,
    or the pack is protected: a live draft asks for an editor and no more.
    """
    is_open = page.opened.opened.view.pack.protection == Protection.EDITORS
    if page.is_unsaved or not is_open:
        return False
    wanted = request.query_params.get("plain")
    saves = viewer_of(request).preferences.data_saver
    saves = saves or request.headers.get("save-data") == "on"
    return wanted == "0" if wanted else not saves


def _here(opened: OpenModule) -> str:
    pack = opened.opened
    slug, number = pack.view.pack.slug, opened.station.number
    return f"/{pack.page.code}/edit/{slug}/{number}"


def _session(opened: OpenModule) -> Session:
    return opened.opened.content.session
