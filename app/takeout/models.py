"""Table of copies that workers make: one row a copy, whatever its version."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime
from app.takeout.job_names import MAKE


class PackCopy(SQLModel, table=True):
    """A copy that somebody wants; `slot` is what tells it from all others.

    `pack_key` is that of a pack, or the sign of a path or course.
    `version` is that of the pack when it was made (`queries.version_of`), and `key` is
    where storage has it: both empty until then. `name` says language and version.
    """

    __tablename__ = "pack_copy"

    slot: str = Field(primary_key=True)
    pack_key: str = Field(index=True)
    version: int = 0
    key: str = ""
    name: str = ""
    content_type: str = ""
    bytes: int = Field(default=0, sa_type=BigInteger)
    asked_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    made_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def job_key(self) -> str:
        """What its job is called."""
        return job_key(self.slot)


def job_key(slot: str) -> str:
    """Return what the job is called that makes the copy of a slot."""
    return f"{MAKE}:{slot}"
