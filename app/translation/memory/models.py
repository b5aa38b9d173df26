"""Tables of the memory: texts by meaning, and what their likes are found by."""

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class MemoryText(SQLModel, table=True):
    """A text of a meaning in a language, with variables as numbers.

    `meaning` is `w` and the id of a wording, or `f` and a hash of what a file had.
    `quality` orders texts, best first (`app.translation.memory.quality`).
    `translation_id` is the newest translation of the unit that has been looked at.
    """

    __tablename__ = "memory_text"
    __table_args__ = (
        UniqueConstraint("meaning", "language", "text_hash"),
        Index("ix_memory_text_exact", "language", "text_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meaning: str
    language: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_hash: str
    quality: int
    translation_id: int | None = None
    unit_id: str | None = Field(
        default=None, foreign_key="unit.id", ondelete="CASCADE", index=True
    )


class MemoryGram(SQLModel, table=True):
    """A piece by which texts that read alike are found; `length` is the whole text's.

    No foreign key: with it every text that goes would have to be looked for here.
    """

    __tablename__ = "memory_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    language: str = Field(primary_key=True)
    gram: str = Field(primary_key=True)
    length: int = Field(primary_key=True)
    text_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
