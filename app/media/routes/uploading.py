"""Bringing a file: what it is, sending it, and watching what becomes of it.

The file itself never comes through these handlers: it goes straight to the storage.
"""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from app.accounts.access import Editor
from app.accounts.current import CurrentUser
from app.accounts.dependencies import DatabaseDep
from app.media.dependencies import Token
from app.media.forms import LICENCES, AboutForm, CommonsForm, PartsForm
from app.media.kinds import MAX_FORM_BYTES, MAX_VIDEO_BYTES
from app.media.models import MediaItem, Upload, UploadState
from app.media.pages import language_choices, licence_choices, progress_of
from app.media.permissions import check_may_change
from app.media.queries import get_item, get_item_by_number, get_upload
from app.media.uploads import (
    begin_upload,
    cancel,
    check_size,
    hand_over,
    plain_form,
    plan_parts,
    put_together,
    take_away,
    try_again,
)
from app.platform.db import Database
from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.platform.languages import Language
from app.platform.settings import Settings
from app.platform.storage import Storage
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import EMPTY_FILE, Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.paths import paths_of
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()


@router.get("/{lang}/files/new", name="media.new")
def show_form(
    reader: Editor,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    replaces: str = "",
) -> Response:
    """Show the form that asks what a file is.

    It holds what is known: of the file it `replaces`, or what was said of an upload
    that was not taken and comes `again`.
    """
    if again := request.query_params.get("again", ""):
        known = _said_before(session, get_upload(session, again, reader.user_id))
        return form_page(request, page, reader, empty(known))
    item = _replaced(session, replaces, reader)
    if item is None:
        return form_page(request, page, reader)
    names = ("title", "author", "licence", "source", "language")
    known = {name: getattr(item, name) for name in names}
    return form_page(request, page, reader, empty(known | {"replaces": replaces}))


def _said_before(session: Session, upload: Upload) -> dict[str, object]:
    names = AboutForm.model_fields.keys() & upload.about.keys()
    known = {name: upload.about[name] for name in names}
    if upload.item_id:
        item = get_item_by_number(session, upload.item_id)
        known["replaces"] = item.token
    return known


