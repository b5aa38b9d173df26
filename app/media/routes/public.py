"""Files that packs show: addresses say what a file holds, so they may be kept."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.media.dependencies import Digest, FileName
from app.media.queries import find_public_file, is_deleted
from app.media.serving import FOREVER, Sent, disposition, send_file
from app.media.showing import show
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_
from app.web.database import SessionDep
from app.web.late_routes import LateRoute

router = APIRouter(include_in_schema=False, route_class=LateRoute)


@router.api_route("/media/{digest}/{name}", methods=["GET", "HEAD"], name="media.file")
def serve_file(
    _reader: Public,
    session: SessionDep,
    request: Request,
    digest: Digest,
    name: FileName,
) -> Response:
    """Send a file, or the part of it that was asked for."""
    key = f"{digest[:2]}/{digest}/{name}"
    file = find_public_file(session, key)
    if file is None and is_deleted(session, key):
        raise Gone(N_("This file was deleted meanwhile."))
    if file is None:
        raise NotFound(N_("This file is not here any more."))
    said = disposition(file.content_type, name)
    sent = Sent(file.content_type, said, FOREVER, f'"{digest[:20]}"')
    answer = send_file(request, key, sent)
    state = request.app.state
    if state.settings.media_accel:
        show(state.database, state.storage, file)
    return answer
