"""A file that was sent: what it would do, having it taken in, or forgetting it."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.platform.db import Database
from app.platform.languages import Language
from app.translation.exchange.models import CatalogFile
from app.translation.exchange.sending import (
    EVERYTHING,
    Sender,
    Sent,
    check_sent,
    discard,
    get_file,
    receive,
    review,
    take,
)
from app.translation.exchange.showing import shown
from app.translation.exchange.subjects import Subject, find_subject
from app.translation.exchange.titles import title_of
from app.translation.permissions import may
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

SENDING = Limit("translations-address", 60, timedelta(hours=1))
# A number that no database refuses.
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]

router = page_router()


def accept_file(
    request: Request, page: Language, database: Database, sent: Sent
) -> Response:
    """Keep a file and lead to its review; raise CatalogError, ArchiveError."""
    count_by_address(request, SENDING)
    check_sent(sent)
    with database.transaction() as session:
        file = receive(session, sent)
    return see_other(_path(request, page, file))


@router.get("/{lang}/translations/sent/{file_id:int}", name="translation.review_file")
def show_review(
    reader: SignedIn,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    file_id: RowId,
) -> Response:
    """Show what taking a file in would do; or what it did, once it was."""
    file = get_file(session, file_id, reader.user_id)
    subject = find_subject(session, file.subject)
    reviewed = review(session, file, _sender(request, reader, file, subject))
    context = {
        "shown": shown(reviewed),
        "subject": subject,
        "title": title_of(session, subject, page) if subject else None,
        "back": _back(page, file, subject),
    }
    return render(request, "translation/sent_file.html", context)


@router.post(
    "/{lang}/translations/sent/{file_id:int}/take", name="translation.take_file"
)
def take_file(
    reader: SignedIn,
    page: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    file_id: RowId,
) -> Response:
    """Take in what the review showed, all of it or nothing."""
    with database.transaction() as session:
        file = get_file(session, file_id, reader.user_id)
        subject = find_subject(session, file.subject)
        take(session, file, _sender(request, reader, file, subject))
    return see_other(_path(request, page, file))


@router.post(
    "/{lang}/translations/sent/{file_id:int}/discard", name="translation.discard_file"
)
def discard_file(
    reader: SignedIn, page: ContentLanguage, session: SessionDep, file_id: RowId
) -> Response:
    """Forget a file; nothing of it was taken in."""
    file = get_file(session, file_id, reader.user_id)
    discard(file)
    return see_other(_back(page, file, find_subject(session, file.subject)))


def _sender(
    request: Request, reader: CurrentUser, file: CatalogFile, subject: Subject | None
) -> Sender:
    skills = subject.skills if subject else ()
    allowed = may(reader.grants, skills=skills, language=file.language)
    return Sender(
        request.app.state.settings.public_url,
        reader.user_id,
        may_translate=allowed.translate,
        may_approve=allowed.approve,
    )


def _path(request: Request, page: Language, file: CatalogFile) -> str:
    path: str = request.app.state.paths(
        "translation.review_file", lang=page.code, file_id=file.id
    )
    return path


def _back(page: Language, file: CatalogFile, subject: Subject | None) -> str:
    """Return the address of the page the file was sent from."""
    if subject is not None:
        where = f"{subject.kind.value}/{subject.slug}/{file.language}"
    else:
        where = f"languages/{file.language}" if file.subject == EVERYTHING else ""
    return f"/{page.code}/translations/{where}" if where else f"/{page.code}/packs"
