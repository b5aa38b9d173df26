"""Tables: what was saved in drafts, what should be published, and what was said."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class DraftSave(SQLModel, table=True):
    """A draft as somebody saved it; rows are only ever added.

    `base_number` is the published version the text builds on. `is_automatic` when it
    was taken from the live draft while people typed.
    """

    __tablename__ = "draft_save"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE", index=True)
    base_number: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    message: str = ""
    is_automatic: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}
    )
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)

    @property
    def number(self) -> int:
        """The id of a stored save."""
        assert self.id is not None, "the save has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class DraftCoauthor(SQLModel, table=True):
    """Somebody who wrote part of a save besides its author."""

    __tablename__ = "draft_coauthor"

    save_id: int = Field(
        foreign_key="draft_save.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)


class ReviewState(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    CHANGE_ASKED = "change-asked"
    PUBLISHED = "published"
    CLOSED = "closed"


class Review(SQLModel, table=True):
    """Somebody asks for a save to be published. One is under way per document."""

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE", index=True)
    save_id: int = Field(foreign_key="draft_save.id", ondelete="CASCADE")
    state: ReviewState = Field(
        default=ReviewState.OPEN, sa_type=enum_type(ReviewState), index=True
    )
    message: str = ""
    asked_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    claimed_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    published_number: int | None = None

    @property
    def number(self) -> int:
        """The id of a stored review."""
        assert self.id is not None, "the review has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id

    @property
    def is_under_way(self) -> bool:
        """Whether it can still be decided."""
        return self.state in {ReviewState.OPEN, ReviewState.CHANGE_ASKED}


class ReviewApproval(SQLModel, table=True):
    """Somebody approved a save. A review that moves on to another save leaves it."""

    __tablename__ = "review_approval"
    __table_args__ = (UniqueConstraint("review_id", "save_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE")
    save_id: int = Field(foreign_key="draft_save.id", ondelete="CASCADE")
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class ReviewComment(SQLModel, table=True):
    """What somebody said in a review."""

    __tablename__ = "review_comment"

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
