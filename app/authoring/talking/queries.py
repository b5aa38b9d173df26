"""Reading threads: one, those of a document, and the problems that wait."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.filters import IS_OPEN, Filters
from app.authoring.talking.models import Remark, Thread, ThreadKind
from app.packs.models import Module, Pack
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.anchors import Anchor
from app.texts.models import Document

MOST = 300
Rows = Select[*tuple[Any, ...]]


class SaidRemark(Struct, frozen=True):
    """A remark and the name of who made it."""

    remark: Remark
    author: str | None


class Talk(Struct, frozen=True):
    """A thread with its remarks, the first one first."""

    thread: Thread
    remarks: tuple[SaidRemark, ...]

    @property
    def anchor(self) -> Anchor:
        """The words it is about."""
        return Anchor(self.thread.quote, self.thread.before, self.thread.after)


class ProblemRow(Struct, frozen=True):
    """A reported problem: what was said first, by whom, and who looks at it."""

    thread: Thread
    text: str
    author: str | None
    claimed_by: str | None


def get_thread(session: Session, thread_id: int) -> Thread:
    """Return a thread; raise NotFound."""
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise NotFound(N_("There is no such discussion."))
    return thread


def talk_of(session: Session, thread: Thread) -> Talk:
    """Return a thread with its remarks."""
    return _with_remarks(session, [thread])[0]


def comments_of(
    session: Session, document_id: int, *, resolved: bool = False
) -> list[Talk]:
    """Return the comments on a document that are open, or those that are settled."""
    settled = col(Thread.resolved_at)
    found = (
        select(Thread)
        .where(
            col(Thread.document_id) == document_id,
            col(Thread.kind) == ThreadKind.COMMENT,
            settled.is_not(None) if resolved else settled.is_(None),
        )
        .order_by(col(Thread.id))
        .limit(MOST)
    )
    return _with_remarks(session, list(session.scalars(found)))


def count_comments(session: Session, document_id: int) -> int:
    """Return how many comments on a document are open."""
    found = select(func.count(col(Thread.id))).where(
        col(Thread.document_id) == document_id,
        col(Thread.kind) == ThreadKind.COMMENT,
        col(Thread.resolved_at).is_(None),
    )
    return session.scalar(found) or 0


def open_problems(
    session: Session, filters: Filters, *, limit: int, offset: int
) -> list[ProblemRow]:
    """Return reported problems that wait, the oldest first."""
    author, claimer = aliased(User), aliased(User)
    first = (
        select(func.min(col(Remark.id)))
        .where(col(Remark.thread_id) == col(Thread.id))
        .correlate(Thread)
        .scalar_subquery()
    )
    columns = select(Thread, col(Remark.text), col(author.name), col(claimer.name))
    found = (
        _problems(columns, filters)
        .join(Remark, col(Remark.id) == first)
        .outerjoin(author, col(author.id) == col(Thread.opened_by))
        .outerjoin(claimer, col(claimer.id) == col(Thread.claimed_by))
        .order_by(col(Thread.created_at), col(Thread.id))
        .limit(limit)
        .offset(offset)
    )
    return [ProblemRow(*row) for row in session.execute(found)]


def count_problems(session: Session, filters: Filters) -> int:
    """Return how many reported problems wait."""
    found = _problems(select(func.count(col(Thread.id))), filters)
    return session.scalar(found) or 0


def _problems(found: Rows, filters: Filters) -> Rows:
    # A page of a module that was taken out is one that readers get no more.
    is_there = or_(col(Thread.document_id).is_(None), IS_OPEN)
    return (
        found.select_from(Thread)
        .outerjoin(Module, col(Module.document_id) == col(Thread.document_id))
        .outerjoin(Pack, col(Pack.id) == col(Module.pack_id))
        .outerjoin(Document, col(Document.id) == col(Thread.document_id))
        .where(
            col(Thread.kind) == ThreadKind.PROBLEM,
            col(Thread.resolved_at).is_(None),
            is_there,
            *filters.limits(Thread.claimed_by),
        )
    )


def _with_remarks(session: Session, threads: Sequence[Thread]) -> list[Talk]:
    found = (
        select(Remark, col(User.name))
        .outerjoin(User, col(User.id) == col(Remark.author_id))
        .where(col(Remark.thread_id).in_([thread.id for thread in threads]))
        .order_by(col(Remark.id))
    )
    rows = [SaidRemark(*row) for row in session.execute(found)]
    return [Talk(thread, tuple(_of(thread, rows))) for thread in threads]


def _of(thread: Thread, rows: Iterable[SaidRemark]) -> list[SaidRemark]:
    return [row for row in rows if row.remark.thread_id == thread.id]
