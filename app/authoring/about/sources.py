"""The sources of a pack as lines of a form."""

import re

from pydantic import ValidationError
from sqlalchemy import select
from sqlmodel import Session, col

from app.content.schemas import PackFields, SourceFields
from app.packs.models import Module
from app.platform.i18n import N_
from app.texts.models import Document, Revision

BETWEEN = " | "
# In this order; who only looks at a line sees what it is from its first two.
PARTS = ("id", "url", "accessed", "title", "shows")
FIVE = N_("Each line needs five things with | between them, and the day as 2026-11-20.")
_CITED = re.compile(
    r"^[ \t]*:{3,}[ \t]*evidence\b.*\bsource=\"?([a-z0-9-]+)", re.MULTILINE
)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def source_lines(fields: PackFields) -> list[str]:
    """Return the sources of a pack as the form shows them."""
    lines = (
        BETWEEN.join(str(getattr(source, part)) for part in PARTS)
        for source in fields.sources
    )
    return [" ".join(line.split()) for line in lines]


def sources_of(text: str) -> list[SourceFields]:
    """Return what the lines of a form say; raise ValueError with a message id."""
    found = []
    for line in lines_of(text):
        parts = [part.strip() for part in line.split("|", len(PARTS) - 1)]
        if len(parts) != len(PARTS):
            raise ValueError(FIVE)
        try:
            found.append(
                SourceFields.model_validate(dict(zip(PARTS, parts, strict=True)))
            )
        except ValidationError as error:
            raise ValueError(FIVE) from error
    if len({source.id for source in found}) != len(found):
        raise ValueError(FIVE)
    return found


def cited_sources(session: Session, pack_id: int) -> set[str]:
    """Return the sources that modules name as readers have them."""
    texts = session.scalars(
        select(col(Revision.text))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .join(Module, col(Module.document_id) == col(Document.id))
        .where(
            col(Module.pack_id) == pack_id,
            ~col(Module.is_withdrawn),
            col(Revision.number) == col(Document.published_number),
        )
    )
    return {source for text in texts for source in _CITED.findall(text)}
