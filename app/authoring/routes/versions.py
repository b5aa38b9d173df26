"""Published versions: who wrote which passage, thanking for one, undoing one."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import Response

from app.accounts.access import Editor, Public, SignedIn
from app.authoring.dependencies import DeskDep, RowId
from app.authoring.drafts import Clash
from app.authoring.pages import document_of
from app.authoring.protecting import check_may_write
from app.authoring.routes.clashes import show_clash
from app.authoring.versions import (
    blamed_blocks,
    get_public_revision,
    thank,
    undo,
)
from app.reading.history import subject_of_module
from app.reading.loading import AddressedModule
from app.web.late_routes import page_router
from app.web.page_cache import public_page
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()
VersionNumber = Annotated[int, Path(ge=1, le=1_000_000)]
Back = Annotated[str, Query(max_length=10)]


@router.get("/{lang}/packs/{slug}/{number:int}/blame", name="authoring.blame")
def show_blame(_reader: Public, address: AddressedModule, request: Request) -> Response:
    """Show each passage of a module with the version that last changed it."""
    opened = address.open()
    public_page(request)
    content = opened.opened.content
    document = document_of(content.session, opened)
    key = ("blame", document.number)
    blocks = content.once(key, lambda: blamed_blocks(content.session, document))
    context = {
        "opened": opened,
        "subject": subject_of_module(opened),
        "blocks": blocks,
    }
    return render(request, "authoring/blame.html", context)


@router.post("/{lang}/thanks/{revision_id:int}", name="authoring.thank")
def say_thanks(
    reader: SignedIn, desk: DeskDep, revision_id: RowId, back: Back = ""
) -> Response:
    """Thank who wrote a version of a module, once; go back to where that was done."""
    revision = get_public_revision(desk.session, revision_id)
    opened = desk.module(revision.document_id)
    subject = subject_of_module(opened)
    _, _, path = subject.version_href(revision.number)[1:].partition("/")
    news = (opened.station.title.text, path)
    thank(desk.session, revision, by=reader.user_id, news=news)
    # What stands there instead of the button gets the focus, and is read out.
    place = f"#thanked-{revision_id}"
    if back == "people":
        return see_other(f"{opened.opened.base}/people{place}")
    if back == "draft":
        return see_other(f"{subject.href.replace('/packs/', '/edit/', 1)}{place}")
    return see_other(f"{subject.href}/history{place}")


@router.post(
    "/{lang}/edit/{slug}/{number:int}/undo/{version:int}", name="authoring.undo"
)
def take_back(
    editor: Editor, address: AddressedModule, version: VersionNumber, request: Request
) -> Response:
    """Take back in the draft what a version changed, or show where that clashes."""
    opened = address.open()
    check_may_write(opened.opened.view, editor)
    session = opened.opened.content.session
    found = undo(session, document_of(session, opened), version, by=editor.user_id)
    if isinstance(found, Clash):
        return show_clash(request, opened, found, undone=version)
    pack = opened.opened
    here = f"/{pack.page.code}/edit/{pack.view.pack.slug}/{opened.station.number}"
    return see_other(f"{here}?said=undone")
