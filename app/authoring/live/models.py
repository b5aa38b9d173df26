"""Tables of live drafts: where each stands, its log, and the start of the log."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime


class LiveDraft(SQLModel, table=True):
    """Where a live draft stands. Who changes its row has the draft to themselves.

    `last_seq` counts the updates of its log, `saved_seq` those that are part of a
    save of the draft; `base_number` is the published version it builds on.
    """

    __tablename__ = "live_draft"

    document_id: int = Field(
        foreign_key="document.id", ondelete="CASCADE", primary_key=True
    )
    epoch: str
    base_number: int
    last_seq: int = 0
    saved_seq: int = 0
    changed_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class DocUpdate(SQLModel, table=True):
    """A Yjs update (format 1) of a live draft, and the ids of who made it."""

    __tablename__ = "doc_update"

    document_id: int = Field(
        foreign_key="live_draft.document_id", ondelete="CASCADE", primary_key=True
    )
    seq: int = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    authors: list[int] = Field(sa_column=Column(JSON, nullable=False))


class DocSnapshot(SQLModel, table=True):
    """All updates up to `upto_seq` as one, in place of their rows."""

    __tablename__ = "doc_snapshot"

    document_id: int = Field(
        foreign_key="live_draft.document_id", ondelete="CASCADE", primary_key=True
    )
    upto_seq: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
