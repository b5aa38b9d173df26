"""What handlers ask for: an organisation's desk, a path of it, a pack of a path."""

from typing import Annotated

from fastapi import Depends, Path, Request
from msgspec import Struct
from msgspec.structs import replace

from app.accounts.access import SignedIn
from app.hosts.permissions import require_editor
from app.onboarding.leading import LedTo
from app.onboarding.models import Path as LearningPath
from app.onboarding.queries import best_words, get_path, own_path
from app.onboarding.stops import path_steps
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.projects.models import Organisation
from app.projects.queries import get_organisation
from app.reading.languages import reader_languages
from app.reading.loading import (
    Number,
    OpenModule,
    OpenPack,
    PackAddress,
    Slug,
    TakenIn,
)
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.snapshots import Content

PathSlug = Annotated[str, Path(alias="path", pattern=r"^[a-z0-9-]{1,60}$")]
PackSlug = Annotated[str, Path(alias="pack", pattern=r"^[a-z0-9-]{1,80}$")]
RowNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Desk(Struct, frozen=True):
    """An organisation, opened by somebody who may act for it."""

    organisation: Organisation
    session: SessionDep
    request: Request
    lang: str
    languages: tuple[str, ...]

    @property
    def home(self) -> str:
        """The address of the desk."""
        return f"/{self.lang}/organisations/{self.organisation.slug}/onboarding"


class PathDesk(Struct, frozen=True):
    """A path of an organisation, opened by somebody who may act for it."""

    desk: Desk
    path: LearningPath

    @property
    def session(self) -> SessionDep:
        """The session it was read in."""
        return self.desk.session

    @property
    def home(self) -> str:
        """The address of its desk."""
        return f"{self.desk.home}/{self.path.slug}"


# Plain, because it reads from the database.
def open_desk(
    user: SignedIn,
    slug: Slug,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
) -> Desk:
    """Return the organisation an address names; raise NotFound or Forbidden."""
    organisation = get_organisation(session, slug)
    require_editor(session, organisation, user)
    languages = reader_languages(request, page)
    return Desk(organisation, session, request, page.code, languages)


OpenDesk = Annotated[Desk, Depends(open_desk, scope="function")]


def open_path_desk(_user: SignedIn, desk: OpenDesk, path: PathSlug) -> PathDesk:
    """Return the path an address names; raise NotFound or Forbidden."""
    return PathDesk(desk, own_path(desk.session, desk.organisation, path))


OpenPathDesk = Annotated[PathDesk, Depends(open_path_desk, scope="function")]


class PathModule(Struct, frozen=True):
    """A module of a pack of a path, as an address names it."""

    path: str
    address: PackAddress
    number: int = 1

    def led_to(self) -> LedTo:
        """Return the pack as the path leads to it; raise NotFound."""
        session, languages = self.address.content.session, self.address.languages
        path, _ = get_path(session, self.path)
        for step in path_steps(session, path, languages):
            for stop in step.stops:
                if stop.slug == self.address.slug:
                    title = best_words(session, path, languages).title
                    place = f"paths/{path.slug}/"
                    taken_in = TakenIn(place, title, stop.step.pinned_at)
                    return LedTo(self.address, stop, taken_in)
        raise NotFound(N_("This pack is not on the path any more."))

    def open_pack(self) -> OpenPack:
        """Return the pack as the path shows it; raise NotFound or Gone."""
        return self.led_to().open()

    def open(self) -> OpenModule:
        """Return a module as the path shows it; raise Moved, NotFound or Gone."""
        return self.led_to().module(self.number)


# A coroutine, because it only looks at the request; the handler's thread reads.
async def path_pack(
    path: PathSlug,
    pack: PackSlug,
    page: ContentLanguage,
    content: Content,
    request: Request,
) -> PathModule:
    """Return the pack of a path that an address names, unread."""
    languages = reader_languages(request, page)
    return PathModule(path, PackAddress(pack, page, content, languages))


AddressedPathPack = Annotated[PathModule, Depends(path_pack, scope="function")]


async def path_module(pack: AddressedPathPack, number: Number) -> PathModule:
    """Return the module of a pack of a path that an address names, unread."""
    return replace(pack, number=number)


AddressedPathModule = Annotated[PathModule, Depends(path_module, scope="function")]
