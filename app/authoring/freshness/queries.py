"""Reading what is old or leads nowhere."""

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.authoring.filters import IS_OPEN, Filters
from app.authoring.freshness.models import LinkCheck, ModuleLink
from app.packs.models import Module, Pack
from app.platform import clock
from app.texts.models import Document

OLD_AFTER = timedelta(days=365)
Rows = Select[*tuple[Any, ...]]


class StaleRow(Struct, frozen=True):
    """A module to be checked: when it was last, and how many links are broken."""

    document_id: int
    pack_slug: str
    number: int
    checked_on: date | None
    since: datetime
    broken: int


def links_of(session: Session, document_id: int) -> list[LinkCheck]:
    """Return the links of a module's published version, the broken ones first."""
    found = (
        select(LinkCheck)
        .join(ModuleLink, col(ModuleLink.url) == col(LinkCheck.url))
        .where(col(ModuleLink.document_id) == document_id)
        .order_by(col(LinkCheck.broken_since).is_(None), col(LinkCheck.url))
    )
    return list(session.scalars(found))


def stale_modules(
    session: Session, filters: Filters, *, limit: int, offset: int
) -> list[StaleRow]:
    """Return modules with broken links, then those nobody checked for a year."""
    columns = select(
        col(Module.document_id),
        col(Pack.slug),
        col(Module.number),
        col(Module.checked_on),
        col(Pack.published_at),
        _broken(),
    )
    found = (
        _stale(columns, filters)
        .order_by(_broken().desc(), col(Module.checked_on), col(Module.id))
        .limit(limit)
        .offset(offset)
    )
    return [StaleRow(*row) for row in session.execute(found)]


def count_stale(session: Session, filters: Filters) -> int:
    """Return how many modules should be checked."""
    found = _stale(select(func.count(col(Module.id))), filters)
    return session.scalar(found) or 0


def _broken() -> Any:
    return (
        select(func.count())
        .select_from(ModuleLink)
        .join(LinkCheck, col(LinkCheck.url) == col(ModuleLink.url))
        .where(
            col(ModuleLink.document_id) == col(Module.document_id),
            col(LinkCheck.broken_since).is_not(None),
        )
        .correlate(Module)
        .scalar_subquery()
    )


def _stale(found: Rows, filters: Filters) -> Rows:
    limit = clock.now().date() - OLD_AFTER
    checked = col(Module.checked_on)
    return (
        found.select_from(Module)
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .join(Document, col(Document.id) == col(Module.document_id))
        .where(
            IS_OPEN,
            (_broken() > 0) | checked.is_(None) | (checked < limit),
            *filters.limits(None),
        )
    )
