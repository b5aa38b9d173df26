"""What handlers of the workbench ask for besides who is asking."""

from typing import Annotated

from fastapi import Depends, Path, Request
from msgspec import Struct
from sqlmodel import Session

from app.accounts.current import CurrentUser
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, find_language
from app.translation.desk.address import Address
from app.translation.desk.board import Board, Worker
from app.translation.desk.marks import Show
from app.translation.desk.subjects import get_subject
from app.translation.permissions import may
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage

SubjectSlug = Annotated[str, Path(pattern=r"^([a-z]{1,20}:)?[a-z0-9-]{1,80}$")]
UnitId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]


class DeskAddress(Struct, frozen=True):
    """What an address says of a workbench; nothing is read before `open`."""

    address: Address
    session: Session

    def open(self, reader: CurrentUser | None) -> Board:
        """Return the workbench for somebody; raise NotFound or Gone."""
        subject = get_subject(self.session, self.address.slug)
        rights = may(
            reader.grants if reader else None,
            skills=subject.skills,
            language=self.address.target,
        )
        worker = Worker(reader.user_id if reader else None, rights)
        return Board(self.session, subject, self.address, worker)


# Coroutines, because they only look at the request; the handler's thread reads.
async def languages(source: str, target: str) -> tuple[Language, Language]:
    """Return the two languages of an address; raise NotFound."""
    found = [find_language(code) for code in (source, target)]
    known = [language for language in found if language and not language.pseudo]
    if len(known) != len(found) or known[0] == known[1]:
        raise NotFound(N_("Choose two languages, one to translate from, one to."))
    return known[0], known[1]


Languages = Annotated[tuple[Language, Language], Depends(languages)]


async def desk_address(
    slug: SubjectSlug,
    between: Languages,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
) -> DeskAddress:
    """Return the workbench an address names, unread."""
    show = request.query_params.get("show", "")
    address = Address(
        lang=page.code,
        slug=slug,
        source=between[0].code,
        target=between[1].code,
        filter=Show(show) if show in set(Show) else Show.TODO,
        part=request.query_params.get("part", "")[:40],
    )
    return DeskAddress(address, session)


AddressedDesk = Annotated[DeskAddress, Depends(desk_address, scope="function")]
