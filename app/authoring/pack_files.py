"""The files of a pack as its authors see them: what there is, and how it is put in."""

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.authoring.drafts import working_text
from app.authoring.pack_captions import is_captions_newer, take_captions
from app.media.models import MediaItem, MediaKind
from app.media.placing import (
    alt_in,
    is_used,
    names_used,
    show,
)
from app.media.queries import MediaGroup, get_item, media_of
from app.packs.models import Pack
from app.reading.loading import OpenModule, OpenPack
from app.reading.pack_view import PackView, Station
from app.texts.models import Document


class PackFile(Struct, frozen=True):
    """A file of a pack: what to write to show it, and the modules that do."""

    group: MediaGroup
    source: MediaItem | None
    insertion: str
    used_in: tuple[Station, ...]
    has_newer_captions: bool = False

    @property
    def is_public(self) -> bool:
        """Whether readers have it."""
        return self.group.item.token is None

    @property
    def has_newer(self) -> bool:
        """Whether it was replaced since, or has captions that readers have not."""
        newest = self.source.version if self.source else 0
        return newest > self.group.item.version or (
            self.is_public and self.has_newer_captions
        )


class OwnFile(Struct, frozen=True):
    """A file somebody brought that is not in the pack; `name` is proposed."""

    item: MediaItem
    name: str
    needs_words: bool


def with_drafts(opened: OpenModule) -> OpenModule:
    """Return a module as its authors see it: with the files only drafts use."""
    pack = opened.opened
    media = media_of(pack.content.session, pack.view.pack.key, with_drafts=True)
    view = replace(pack.view, media=media)
    return replace(opened, opened=replace(pack, view=view))


def pack_files(session: Session, opened: OpenPack) -> list[PackFile]:
    """Return the files of a pack, the newest first."""
    view = opened.view
    groups = media_of(session, view.pack.key, with_drafts=True)
    mentioned = [(one, names_used(_text(session, one))) for one in view.stations]
    found = []
    for group in reversed(groups.values()):
        item = group.item
        users = [s for s, names in mentioned if is_used(item, group.files, names)]
        source = get_item(session, item.placed_from) if item.placed_from else None
        alt = alt_in(session, source or item, view.source_language)
        has_newer = is_captions_newer(session, group)
        found.append(
            PackFile(group, source, insertion(group, alt), tuple(users), has_newer)
        )
    return found


def _text(session: Session, station: Station) -> str:
    document = session.get_one(Document, station.module.document_id)
    return working_text(session, document).text


def insertion(group: MediaGroup, alt: str) -> str:
    """Return the Markdown that shows a file."""
    item = group.item
    title = " ".join(item.title.split())
    if item.kind in {MediaKind.VIDEO, MediaKind.AUDIO}:
        return f"::: {item.kind.value} file={item.name}\n{title}\n:::\n"
    if group.pages and group.pages[0].width > group.pages[0].height:
        return f"::: slides file={item.name}\n{title}\n:::\n"
    name = _first_name(group)
    if item.kind is MediaKind.DOCUMENT:
        return f"::: worksheet file={name}\n{title}\n:::\n"
    # Brackets would end the words.
    words = " ".join(alt.split()).replace("[", "(").replace("]", ")")
    return f"::: figure\n![{words}](media:{name})\n\n{title}\n:::\n"


def _first_name(group: MediaGroup) -> str:
    """Return the shortest name: that of the largest picture, or the only one."""
    return min((file.file_name for file in group.variants), key=len, default="")


def own_files(
    session: Session, view: PackView, user_id: int, *, limit: int, offset: int
) -> list[OwnFile]:
    """Return what somebody brought and has not put into this pack, newest first."""
    rows = session.scalars(
        _own(view, user_id)
        .order_by(col(MediaItem.id).desc())
        .limit(limit)
        .offset(offset)
    )
    taken = set(media_of(session, view.pack.key, with_drafts=True))
    return [_own_file(session, view, item, taken) for item in rows]


def count_own_files(session: Session, view: PackView, user_id: int) -> int:
    """Count what somebody brought and has not put into this pack."""
    counted = select(func.count()).select_from(_own(view, user_id).subquery())
    return session.scalar(counted) or 0


def _own(view: PackView, user_id: int) -> Select[MediaItem]:
    here = select(col(MediaItem.placed_from)).where(
        col(MediaItem.owner) == view.pack.key
    )
    return select(MediaItem).where(
        col(MediaItem.uploader_id) == user_id,
        col(MediaItem.deleted_at).is_(None),
        col(MediaItem.version) > 0,
        col(MediaItem.token).not_in(here),
    )


def _own_file(
    session: Session, view: PackView, item: MediaItem, taken: set[str]
) -> OwnFile:
    has_words = item.kind is not MediaKind.IMAGE or bool(
        alt_in(session, item, view.source_language)
    )
    return OwnFile(item, _free_name(item.title, taken), not has_words)


def _free_name(title: str, taken: set[str]) -> str:
    """Return a name for a pack's folder that is not taken, from a title's letters."""
    letters = (one if one.isascii() and one.isalnum() else "-" for one in title.lower())
    words = [word for word in "".join(letters).split("-") if word]
    name = "-".join(words)[:50].strip("-") or "file"
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def show_used(session: Session, pack: Pack, text: str) -> None:
    """Give readers the files that a text they now get mentions."""
    names = names_used(text)
    for group in media_of(session, pack.key, with_drafts=True).values():
        if group.item.token and is_used(group.item, group.files, names):
            show(group.item)
        if group.item.token is None and is_used(group.item, group.files, names):
            take_captions(session, pack, group.item)
    weigh_files(session, pack)


def show_cover(session: Session, pack: Pack) -> None:
    """Give readers the picture of a pack's cover, when only drafts used it."""
    group = media_of(session, pack.key, with_drafts=True).get(pack.cover)
    if group is not None and group.item.token:
        show(group.item)
        weigh_files(session, pack)


def pictures_of(session: Session, pack: Pack) -> list[MediaItem]:
    """Return the pictures of a pack, those that only drafts use too."""
    groups = media_of(session, pack.key, with_drafts=True).values()
    return [one.item for one in groups if one.item.kind is MediaKind.IMAGE]


def weigh_files(session: Session, pack: Pack) -> None:
    """Add up what readers of a pack load when they take the lightest of each file."""
    session.flush()
    pack.media_bytes = sum(
        min((file.bytes for file in group.variants), default=0)
        for group in media_of(session, pack.key).values()
    )
