"""One discussion: reading it, answering, settling it."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import Editor, SignedIn
from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.authoring.claiming import claim, release
from app.authoring.dependencies import Desk, DeskDep, RowId
from app.authoring.forms import CommentForm
from app.authoring.queries import names_of
from app.authoring.talking.models import Thread
from app.authoring.talking.queries import get_thread, talk_of
from app.authoring.talking.service import (
    Saying,
    delete_remark,
    reopen,
    resolve,
    say,
)
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.once import done_once
from app.reading.loading import OpenModule
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422

router = page_router()


class OpenThread(Struct, frozen=True):
    """A discussion, with the module it is about, if it is about one."""

    thread: Thread
    opened: OpenModule | None
    desk: Desk

    @property
    def here(self) -> str:
        """The address of its page."""
        return f"/{self.desk.page.code}/talk/{self.thread.number}"

    @property
    def about(self) -> str:
        """What notices call it."""
        title = self.opened.station.title.text if self.opened else ""
        return title or f"/{self.thread.path}"


class ThreadAddress(Struct, frozen=True):
    """What an address says of a discussion; nothing is read before `open`."""

    thread_id: int
    desk: Desk

    def open(self, reader: CurrentUser) -> OpenThread:
        """Return the discussion for an editor, or who began it; raise NotFound."""
        thread = get_thread(self.desk.session, self.thread_id)
        if not reader.has(Role.EDITOR) and thread.opened_by != reader.user_id:
            raise NotFound(N_("There is no such discussion."))
        document_id = thread.document_id
        opened = self.desk.module(document_id) if document_id else None
        return OpenThread(thread, opened, self.desk)


async def thread_address(thread_id: RowId, desk: DeskDep) -> ThreadAddress:
    """Return what an address names, unread."""
    return ThreadAddress(thread_id, desk)


AddressedThread = Annotated[ThreadAddress, Depends(thread_address, scope="function")]


@router.get("/{lang}/talk/{thread_id:int}", name="authoring.thread")
def show_thread(
    reader: SignedIn, address: AddressedThread, request: Request
) -> Response:
    """Show a discussion."""
    return _page(request, address.open(reader), reader)


@router.post("/{lang}/talk/{thread_id:int}", name="authoring.reply")
def answer(
    reader: SignedIn, address: AddressedThread, data: SentForm, request: Request
) -> Response:
    """Say something in a discussion."""
    found, bound = address.open(reader), bind(CommentForm, data)
    if bound.value is None:
        return _page(request, found, reader, bound)
    saying = Saying(bound.value.text, reader.user_id, found.about)
    session = found.desk.session

    def said() -> str:
        return f"{found.here}#r{say(session, found.thread, saying).id}"

    sent = (found.here, reader.user_id, saying.text)
    return see_other(done_once(session, *sent, act=said))


@router.post("/{lang}/talk/{thread_id:int}/resolve", name="authoring.resolve")
def settle(editor: Editor, address: AddressedThread) -> Response:
    """Settle a matter; it can be taken up again."""
    found = address.open(editor)
    resolve(found.desk.session, found.thread, by=editor.user_id, about=found.about)
    return see_other(found.here)


@router.post("/{lang}/talk/{thread_id:int}/reopen", name="authoring.reopen")
def take_up(editor: Editor, address: AddressedThread) -> Response:
    """Take a settled matter up again."""
    found = address.open(editor)
    reopen(found.thread)
    return see_other(found.here)


@router.post("/{lang}/talk/{thread_id:int}/claim", name="authoring.claim_thread")
def take_on(editor: Editor, address: AddressedThread) -> Response:
    """Take a matter on, so that two do not do the same work."""
    found = address.open(editor)
    claim(found.thread, editor.user_id)
    return see_other(found.here)


@router.post("/{lang}/talk/{thread_id:int}/release", name="authoring.release_thread")
def give_back(editor: Editor, address: AddressedThread) -> Response:
    """Give a matter back to the queue."""
    found = address.open(editor)
    release(found.thread, editor.user_id)
    return see_other(found.here)


@router.post(
    "/{lang}/talk/{thread_id:int}/{remark_id:int}/delete",
    name="authoring.delete_remark",
)
def delete(reader: SignedIn, address: AddressedThread, remark_id: RowId) -> Response:
    """Take the words of one's own remark away; moderators those of any."""
    found = address.open(reader)
    may_all = reader.has(Role.MODERATOR)
    delete_remark(
        found.desk.session, found.thread, remark_id, by=reader.user_id, may_all=may_all
    )
    return see_other(found.here)


def _page(
    request: Request,
    found: OpenThread,
    reader: CurrentUser,
    bound: Bound[CommentForm] | None = None,
) -> Response:
    session, thread = found.desk.session, found.thread
    context = {
        "thread": thread,
        "talk": talk_of(session, thread),
        "opened": found.opened,
        "here": found.here,
        "claimed_by": names_of(session, [thread.claimed_by or 0]),
        "resolved_by": names_of(session, [thread.resolved_by or 0]),
        "is_claimed_by_me": thread.claimed_by == reader.user_id,
        "is_editor": reader.has(Role.EDITOR),
        "may_delete_all": reader.has(Role.MODERATOR),
        "reader_id": reader.user_id,
        "form": bound or empty(),
    }
    status = UNUSABLE if bound else 200
    return render(request, "authoring/thread.html", context, status=status)
