"""Puts an uploaded file into a pack: as a draft at first, for readers when it is used.

The pack's own item names the same stored files, so nothing is copied. Until readers
get it, it has a token of its own and is served only to people who edit.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.media.queries import alt_texts, files_of
from app.media.showing import withdraw
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.ids import secret_token

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# What a pack takes over of an upload; its captions come by a way of their own.
KEPT = (MediaRole.VARIANT, MediaRole.POSTER, MediaRole.STREAM)
TAKEN_OVER = ("kind", "title", "author", "licence", "source", "language", "preview")
NO_WORDS = N_("Say first what the picture shows, in the language of the pack.")
TAKEN = N_("The pack has a file of this name already. Choose another one.")
GONE = N_("There is no such file in this pack.")


class Place(Struct, frozen=True):
    """A pack by its key, the language it is written in, and a name in it."""

    owner: str
    language: str
    name: str


def place(session: Session, item: MediaItem, where: Place) -> MediaItem:
    """Give a pack an uploaded file; raise Conflict when it cannot be used so."""
    known = select(MediaItem).where(
        col(MediaItem.owner) == where.owner, col(MediaItem.name) == where.name
    )
    if session.scalar(known) is not None:
        raise Conflict(TAKEN)
    check_described(session, item, where.language)
    placed = MediaItem(
        owner=where.owner,
        name=where.name,
        kind=item.kind,
        title=item.title,
        author=item.author,
        licence=item.licence,
        language=item.language,
        token=secret_token(),
        placed_from=item.token or "",
        created_at=clock.now(),
    )
    session.add(placed)
    session.flush()  # Its files refer to it.
    take_newest(session, placed, item)
    return placed


def check_described(session: Session, item: MediaItem, language: str) -> None:
    """Raise Conflict for a picture without words in a language."""
    if item.kind is MediaKind.IMAGE and not alt_in(session, item, language):
        raise Conflict(NO_WORDS)


def alt_in(session: Session, item: MediaItem, language: str) -> str:
    """Return what a picture shows in the words of a language, or nothing."""
    said = {alt.language: alt.text for alt in alt_texts(session, item)}
    return said.get(language, "")


def take_newest(session: Session, placed: MediaItem, item: MediaItem) -> None:
    """Make what a pack has of an upload the newest version of it."""
    old = (col(MediaFile.item_id) == placed.id, col(MediaFile.role).in_(KEPT))
    if placed.token is None:
        withdraw(session, session.scalars(select(col(MediaFile.key)).where(*old)))
    session.execute(delete(MediaFile).where(*old))
    for name in TAKEN_OVER:
        setattr(placed, name, getattr(item, name))
    placed.duration, placed.version = item.duration, item.version
    files = list(_named(placed, files_of(session, item)))
    session.add_all(files)
    placed.text = described(placed, files)


def _named(placed: MediaItem, files: Sequence[MediaFile]) -> Iterator[MediaFile]:
    """Yield the files as the pack names them; the largest plain picture is the first
    name of a figure, and needs no width in it.
    """
    plain = [file for file in files if file.content_type in {"image/jpeg", "image/png"}]
    largest = max(plain, key=lambda file: file.width, default=None)
    for file in files:
        if file.role not in KEPT:
            continue
        ending = file.file_name.partition(".")[2]
        if placed.kind is MediaKind.IMAGE and file is largest:
            ending = ending.rpartition(".")[2]
        fields = file.model_dump(exclude={"id", "item_id", "file_name", "version"})
        yield MediaFile(
            **fields,
            item_id=placed.id or 0,
            file_name=f"{placed.name}.{ending}",
            version=placed.version,
        )


def described(placed: MediaItem, files: Sequence[MediaFile]) -> str:
    """Return the file that describes an item in a pack's folder, in TOML."""
    # Read in when somebody edits: a server that is only read needs none of it.
    import tomlkit  # noqa: PLC0415

    text = tomlkit.document()
    for name in ("title", "kind", "author", "licence", "source", "language"):
        value = getattr(placed, name)
        if value:
            text[name] = value.value if isinstance(value, MediaKind) else value
    if placed.duration:
        text["duration"] = round(placed.duration, 3)
    listed = tomlkit.aot()
    for file in files:
        if file.role is not MediaRole.VARIANT:
            continue
        table = tomlkit.table()
        table["file"], table["type"] = file.file_name, file.content_type
        if file.width:
            table["width"], table["height"] = file.width, file.height
        if file.page:
            table["page"] = file.page
        listed.append(table)
    text["files"] = listed
    return tomlkit.dumps(text)


def get_placed(session: Session, owner: str, name: str) -> MediaItem:
    """Return an item that somebody put into a pack; raise NotFound."""
    item = session.scalar(
        select(MediaItem).where(
            col(MediaItem.owner) == owner,
            col(MediaItem.name) == name,
            col(MediaItem.placed_from) != "",
        )
    )
    if item is None:
        raise NotFound(GONE)
    return item


def take_out(session: Session, placed: MediaItem) -> None:
    """Take a file out of a pack; raise Conflict when readers have it."""
    if placed.token is None:
        raise Conflict(
            N_("Readers have this file. Take it out of the module first, and publish.")
        )
    session.execute(delete(MediaFile).where(col(MediaFile.item_id) == placed.id))
    session.delete(placed)


def show(placed: MediaItem) -> None:
    """Give readers what only drafts used."""
    placed.token = None


def names_used(text: str) -> frozenset[str]:
    """Return the names of files and items that a module's Markdown mentions."""
    return frozenset(_USED.findall(text))


def is_used(item: MediaItem, files: Sequence[MediaFile], names: frozenset[str]) -> bool:
    """Tell whether a module that mentions these names shows an item."""
    return item.name in names or any(file.file_name in names for file in files)


_USED = re.compile(r"(?:\bmedia:|\b(?:file|result)=\"?)([a-z0-9][a-z0-9._-]*)")
