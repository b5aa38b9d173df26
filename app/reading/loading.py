"""Finds what an address names: a pack or a module, in the reader's languages."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from app.packs.models import PublicState
from app.packs.queries import get_pack
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_
from app.platform.languages import Language
from app.reading.languages import reader_languages
from app.reading.lesson_view import LessonView, build_lesson_view
from app.reading.pack_view import PackView, Station, build_pack_view
from app.reading.snapshots import Content, ContentReader
from app.web.dependencies import ContentLanguage

Slug = Annotated[str, Path(max_length=80)]
Number = Annotated[int, Path(ge=1, le=99)]


class Withdrawn(Gone):
    """A pack was taken down; what to read instead, if anything."""

    def __init__(self, reason: str, successor: str | None) -> None:
        sentence = N_("This pack was withdrawn. %(reason)s")
        super().__init__(sentence, reason=reason)
        self.successor = successor


@dataclass(frozen=True)
class OpenPack:
    """A pack as this reader opened it."""

    view: PackView
    page: Language
    languages: tuple[str, ...]
    content: ContentReader

    @property
    def base(self) -> str:
        """The address of the pack."""
        return f"/{self.page.code}/packs/{self.view.pack.slug}"


@dataclass(frozen=True)
class OpenModule:
    """A module as this reader opened it."""

    opened: OpenPack
    station: Station
    lesson: LessonView

    @property
    def base(self) -> str:
        """The address of the module."""
        return f"{self.opened.base}/{self.station.number}"


def open_pack(
    slug: Slug, page: ContentLanguage, content: Content, request: Request
) -> OpenPack:
    """Return the pack an address names; raise NotFound or Gone."""
    languages = reader_languages(request, page)

    def build() -> PackView:
        pack = get_pack(content.session, slug)
        if pack.state == PublicState.WITHDRAWN:
            raise Withdrawn(pack.withdrawn_reason, pack.successor_slug)
        return build_pack_view(content.session, pack, languages)

    view = content.once(("pack", slug, languages), build)
    return OpenPack(view, page, languages, content)


Opened = Annotated[OpenPack, Depends(open_pack, scope="function")]


def open_module(opened: Opened, number: Number) -> OpenModule:
    """Return the module an address names; raise NotFound."""
    station = opened.view.station(number)
    if station is None:
        raise NotFound(N_("This pack has no module with that number."))
    content = opened.content
    key = ("lesson", opened.view.pack.slug, station.module.key, opened.languages)
    lesson = content.once(
        key,
        lambda: build_lesson_view(
            content.session, opened.view, station, opened.languages
        ),
    )
    return OpenModule(opened, station, lesson)


Module = Annotated[OpenModule, Depends(open_module, scope="function")]
