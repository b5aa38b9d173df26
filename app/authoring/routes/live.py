"""Live drafts: come in, take part by a socket, or by sending what one has."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, WebSocket
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocketDisconnect

from app.accounts.access import Editor, Public
from app.accounts.current import CurrentUser
from app.authoring.live.joining import open_live
from app.authoring.live.permits import Closing
from app.authoring.live.refusals import refusal
from app.authoring.live.store import may_edit
from app.authoring.live.wiring import LiveDrafts
from app.web.csrf import is_same_origin
from app.web.database import SessionDep
from app.web.late_routes import LateRoute

if TYPE_CHECKING:
    from app.authoring.live.people import Person

OCTETS = "application/octet-stream"

router = APIRouter(include_in_schema=False, route_class=LateRoute)
DocumentId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Epoch = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]


@router.post("/live/{document_id}", name="authoring.live_join")
def join(editor: Editor, document_id: DocumentId, session: SessionDep) -> Response:
    """Say under which epoch a module is written live, and as whom others see one."""
    live = open_live(session, document_id)
    return JSONResponse({"epoch": live.epoch, **_person(editor).shown})


@router.post("/live/{document_id}/{epoch}", name="authoring.live_exchange")
async def exchange(
    editor: Editor, document_id: DocumentId, epoch: Epoch, request: Request
) -> Response:
    """Take an update and return what the sender lacks, when both are committed.

    Where sockets are blocked. Both ways go who is here and where their carets are, too;
    `app.authoring.live.exchanging` says how. Sending the same again changes nothing.
    """
    from app.authoring.live.exchanging import exchange_bytes  # noqa: PLC0415 - a server that is only read needs none of it

    drafts: LiveDrafts = request.app.state.live
    answer = await exchange_bytes(
        drafts.hub(), (document_id, epoch), _person(editor), await request.body()
    )
    if isinstance(answer, Closing):
        raise refusal(answer)
    return Response(answer, media_type=OCTETS)


@router.websocket("/live/{document_id}/{epoch}", name="authoring.live")
async def take_part(
    viewer: Public, document_id: DocumentId, epoch: Epoch, socket: WebSocket
) -> None:
    """Let an editor write with the others.

    Who may not is let in and sent away with the reason: browsers cannot read why a
    socket was refused, and would try again for ever.
    """
    public_url = socket.app.state.settings.public_url
    if "origin" not in socket.headers or not is_same_origin(
        socket.headers, public_url=public_url
    ):
        await socket.close()
        return
    await socket.accept()
    with suppress(WebSocketDisconnect, RuntimeError):
        why = await _serve(socket, viewer, document_id, epoch)
        if why is not None:
            await socket.close(why)


async def _serve(
    socket: WebSocket, viewer: CurrentUser | None, document_id: int, epoch: str
) -> Closing | None:
    """Serve a socket until it ends; return why it must not begin, or None."""
    from app.authoring.live.connection import Connection  # noqa: PLC0415 - as above

    drafts: LiveDrafts = socket.app.state.live
    hub = drafts.hub()
    if viewer is None or hub is None:
        return Closing.RESTART if viewer else Closing.SIGNED_OUT
    # Of the database: what a guard found may be older than the handshake was long.
    allowed = await run_in_threadpool(may_edit, hub.database, viewer.session_hash)
    if not allowed:
        return Closing.SIGNED_OUT if allowed is None else Closing.NOT_ALLOWED
    room = await hub.room(document_id, epoch)
    if isinstance(room, Closing):
        return room
    await hub.serve(room, Connection(socket, _person(viewer)))
    return None


def _person(user: CurrentUser) -> "Person":
    from app.authoring.live.people import Person  # noqa: PLC0415 - as above

    return Person(user.user_id, user.name, user.session_hash)
