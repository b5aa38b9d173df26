"""What the handlers of this room ask for: modules found by their documents."""

from typing import Annotated

from fastapi import Depends, Path, Request
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Editor
from app.authoring.protecting import check_may_write
from app.authoring.queries import place_of_document
from app.platform.languages import Language
from app.reading.languages import reader_languages
from app.reading.loading import (
    AddressedPack,
    ModuleAddress,
    OpenModule,
    PackAddress,
    sees_drafts,
)
from app.web.dependencies import ContentLanguage
from app.web.snapshots import Content, ContentReader

# A number that no database refuses.
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Desk(Struct, frozen=True):
    """What opens modules for a request; nothing is read before `module`."""

    page: Language
    content: ContentReader
    languages: tuple[str, ...]
    sees_drafts: bool

    @property
    def session(self) -> Session:
        """The session of the request."""
        return self.content.session

    def module(self, document_id: int) -> OpenModule:
        """Return the module a document is the text of; raise NotFound or Gone."""
        slug, number = place_of_document(self.session, document_id)
        return self.at(slug, number)

    def at(self, slug: str, number: int) -> OpenModule:
        """Return the module at an address; raise Moved, NotFound or Gone."""
        pack = PackAddress(
            slug, self.page, self.content, self.languages, self.sees_drafts
        )
        return ModuleAddress(pack, number).open()


async def desk(page: ContentLanguage, content: Content, request: Request) -> Desk:
    """Return the desk of a request."""
    languages = reader_languages(request, page)
    return Desk(page, content, languages, sees_drafts(request))


def writer(editor: Editor, address: AddressedPack) -> None:
    """Let in who may change the drafts of a pack; raise Forbidden for others."""
    check_may_write(address.open().view, editor)


WRITERS_ONLY = Depends(writer)

DeskDep = Annotated[Desk, Depends(desk, scope="function")]
