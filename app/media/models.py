"""Tables of media: a group of files that are one thing to a reader."""

from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.platform.db import enum_type


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


class MediaItem(SQLModel, table=True):
    """A video, sound, picture or document of one owner (a pack's key).

    `text` is the file that describes it, as it was written.
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


class MediaFile(SQLModel, table=True):
    """One stored file of an item; `key` is where storage keeps it."""

    __tablename__ = "media_file"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="media_item.id", ondelete="CASCADE", index=True)
    role: MediaRole = Field(sa_type=enum_type(MediaRole))
    position: int
    key: str = Field(index=True)
    file_name: str
    content_type: str
    bytes: int
    width: int = 0
    height: int = 0
    language: str = ""
    is_machine_translated: bool = False
