"""The answer with two versions of a draft, which is also what its own form asks for."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.authoring.clashing import versions_of_merge, versions_sent
from app.authoring.drafts import Clash, Seen, working_text
from app.authoring.pages import document_of
from app.authoring.source import HEAD_FIELDS, form_values
from app.reading.history import subject_of_module
from app.reading.loading import OpenModule
from app.web.forms import empty
from app.web.templates import render

CLASH = 409


def show_clash(
    request: Request,
    opened: OpenModule,
    clash: Clash,
    message: str = "",
    undone: int = 0,
) -> Response:
    """Show both texts; saving the form again takes what is in it.

    `undone` is the version somebody wished to take back, 0 where two people met.
    """
    context = {
        "versions": versions_of_merge(clash.merge),
        "form": empty(form_values(clash.merge.mine_first)),
        "message_of_mine": message,
        "undone": undone,
    }
    return _page(request, opened, clash.seen, context)


def show_choice(
    request: Request, opened: OpenModule, data: FormData, seen: Seen
) -> Response:
    """Show both texts again, with the words of one taken in some place."""
    undone = str(data.get("undone", "0"))
    context = {
        "versions": versions_sent(data),
        "form": empty({name: str(data.get(name, "")) for name in HEAD_FIELDS}),
        "message_of_mine": str(data.get("message", "")),
        "undone": int(undone) if undone.isascii() and undone.isdigit() else 0,
    }
    return _page(request, opened, seen, context)


def _page(
    request: Request, opened: OpenModule, seen: Seen, more: Mapping[str, object]
) -> Response:
    session: Session = opened.opened.content.session
    author = working_text(session, document_of(session, opened)).author
    context = {
        "opened": opened,
        "subject": subject_of_module(opened),
        "seen": seen,
        "author": author,
        **more,
    }
    return render(request, "authoring/clash.html", context, status=CLASH)
