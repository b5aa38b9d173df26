"""Taking a pack along, or a path or course: what there is, and how far a file is."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from app.accounts.access import Public
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.media.serving import Sent, send_file
from app.takeout.archive import pieces, tell_nobody
from app.takeout.dependencies import CopiedSubject, OfferedFlavour
from app.takeout.flavours import made
from app.takeout.kept import lists_to_keep
from app.takeout.models import PackCopy
from app.takeout.progress import CopyState, Progress, progress_of
from app.takeout.queries import find_copy, version_of
from app.takeout.service import ask_for_copy
from app.takeout.sizes import Size, is_quick, offers, wanted_of
from app.takeout.subjects import Subject
from app.takeout.wanted import Carried, Wanted
from app.web.late_routes import page_router
from app.web.negotiation import etag_matches
from app.web.page_cache import public_page
from app.web.redirects import see_other
from app.web.templates import render

# Making one costs as much as reading the whole pack.
TAKING = Limit("takeaway-address", 60, timedelta(hours=1))
CHECKED_EACH_TIME = "no-cache"

PACK = "/{lang}/packs/{slug}/offline"
PATH = "/{lang}/paths/{slug}/offline"
COURSE = "/{lang}/courses/{slug}/offline"

AskedCarried = Annotated[Carried, Query(alias="with")]

router = page_router()


@router.get(PACK, name="takeout.choices")
@router.get(PATH, name="takeout.path_choices")
@router.get(COURSE, name="takeout.course_choices")
def show_choices(_reader: Public, address: CopiedSubject, request: Request) -> Response:
    """Show what it can be taken along as, and how large each is."""
    public_page(request)
    subject = address.open()
    lists = lists_to_keep(subject, request)
    context = {
        "subject": subject,
        "offers": offers(subject, request),
        "to_keep": [(one.carried.value, one.sent, False) for one in lists],
    }
    return render(request, "takeout/choices.html", context)


@router.get(PACK + "/{flavour}", name="takeout.take")
@router.get(PATH + "/{flavour}", name="takeout.path_take")
@router.get(COURSE + "/{flavour}", name="takeout.course_take")
def take_along(
    _reader: Public,
    address: CopiedSubject,
    flavour: OfferedFlavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Give it as a file whose name says language and version."""
    subject = address.open()
    wanted = wanted_of(subject, flavour, carried)
    if is_quick(subject, wanted):
        count_by_address(request, TAKING)
        return _made_now(subject, wanted, request)
    session = subject.content.session
    version = version_of(session, subject.key)
    copy = find_copy(session, wanted.slot, version=version)
    return _sent(request, copy) if copy else see_other(_path(subject, wanted, "/copy"))


@router.get(PACK + "/{flavour}/copy", name="takeout.copy")
@router.get(PATH + "/{flavour}/copy", name="takeout.path_copy")
@router.get(COURSE + "/{flavour}/copy", name="takeout.course_copy")
def show_copy(
    _reader: Public,
    address: CopiedSubject,
    flavour: OfferedFlavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Show how far a copy is that takes long to make; then where it is."""
    subject = address.open()
    wanted = wanted_of(subject, flavour, carried)
    if is_quick(subject, wanted):
        progress = Progress(CopyState.READY)
    else:
        progress = progress_of(subject.content.session, wanted, subject.key)
    is_at_work = progress.state is CopyState.AT_WORK
    context = {
        "subject": subject,
        "wanted": wanted,
        "size": None
        if is_at_work or progress.copy
        else _size(subject, wanted, request),
        "progress": progress,
        "take": _path(subject, wanted),
        "here": _path(subject, wanted, "/copy"),
    }
    return render(request, "takeout/copy.html", context)


@router.post(PACK + "/{flavour}/copy", name="takeout.make")
@router.post(PATH + "/{flavour}/copy", name="takeout.path_make")
@router.post(COURSE + "/{flavour}/copy", name="takeout.course_make")
def make_copy(
    _reader: Public,
    address: CopiedSubject,
    flavour: OfferedFlavour,
    request: Request,
    carried: AskedCarried = Carried.TEXT,
) -> Response:
    """Have a copy made, once for everybody, and lead to how far it is."""
    # In a transaction of its own, so before this one writes.
    count_by_address(request, TAKING)
    subject = address.open()
    wanted = wanted_of(subject, flavour, carried)
    if not is_quick(subject, wanted):
        ask_for_copy(subject.content.session, wanted, subject.key)
    return see_other(_path(subject, wanted, "/copy"))


def _made_now(subject: Subject, wanted: Wanted, request: Request) -> Response:
    taken = made(subject, wanted, request)
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


def _size(subject: Subject, wanted: Wanted, request: Request) -> Size:
    found = next(o for o in offers(subject, request) if o.flavour is wanted.flavour)
    named = (one for one in found.sizes if one.carried is wanted.carried)
    return next(named, found.sizes[-1])


def _path(subject: Subject, wanted: Wanted, rest: str = "") -> str:
    more = "" if wanted.carried is Carried.TEXT else f"?with={wanted.carried.value}"
    return f"{subject.offline}/{wanted.flavour.value}{rest}{more}"
