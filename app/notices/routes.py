"""One's own notices: reading them, marking them as read, turning kinds off."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.notices.models import NoticeKind
from app.notices.queries import count_notices, notices_of, unwanted_kinds
from app.notices.service import choose_kinds, mark_read
from app.notices.words import KIND_NAMES, sentence_of
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.templates import render

PER_PAGE = 30
NoticeId = Annotated[int, Path(ge=1, le=2**31 - 1)]

router = page_router()


@router.get("/{lang}/me/notices", name="notices.list")
def show_notices(
    reader: SignedIn, _page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what happened that is meant for somebody, the newest first."""
    pager = Pager.of(request, PER_PAGE, count_notices(session, reader.user_id))
    context = {
        "rows": notices_of(
            session, reader.user_id, limit=PER_PAGE, offset=pager.offset
        ),
        "pager": pager,
        "kinds": KIND_NAMES,
        "sentence_of": sentence_of,
        "unwanted": unwanted_kinds(session, reader.user_id),
        "is_chosen": request.query_params.get("chosen") == "1",
    }
    return render(request, "notices/list.html", context)


@router.post("/{lang}/me/notices/read", name="notices.read_all")
def read_all(reader: SignedIn, page: ContentLanguage, session: SessionDep) -> Response:
    """Mark every notice as read."""
    mark_read(session, reader.user_id)
    return _back_to(page.code)


@router.post("/{lang}/me/notices/{notice_id:int}/read", name="notices.read")
def read_one(
    reader: SignedIn, page: ContentLanguage, session: SessionDep, notice_id: NoticeId
) -> Response:
    """Mark a notice as read."""
    mark_read(session, reader.user_id, notice_id)
    return _back_to(page.code)


@router.post("/{lang}/me/notices/kinds", name="notices.choose")
def choose(
    reader: SignedIn, page: ContentLanguage, session: SessionDep, data: SentForm
) -> Response:
    """Keep which kinds somebody wants to be told."""
    given = {str(kind) for kind in data.getlist("kind")}
    wanted = [kind for kind in NoticeKind if kind.value in given]
    choose_kinds(session, reader.user_id, wanted)
    return see_other(f"/{page.code}/me/notices?chosen=1#kinds")


def _back_to(code: str) -> Response:
    return see_other(f"/{code}/me/notices")