@router.post("/{lang}/files", name="media.begin")
def begin(
    reader: Editor,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Keep what was said of a file, and go on to sending it."""
    bound = bind(AboutForm, data)
    if bound.value is None:
        return form_page(request, page, reader, bound)
    form = bound.value
    item = _replaced(session, form.replaces, reader)
    about = form.model_dump(exclude={"replaces"})
    upload = begin_upload(session, reader.user_id, about, item.id if item else None)
    return see_other(address_of(page, upload.token))


@router.get("/{lang}/files/uploads/{token}", name="media.upload")
def show_upload(
    reader: Editor,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    token: Token,
) -> Response:
    """Show the form that sends the file, or how far it is; lead on when it is ready."""
    upload = get_upload(session, token, reader.user_id)
    if upload.state is UploadState.DONE and upload.item_id:
        item = get_item_by_number(session, upload.item_id)
        return see_other(_next(request, page, upload) or _of_item(page, item))
    settings: Settings = request.app.state.settings
    storage: Storage = request.app.state.storage
    context: dict[str, object] = {
        "progress": progress_of(session, upload),
        "form": None,
        "came": False,
    }
    if upload.state is UploadState.SENDING:
        then = settings.public_url + address_of(page, token)
        context["form"] = plain_form(storage, upload, then)
        context["came"] = not upload.parts and storage.exists(upload.key)
        context["limits"] = (MAX_FORM_BYTES, MAX_VIDEO_BYTES)
    return render(request, "media/upload.html", context)


@router.get("/{lang}/files/uploads/{token}/_state", name="media._state")
def show_state(
    reader: Editor,
    _page: ContentLanguage,
    session: SessionDep,
    request: Request,
    token: Token,
) -> Response:
    """Show how far the worker is."""
    upload = get_upload(session, token, reader.user_id)
    progress = progress_of(session, upload)
    return render(request, "media/_state.html", {"progress": progress})


@router.post("/{lang}/files/uploads/{token}/parts", name="media.parts")
def plan(
    reader: Editor,
    database: DatabaseDep,
    request: Request,
    token: Token,
    data: SentForm,
) -> Response:
    """Say which parts of a file to send next, and where to; JSON for our script."""
    form = bind(PartsForm, data).value
    if form is None and data.get("size") == "0":
        raise Invalid(EMPTY_FILE)
    if form is None:
        raise Invalid(N_("A file may have at most 2 GB, and not be empty."))
    storage: Storage = request.app.state.storage
    with database.open_session() as session:
        upload = get_upload(session, token, reader.user_id)
    check_size(upload, form.size)
    if not upload.parts:
        upload = _begin_parts(database, storage, upload, form)
    plan = plan_parts(storage, upload)
    wanted = [{"number": number, "address": to} for number, to in plan.wanted]
    told = {"part": plan.part_bytes, "arrived": plan.arrived, "wanted": wanted}
    return JSONResponse(told)


@router.post("/{lang}/files/uploads/{token}/finish", name="media.finish")
def finish(
    reader: Editor,
    page: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    token: Token,
) -> Response:
    """Hand what has arrived to the worker, again if it could not end with it."""
    storage: Storage = request.app.state.storage
    with database.open_session() as session:
        upload = get_upload(session, token, reader.user_id)
    if upload.state is UploadState.SENDING:
        size = put_together(storage, upload)
        with database.transaction() as session:
            hand_over(session, get_upload(session, token, reader.user_id), size)
    else:
        with database.transaction() as session:
            try_again(session, get_upload(session, token, reader.user_id))
    return see_other(address_of(page, token))


@router.post("/{lang}/files/uploads/{token}/cancel", name="media.cancel")
def give_up(
    reader: Editor,
    page: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    token: Token,
) -> Response:
    """Give an upload up: nothing of it stays."""
    with database.transaction() as session:
        upload = get_upload(session, token, reader.user_id)
        was_open = cancel(upload)
    if was_open:
        take_away(request.app.state.storage, upload)
    return see_other(f"/{page.code}/files")


def _begin_parts(
    database: Database, storage: Storage, upload: Upload, form: PartsForm
) -> Upload:
    """Begin sending in parts; two pages that begin at a time share what they send."""
    ref = storage.begin_parts(upload.key)
    with database.transaction() as session:
        row = get_upload(session, upload.token, upload.user_id)
        if not row.parts:
            row.parts, row.bytes, row.file_name = ref.upload, form.size, form.name
    if row.parts != ref.upload:
        storage.drop_parts(ref)
        check_size(row, form.size)
    return row


def _replaced(session: Session, token: str, reader: CurrentUser) -> MediaItem | None:
    if not token:
        return None
    item = get_item(session, token)
    check_may_change(item, reader)
    return item


def form_page(
    request: Request,
    page: Language,
    reader: CurrentUser,
    bound: Bound[AboutForm] | Bound[BaseModel] | None = None,
    *,
    commons: Bound[CommonsForm] | None = None,
) -> Response:
    """Return the page of both forms: as somebody sent one, or with first values."""
    first = {
        "author": reader.name,
        "language": page.code,
        "licence": LICENCES[0],
        "pack": request.query_params.get("pack", ""),
    }
    settings: Settings = request.app.state.settings
    context = {
        "form": bound or empty(first),
        "commons_form": (commons or empty()) if settings.commons_url else None,
        "licences": licence_choices(),
        "languages": language_choices(page, tuple(reader.preferences.languages)),
    }
    is_wrong = bool(commons or (bound and bound.errors))
    return render(request, "media/new.html", context, status=422 if is_wrong else 200)


def _next(request: Request, page: Language, upload: Upload) -> str:
    """Return where a file is put into the pack it was brought for; "" without one."""
    pack = upload.about.get("pack")
    if not pack:
        return ""
    return paths_of(request)("authoring.files", lang=page.code, slug=pack) + "#own"


def _of_item(page: Language, item: MediaItem) -> str:
    return f"/{page.code}/files/{item.token}"


def address_of(page: Language, token: str) -> str:
    """Return where an upload is watched."""
    return f"/{page.code}/files/uploads/{token}"
