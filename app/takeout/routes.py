"""Taking a pack along: what there is, and each as a file."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from app.accounts.access import Public
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.reading.loading import AddressedPack
from app.takeout.archive import pieces, zipped
from app.takeout.carried import Carried
from app.takeout.flavours import Flavour, made, offers
from app.web.late_routes import page_router
from app.web.negotiation import etag_matches
from app.web.page_cache import public_page
from app.web.templates import render

# Making one costs as much as reading the whole pack.
TAKING = Limit("takeaway-address", 60, timedelta(hours=1))

AskedCarried = Annotated[Carried, Query(alias="with")]

router = page_router()


@router.get("/{lang}/packs/{slug}/offline", name="takeout.choices")
def show_choices(_reader: Public, address: AddressedPack, request: Request) -> Response:
    """Show what the pack can be taken along as, and how large each is."""
    public_page(request)
    context = {"opened": address.open(), "offers": offers(address, request)}
    return render(request, "takeout/choices.html", context)


@router.get("/{lang}/packs/{slug}/offline/{flavour}", name="takeout.take")
def take_along(
    _reader: Public,
    address: AddressedPack,
    flavour: Flavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Give the pack as a file whose name says language and version."""
    address.open()
    count_by_address(request, TAKING)
    taken = made(address, flavour, carried, request)
    headers = {
        "Content-Disposition": f'attachment; filename="{taken.name}"',
        "X-Content-Type-Options": "nosniff",
    }
    if taken.version:
        headers["ETag"] = etag = f'"{taken.version}"'
        if etag_matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
    file, size = zipped(taken.files)
    headers["Content-Length"] = str(size)
    return StreamingResponse(
        pieces(file), media_type=taken.content_type, headers=headers
    )
