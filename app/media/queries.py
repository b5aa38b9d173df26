"""Reading media: items with their files, uploads, and where files are used."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from app.media.models import (
    DELETED,
    AltText,
    CommonsFile,
    MediaFile,
    MediaItem,
    MediaKind,
    MediaRole,
    Upload,
)
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.jobs import Job
from app.platform.media_settings import readers_files


class MediaGroup(Struct, frozen=True):
    """An item and its files, best first; `pages` are pictures of those of a document,
    in order, of each the smaller ones first. `streams` are a long film once more, in
    pieces, and the playlists that name them; or a picture in other widths.
    """

    item: MediaItem
    variants: tuple[MediaFile, ...]
    poster: MediaFile | None
    captions: tuple[MediaFile, ...]
    pages: tuple[MediaFile, ...] = ()
    streams: tuple[MediaFile, ...] = ()

    @property
    def files(self) -> tuple[MediaFile, ...]:
        """Everything that a text can name."""
        stills = (self.poster,) if self.poster else ()
        return (*self.variants, *self.pages, *self.captions, *stills)

    def address(self, file: MediaFile, page: str) -> str:
        """Return where a file is served: privately while only a draft uses it.

        `page` is the code of a language, which private addresses begin with.
        """
        token = self.item.token
        if not token:
            return public_address(file)
        return f"/{page}/files/{token}/{file.key.split('/', 1)[1]}"


def public_address(file: MediaFile) -> str:
    """Return where readers have a file, which may be on a host of its own."""
    return f"{readers_files.get()}/media/{file.key.split('/', 1)[1]}"


def media_of(
    session: Session, owner: str, *, with_drafts: bool = False
) -> dict[str, MediaGroup]:
    """Return an owner's items by name; what no reader has yet only `with_drafts`."""
    wanted = select(MediaItem).where(col(MediaItem.owner) == owner)
    if not with_drafts:
        wanted = wanted.where(col(MediaItem.token).is_(None))
    items = list(session.scalars(wanted.order_by(col(MediaItem.id))))
    return {group.item.name: group for group in _with_files(session, items)}


def pictures_named(session: Session, names: Mapping[str, str]) -> dict[str, MediaGroup]:
    """Return a picture of each owner that readers have; `names` by owner."""
    wanted = select(MediaItem).where(
        col(MediaItem.owner).in_(names),
        col(MediaItem.name).in_(set(names.values())),
        col(MediaItem.kind) == MediaKind.IMAGE,
        col(MediaItem.token).is_(None),
    )
    found = session.scalars(wanted) if names else ()
    items = [item for item in found if names[item.owner] == item.name]
    return {group.item.owner: group for group in _with_files(session, items)}


def _with_files(session: Session, items: Sequence[MediaItem]) -> Iterator[MediaGroup]:
    found = {item.id: item for item in items}
    rows = session.scalars(
        select(MediaFile)
        .where(col(MediaFile.item_id).in_(found))
        .order_by(col(MediaFile.position), col(MediaFile.id))
    )
    files: dict[int, list[MediaFile]] = {}
    for row in rows:
        files.setdefault(row.item_id, []).append(row)
    for item_id, item in found.items():
        yield _group(item, files.get(item_id or 0, []))


def _group(item: MediaItem, files: list[MediaFile]) -> MediaGroup:
    posters = [file for file in files if file.role == MediaRole.POSTER]
    return MediaGroup(
        item=item,
        variants=tuple(f for f in files if f.role == MediaRole.VARIANT and not f.page),
        poster=posters[0] if posters else None,
        captions=tuple(f for f in files if f.role == MediaRole.CAPTIONS),
        pages=pages_in(files),
        streams=tuple(f for f in files if f.role == MediaRole.STREAM),
    )


def pages_in(files: Sequence[MediaFile]) -> tuple[MediaFile, ...]:
    """Return the pictures of pages in order, of each the smaller ones first."""
    pages = (file for file in files if file.page)
    return tuple(sorted(pages, key=lambda file: (file.page, file.width)))


def find_public_file(session: Session, key: str) -> MediaFile | None:
    """Return a stored file by its key, when some pack shows it."""
    return session.scalar(
        select(MediaFile)
        .join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
        .where(col(MediaFile.key) == key, col(MediaItem.token).is_(None))
        .where(col(MediaFile.version) != DELETED)
        .limit(1)
    )


