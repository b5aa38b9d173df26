"""The packs of a language, as work: the smallest task first."""

from msgspec import Struct
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.packs.models import Pack, PackLanguage
from app.texts.models import Document
from app.translation.models import DocumentLanguage
from app.translation.portal.counts import IS_LIVE, Counts
from app.translation.workflow import Workflow, workflow_state


class PackState(Struct, frozen=True):
    """How a pack is in a language, and what people have decided about it."""

    key: str
    slug: str
    source_language: str
    counts: Counts
    decided: DocumentLanguage | None
    coordinator: str | None

    @property
    def state(self) -> Workflow:
        """Where it stands: derived, but for "published"."""
        return workflow_state(self.counts, self.decided)

    @property
    def is_published(self) -> bool:
        """Whether somebody has said so."""
        return self.decided is not None and self.decided.published_at is not None


def pack_states(
    session: Session, language: str, *, limit: int, offset: int = 0
) -> list[PackState]:
    """Return the packs to translate to a language, the smallest task first.

    What is outdated comes before what is begun, that before what is not, and what is
    complete comes last.
    """
    whole, there = aliased(PackLanguage), aliased(PackLanguage)
    units = func.coalesce(col(there.units), col(whole.units))
    current = func.coalesce(col(there.current), 0)
    outdated = func.coalesce(col(there.outdated), 0)
    rows = session.execute(
        _to_translate(language)
        .join(
            whole,
            and_(
                col(whole.pack_id) == col(Pack.id),
                col(whole.language) == col(Document.source_language),
            ),
        )
        .outerjoin(
            there,
            and_(col(there.pack_id) == col(Pack.id), col(there.language) == language),
        )
        .outerjoin(
            DocumentLanguage,
            and_(
                col(DocumentLanguage.document_id) == col(Pack.document_id),
                col(DocumentLanguage.language) == language,
            ),
        )
        .outerjoin(User, col(User.id) == col(DocumentLanguage.coordinator_id))
        .with_only_columns(
            col(Pack.key),
            col(Pack.slug),
            col(Document.source_language),
            units,
            current,
            outdated,
            func.coalesce(col(there.reviewed), 0),
            DocumentLanguage,
            col(User.name),
        )
        .order_by(
            current >= units, outdated == 0, current == 0, units - current, col(Pack.id)
        )
        .limit(limit)
        .offset(offset)
    )
    return [
        PackState(key, slug, source, Counts(*counts), decided, coordinator)
        for key, slug, source, *counts, decided, coordinator in rows
    ]


def count_to_translate(session: Session, language: str) -> int:
    """Count the packs whose original is in another language."""
    found = _to_translate(language).with_only_columns(func.count())
    return session.scalar(found) or 0


def _to_translate(language: str) -> Select[int | None]:
    return (
        select(col(Pack.id))
        .join(Document, col(Document.id) == col(Pack.document_id))
        .where(IS_LIVE, col(Document.source_language) != language)
    )
