"""The folder's own addresses: who has a signed permit may do what it says.

A bucket has presigned addresses for the same; then there is nothing here. Nobody is
asked who they are: the permit was given to somebody who may, for this one thing.
"""

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from app.accounts.access import Public
from app.media.arriving import TooMuch, receive_body
from app.media.arriving_forms import FORM_BYTES, arriving_form
from app.media.serving import PRIVATE, Sent, send_file
from app.media.writers import in_writer
from app.platform.errors import AppError, Conflict, Invalid, NotFound
from app.platform.i18n import N_
from app.platform.storage import FolderStorage
from app.platform.storage.permits import Action, Permit, PermitRefused
from app.web.forms import EMPTY_FILE
from app.web.late_routes import LateRoute

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

router = APIRouter(include_in_schema=False, route_class=LateRoute)


class TooLarge(AppError):
    """More was sent than the permit allows, or less."""

    status: ClassVar[int] = 413

    def __init__(self) -> None:
        super().__init__(
            N_("The file is larger or smaller than was announced. Nothing was kept.")
        )


class NoRoom(AppError):
    """The disk takes no more."""

    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__(
            N_("There is no room left for files here. Nothing of it was kept.")
        )


async def folder_of(request: Request) -> FolderStorage:
    """Return the folder; raise NotFound where files are kept in a bucket."""
    storage = request.app.state.storage
    if not isinstance(storage, FolderStorage):
        raise NotFound(N_("This file is not here any more."))
    return storage


Folder = Annotated[FolderStorage, Depends(folder_of)]


@router.api_route("/storage", methods=["GET", "HEAD"], name="media.fetch")
def fetch(
    _reader: Public, folder: Folder, request: Request, permit: str = ""
) -> Response:
    """Send the file that a permit names."""
    allowed = _allowed(folder, permit, Action.DOWNLOAD)
    sent = Sent(allowed.content_type, allowed.disposition, PRIVATE)
    return send_file(request, allowed.key, sent)


@router.put("/storage", name="media.part")
async def take_part(
    _reader: Public, folder: Folder, request: Request, permit: str = ""
) -> Response:
    """Keep a part of an upload; its ETag tells that it has arrived."""
    allowed = _allowed(folder, permit, Action.PART)
    with ExitStack() as stack, _refusing():
        file = stack.enter_context(await in_writer(folder.new_part, allowed))
        await receive_body(request, file, most=allowed.most)
        if file.bytes != allowed.most:
            raise TooLarge
        await in_writer(file.keep)
    return Response(headers={"ETag": f'"{allowed.number}-{file.bytes}"'})


@router.post("/storage", name="media.form")
async def take_form(_reader: Public, folder: Folder, request: Request) -> Response:
    """Keep the file of a form, then lead to the page that its permit names."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise Invalid(N_("The length of what was sent is not a number."))
    # The size that the permit allows is known only when the form was read.
    if int(length) > folder.most_form_bytes + FORM_BYTES:
        raise TooLarge
    async with arriving_form(request) as form:
        allowed = _allowed_form(folder, form.fields)
        with ExitStack() as stack, _refusing():
            new = folder.new_file(allowed.key)
            file = await in_writer(stack.enter_context, new)
            await form.write_to(file, most=allowed.most)
            if not file.bytes:
                raise Invalid(EMPTY_FILE)
            if not allowed.least <= file.bytes <= allowed.most:
                raise TooLarge
            await in_writer(folder.keep, allowed.key, file)
    if allowed.then:
        return RedirectResponse(allowed.then, 303)
    return Response(status_code=204)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say why what is sent cannot be kept."""
    try:
        yield
    except TooMuch:
        raise TooLarge from None
    except FileNotFoundError:
        raise Conflict(
            N_("This upload has ended meanwhile. Please begin again.")
        ) from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom from None


def _allowed_form(folder: FolderStorage, fields: FormData) -> Permit:
    permit, file = fields.get("permit"), fields.get("file")
    if not isinstance(permit, str) or not isinstance(file, UploadFile):
        raise Invalid(N_("The form came without a file. Choose one and try again."))
    allowed = _allowed(folder, permit, Action.FORM)
    if fields.get("Content-Type") != allowed.content_type:
        raise _refused()
    return allowed


def _allowed(folder: FolderStorage, permit: str, action: Action) -> Permit:
    try:
        return folder.permits.read(permit, action)
    except PermitRefused:
        raise _refused() from None


def _refused() -> NotFound:
    return NotFound(N_("This address has expired or was changed. Open the page anew."))
