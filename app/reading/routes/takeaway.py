"""Taking a pack along: what there is, and each as a ZIP."""

from collections.abc import Iterator
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from app.accounts.access import Public
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.reading.loading import AddressedPack, PackAddress
from app.reading.takeaway.flavours import (
    Flavour,
    folder_files,
    markdown_files,
    pieces,
    sizes,
    zipped,
)
from app.reading.takeaway.pages import page_files
from app.web.page_cache import public_page
from app.web.templates import render

# Making one costs as much as reading the whole pack.
TAKING = Limit("takeaway-address", 60, timedelta(hours=1))

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/{lang}/packs/{slug}/offline", name="reading.takeaway")
def show_flavours(
    _reader: Public, address: AddressedPack, request: Request
) -> Response:
    """Show what the pack can be taken along as, and about how large each is."""
    opened = address.open()
    public_page(request)
    found = sizes(opened.content.session, opened.view.pack)
    context = {"opened": opened, "sizes": found}
    return render(request, "reading/takeaway.html", context)


@router.get("/{lang}/packs/{slug}/offline/{flavour}", name="reading.take_along")
def take_along(
    _reader: Public, address: AddressedPack, flavour: Flavour, request: Request
) -> Response:
    """Give the pack as a ZIP."""
    opened = address.open()
    count_by_address(request, TAKING)
    file, size = zipped(_files(address, flavour, request))
    slug, code = opened.view.pack.slug, opened.page.code
    part = "" if flavour is Flavour.FOLDER else f".{code}.{flavour.value}"
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}{part}.zip"',
        "Content-Length": str(size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(
        pieces(file), media_type="application/zip", headers=headers
    )


def _files(
    address: PackAddress, flavour: Flavour, request: Request
) -> Iterator[tuple[str, bytes]]:
    opened = address.open()
    session, pack = opened.content.session, opened.view.pack
    if flavour is Flavour.FOLDER:
        return folder_files(session, request.app.state.storage, pack)
    if flavour is Flavour.MARKDOWN:
        return markdown_files(session, pack, opened.page.code)
    return page_files(address, request)
