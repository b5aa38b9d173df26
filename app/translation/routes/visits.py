"""What the handlers of the glossary and of languages share."""

from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.platform.languages import Language
from app.translation.glossary.pages import language_pair
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.redirects import see_other
from app.web.templates import render
from app.web.viewer import viewer_of

# A number that no database refuses.
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Visit(Struct, frozen=True):
    """A request for a page in a language."""

    page: Language
    session: Session
    request: Request

    @property
    def languages(self) -> tuple[Language, Language]:
        """The language of the page, and the one to compare it with."""
        return language_pair(self.page, viewer_of(self.request).preferences.languages)

    def path(self, name: str, **values: object) -> str:
        """Return the address of a page in the language of this one."""
        address: str = self.request.app.state.paths(name, lang=self.page.code, **values)
        return address

    def go(self, name: str, **values: object) -> Response:
        """Send the reader to another page after a change."""
        return see_other(self.path(name, **values))

    def show(
        self, template: str, context: dict[str, Any], *, status: int = 200
    ) -> Response:
        """Return a page."""
        return render(self.request, template, context, status=status)


# A coroutine, because it only puts together what is there.
async def current_visit(
    page: ContentLanguage, session: SessionDep, request: Request
) -> Visit:
    """Return the request as these handlers see it."""
    return Visit(page, session, request)


CurrentVisit = Annotated[Visit, Depends(current_visit, scope="function")]
