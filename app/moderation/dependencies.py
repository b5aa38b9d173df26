"""What every page of roles needs: the session, the request, the way back."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.models import User
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.redirects import see_other


class Desk(Struct, frozen=True):
    """Where a change is asked for: the session, the request, the page's language."""

    session: SessionDep
    request: Request
    lang: str

    def back(self, user: User, said: str) -> Response:
        """Go back to the page of an account and say what was done."""
        name = quote(user.name, safe="")
        return see_other(f"/{self.lang}/roles/account?name={name}&said={said}")


def open_desk(session: SessionDep, request: Request, page: ContentLanguage) -> Desk:
    """Return what every change needs."""
    return Desk(session, request, page.code)


OpenDesk = Annotated[Desk, Depends(open_desk, scope="function")]
