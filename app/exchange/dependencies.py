"""What every page of this room needs: the session, the request, the language."""

from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Path, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlalchemy.exc import OperationalError

from app.accounts.rate_limits import Limit
from app.exchange.limits import count
from app.notices.queries import has_unread
from app.notices.service import mark_read_at
from app.platform.db import Database
from app.platform.errors import AppError, TooManyRequests
from app.platform.i18n import gettext
from app.platform.languages import Language
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, FormT, refused
from app.web.redirects import see_other

# A number that no database refuses.
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Desk(Struct, frozen=True):
    """Where something is asked for: the session, the request, the page's language."""

    session: SessionDep
    request: Request
    page: Language

    def to(self, address: str, **said: str) -> Response:
        """Go to an address of this site after a change, and say what was done."""
        query = "&".join(f"{key}={quote(text)}" for key, text in said.items())
        place, hash_, spot = address.partition("#")
        return see_other(
            f"/{self.page.code}/{place}{'?' if query else ''}{query}{hash_}{spot}"
        )

    def count(self, limit: Limit, user_id: int) -> None:
        """Count something an account does; raise TooManyTries."""
        count(self.session, self.request.app.state.settings, limit, user_id)

    def mark_read(self, path: str, user_id: int) -> None:
        """Mark as read what somebody was told about the page they open."""
        if has_unread(self.session, user_id, path):
            database: Database = self.request.app.state.database
            # It can be read too while nothing can be kept.
            with suppress(OperationalError), database.transaction() as session:
                mark_read_at(session, user_id, path)

    def said(self, name: str) -> str:
        """Return what an address says was done just now."""
        return self.request.query_params.get(name, "")[:200]


def open_desk(session: SessionDep, request: Request, page: ContentLanguage) -> Desk:
    """Return what every page needs."""
    return Desk(session, request, page)


OpenDesk = Annotated[Desk, Depends(open_desk, scope="function")]


class Refused(Struct, frozen=True):
    """A form that was refused, with what was typed, and the status to say so with."""

    bound: Bound[Any]
    status: int
    retry_after: int = 0


def refusal(bound: Bound[FormT], name: str, error: AppError) -> Refused:
    """Return a form with a refusal beside a field, to be shown again."""
    sentence = gettext(error.message, **error.params)
    seconds = error.retry_after if isinstance(error, TooManyRequests) else 0
    return Refused(refused(bound, name, sentence), error.status, seconds)


def with_status(response: Response, sent: Refused | None) -> Response:
    """Give a page with a refused form the status of the refusal."""
    if sent is not None:
        response.status_code = sent.status
        if sent.retry_after:
            response.headers["Retry-After"] = str(sent.retry_after)
    return response
