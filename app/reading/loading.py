"""Finds what an address names: a pack or a module, in the reader's languages."""

from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Depends, Path, Request
from msgspec import Struct
from msgspec.structs import replace

from app.accounts.roles import Role
from app.packs.models import PublicState
from app.packs.queries import find_successor, get_pack
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_, words_of
from app.platform.languages import Language
from app.platform.limited import TookTooLong
from app.reading.languages import reader_languages
from app.reading.lesson_view import (
    Instead,
    LessonView,
    build_empty_view,
    build_lesson_view,
)
from app.reading.pack_view import PackView, Station, build_pack_view
from app.web.dependencies import ContentLanguage
from app.web.snapshots import Content, ContentReader
from app.web.viewer import viewer_of

log = structlog.get_logger("passalong.reading")

Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
Number = Annotated[int, Path(ge=1, le=99)]


class TakenIn(Struct, frozen=True):
    """What a reader takes a pack in, such as a path of an organisation.

    `place` is its address after the language, with a slash at the end. `version_of`
    is the day of the version that is shown there, None for the newest.
    """

    place: str
    name: str
    version_of: datetime | None = None


class OpenPack(Struct, frozen=True):
    """A pack as this reader opened it."""

    view: PackView
    page: Language
    languages: tuple[str, ...]
    content: ContentReader
    taken_in: TakenIn | None = None

    @property
    def base(self) -> str:
        """The address of the pack."""
        return f"/{self.page.code}/packs/{self.view.pack.slug}"

    @property
    def way(self) -> str:
        """The address below which this reader takes its modules."""
        place = self.taken_in.place if self.taken_in else ""
        return f"/{self.page.code}/{place}packs/{self.view.pack.slug}"

    @property
    def up(self) -> str:
        """The address of what leads to the modules."""
        if self.taken_in is None:
            return self.base
        return f"/{self.page.code}/{self.taken_in.place.rstrip('/')}"

    @property
    def end(self) -> str:
        """Where somebody goes who has done the last module."""
        slug = self.view.pack.slug
        return f"{self.up}?done={slug}" if self.taken_in else f"{self.base}/done"


class OpenModule(Struct, frozen=True):
    """A module as this reader opened it."""

    opened: OpenPack
    station: Station
    lesson: LessonView

    @property
    def base(self) -> str:
        """The address of the module."""
        return f"{self.opened.base}/{self.station.number}"

    @property
    def way(self) -> str:
        """The address at which this reader takes it."""
        return f"{self.opened.way}/{self.station.number}"


class PackAddress(Struct, frozen=True):
    """What an address says of a pack; nothing is read before `open`.

    Only editors open drafts.
    """

    slug: str
    page: Language
    content: ContentReader
    languages: tuple[str, ...]
    sees_drafts: bool = False

    def open(self) -> OpenPack:
        """Return the pack; raise Moved, NotFound or Gone."""
        key = ("pack", self.slug, self.languages, self.sees_drafts)
        view = self.content.once(key, self._build)
        return OpenPack(view, self.page, self.languages, self.content)

    def _build(self) -> PackView:
        session = self.content.session
        pack = get_pack(session, self.slug, sees_drafts=self.sees_drafts)
        if pack.state == PublicState.WITHDRAWN:
            raise Gone(
                N_("This pack was withdrawn. %(reason)s"),
                reason=words_of(pack.withdrawn_reason),
                successor=find_successor(session, pack),
            )
        return build_pack_view(session, pack, self.languages)


class ModuleAddress(Struct, frozen=True):
    """What an address says of a module; nothing is read before `open`."""

    pack: PackAddress
    number: int

    def open(self) -> OpenModule:
        """Return the module; raise Moved, NotFound or Gone."""
        opened = self.pack.open()
        station = opened.view.station(self.number)
        if station is None:
            raise NotFound(N_("This pack has no module with that number."))
        return OpenModule(opened, station, lesson_of(opened, station))


def lesson_of(opened: OpenPack, station: Station) -> LessonView:
    """Return a lesson; the last good one, or only its head, if it takes too long."""
    content, languages = opened.content, opened.languages
    key = ("lesson", opened.view.pack.slug, station.module.key, languages)
    try:
        return content.once_kept(
            key,
            lambda: build_lesson_view(content.session, opened.view, station, languages),
        )
    except TookTooLong:
        log.warning("lesson_took_too_long", module=station.module.id)
    good: LessonView | None = content.last_good(key)
    if good:
        return replace(good, instead=Instead.EARLIER)
    return build_empty_view(content.session, station, languages)


# Coroutines, because they only look at the request; the handler's thread reads.
async def pack_address(
    slug: Slug, page: ContentLanguage, content: Content, request: Request
) -> PackAddress:
    """Return the pack an address names, unread."""
    languages = reader_languages(request, page)
    return PackAddress(slug, page, content, languages, sees_drafts(request))


def sees_drafts(request: Request) -> bool:
    """Tell whether somebody may open packs that readers do not have yet."""
    return Role.EDITOR in viewer_of(request).roles


AddressedPack = Annotated[PackAddress, Depends(pack_address, scope="function")]


async def module_address(pack: AddressedPack, number: Number) -> ModuleAddress:
    """Return the module an address names, unread."""
    return ModuleAddress(pack, number)


AddressedModule = Annotated[ModuleAddress, Depends(module_address, scope="function")]