def is_deleted(session: Session, key: str) -> bool:
    """Tell whether a stored file was deleted, whatever packs showed it."""
    found = select(col(MediaFile.id)).where(
        col(MediaFile.key) == key, col(MediaFile.version) == DELETED
    )
    return session.scalar(found.limit(1)) is not None


def get_item(session: Session, token: str) -> MediaItem:
    """Return what was uploaded, by its token; raise NotFound."""
    found = select(MediaItem).where(col(MediaItem.token) == token)
    item = session.scalar(found)
    if item is None:
        raise NotFound(N_("There is no such file here, or it is not yours."))
    return item


def get_item_by_number(session: Session, item_id: int) -> MediaItem:
    """Return what an upload became."""
    return session.get_one(MediaItem, item_id)


def files_of(session: Session, item: MediaItem) -> list[MediaFile]:
    """Return the files of the newest version of an item, best first."""
    found = select(MediaFile).where(
        col(MediaFile.item_id) == item.id, col(MediaFile.version) == item.version
    )
    return list(session.scalars(found.order_by(col(MediaFile.position))))


def find_file(session: Session, item: MediaItem, key: str) -> MediaFile | None:
    """Return a file of any version of an item."""
    return session.scalar(
        select(MediaFile).where(
            col(MediaFile.item_id) == item.id,
            col(MediaFile.key) == key,
            col(MediaFile.version) != DELETED,
        )
    )


def versions_of(session: Session, item: MediaItem) -> list[Upload]:
    """Return the uploads that made an item what it is, newest first."""
    found = select(Upload).where(
        col(Upload.item_id) == item.id, col(Upload.version) > 0
    )
    return list(session.scalars(found.order_by(col(Upload.version).desc())))


def owners_showing(session: Session, files: Sequence[MediaFile]) -> list[str]:
    """Return the keys of packs that show the same bytes, whatever their names."""
    same = [_same_digest(file.key) for file in files]
    if not same:
        return []
    found = (
        select(col(MediaItem.owner))
        .join(MediaFile, col(MediaFile.item_id) == col(MediaItem.id))
        .where(or_(*same), col(MediaItem.token).is_(None))
        .distinct()
    )
    return sorted(session.scalars(found))


def _same_digest(key: str) -> ColumnElement[bool]:
    # A range, so that the index is used: `0` follows `/`.
    folder = key.rpartition("/")[0]
    return and_(col(MediaFile.key) >= f"{folder}/", col(MediaFile.key) < f"{folder}0")


def placed_of(session: Session, item: MediaItem) -> list[MediaItem]:
    """Return what packs have of an upload, for readers or in drafts."""
    if not item.token or item.placed_from:
        return []
    found = select(MediaItem).where(col(MediaItem.placed_from) == item.token)
    return list(session.scalars(found.order_by(col(MediaItem.id))))


def alt_texts(session: Session, item: MediaItem) -> list[AltText]:
    """Return what a picture shows, in every language there is."""
    found = select(AltText).where(col(AltText.item_id) == item.id)
    return list(session.scalars(found.order_by(col(AltText.language))))


def get_upload(session: Session, token: str, user_id: int) -> Upload:
    """Return somebody's upload by its token; raise NotFound, also for another's."""
    upload = session.scalar(select(Upload).where(col(Upload.token) == token))
    if upload is None or upload.user_id != user_id:
        raise NotFound(N_("There is no such upload here, or it is not yours."))
    return upload


def find_job(session: Session, upload: Upload) -> Job | None:
    """Return the job that is at an upload: looks through it, or copies it before."""
    keys = (upload.job_key, upload.copying_key)
    found = select(Job).where(col(Job.key).in_(keys)).order_by(col(Job.id).desc())
    return session.scalar(found.limit(1))


def find_commons(session: Session, item: MediaItem) -> CommonsFile | None:
    """Return where on Commons an item is from, if it is from there."""
    return session.get(CommonsFile, item.id)


def count_uploads(session: Session, user_id: int) -> int:
    """Count what somebody has brought, or tried to."""
    counted = select(func.count()).where(col(Upload.user_id) == user_id)
    return session.scalar(counted) or 0


def uploads_of(
    session: Session, user_id: int, *, limit: int, offset: int
) -> list[tuple[Upload, MediaItem | None]]:
    """Return somebody's uploads with what became of them, newest first."""
    rows = session.execute(
        select(Upload, MediaItem)
        .outerjoin(MediaItem, col(MediaItem.id) == col(Upload.item_id))
        .where(col(Upload.user_id) == user_id)
        .order_by(col(Upload.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [(upload, item) for upload, item in rows]
