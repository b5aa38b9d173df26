"""Tables of links and of what became of them. All derived from texts but the checks."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime


class LinkCheck(SQLModel, table=True):
    """An address somebody linked to, and what its server said the last time.

    `status` is 0 when there was no answer; then `reason` is a word for why. `asked_at`
    is when the authors of a draft wanted to know, for links that no reader has yet.
    """

    __tablename__ = "link_check"

    url: str = Field(primary_key=True)
    status: int = 0
    reason: str = ""
    etag: str = ""
    failures: int = 0
    checked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    broken_since: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    next_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
    asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ModuleLink(SQLModel, table=True):
    """A module's published version links to an address."""

    __tablename__ = "module_link"

    document_id: int = Field(
        foreign_key="document.id", ondelete="CASCADE", primary_key=True
    )
    url: str = Field(primary_key=True, index=True)


class LinkedText(SQLModel, table=True):
    """Up to which version the links of a module are known."""

    __tablename__ = "linked_text"

    document_id: int = Field(
        foreign_key="document.id", ondelete="CASCADE", primary_key=True
    )
    number: int
