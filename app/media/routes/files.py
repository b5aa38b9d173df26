"""Your files: the list, one file with its history, words for it, and deleting it."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts.access import Editor
from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.media.dependencies import OwnItem, SeenItem, file_to_see
from app.media.describing import set_alt_text
from app.media.forms import AltForm, DeleteForm
from app.media.models import MediaFile, MediaItem
from app.media.pages import file_page, language_choices, upload_line
from app.media.queries import count_uploads, uploads_of
from app.media.service import delete_item
from app.media.serving import PRIVATE, Sent, disposition, is_shown, send_file
from app.platform.languages import Language
from app.platform.storage import Download, FolderStorage, Storage
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.templates import render

PER_PAGE = 30
# Small, and named by others relative to where they come from.
FROM_HERE = ("text/vtt", "application/vnd.apple.mpegurl")

router = page_router()


@router.get("/{lang}/files", name="media.list")
def show_list(
    reader: Editor, _page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what somebody has brought, and what became of it."""
    pager = Pager.of(request, PER_PAGE, count_uploads(session, reader.user_id))
    rows = uploads_of(session, reader.user_id, limit=PER_PAGE, offset=pager.offset)
    lines = [upload_line(upload, item) for upload, item in rows]
    return render(request, "media/list.html", {"lines": lines, "pager": pager})


@router.get("/{lang}/files/{token}", name="media.item")
def show_item(
    reader: Editor,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    item: SeenItem,
) -> Response:
    """Show a file with its versions, where it is used, and what may be done."""
    if item.placed_from:
        # What a pack has of it has no page of its own.
        return see_other(f"/{page.code}/files/{item.placed_from}")
    return _item_page(request, session, (item, reader, page))


@router.post("/{lang}/files/{token}/alt", name="media.describe")
def describe(
    reader: Editor,
    session: SessionDep,
    request: Request,
    item: OwnItem,
    data: SentForm,
) -> Response:
    """Say in a language what a picture shows."""
    page: Language = request.state.content_language
    bound = bind(AltForm, data)
    if bound.value is None:
        return _item_page(request, session, (item, reader, page), alt=bound)
    set_alt_text(session, item, bound.value.language, bound.value.alt)
    return see_other(f"/{page.code}/files/{item.token}#words")


@router.post("/{lang}/files/{token}/delete", name="media.delete")
def delete(
    reader: Editor,
    session: SessionDep,
    request: Request,
    item: OwnItem,
    data: SentForm,
) -> Response:
    """Delete a file, with a reason that stays."""
    page: Language = request.state.content_language
    bound = bind(DeleteForm, data)
    if bound.value is None:
        return _item_page(request, session, (item, reader, page), delete=bound)
    everywhere, reason = reader.has(Role.MODERATOR), bound.value.reason
    delete_item(session, item, reader.user_id, reason, everywhere=everywhere)
    return see_other(f"/{page.code}/files/{item.token}")


@router.get("/{lang}/files/{token}/{digest}/{name}", name="media.private")
def serve_private(
    _reader: Editor,
    stored: Annotated[MediaFile, Depends(file_to_see)],
    request: Request,
) -> Response:
    """Send a file to who may see it; asked each time, kept by nobody."""
    storage: Storage = request.app.state.storage
    content_type, name = stored.content_type, stored.file_name
    if isinstance(storage, FolderStorage) or content_type in FROM_HERE:
        said = disposition(content_type, name)
        return send_file(request, stored.key, Sent(content_type, said, PRIVATE))
    shown = Download(content_type, name, is_inline=is_shown(content_type))
    return RedirectResponse(storage.download_address(stored.key, shown), 302)


def _item_page(
    request: Request,
    session: Session,
    what: tuple[MediaItem, CurrentUser, Language],
    *,
    alt: Bound[AltForm] | None = None,
    delete: Bound[DeleteForm] | None = None,
) -> Response:
    item, reader, page = what
    wrong = alt is not None or delete is not None
    context = {
        "file": file_page(session, item, reader, (request.app.state, page)),
        "alt_form": alt or empty({"language": page.code}),
        "delete_form": delete or empty(),
        "languages": language_choices(page, tuple(reader.preferences.languages)),
    }
    return render(request, "media/item.html", context, status=422 if wrong else 200)
