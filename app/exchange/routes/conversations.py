"""One's own conversations: reading, writing, ending them, saying that it helped."""

from contextlib import suppress
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
from app.accounts.dependencies import DatabaseDep
from app.exchange.conversations import find_talk, open_talk
from app.exchange.dependencies import (
    Desk,
    OpenDesk,
    Refused,
    RowId,
    refusal,
    with_status,
)
from app.exchange.forms.asking import MessageForm
from app.exchange.limits import WRITING
from app.exchange.telling import conversation_path
from app.exchange.writing import (
    end,
    go_on,
    has_news,
    mark_seen,
    note_helped,
    say,
)
from app.platform.errors import AppError, Forbidden
from app.platform.i18n import N_
from app.platform.languages import get_language
from app.web.forms import SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.templates import render

UNUSABLE = 422
ADDRESS = "/{lang}/me/peers/{conversation_id:int}"
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]

router = page_router()


@router.get(ADDRESS, name="exchange.conversation")
def show(
    reader: SignedIn,
    desk: OpenDesk,
    conversation_id: RowId,
    database: DatabaseDep,
    before: Before = None,
) -> Response:
    """Show a conversation to one of the two, who has seen it then."""
    talk, need = find_talk(desk.session, conversation_id, reader.user_id)
    response = _page(desk, reader, conversation_id, before=before)
    if has_news(desk.session, talk, need, reader.user_id):
        # It can be read too while nothing can be kept.
        with suppress(OperationalError), database.transaction() as session:
            mark_seen(session, conversation_id, need, reader.user_id)
    desk.mark_read(conversation_path(conversation_id), reader.user_id)
    return response


@router.post(ADDRESS, name="exchange.say")
def write(
    reader: SignedIn, desk: OpenDesk, conversation_id: RowId, data: SentForm
) -> Response:
    """Send a message."""
    talk, need = find_talk(desk.session, conversation_id, reader.user_id)
    bound = bind(MessageForm, data)
    if bound.value is None:
        sent = Refused(bound, UNUSABLE)
        return _page(desk, reader, conversation_id, sent)
    try:
        desk.count(WRITING, reader.user_id)
        say(desk.session, talk, need, by=reader.user_id, text=bound.value.text)
    except AppError as error:
        sent = refusal(bound, "text", error)
        return _page(desk, reader, conversation_id, sent)
    return desk.to(f"me/peers/{conversation_id}#last")


@router.post(f"{ADDRESS}/end", name="exchange.end")
def end_it(reader: SignedIn, desk: OpenDesk, conversation_id: RowId) -> Response:
    """End a conversation: nobody writes there any more."""
    talk, _ = find_talk(desk.session, conversation_id, reader.user_id)
    end(desk.session, talk, by=reader.user_id)
    return desk.to(f"me/peers/{conversation_id}", said="ended")


@router.post(f"{ADDRESS}/resume", name="exchange.resume")
def resume(reader: SignedIn, desk: OpenDesk, conversation_id: RowId) -> Response:
    """Take up again what one has ended."""
    talk, _ = find_talk(desk.session, conversation_id, reader.user_id)
    go_on(desk.session, talk, by=reader.user_id)
    return desk.to(f"me/peers/{conversation_id}")


@router.post(f"{ADDRESS}/helped", name="exchange.helped")
def helped(
    reader: SignedIn, desk: OpenDesk, conversation_id: RowId, data: SentForm
) -> Response:
    """Say that it helped, or take that back."""
    talk, need = find_talk(desk.session, conversation_id, reader.user_id)
    if need.asker_id != reader.user_id:
        raise Forbidden(N_("Only who asked can say that it helped."))
    is_so = data.get("is_so") != "0"
    note_helped(desk.session, talk, need, is_so=is_so)
    said = {"said": "helped"} if is_so else {}
    return desk.to(f"me/peers/{conversation_id}", **said)


def _page(
    desk: Desk,
    reader: CurrentUser,
    talk_id: int,
    sent: Refused | None = None,
    *,
    before: int | None = None,
) -> Response:
    opened = open_talk(desk.session, talk_id, reader.user_id, before=before)
    context = {
        "opened": opened,
        "title_language": get_language(opened.need.language),
        "ended_by_me": opened.talk.ended_by == reader.user_id,
        "is_earlier": before is not None,
        "form": sent.bound if sent else empty(),
        "said": desk.said("said"),
    }
    response = render(desk.request, "exchange/conversation.html", context)
    return with_status(response, sent)
