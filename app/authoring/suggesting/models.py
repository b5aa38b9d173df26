"""The table of suggestions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    AMENDED = "amended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Suggestion(SQLModel, table=True):
    """Other words for one passage of a published version, in Markdown.

    `before` is the passage as it was there, `after` what it should be, empty to take
    it out. `decision` is what the one who decided said. No author: nobody signed in.
    """

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE", index=True)
    base_number: int
    passage: int
    before: str = Field(sa_column=Column(Text, nullable=False))
    after: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = ""
    author_id: int | None = Field(
        default=None,
        sa_column=Column(
            ForeignKey("user.id", ondelete="SET NULL"), nullable=True, index=True
        ),
    )
    state: SuggestionState = Field(
        default=SuggestionState.OPEN, sa_type=enum_type(SuggestionState), index=True
    )
    claimed_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    decided_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    decision: str = ""
    save_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("draft_save.id", ondelete="SET NULL")),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def number(self) -> int:
        """The id of a stored suggestion."""
        assert self.id is not None, "it has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.state is SuggestionState.OPEN
