"""Tables of media: a group of files that are one thing to a reader, and uploads."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type
from app.platform.ids import secret_token

# The type of a playlist of HLS.
PLAYLIST = "application/vnd.apple.mpegurl"
# The version of files of a deleted item: the bytes are gone, the address is known.
DELETED = -1


class MediaKind(StrEnum):
    """What a media item is to a reader."""

    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    DOCUMENT = "document"


class MediaRole(StrEnum):
    """What a file is within its item."""

    VARIANT = "variant"
    POSTER = "poster"
    CAPTIONS = "captions"
    WAVEFORM = "waveform"
    # Made of what a pack has, and not exported with it: a playlist of HLS, a file that
    # one plays from, another width or format of a picture.
    STREAM = "stream"


class MediaItem(SQLModel, table=True):
    """A video, sound, picture or document of one owner (a pack's key).

    `text` is the file that describes it, as it was written. What somebody uploaded
    has a `token` and an uploader, and is private until a pack shows the same file;
    its owner is `upload:<token>`. When it was deleted, only rows are left, and the
    version of its files is `DELETED`.

    Put into a pack, it is there as an item of the pack, which remembers as
    `placed_from` the token of the upload; the pack's own has a token, and is private,
    until a published module uses it.

    A document with pages is shown as slides; `preview` is how a document's words begin.
    """

    __tablename__ = "media_item"

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(index=True)
    name: str
    kind: MediaKind = Field(sa_type=enum_type(MediaKind))
    title: str
    author: str
    licence: str
    source: str = ""
    note: str = ""
    language: str
    duration: float = 0
    text: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="")
    )
    token: str | None = Field(default=None, unique=True)
    uploader_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL", index=True
    )
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    deleted_by: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    deleted_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    placed_from: str = Field(
        default="", index=True, sa_column_kwargs={"server_default": ""}
    )
    preview: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="")
    )


class MediaFile(SQLModel, table=True):
    """One stored file of an item; `key` is where storage keeps it.

    `page` is the page of a document that it is a picture of, from 1; else 0.
    """

    __tablename__ = "media_file"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="media_item.id", ondelete="CASCADE", index=True)
    role: MediaRole = Field(sa_type=enum_type(MediaRole))
    position: int
    key: str = Field(index=True)
    file_name: str
    content_type: str
    bytes: int = Field(sa_type=BigInteger)
    width: int = 0
    height: int = 0
    language: str = ""
    is_machine_translated: bool = False
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    page: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class AltText(SQLModel, table=True):
    """What a picture shows, in words, in one language."""

    __tablename__ = "media_alt_text"
    __table_args__ = (UniqueConstraint("item_id", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="media_item.id", ondelete="CASCADE", index=True)
    language: str
    text: str = Field(sa_type=Text)


class Captions(SQLModel, table=True):
    """Captions of an upload in a language as somebody saved them; rows are only added.

    `text` is WebVTT, stored under `key` as well, so that a pack can show it. The newest
    one that is not `is_aside` holds; aside is what clashed with somebody else's.
    """

    __tablename__ = "media_captions"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="media_item.id", ondelete="CASCADE", index=True)
    language: str
    text: str = Field(sa_type=Text)
    key: str = Field(index=True)
    bytes: int
    is_aside: bool = False
    author_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL", index=True
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)

    @property
    def number(self) -> int:
        """The id of stored captions."""
        assert self.id is not None, "the captions have not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class CommonsState(StrEnum):
    """How a file is on Commons since it was copied."""

    CURRENT = "current"
    CHANGED = "changed"
    GONE = "gone"
    UNFIT = "unfit"


class CommonsFile(SQLModel, table=True):
    """Where on Commons an item is from, and how it was there when it was looked at.

    `name` is without a namespace, `sha1` of the original there; `descriptions` are
    texts by language. `reason` and `params` say why its licence does not fit any more.
    """

    __tablename__ = "media_commons"

    item_id: int = Field(
        foreign_key="media_item.id", ondelete="CASCADE", primary_key=True
    )
    name: str
    sha1: str
    descriptions: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    state: CommonsState = Field(
        default=CommonsState.CURRENT, sa_type=enum_type(CommonsState)
    )
    reason: str = ""
    params: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    looked_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    next_at: datetime = Field(sa_type=UTCDateTime, index=True)


class UploadState(StrEnum):
    """Where an upload is; the last three are ends."""

    SENDING = "sending"
    WAITING = "waiting"
    PROCESSING = "processing"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


AT_WORK = (UploadState.WAITING, UploadState.PROCESSING)


class Upload(SQLModel, table=True):
    """A file that somebody brings; done, it is a version of an item.

    `about` holds what they said of it (`app.media.forms`), `key` is where it lies in
    quarantine, `parts` the storage's name of an upload in parts. `reason` is the
    message of a refusal with its `params`; `digest` the SHA-256 of what came.
    """

    __tablename__ = "media_upload"

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(default_factory=secret_token, unique=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    item_id: int | None = Field(
        default=None, foreign_key="media_item.id", ondelete="SET NULL", index=True
    )
    version: int = 0
    file_name: str
    about: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    bytes: int = Field(default=0, sa_type=BigInteger)
    key: str
    parts: str = ""
    state: UploadState = Field(
        default=UploadState.SENDING, sa_type=enum_type(UploadState)
    )
    reason: str = ""
    params: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    digest: str = Field(default="", index=True)
    created_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
    started_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def job_key(self) -> str:
        """The key of the job that looks through it."""
        return f"media:{self.token}"

    @property
    def copying_key(self) -> str:
        """The key of the job that copies it from Commons, where it is from there."""
        return f"commons:{self.token}"
