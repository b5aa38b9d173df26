"""Tables of files: those somebody sent, and how far content folders are known."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime


class CatalogFile(SQLModel, table=True):
    """A file of translations that somebody sent.

    `subject` is what it is of (`packs:<key>`, `courses:<key>`), or `language` for a
    zip of everything. `data`, packed by zlib, is kept until the file was taken in or
    has waited too long. `counts` say what was done, by outcome.
    """

    __tablename__ = "catalog_file"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(index=True)
    language: str
    name: str
    format: str
    digest: str = Field(index=True)
    data: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    author_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    counts: dict[str, int] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )


class FolderCatalog(SQLModel, table=True):
    """How a catalog of a content folder was last written from here.

    What is newer than `seen_id` is not in the file, whatever the file says.
    """

    __tablename__ = "folder_catalog"

    subject: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    seen_id: int
