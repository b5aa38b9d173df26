"""Taking a pack along: what there is, each as a file, and how far one is."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.accounts.access import Public
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.media.serving import Sent, send_file
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.loading import AddressedPack, PackAddress
from app.takeout.archive import pieces, tell_nobody
from app.takeout.carried import choices
from app.takeout.flavours import is_offered, made
from app.takeout.kept import kept_list
from app.takeout.models import PackCopy
from app.takeout.progress import CopyState, Progress, progress_of
from app.takeout.queries import find_copy, version_of
from app.takeout.service import ask_for_copy
from app.takeout.sizes import Size, is_quick, offers, wanted_of
from app.takeout.wanted import Carried, Flavour, Wanted
from app.web.late_routes import page_router
from app.web.negotiation import etag_matches
from app.web.page_cache import public_page
from app.web.redirects import see_other
from app.web.templates import render

# Making one costs as much as reading the whole pack.
TAKING = Limit("takeaway-address", 60, timedelta(hours=1))
CHECKED_EACH_TIME = "no-cache"

AskedCarried = Annotated[Carried, Query(alias="with")]

router = page_router()


# A coroutine, because it only looks at the address.
async def copied_pack(address: AddressedPack) -> PackAddress:
    """Return a pack as everybody gets it who takes it along in this language."""
    return replace(address, languages=(address.page.code,))


# As is this one.
async def offered(flavour: Flavour) -> Flavour:
    """Return what can be made here; raise NotFound for anything else."""
    if not is_offered(flavour):
        raise NotFound(N_("This file is not here any more."))
    return flavour


CopiedPack = Annotated[PackAddress, Depends(copied_pack)]
OfferedFlavour = Annotated[Flavour, Depends(offered)]


@router.get("/{lang}/packs/{slug}/offline", name="takeout.choices")
def show_choices(_reader: Public, address: CopiedPack, request: Request) -> Response:
    """Show what the pack can be taken along as, and how large each is."""
    public_page(request)
    opened = address.open()
    lists = [kept_list(address, one, request) for one in choices(opened.view.media)]
    context = {
        "opened": opened,
        "offers": offers(address, request),
        "to_keep": [(one.carried.value, one.sent, False) for one in lists],
    }
    return render(request, "takeout/choices.html", context)


@router.get("/{lang}/packs/{slug}/offline/{flavour}", name="takeout.take")
def take_along(
    _reader: Public,
    address: CopiedPack,
    flavour: OfferedFlavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Give the pack as a file whose name says language and version."""
    opened = address.open()
    wanted = wanted_of(address, flavour, carried)
    if is_quick(opened, wanted):
        count_by_address(request, TAKING)
        return _made_now(address, wanted, request)
    session = opened.content.session
    version = version_of(session, opened.view.pack.key)
    copy = find_copy(session, wanted.slot, version=version)
    return (
        _sent(request, copy)
        if copy
        else see_other(_path(wanted, "takeout.copy", request))
    )


@router.get("/{lang}/packs/{slug}/offline/{flavour}/copy", name="takeout.copy")
def show_copy(
    _reader: Public,
    address: CopiedPack,
    flavour: OfferedFlavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Show how far a copy is that takes long to make; then where it is."""
    opened = address.open()
    wanted = wanted_of(address, flavour, carried)
    if is_quick(opened, wanted):
        progress = Progress(CopyState.READY)
    else:
        progress = progress_of(opened.content.session, wanted, opened.view.pack.key)
    is_at_work = progress.state is CopyState.AT_WORK
    context = {
        "opened": opened,
        "wanted": wanted,
        "size": None
        if is_at_work or progress.copy
        else _size(address, wanted, request),
        "progress": progress,
        "take": _path(wanted, "takeout.take", request),
        "here": _path(wanted, "takeout.copy", request),
    }
    return render(request, "takeout/copy.html", context)


@router.post("/{lang}/packs/{slug}/offline/{flavour}/copy", name="takeout.make")
def make_copy(
    _reader: Public,
    address: CopiedPack,
    flavour: OfferedFlavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Have a copy made, once for everybody, and lead to how far it is."""
    # In a transaction of its own, so before this one writes.
    count_by_address(request, TAKING)
    opened = address.open()
    wanted = wanted_of(address, flavour, carried)
    if not is_quick(opened, wanted):
        ask_for_copy(opened.content.session, wanted, opened.view.pack.key)
    return see_other(_path(wanted, "takeout.copy", request))


def _made_now(address: PackAddress, wanted: Wanted, request: Request) -> Response:
    taken = made(address, wanted, request)
    headers = {
        "Content-Disposition": f'attachment; filename="{taken.name}"',
        "X-Content-Type-Options": "nosniff",
    }
    if taken.version:
        headers["ETag"] = etag = f'"{taken.version}"'
        if etag_matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
    file, size = taken.packing(taken.files, tell_nobody)
    headers["Content-Length"] = str(size)
    return StreamingResponse(
        pieces(file), media_type=taken.content_type, headers=headers
    )


def _sent(request: Request, copy: PackCopy) -> Response:
    disposition = f'attachment; filename="{copy.name}"'
    sent = Sent(copy.content_type, disposition, CHECKED_EACH_TIME)
    return send_file(request, copy.key, sent)


def _size(address: PackAddress, wanted: Wanted, request: Request) -> Size:
    found = next(o for o in offers(address, request) if o.flavour is wanted.flavour)
    named = (one for one in found.sizes if one.carried is wanted.carried)
    return next(named, found.sizes[-1])


def _path(wanted: Wanted, name: str, request: Request) -> str:
    path: str = request.app.state.paths(
        name, lang=wanted.language, slug=wanted.slug, flavour=wanted.flavour.value
    )
    more = "" if wanted.carried is Carried.TEXT else f"?with={wanted.carried.value}"
    return path + more
